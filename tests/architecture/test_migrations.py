"""Migrations: up, down, up again, no difference to the models, and tables that are written once."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from alembic.util.exc import CommandError
from sqlalchemy import Column, Integer, Table, inspect, text
from sqlalchemy.exc import DBAPIError

from core.kernel import db, schema
from core.kernel.append_only import AppendOnly
from core.kernel.discovery import import_tables
from core.kernel.settings import Settings
from tests.support import postgres
from tests.support.databases import PostgresTemplate, psycopg_url


def tables_written_once() -> set[str]:
    """Tables whose rows never change, by the mixin of their models."""
    import_tables()
    models: list[type[db.Base]] = [mapper.class_ for mapper in db.Base.registry.mappers]
    return {model.__tablename__ for model in models if issubclass(model, AppendOnly)}


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[None]:
    """A connected database without a single table."""
    if request.param == "sqlite":
        db.connect(f"sqlite:///{tmp_path / 'empty.sqlite3'}")
        yield
        db.disconnect()
        return
    template: PostgresTemplate = request.getfixturevalue("postgres_template")
    name = f"empty_{uuid4().hex}"
    db.connect(psycopg_url(postgres.create_database(template.server_url, name)))
    yield
    db.disconnect()
    postgres.drop_database(template.server_url, name)


def left_over() -> set[str]:
    """The tables that are left when every migration was taken back."""
    return set(inspect(db.engine()).get_table_names()) - {"alembic_version"}


@pytest.mark.usefixtures("empty_database")
def test_a_downgrade_that_forgets_a_table_is_found() -> None:
    schema.upgrade()
    with db.write_engine().begin() as connection:
        connection.exec_driver_sql("CREATE TABLE forgotten (id INTEGER PRIMARY KEY)")

    schema.downgrade("base")

    assert left_over() == {"forgotten"}


@pytest.mark.usefixtures("empty_database")
def test_migrations_go_up_down_and_up_and_end_where_the_models_are() -> None:
    schema.upgrade()
    schema.check()
    assert schema.is_current()

    schema.downgrade("base")
    assert left_over() == set()
    assert not schema.is_current()

    schema.upgrade()
    schema.check()


@pytest.mark.usefixtures("database")
def test_a_table_without_migration_is_found() -> None:
    extra = Table("forgotten", db.Base.metadata, Column("id", Integer, primary_key=True))
    try:
        with pytest.raises(CommandError, match="New upgrade operations detected"):
            schema.check()
    finally:
        db.Base.metadata.remove(extra)


def append_only_triggers(database: Settings) -> set[str]:
    """The triggers that refuse to change what is written once."""
    kind = "sqlite" if database.database_url.startswith("sqlite") else "postgresql"
    question = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%append_only%'",
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
    }[kind]
    with db.reading() as session:
        return set(session.scalars(text(question)))


def test_a_row_that_is_written_once_refuses_change_and_removal(database: Settings) -> None:
    wanted = {f"{table}_is_append_only_{change}" for table in tables_written_once() for change in ("update", "delete")}
    assert append_only_triggers(database) == wanted


def test_a_trigger_that_is_missing_is_found(database: Settings) -> None:
    gone, whole = "state_change_is_append_only_update", append_only_triggers(database)
    on = "" if database.database_url.startswith("sqlite") else " ON state_change"
    with db.write_engine().begin() as connection:
        connection.exec_driver_sql(f"DROP TRIGGER {gone}{on}")

    assert whole - append_only_triggers(database) == {gone}


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("statement", ["UPDATE state_change SET reason = 'x'", "DELETE FROM state_change"])
def test_the_database_itself_refuses_to_change_what_was_written_once(statement: str) -> None:
    written = (
        "INSERT INTO state_change (id, document_type, document_id, from_state, to_state, at, actor_kind, actor_name,"
        " reason) VALUES ('0123456789abcdef0123456789abcdef', 'order', '0123456789abcdef0123456789abcdef', 'a', 'b',"
        " '2026-01-01 00:00:00', 'system', 'Kontor', '')"
    )
    with db.write_engine().begin() as connection:
        connection.exec_driver_sql(written)

    with pytest.raises(DBAPIError, match="written once"), db.write_engine().begin() as connection:
        connection.exec_driver_sql(statement)

    with db.reading() as session:
        assert session.scalar(text("SELECT reason FROM state_change")) == ""
