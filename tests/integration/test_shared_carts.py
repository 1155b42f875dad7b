"""A cart shared by a signed link: others look and copy, at their own prices; nothing of the first cart changes."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from core.catalog.operations import set_variant_active
from core.kernel import clock, db, events
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from tests.support.deals import MORNING
from tests.support.forgery import forged
from tests.support.shopper import Shopper, another, open_shop_pages, words_of
from tests.support.statements import counted


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def link_of(shopper: Shopper) -> str:
    """The link that the cart's page offers."""
    found = re.search(r"http://localhost(/shared/[^\"<\s]+)", shopper.get("/cart").text)
    assert found is not None
    return found[1]


def test_another_visitor_looks_and_copies_and_the_first_cart_stays(shopper: Shopper) -> None:
    link = link_of(shopper.filled("CUP", "KITCHEN"))
    friend = another(shopper)
    friend.put("CUP", 2)

    looked = words_of(friend.get(link))
    copied = friend.post(f"{link}/copy")

    assert "Team kitchen" in looked
    assert "12.50 €" in looked
    assert (copied.status_code, copied.location) == (303, "/cart")
    assert "37.50 € 12.50 € each" in words_of(friend.get("/cart"))
    assert "Cart 2 articles" in words_of(shopper.get("/cart"))


def test_what_is_not_sold_any_more_is_named_and_the_rest_is_copied(shopper: Shopper) -> None:
    link = link_of(shopper.filled("CUP", "BEANS"))
    with unit_of_work() as session:
        set_variant_active(session, shopper.market["CUP"], is_active=False)
    friend = another(shopper)

    assert "This article is not for sale at the moment." in words_of(friend.get(link))
    friend.post(f"{link}/copy")

    page = words_of(friend.get("/cart"))
    assert "1 line is in your cart. " in page
    assert "Not sold any more: Cup." in page


def test_a_forged_or_old_link_shows_nothing(shopper: Shopper) -> None:
    with clock.frozen(MORNING) as at:
        link = link_of(shopper.filled("CUP"))

        false = another(shopper).get(forged(link))
        at.advance(timedelta(days=31))
        late = another(shopper).get(link)

    assert (late.status_code, false.status_code) == (403, 403)
    assert "Cup" not in words_of(late)


def test_a_shared_cart_takes_the_same_statements_for_one_line_and_for_many(shopper: Shopper) -> None:
    small, large = link_of(shopper.filled("CUP")), link_of(another(shopper).filled("CUP", "BEANS", "MACHINE"))
    shopper.get(small)

    with counted(db.engine()) as few:
        shopper.get(small)
    with counted(db.engine()) as many:
        shopper.get(large)

    assert many.count == few.count, str(many)
