"""Measure the quote desk: `python -m tests.benchmarks.quotes`. A quote of 500 lines, policy, a trial over 10,000.

On PostgreSQL from the test wheel. The submitted versions that a trial looks at are copies of one, row by row.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from decimal import Decimal
from itertools import count
from statistics import median
from uuid import UUID

from flask.testing import FlaskClient
from sqlalchemy import insert, inspect, select

from backoffice import create_backoffice
from core import flows
from core.accounts.operations import create_staff
from core.accounts.states import StaffRole
from core.kernel import clock, db, jobs, schema
from core.kernel.db import Base, new_id, reading, unit_of_work
from core.kernel.settings import get_settings
from core.quotes import operations as quotes
from core.quotes.models import Quote, QuoteApproval, QuoteReading, QuoteVersion
from core.quotes.queries.policy import policy_at
from core.quotes.queries.pricing import bench_for, situations_of
from core.quotes.queries.trials import get_trial
from core.quotes.rules import Rule, needs_of, readings_of
from core.quotes.states import Measure, VersionState
from core.web.serve import spare_the_collector
from tests.support import postgres, quoting
from tests.support.databases import psycopg_url
from tests.support.deals import STAFF, Market, a_company, open_market
from tests.support.quote_pages import QUOTE, form_of, quote_id
from tests.support.visits import PASSWORD, sign_in

LINES, PAST, ROUNDS = 500, 10_000, 15
POLICY = tuple(
    Rule(code=measure.value, measure=measure, threshold=Decimal(limit), level=1)
    for measure, limit in (
        (Measure.TOTAL_DISCOUNT, 10), (Measure.LINE_DISCOUNT, 15), (Measure.MARGIN, 20), (Measure.AMOUNT, 5_000_000),
        (Measure.TERMS_DAYS, 30), (Measure.DEPOSIT, 10), (Measure.FREE_GOODS, 10_000), (Measure.TERM_MONTHS, 24),
        (Measure.VALID_DAYS, 60), (Measure.CREDIT_EXCEEDED, 0), (Measure.OWN_TEXT, 0), (Measure.EXTENSION, 0),
    )
)  # fmt: skip


def main() -> None:
    """Measure and print."""
    with a_desk() as market:
        write_large_quote(market)
        print_times("the editor opens", opened())
        print_times("all lines are priced again", priced_again())
        print_times("policy is evaluated", evaluated())
        submit_many(market)
        print(f"a trial over {PAST} versions: {tried():.1f} s")


@contextmanager
def a_desk() -> Iterator[Market]:
    """An office on a fresh database."""
    with ExitStack() as stack:
        url = psycopg_url(postgres.create_database(stack.enter_context(postgres.server(())), "quotes"))
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        stack.enter_context(environment(KONTOR_ENVIRONMENT="test", KONTOR_DATABASE_URL=url, KONTOR_DATA_FOLDER=folder))
        db.connect(url)
        schema.upgrade()
        flows.install()
        market = open_market()
        with unit_of_work() as session:
            create_staff(
                session, email="sales@example.org", password=PASSWORD, name="Sina Vogt", roles=[StaffRole.SALES]
            )
        quoting.write_rules(*POLICY)
        spare_the_collector()
        yield market
        db.disconnect()


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """The settings of this process, as a test has them."""
    os.environ.update(values)
    get_settings.cache_clear()
    yield


def write_large_quote(market: Market) -> None:
    """500 lines of four kinds of articles, at 5 percent off."""
    articles = ("MACHINE", "CUP", "CLUB", "INSTALL")
    lines = [
        quoting.line(market, articles[number % 4], 1 + number % 9, discount_percent=Decimal(5))
        for number in range(LINES)
    ]
    quoting.a_quote(quoting.a_team_of(quoting.the_colleague("sales@example.org")), lines, buyer=a_company())


def opened() -> list[float]:
    """The page of the editor, with the figures and the needs of the draft."""
    client = a_client()
    return timed(lambda: client.get(QUOTE))


def priced_again() -> list[float]:
    """Another discount on every line, written down."""
    client, percents = a_client(), count(6)
    editions = count(quoting.version(quote_id()).edition)
    forms = {"form": form_of(client, QUOTE, f"{QUOTE}/table")}

    def change() -> None:
        percent = str(next(percents))
        typed = {name: percent for name in forms["form"] if name.startswith("percent-")}
        answer = client.post(f"{QUOTE}/table", data=forms["form"] | typed | {"edition": str(next(editions))})
        assert answer.status_code == 303, answer.status_code

    return timed(change)


def evaluated() -> list[float]:
    """What all rules say of the priced version; loading and pricing are not in it."""
    with reading() as session:
        quote = session.scalars(select(Quote)).one()
        version = quoting.version(quote.id)
        situations = situations_of(session, bench_for(session, quote, version))
        rules = policy_at(session, clock.now()).rules
        return timed(lambda: needs_of(rules, readings_of(situations)))


def submit_many(market: Market) -> None:
    """One small quote at 12 percent that needs approval, and its version as often as it takes."""
    rep = quoting.the_colleague("sales@example.org")
    team = quoting.Team(rep=rep, lead=rep, head=rep)
    first = quoting.a_quote(
        team, [quoting.line(market, "MACHINE", 2, discount_percent=Decimal(12))], buyer=a_company("b@kai.example")
    )
    quoting.submit(first, team)
    with unit_of_work() as session:
        version = session.scalars(select(QuoteVersion).where(QuoteVersion.quote_id == first)).one()
        asked = list(session.scalars(select(QuoteApproval).where(QuoteApproval.version_id == version.id)))
        read = list(session.scalars(select(QuoteReading).where(QuoteReading.version_id == version.id)))
        copies = [new_id() for _ in range(PAST)]
        rows = ((QuoteVersion, [version]), (QuoteReading, read), (QuoteApproval, asked))
        for model, originals in rows:
            session.execute(
                insert(model), [copied(row, number, copy) for number, copy in enumerate(copies, 2) for row in originals]
            )
    db.renew_statistics()


def copied(row: Base, number: int, version_id: UUID) -> dict[str, object]:
    """A row that belongs to another version."""
    values = {column.key: getattr(row, column.key) for column in inspect(type(row)).column_attrs}
    if isinstance(row, QuoteVersion):
        return values | {"id": version_id, "version": number, "state": VersionState.SUPERSEDED}
    return values | {"id": new_id(), "version_id": version_id}


def tried() -> float:
    """A stricter policy, tried on all of them by its job."""
    stricter = [Rule(code="stricter", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal(5), level=1)]
    with unit_of_work() as session:
        trial_id = quotes.try_policy(session, stricter, since=clock.today(), until=clock.today(), acting_user=STAFF).id
    began = time.perf_counter()
    jobs.run_due()
    took = time.perf_counter() - began
    with reading() as session:
        trial = get_trial(session, trial_id)
    assert trial.looked_at == PAST + 1, trial
    return took


def a_client() -> FlaskClient:
    """The browser of the rep."""
    client = create_backoffice(get_settings(), cookie_path="/").test_client()
    assert sign_in(client, "sales@example.org").status_code == 303
    return client


def timed(once: Callable[[], object]) -> list[float]:
    """Milliseconds of several rounds; the first two warm up and are left out."""
    found = []
    for _ in range(ROUNDS + 2):
        began = time.perf_counter()
        once()
        found.append((time.perf_counter() - began) * 1000)
    return found[2:]


def print_times(what: str, milliseconds: list[float]) -> None:
    """One line of the table."""
    print(f"{what}, {LINES} lines: median {median(milliseconds):.1f} ms, worst {max(milliseconds):.1f} ms")


if __name__ == "__main__":
    main()
