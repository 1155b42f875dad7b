"""Fresh databases for tests: a template is built once by the migrations, each test gets its own copy."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from core.kernel import db, schema
from core.kernel.events import GENESIS
from tests.support import postgres


def build_schema(url: str) -> None:
    """Bring an empty database to the newest schema."""
    db.connect(url)
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
        self.tables, self.triggers = _tables(url), _count_triggers(url)
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
        postgres.end_connections(self.server_url, name)
        url = self._url(name)
        if (_tables(url), _count_triggers(url)) != (self.tables, self.triggers):
            return False
        with psycopg.connect(url, autocommit=True) as connection:
            questions = [f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in self.tables]
            filled = [row[0] for row in connection.execute(" UNION ALL ".join(questions))]
            if filled:
                connection.execute("TRUNCATE " + ", ".join(f'"{table}"' for table in filled) + " CASCADE")
            connection.execute(f"INSERT INTO event_head (id, sequence, hash) VALUES (1, 0, '{GENESIS}')")
        return True


def _tables(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        found = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in found if name != "alembic_version"]


def _count_triggers(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal").fetchone()
        return int(row[0]) if row else 0


def psycopg_url(url: str) -> str:
    """The address as SQLAlchemy wants it, with its driver."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
