"""A quote of 500 lines asks the database as often as one of a single line, and no more than 40 times."""

from collections.abc import Iterator

import pytest

from core.accounts.states import StaffRole
from core.kernel.db import engine
from core.kernel.settings import Settings
from core.quotes.rules.inputs import LineInput
from tests.support import quoting
from tests.support.deals import a_company
from tests.support.office import Desk, Office, open_office
from tests.support.quote_pages import QUOTE, form_of, quote_id
from tests.support.quoting import OVER_TEN, a_team_of, line, the_colleague
from tests.support.statements import counted

MOST = 40


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def statements_of_a_quote(office: Office, lines: list[LineInput]) -> dict[str, int]:
    """How often the database is asked when the editor opens, and when a discount of every line is changed."""
    quoting.write_rules(OVER_TEN)
    quoting.a_quote(a_team_of(the_colleague("sales@example.org")), lines, buyer=a_company())
    desk = office.desk(StaffRole.SALES)
    form = form_of(desk.client, QUOTE, f"{QUOTE}/table")
    with counted(engine()) as opening:
        assert desk.get(QUOTE).status_code == 200
    with counted(engine()) as pricing:
        assert discounted(desk, form) == 303
    assert {row.discount_percent for row in quoting.version(quote_id()).lines} == {5}
    return {"opens": opening.count, "is priced again": pricing.count}


def discounted(desk: Desk, form: dict[str, str]) -> int:
    typed = {name: "5" for name in form if name.startswith("percent-")}
    return desk.client.post(f"{QUOTE}/table", data=form | typed).status_code


def test_a_quote_of_500_lines_opens_and_is_priced_again_with_few_statements(office: Office) -> None:
    articles = ("MACHINE", "CUP", "CLUB", "INSTALL")
    lines = [line(office.market, articles[number % 4], 1 + number % 9) for number in range(500)]

    asked = statements_of_a_quote(office, lines)

    assert max(asked.values()) <= MOST, asked


def test_a_quote_of_one_line_is_asked_about_as_often(office: Office) -> None:
    asked = statements_of_a_quote(office, [line(office.market, "MACHINE", 1)])

    assert max(asked.values()) <= MOST, asked
