"""An offer on its page: the percentage and the lowest price of the thirty days before; asked for only then."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from core.kernel import clock, db, events
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from core.pricing.operations import PriceInput, set_price
from core.pricing.states import RETAIL
from tests.support.shopper import Shopper, open_shop_pages, words_of
from tests.support.statements import counted

NOVEMBER = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    with clock.frozen(NOVEMBER):
        yield open_shop_pages(database)
    events.follow({})


def test_a_page_without_an_offer_asks_no_statement_more(shopper: Shopper) -> None:
    shopper.get("/p/cup")

    with counted(db.engine()) as sent:
        page = words_of(shopper.get("/p/cup"))

    assert "Lowest price of the last 30 days" not in page
    assert sent.count <= 5, str(sent)


def cup_costs(shopper: Shopper, minor: int, at: datetime, *, is_offer: bool = False) -> None:
    price = PriceInput(variant_id=shopper.market["CUP"], amount_minor=minor, is_offer=is_offer)
    with clock.frozen(at), unit_of_work() as session:
        set_price(session, price, list_code=RETAIL)


def test_from_79_over_59_to_an_offer_the_percentage_counts_from_59(shopper: Shopper) -> None:
    day = datetime(2026, 12, 20, 9, tzinfo=UTC)
    cup_costs(shopper, 7900, NOVEMBER.replace(day=3))
    cup_costs(shopper, 5900, day.replace(day=10))
    cup_costs(shopper, 4900, day, is_offer=True)

    with clock.frozen(day):
        page = words_of(shopper.get("/p/cup"))

    assert "16 % less Lowest price of the last 30 days: 59.00 €" in page
