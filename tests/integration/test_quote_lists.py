"""Lists of the quote desk ask the database equally often, with one row and with many."""

from collections.abc import Iterator

import pytest

from core.accounts.queries import find_user_by_email
from core.accounts.states import StaffRole
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.settings import Settings
from core.quotes.operations import keep_template, let_approve
from tests.support import quoting
from tests.support.deals import STAFF, Buyer, Market, a_company
from tests.support.office import Office, open_office
from tests.support.quoting import OVER_TEN, Team, a_team, line
from tests.support.statements import counted

PAGES = ("/quotes", "/quote-requests", "/approvals", "/quotes/templates", "/")


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def test_every_list_asks_equally_often_with_one_row_and_with_ten(office: Office) -> None:
    team, buyer, desk = a_team(), a_company("buyer@desk.example"), office.desk(StaffRole.MANAGER)
    quoting.write_rules(OVER_TEN)
    with reading() as session:
        manager = find_user_by_email(session, "manager@example.org")
    assert manager is not None
    with unit_of_work() as session:
        let_approve(session, manager.id, level=3, acting_user=STAFF)
    one_more(office.market, team, buyer, "first")

    def asked() -> dict[str, int]:
        found = {}
        for page in PAGES:
            with counted(engine()) as statements:
                assert desk.get(page).status_code == 200
            found[page] = statements.count
        return found

    asked()
    with_one = asked()
    for number in range(9):
        one_more(office.market, team, buyer, f"more {number}")

    assert asked() == with_one


def one_more(market: Market, team: Team, buyer: Buyer, name: str) -> None:
    quoting.ask(market, buyer, {"CUP": 60})
    quote_id = quoting.a_quote(team, [line(market, "MACHINE", 1, discount_minor=20_000)], buyer=buyer)
    quoting.submit(quote_id, team)
    with unit_of_work() as session:
        keep_template(session, quote_id, version=1, name=name, acting_user=team.rep.actor)
