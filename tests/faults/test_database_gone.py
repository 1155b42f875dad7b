"""The database crashes and comes back: clear sentences meanwhile, nothing lost, nothing doubled."""

import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask, Response
from sqlalchemy import select

from core.accounts.states import Entrance
from core.kernel import db, jobs, numbers, schema
from core.kernel.settings import Settings, get_settings
from core.kernel.worker import EmbeddedWorker
from core.web.access import public
from core.web.app import create_app
from core.web.db import db as request_session
from core.web.db import writes
from tests.support import postgres
from tests.support.databases import psycopg_url
from tests.support.pages import client_of


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[postgres.Server]:
    """A PostgreSQL server of this test's own, with our schema, that may crash."""
    with tempfile.TemporaryDirectory(prefix="kontor-crash-", ignore_cleanup_errors=True) as folder:
        running = postgres.Server(Path(folder), postgres.LASTING)
        running.start()
        monkeypatch.setenv("KONTOR_ENVIRONMENT", "test")
        monkeypatch.setenv("KONTOR_DATABASE_URL", psycopg_url(running.url))
        get_settings.cache_clear()
        db.connect(get_settings().database_url)
        schema.upgrade()
        yield running
        db.disconnect()
        running.stop(signal.SIGQUIT)
        get_settings.cache_clear()


def application(settings: Settings) -> Flask:
    """A page that draws a number."""
    blueprint = Blueprint("proof", __name__)

    @blueprint.post("/")
    @public
    @writes
    def draw() -> Response:
        number = numbers.draw_number(request_session(), numbers.NumberRange.ORDER, year=2026)
        return Response(number, mimetype="text/plain")

    app = create_app(
        "proof", settings=settings, entrance=Entrance.SHOP, session_cookie="kontor_proof",
        sign_in_endpoint="proof.draw", blueprints=[blueprint], layout="base_shop.html", frame=dict,
    )  # fmt: skip
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def test_pages_say_so_and_go_on_when_the_database_is_back(server: postgres.Server) -> None:
    client = client_of(application(get_settings()))
    assert client.post("/").get_data(as_text=True) == "SO-2026-000001"

    server.stop(signal.SIGQUIT)
    gone = client.post("/")
    server.start()
    back = client.post("/")

    assert (gone.status_code, gone.headers["Retry-After"]) == (503, "5")
    assert "Nothing was saved or lost" in gone.get_data(as_text=True)
    assert back.get_data(as_text=True) == "SO-2026-000002"


def test_the_worker_waits_for_the_database_and_runs_each_job_once(server: postgres.Server) -> None:
    ran: list[int] = []
    done = threading.Event()

    def note(_session: object, *, number: int) -> None:
        ran.append(number)
        if len(ran) == 2:
            done.set()

    jobs.HANDLERS["test.note"] = jobs.Handler(name="test.note", function=note, is_transactional=True)
    worker = EmbeddedWorker(get_settings())
    worker.start()
    try:
        enqueue(1)
        wait_until(all_done)  # its mark too: what ran without it would wait for the end of its lease
        server.stop(signal.SIGQUIT)
        time.sleep(0.5)
        server.start()
        enqueue(2)
        assert done.wait(timeout=30)
        wait_until(all_done)
    finally:
        worker.stop()
        del jobs.HANDLERS["test.note"]

    assert ran == [1, 2]


def enqueue(number: int) -> None:
    with db.unit_of_work() as session:
        jobs.enqueue(session, "test.note", {"number": number})


def all_done() -> bool:
    with db.reading() as session:
        return set(session.scalars(select(jobs.Job.state))) == {jobs.JobState.DONE}


def wait_until(condition: Callable[[], bool]) -> None:
    """Wait up to half a minute for something to become true."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("It did not happen in time.")
