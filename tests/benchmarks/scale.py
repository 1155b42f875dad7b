"""A large shop out of a small one: rows are copied in the database, each copy with identities of its own.

The first thousand articles and two thousand orders come about through the real operations; what stands for a hundred
times as many is copied from them, table by table, on PostgreSQL. Events, jobs and number ranges are not copied; the
search index is made anew by its own operation.
"""

import hashlib
from collections.abc import Collection, Iterator
from uuid import UUID

from sqlalchemy import Column, Connection, String, Table, UniqueConstraint, Uuid, func, select

from core.kernel import db
from core.kernel.db import Base

NOT_COPIED = ("event", "job", "number", "freshness", "idempotency", "attempt", "search", "product_facet")


def row_counts() -> dict[str, int]:
    """How many rows every table holds."""
    with db.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def grown(before: dict[str, int]) -> set[str]:
    """The tables that hold more rows than before and may be copied."""
    return {name for name, count in row_counts().items() if count > before[name] and not name.startswith(NOT_COPIED)}


def copy_rows(tables: Collection[str], times: int) -> None:
    """Copy every row of these tables so many times; what points from one of them to another points to its copy."""
    with db.write_engine().begin() as connection:
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # no trigger, no key is looked up
        for table in Base.metadata.sorted_tables:
            if table.name in tables:
                _copy(connection, table, tables, times)
    db.renew_statistics()


def copied_id(original: UUID | str, copy: int) -> UUID:
    """The identity of a copy."""
    return UUID(hashlib.md5(f"{original}/{copy}".encode(), usedforsecurity=False).hexdigest())


def _copy(connection: Connection, table: Table, tables: Collection[str], times: int) -> None:
    columns = [column for column in table.columns if column.computed is None]
    texts = set(_unique_texts(table, tables))
    values = ", ".join(_value(column, tables, is_unique_text=column.name in texts) for column in columns)
    names = ", ".join(f'"{column.name}"' for column in columns)
    connection.exec_driver_sql(
        f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM "{table.name}" AS t '
        f"CROSS JOIN generate_series(1, {times}) AS copy"
    )


def _value(column: Column[object], tables: Collection[str], *, is_unique_text: bool) -> str:
    if is_unique_text:
        return f"""t."{column.name}" || '-' || copy"""
    if _is_copied(column, tables):
        return f"""md5(t."{column.name}"::text || '/' || copy)::uuid"""
    return f't."{column.name}"'


def _is_copied(column: Column[object], tables: Collection[str]) -> bool:
    """Whether a column holds the identity of something that is copied: its own, or one it points to."""
    targets = {key.column.table.name for key in column.foreign_keys}
    return isinstance(column.type, Uuid) and (not targets or not targets.isdisjoint(tables))


def _unique_texts(table: Table, tables: Collection[str]) -> Iterator[str]:
    """The texts that must differ from row to row, such as numbers and slugs."""
    groups = [tuple(key.columns) for key in table.constraints if isinstance(key, UniqueConstraint)]
    groups += [tuple(index.columns) for index in table.indexes if index.unique]
    groups.append(tuple(table.primary_key.columns))
    for group in groups:
        if any(_is_copied(column, tables) for column in group):
            continue
        yield from (column.name for column in group if isinstance(column.type, String) and not column.foreign_keys)
