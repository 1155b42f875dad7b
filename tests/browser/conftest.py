"""Journeys in a real browser: Chromium, the whole site under a real server, with its worker, on both databases."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect
from sqlalchemy import func, select
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler, make_server

from backoffice import create_backoffice
from core import flows
from core.kernel import clock, events
from core.kernel.db import reading
from core.kernel.jobs import Job, JobState, run_due
from core.kernel.settings import Settings
from core.kernel.worker import EmbeddedWorker
from core.web.serve import compose
from storefront import create_storefront
from tests.support.deals import Market, open_market

CHROMIUM = os.environ.get("KONTOR_TEST_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE_MILLISECONDS = 30_000
FLAGS = ("--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-background-networking")

expect.set_options(timeout=PATIENCE_MILLISECONDS)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder needs the browser."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    """The system's Chromium where there is one, else the one that Playwright brings."""
    found = {"executable_path": CHROMIUM} if CHROMIUM else {}
    return {**browser_type_launch_args, **found, "args": list(FLAGS)}


class Quiet(WSGIRequestHandler):
    """Says nothing of each request."""

    def log_request(self, *_: object) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Site:
    """The shop at `base` and the office at `base`/office, with the articles of `tests.support.deals`."""

    base: str
    market: Market


@pytest.fixture
def site(database: Settings) -> Iterator[Site]:
    """The running site on a database of its own, with a worker that does its jobs."""
    flows.install()
    market = open_market()
    application = compose(create_storefront(database), create_backoffice(database))
    server = make_server("127.0.0.1", 0, application, threaded=True, request_handler=Quiet)
    assert isinstance(server, ThreadedWSGIServer)
    server.daemon_threads = True
    worker = EmbeddedWorker(database)
    worker.start()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(base=f"http://127.0.0.1:{server.server_port}", market=market)
    server.shutdown()
    server.server_close()
    worker.stop()
    events.follow({})


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Page]:
    """A page in a browser context of its own; errors in scripts and blocked resources fail the test."""
    context = browser.new_context(base_url=site.base, locale="en-GB")
    yield from _watched(context)


@pytest.fixture
def plain_visitor(browser: Browser, site: Site) -> Iterator[Page]:
    """The same without JavaScript."""
    context = browser.new_context(base_url=site.base, locale="en-GB", java_script_enabled=False)
    yield from _watched(context)


def _watched(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MILLISECONDS)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if "Content Security" in message.text else None)
    yield page
    context.close()
    assert complaints == []


def wait_for_the_worker() -> None:
    """Until what is due is done, by this thread or by the site's worker that took it before."""
    until = time.monotonic() + PATIENCE_MILLISECONDS / 1000
    unfinished = select(func.count()).select_from(Job).where(Job.state.in_((JobState.READY, JobState.RUNNING)))
    while True:
        run_due()
        with reading() as session:
            if not session.scalar(unfinished.where(Job.due_at <= clock.now())):
                return
        assert time.monotonic() < until, "the jobs are not done in time"
        time.sleep(0.01)


def choose(control: Locator) -> None:
    """Choose a radio button or box as people do: by clicking on its card."""
    control.locator("xpath=ancestor::label[1]").click()
    expect(control).to_be_checked()


def require_accessible(page: Page) -> None:
    """Fail with what axe finds on the page as it is shown now."""
    found = Axe().run(page)
    assert found.violations_count == 0, f"{page.url}\n{found.generate_report()}"
