"""What articles cost us: dated, from a file, and beside revenue where a promotion is tried."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import func, select

from core.accounts.states import StaffRole
from core.carts.queries.dry_run import dry_run
from core.kernel import clock
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.delimited import FileRefused
from core.kernel.errors import AppError
from core.kernel.settings import Settings
from core.pricing.errors import CostInThePast, PricesUnreadable
from core.pricing.models import ArticleCost
from core.pricing.operations import import_costs, set_costs
from core.pricing.queries import get_promotion
from core.pricing.queries.costs import costs_at
from tests.support.deals import Market, a_cart, open_market
from tests.support.offers import a_promotion, percent_off
from tests.support.office import Office, open_office
from tests.support.shopper import words_of
from tests.support.statements import counted


@pytest.fixture
def market(database: Settings) -> Market:
    return open_market()


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def rows() -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(ArticleCost)) or 0


def test_a_cost_ends_where_the_next_begins_and_the_past_keeps_its_own(market: Market) -> None:
    cup, now = market["CUP"], clock.now()
    with unit_of_work() as session:
        assert set_costs(session, {cup: 500}, valid_from=now) == 1
    with unit_of_work() as session:
        assert set_costs(session, {cup: 500}, valid_from=now + timedelta(days=1)) == 0
        assert set_costs(session, {cup: 620}, valid_from=now + timedelta(days=2)) == 1

    with reading() as session:
        assert costs_at(session, [cup], now - timedelta(days=1)) == {}
        assert costs_at(session, [cup], now + timedelta(days=1)) == {cup: 500}
        assert costs_at(session, [cup], now + timedelta(days=2)) == {cup: 620}
    with unit_of_work() as session, pytest.raises(CostInThePast):
        set_costs(session, {cup: 700}, valid_from=now)
    assert rows() == 2


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"sku;cost\nCUP;5.00\nNOBODY;1.00\n", PricesUnreadable),
        (b"sku,cost\nCUP,-1\n", PricesUnreadable),
        (b"sku,cost\nCUP,5.001\n", PricesUnreadable),
        (b"sku,cost\nCUP,\n", PricesUnreadable),
        (b"sku,cost\nCUP,5\nCUP,6\n", PricesUnreadable),
        (b"sku,price\nCUP,5\n", FileRefused),
        (b"sku,cost\n", FileRefused),
        (b"\xff\xfes\x00k\x00u\x00", FileRefused),
    ],
)
def test_a_file_that_is_wrong_somewhere_changes_nothing(
    market: Market, content: bytes, refusal: type[AppError]
) -> None:
    with unit_of_work() as session, pytest.raises(refusal):
        import_costs(session, content)

    assert rows() == 0


def test_a_dry_run_shows_the_margin_beside_the_revenue_and_what_stacks(market: Market) -> None:
    with unit_of_work() as session:
        set_costs(session, {market["CUP"]: 500, market["MACHINE"]: 30_000})
    for _ in range(2):
        a_cart(market, {"CUP": 2, "MACHINE": 1, "BEANS": 1})
    a_promotion(percent_off(10), name="Always")
    tried = a_promotion(percent_off(5), name="Tried", is_active=False, lane="article")

    with reading() as session, counted(engine()) as sent:
        found = dry_run(session, get_promotion(session, tried).offer)

    # the cups 25.00 and the machine 599.00, first 10 % off, then 5 % before the 10 %
    assert (found.carts, found.reached, found.lines, found.lines_with_cost) == (2, 2, 6, 4)
    assert found.stacks == (("Always", 2),)
    before = round((2500 + 59_900) * 0.9 / 1.19) - 2 * 500 - 30_000
    after = round((2500 + 59_900) * 0.95 * 0.9 / 1.19) - 2 * 500 - 30_000
    assert abs(found.margin_before_minor - 2 * before) <= 4
    assert abs(found.margin_after_minor - 2 * after) <= 4
    assert 0 < found.margin_lost_minor < found.cost_minor
    assert sent.count <= 14


def test_the_office_reads_costs_from_a_file_writes_them_back_and_says_what_is_missing(office: Office) -> None:
    desk = office.desk(StaffRole.SALES)
    token = {"csrf_token": desk.form_token()}

    empty = words_of(desk.get("/costs"))
    sent = desk.client.post("/costs/file", data={**token, "file": (BytesIO(b"sku,cost\nCUP,5.20\n"), "costs.csv")})
    wrong = desk.client.post("/costs/file", data={**token, "file": (BytesIO(b"sku,cost\nCUP,much\n"), "costs.csv")})

    assert "5 articles have no cost yet." in empty
    assert sent.status_code == 303
    assert wrong.status_code == 422
    assert "Please correct these rows: 2" in wrong.text
    assert "CUP Cup 5.20 €" in words_of(desk.get("/costs"))
    assert "4 articles have no cost yet." in words_of(desk.get("/costs?rows=missing"))
    assert "CUP,5.20" in desk.get("/costs/costs.csv").text
    assert office.desk(StaffRole.MARKETING).get("/costs").status_code == 403
    a_cart(office.market, {"CUP": 2, "BEANS": 1})
    tried = words_of(desk.get(f"/promotions/{a_promotion(percent_off(10), is_active=False)}"))
    assert "Margin without it 10.61 € Margin with it 8.51 € Margin given away 2.10 €" in tried
    assert "The cost is known of 1 of 2 lines." in tried
