"""Fresh databases for tests: a template is built once by the migrations, each test gets its own copy."""

import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.kernel import db, events, idempotency, jobs, numbers, states  # noqa: F401  their tables
from core.kernel.discovery import import_tables
from tests.support import postgres


def build_schema(url: str) -> None:
    """Bring an empty database to the newest schema."""
    import_tables()
    made = db.connect(url)
    with made.begin() as connection:
        db.Base.metadata.create_all(connection)
        connection.exec_driver_sql(f"INSERT INTO event_head (id, sequence, hash) VALUES (1, 0, '{'0' * 64}')")
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
    """Copies of one prepared database on one server."""

    def __init__(self, server_url: str) -> None:
        self.server_url = server_url
        build_schema(psycopg_url(postgres.create_database(server_url, "kontor_template")))

    @contextmanager
    def copy(self, _folder: Path) -> Iterator[str]:
        """A database of its own, as an address."""
        name = f"kontor_{uuid.uuid4().hex}"
        url = postgres.create_database(self.server_url, name, template="kontor_template")
        yield psycopg_url(url)
        postgres.drop_database(self.server_url, name)


def psycopg_url(url: str) -> str:
    """The address as SQLAlchemy wants it, with its driver."""
    return url.replace("postgresql://", "postgresql+psycopg://", 1)
