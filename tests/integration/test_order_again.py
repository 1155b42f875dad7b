"""Ordering again from an order's page: what is still sold lies in the cart at today's price, the rest is named."""

from collections.abc import Iterator

import pytest

from core.catalog.operations import set_variant_active
from core.kernel import events
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from core.pricing.operations import PriceInput, set_price
from core.pricing.states import RETAIL
from tests.benchmarks.client import form_values
from tests.support.shopper import Shopper, another, open_shop_pages, words_of


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def again(shopper: Shopper, order: str) -> str:
    """Press the button on the page of an order; returns what the cart's page says."""
    action = order.replace("?", "/again?")
    form = form_values(shopper.get(order).text, action.partition("?")[0])
    answer = shopper.client.post(action, data=form)
    assert (answer.status_code, answer.location) == (303, "/cart")
    return words_of(shopper.get("/cart"))


def test_an_order_is_put_into_the_cart_again_bundles_as_bundles_at_todays_price(shopper: Shopper) -> None:
    order = shopper.filled("KITCHEN", "CUP").place()
    with unit_of_work() as session:
        set_price(session, PriceInput(variant_id=shopper.market["CUP"], amount_minor=1350), list_code=RETAIL)

    page = again(shopper, order)

    assert "2 lines are in your cart." in page
    assert "Team kitchen" in page
    assert "13.50 €" in page
    assert "Cart 2 articles in the cart" in page


def test_what_is_not_sold_any_more_is_named_and_the_rest_is_taken(shopper: Shopper) -> None:
    order = shopper.filled("CUP", "BEANS").place()
    with unit_of_work() as session:
        set_variant_active(session, shopper.market["CUP"], is_active=False)

    page = again(shopper, order)

    assert "1 line is in your cart." in page
    assert "Not sold any more: Cup." in page
    assert "18.90 €" in page


def test_the_order_of_somebody_else_cannot_be_put_into_a_cart(shopper: Shopper) -> None:
    order = shopper.filled("CUP").place()
    stranger = another(shopper)

    answer = stranger.post(order.partition("?")[0] + "/again")

    assert answer.status_code == 404
    assert "Your cart is empty" in stranger.get("/cart").text
