"""Fixtures that every test may use: real databases, the settings that point to them, the applications."""

import gc
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.pool import QueuePool

from core.kernel import clock, db, events, jobs
from core.kernel.settings import Settings, get_settings
from tests.support import kept_rules, network, postgres
from tests.support.databases import PostgresTemplate, SqliteTemplate
from tests.support.kept_statements import keeping

socket.socket.connect = network.guarded(socket.socket.connect)  # type: ignore[method-assign]
socket.socket.connect_ex = network.guarded(socket.socket.connect_ex)  # type: ignore[method-assign]
kept_rules.keep()


def pytest_collection_finish() -> None:
    """What is imported stays until the end: the collector of garbage need not look through it again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> SqliteTemplate:
    """An empty SQLite database with the newest schema, to copy from."""
    return SqliteTemplate(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    """An empty PostgreSQL database with the newest schema, to copy from."""
    with postgres.server() as url:
        yield PostgresTemplate(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """A database of its own for this test, once of each kind, connected; yields the settings that point to it."""
    name = "sqlite_template" if request.param == "sqlite" else "postgres_template"
    template: SqliteTemplate | PostgresTemplate = request.getfixturevalue(name)
    with template.copy(tmp_path) as url:
        monkeypatch.setenv("KONTOR_ENVIRONMENT", "test")
        monkeypatch.setenv("KONTOR_DATABASE_URL", url)
        monkeypatch.setenv("KONTOR_DATA_FOLDER", str(tmp_path / "var"))
        monkeypatch.setenv("KONTOR_PAGE_CACHE_SECONDS", "0")  # what a page asks is counted; test_page_cache keeps them
        get_settings.cache_clear()
        db.connect(keeping(url))
        yield get_settings()
        pool = db.engine().pool
        lent = pool.checkedout() if isinstance(pool, QueuePool) else 0
        db.disconnect()
        assert lent == 0, "A connection was not given back."
    get_settings.cache_clear()


@pytest.fixture(autouse=True)
def _process_as_it_was() -> Iterator[None]:
    """Whatever a test put into the process is taken out again: its clock, its flows, its schedule."""
    yield
    clock.set_source(None)
    events.follow({})
    jobs.set_schedule(())
