"""Fresh databases for tests: a template is built once by the migrations, each test gets its own copy."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import Connection
from sqlalchemy import URL

from core.kernel import db, schema
from core.kernel.events import GENESIS
from tests.support import postgres
from tests.support.kept_statements import keeping

LITTLE = 64 * 1024
"""Bytes of a table up to which its rows are deleted one by one."""


def build_schema(url: str) -> None:
    """Bring an empty database to the newest schema."""
    db.connect(keeping(url))
    schema.upgrade()
    db.disconnect()


class SqliteTemplate:
    """Copies of one prepared file."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "template.sqlite3"
        build_schema(f"sqlite:///{self.file}")

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """A database of its own, as an address."""
        target = folder / "kontor.sqlite3"
        shutil.copy(self.file, target)
        yield f"sqlite:///{target}"


class PostgresTemplate:
    """Databases on one server: a used one is emptied and used again, unless a test changed its schema."""

    def __init__(self, server_url: str) -> None:
        self.server_url = server_url
        url = postgres.create_database(server_url, "kontor_template")
        build_schema(psycopg_url(url))
        with psycopg.connect(url) as connection:
            self.schema = _schema(connection)
        self.spare: str | None = None

    @contextmanager
    def copy(self, _folder: Path) -> Iterator[str]:
        """A database of its own, as an address."""
        name, self.spare = self.spare or self._new(), None
        yield psycopg_url(self._url(name))
        if self._empty(name):
            self.spare = name
        else:
            postgres.drop_database(self.server_url, name)

    def _new(self) -> str:
        name = f"kontor_{uuid.uuid4().hex}"
        postgres.create_database(self.server_url, name, template="kontor_template")
        return name

    def _url(self, name: str) -> str:
        return self.server_url.rsplit("/", 1)[0] + f"/{name}"

    def _empty(self, name: str) -> bool:
        """Take every row away; False when the schema is not what the migrations made."""
        with psycopg.connect(self._url(name), autocommit=True) as connection:
            postgres.end_other_connections(connection)
            if _schema(connection) != self.schema:
                return False
            with connection.transaction():
                _take_rows_away(connection)
                connection.execute(f"INSERT INTO event_head (id, sequence, hash) VALUES (1, 0, '{GENESIS}')")
        return True


def _schema(connection: Connection) -> list[tuple[str, int]]:
    """Each table, and how many triggers guard it."""
    return connection.execute(
        "SELECT relname, (SELECT count(*) FROM pg_trigger WHERE tgrelid = pg_class.oid AND NOT tgisinternal)"
        " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    ).fetchall()


def _take_rows_away(connection: Connection) -> None:
    """Delete where little is: TRUNCATE makes new files for a table and all its indexes, which takes far longer.

    As a replica the session asks no trigger and no foreign key, so the order of the tables does not matter.
    """
    sizes = connection.execute(
        "SELECT relname, pg_relation_size(oid) FROM pg_class WHERE relkind = 'r' AND relname <> 'alembic_version'"
        " AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
    ).fetchall()
    connection.execute("SET LOCAL session_replication_role = replica")
    small = [f'DELETE FROM "{name}"' for name, size in sizes if size <= LITTLE]
    large = [f'"{name}"' for name, size in sizes if size > LITTLE]
    connection.execute("; ".join(small))
    if large:
        connection.execute("TRUNCATE " + ", ".join(large) + " CASCADE")


def plain_url(url: URL) -> str:
    """The address of an engine as the driver of PostgreSQL wants it."""
    return url.set(drivername="postgresql", query={}).render_as_string(hide_password=False)


def psycopg_url(url: str) -> str:
    """The address as SQLAlchemy wants it, with its driver."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
