"""A database that is filled alike for many tests is filled once: the next time the same rows are put there."""

import sqlite3
from collections.abc import Callable, Hashable
from typing import Any, Protocol, TypeVar, cast

import psycopg
from sqlalchemy import func, select

from core.accounts.models import User
from core.kernel import clock, db, events
from core.kernel.events import EventHead
from tests.support.databases import plain_url

Made = TypeVar("Made")


class Rows(Protocol):
    """All rows of a database at one moment."""

    def put_back(self) -> None:
        """Let the database that is connected hold them."""


_kept: dict[Hashable, tuple[Any, Rows]] = {}


def once(name: str, fill: Callable[[], Made]) -> Made:
    """What `fill` returns when it has filled an empty database, or has done so for an earlier test.

    Kept for each kind of database, for the moment at which the clock stands if it does, and for whether jobs follow
    events. A database in which something has happened already is filled as ever.
    """
    if not _is_empty():
        return fill()
    at = clock.now() if isinstance(vars(clock)["_source"], clock.SimulatedClock) else None
    kind = db.engine().dialect.name
    key = (name, kind, at, bool(vars(events)["_followers"]))
    if key in _kept:
        made, rows = _kept[key]
        rows.put_back()
        return cast("Made", made)  # kept under the name of what made it
    made = fill()
    _kept[key] = made, SqliteRows() if kind == "sqlite" else PostgresRows()
    return made


def _is_empty() -> bool:
    with db.reading() as session:
        nobody = session.scalar(select(func.count()).select_from(User)) == 0
        return nobody and session.scalars(select(EventHead.sequence)).one() == 0


class SqliteRows:
    """A copy of the file, in memory."""

    def __init__(self) -> None:
        self.copy = sqlite3.connect(":memory:")
        with sqlite3.connect(str(db.engine().url.database)) as source:
            source.backup(self.copy)
        source.close()

    def put_back(self) -> None:
        """Let the database that is connected hold them."""
        target = sqlite3.connect(str(db.engine().url.database))
        self.copy.backup(target)
        target.close()


class PostgresRows:
    """The rows of every table that has some, as the server writes them, and how far its sequences have counted."""

    def __init__(self) -> None:
        self.tables: dict[str, bytes] = {}
        with psycopg.connect(plain_url(db.engine().url)) as connection:
            names = connection.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname <> 'alembic_version'"
                " AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
            ).fetchall()
            for (name,) in names:
                with connection.cursor().copy(f'COPY "{name}" TO STDOUT') as out:
                    rows = b"".join(bytes(part) for part in out)
                if rows:
                    self.tables[name] = rows
            counted = "SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL"
            self.sequences: list[tuple[str, int]] = connection.execute(counted).fetchall()

    def put_back(self) -> None:
        """Let the database that is connected hold them."""
        with psycopg.connect(plain_url(db.engine().url)) as connection:
            connection.execute("SET LOCAL session_replication_role = replica")  # no trigger, no foreign key asks
            connection.execute("; ".join(f'DELETE FROM "{name}"' for name in self.tables))
            for name, rows in self.tables.items():
                with connection.cursor().copy(f'COPY "{name}" FROM STDIN') as into:
                    into.write(rows)
            for name, counted in self.sequences:
                connection.execute(f'SELECT setval(\'"{name}"\', GREATEST(last_value, {counted})) FROM "{name}"')
