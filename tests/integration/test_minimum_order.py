"""The minimum order value of a price list: said with what is missing, counted after discounts, without delivery."""

from collections.abc import Iterator

import pytest

from core.accounts.states import StaffRole
from core.kernel import events
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.pricing.errors import NegativeMinimum, UnknownPriceList
from core.pricing.operations import set_minimum
from core.pricing.queries import get_price_list
from core.pricing.states import BUSINESS, RETAIL
from tests.support.office import Office, open_office
from tests.support.shopper import Shopper, books, open_shop_pages, words_of

SENTENCE = "We deliver from a goods value of 30.00 € on; 5.00 € are still missing."


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def at_least(minor: int, *, list_code: str = RETAIL) -> None:
    with unit_of_work() as session:
        set_minimum(session, list_code, minimum_minor=minor)


def test_too_little_is_said_with_what_is_missing_and_cannot_be_ordered(shopper: Shopper) -> None:
    at_least(3000)
    shopper.put("CUP", 2)

    cart, checkout = shopper.get("/cart"), shopper.get("/checkout")

    assert SENTENCE in words_of(cart)
    assert "To the checkout" not in words_of(cart)
    assert "Total to pay now 30.90 €" in words_of(cart)
    assert (checkout.status_code, checkout.location) == (303, "/cart")


def test_exactly_the_minimum_can_be_ordered_and_delivery_does_not_count(shopper: Shopper) -> None:
    at_least(2500)
    shopper.put("CUP", 2)

    assert shopper.place().startswith("/orders/")


def test_a_minimum_that_came_in_between_refuses_the_order_and_changes_nothing(shopper: Shopper) -> None:
    shopper.put("CUP", 2)
    values = shopper.checkout()
    at_least(3000)
    before = books()

    refused = shopper.client.post("/checkout", data=values)

    assert refused.status_code == 409
    assert SENTENCE in words_of(refused)
    assert books() == before


def test_the_minimum_of_another_list_does_not_hold(shopper: Shopper) -> None:
    at_least(100_000, list_code=BUSINESS)
    shopper.put("CUP", 1)

    assert shopper.place().startswith("/orders/")


def test_nonsense_is_refused(shopper: Shopper) -> None:
    with pytest.raises(NegativeMinimum):
        at_least(-1)
    with pytest.raises(UnknownPriceList):
        at_least(100, list_code="nobody's")

    with reading() as session:
        assert get_price_list(session, RETAIL).minimum_minor == 0


def test_the_office_sets_it_on_the_page_of_the_list(office: Office) -> None:
    desk = office.desk(StaffRole.MANAGER)
    token = {"csrf_token": desk.form_token()}

    wrong = desk.client.post("/price-lists/retail/minimum", data={**token, "minimum": "-5"})
    done = desk.client.post("/price-lists/retail/minimum", data={**token, "minimum": "49.90"})

    assert wrong.status_code == 422
    assert "Please enter an amount of zero or more." in words_of(wrong)
    assert done.status_code == 303
    assert 'value="49.90"' in desk.get("/price-lists/retail").text
    with reading() as session:
        assert get_price_list(session, RETAIL).minimum_minor == 4990
