"""The database: base class and column types, units of work, locks, and reads that cannot write."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from inspect import get_annotations
from select import POLLIN, poll
from typing import Any, TypeVar, cast, get_args
from uuid import UUID

from psycopg import Connection as PostgresConnection
from sqlalchemy import (
    BigInteger,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Index,
    MetaData,
    Select,
    Table,
    UniqueConstraint,
    Uuid,
    bindparam,
    create_engine,
    event,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, Session, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.types import TypeDecorator
from uuid_utils.compat import uuid7

from core.kernel.errors import AppError, NotFound
from core.kernel.i18n import N_

NAMING = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}
READS: Mapping[str, Any] = {"kontor_access": "read", "postgresql_readonly": True}
WRITES: Mapping[str, Any] = {"kontor_access": "write", "postgresql_readonly": False}


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware in Python, UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Moments are aware; this one has no zone.")
        return value.astimezone(UTC).replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> UUID:
    """A new identity; later ones sort behind earlier ones (UUID version 7, RFC 9562)."""
    return uuid7()


class Base(DeclarativeBase):
    """The mother of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, UUID: Uuid}

    def __init_subclass__(cls, **options: Any) -> None:
        _type_foreign_keys(cls)
        super().__init_subclass__(**options)


def _type_foreign_keys(model: type) -> None:
    """Say what type a key of another table has: SQLAlchemy would not know before it has seen that table.

    Statements that modules keep are built earlier, and would compare such a column with a value of no type.
    """
    for name, annotation in get_annotations(model).items():
        declared = vars(model).get(name)
        if isinstance(declared, MappedColumn) and declared.foreign_keys and UUID in _types_in(annotation):
            declared.column.type = Uuid()


def _types_in(annotation: object) -> set[object]:
    """`Mapped[UUID | None]`: UUID and NoneType."""
    (inner,) = get_args(annotation) or (None,)
    return {inner, *get_args(inner)}


class Identified:
    """A mixin: the row has an identity of its own."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


def minor_column(**options: Any) -> Mapped[int]:
    """A column of money in minor units."""
    return mapped_column(BigInteger, **options)


def enum_column(values: type[StrEnum], *, name: str | None = None, is_open: bool = False) -> Enum:
    """A column type that holds one of the values, as text with a CHECK; a second one in a table needs a name.

    `is_open`: without the CHECK, for values that come and go with files and need no migration.
    """
    return Enum(
        values,
        native_enum=False,
        create_constraint=not is_open,
        length=32,
        name=name or values.__name__.lower(),
        values_callable=lambda members: [member.value for member in members],
    )


# --- engines

_engine: Engine | None = None
_read_engine: Engine | None = None
_write_engine: Engine | None = None


def connect(url: str, *, pool_size: int = 10) -> Engine:
    """Make the engine of this process for a database address; replaces and closes a former one."""
    global _engine, _read_engine, _write_engine
    disconnect()
    if url.startswith("sqlite"):
        made = create_engine(url, connect_args={"timeout": 30, "check_same_thread": False}, pool_size=pool_size)
        event.listen(made, "connect", _prepare_sqlite)
        event.listen(made, "begin", _begin_sqlite)
    else:
        made = create_engine(url, pool_size=pool_size, max_overflow=20)
        event.listen(made, "connect", _keep_plans)
        event.listen(made, "checkout", _refuse_ended)
    _engine, _read_engine, _write_engine = made, made.execution_options(**READS), made.execution_options(**WRITES)
    return made


def disconnect() -> None:
    """Close the engine of this process, if there is one."""
    global _engine, _read_engine, _write_engine
    if _engine is not None:
        _engine.dispose()
    _engine = _read_engine = _write_engine = None


def engine() -> Engine:
    """The engine of this process; `connect` comes first."""
    return _connected(_engine)


def read_engine() -> Engine:
    """The engine whose transactions cannot write: the database itself refuses."""
    return _connected(_read_engine)


def write_engine() -> Engine:
    """The engine whose transactions may write; on SQLite each takes the write lock when it begins."""
    return _connected(_write_engine)


def _connected(found: Engine | None) -> Engine:
    if found is None:
        raise RuntimeError("No database is connected; call core.kernel.db.connect first.")
    return found


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=30000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    may_write = connection.get_execution_options().get("kontor_access", "write") == "write"
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if may_write else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if may_write else "BEGIN")


def _keep_plans(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    """Plan a prepared statement once per connection: our pages ask the same ones, and planning costs more than running.

    Left to itself, PostgreSQL plans a statement of many joins anew for each value of its parameters.
    """
    cursor = connection.cursor()
    cursor.execute("SET plan_cache_mode = force_generic_plan")
    cursor.close()
    connection.commit()


def _refuse_ended(connection: DBAPIConnection, _entry: ConnectionPoolEntry, _taken: object) -> None:
    """Let the pool replace a connection that the server has ended, without the round trip of asking it.

    The server says nothing on an idle connection but goodbye, so one that has something to read is of no more use.
    """
    waiting = poll()
    waiting.register(cast(PostgresConnection, connection).fileno(), POLLIN)
    if waiting.poll(0):
        raise DisconnectionError


# --- units of work

_at_finish: list[Callable[[Session], None]] = []


def at_finish(step: Callable[[Session], None]) -> None:
    """Let a step of the kernel run at the end of every writing transaction, just before it commits."""
    _at_finish.append(step)


def finish(session: Session) -> None:
    """End a writing transaction: write what was announced, then commit. Only `unit_of_work` and `@writes` call it."""
    session.flush()
    for step in _at_finish:
        step(session)
    session.commit()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """One writing transaction: commits at the end of the block, leaves nothing behind when it raises."""
    with Session(write_engine(), expire_on_commit=False) as session:
        yield session
        finish(session)


@contextmanager
def reading() -> Iterator[Session]:
    """One reading transaction; an attempt to write in it fails."""
    with Session(read_engine(), expire_on_commit=False) as session:
        yield session
        session.commit()  # after a ROLLBACK the PostgreSQL driver would forget its prepared statements


def renew_statistics() -> None:
    """Let the database look anew at how its rows are spread: after very many were written it would plan by the old."""
    with write_engine().begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA analysis_limit=1000")
        connection.exec_driver_sql("ANALYZE")


# --- rows

Row = TypeVar("Row", bound=Base)


def table_of(model: type[Base]) -> Table:
    """The table of a model, for statements whose rows no session needs to keep."""
    return cast(Table, model.__table__)


def lock(session: Session, model: type[Row], identity: UUID) -> Row:
    """The row as it is now, ours until the transaction ends. Raises NotFound."""
    found = lock_all(session, model, [identity])
    if not found:
        raise NotFound("missing", N_("This does not exist any more."))
    return found[0]


def lock_all(session: Session, model: type[Row], identities: Sequence[UUID]) -> list[Row]:
    """The rows as they are now, locked in the order of their ids, so that nobody waits in a circle.

    Their keys never change, so rows that refer to them may be written meanwhile (FOR NO KEY UPDATE).
    """
    return list(session.scalars(_locked_rows(model), {"identities": list(set(identities))}))


@cache  # statements are built once and kept: their cache keys cost more than most answers
def _locked_rows(model: type[Row]) -> Select[Row]:
    key = model.__mapper__.primary_key[0]
    chosen = select(model).where(key.in_(bindparam("identities", expanding=True)))
    return chosen.order_by(key).with_for_update(key_share=True).execution_options(populate_existing=True)


def insert_if_absent(session: Session, model: type[Base], **values: object) -> bool:
    """Insert a row unless a unique constraint says that it is there; waits for a rival's transaction to end."""
    session.flush()  # what the new row points to may not be written yet
    statement = _insert_if_absent(model, session.get_bind().dialect.name)
    return session.execute(statement, values).first() is not None


@cache
def _insert_if_absent(model: type[Base], dialect_name: str) -> ReturningInsert[Any]:
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    statement = dialect.insert(table_of(model)).on_conflict_do_nothing()
    made: ReturningInsert[Any] = statement.returning(model.__mapper__.primary_key[0])
    return made


@contextmanager
def on_constraint(session: Session, refusals: Mapping[str, Callable[[], AppError]]) -> Iterator[None]:
    """Flush at the end of the block and turn a violated constraint, by its name, into its refusal."""
    try:
        yield
        session.flush()
    except IntegrityError as error:
        for name, refusal in refusals.items():
            if _violates(error, name):
                raise refusal() from error
        raise


def _violates(error: IntegrityError, name: str) -> bool:
    """PostgreSQL names the constraint; SQLite names a CHECK, and the columns of a unique one."""
    if name in str(error.orig):
        return True
    columns = _unique_columns().get(name)
    return columns is not None and str(error.orig).endswith(f"UNIQUE constraint failed: {columns}")


def _unique_columns() -> dict[str, str]:
    """The columns of every named uniqueness, written as SQLite writes them."""
    found: dict[str, str] = {}
    for table in Base.metadata.tables.values():
        rules: list[UniqueConstraint | Index] = [c for c in table.constraints if isinstance(c, UniqueConstraint)]
        rules += [index for index in table.indexes if index.unique]
        for rule in rules:
            found[str(rule.name)] = ", ".join(f"{table.name}.{column.name}" for column in rule.columns)
    return found
