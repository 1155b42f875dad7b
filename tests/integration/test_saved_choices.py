"""Saved lists keep what was chosen of a bundle, show it in words and say when it is not offered any more."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.carts.models import CartLine, SavedListLine
from core.catalog.operations import set_variant_active
from core.kernel import db, events, jobs
from core.kernel.settings import Settings
from tests.support.kitchens import with_choices
from tests.support.shopper import Shopper, open_shop_pages, words_of
from tests.support.visits import a_customer, sign_in

CHOSEN = "club:1,grinder:1,one:1"


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    opened = open_shop_pages(database)
    a_customer("anna@example.org")
    sign_in(opened.client, "anna@example.org")
    yield Shopper(client=opened.client, market=with_choices(opened.market))
    events.follow({})
    jobs.set_schedule(())


def keep(shopper: Shopper) -> str:
    """A list with a cup and a kitchen with grinder; returns its address."""
    picked = {"pick-machine": "one", "pick-beans": "club", "pick-more": "grinder"}
    kitchen = {"variant_id": str(shopper.market["KITCHEN"]), "slug": "kitchen", "chooses": "1", "quantity": "1"}
    shopper.post("/cart/lines", {**kitchen, **picked})
    shopper.put("CUP", 1)
    return shopper.post("/account/lists", {"name": "Office", "from_cart": "1"}).location


def on_list() -> list[str]:
    with db.reading() as session:
        return sorted(session.scalars(select(SavedListLine.selection)))


def in_cart() -> list[tuple[str, int]]:
    with db.reading() as session:
        rows = session.execute(select(CartLine.selection, CartLine.quantity).order_by(CartLine.selection))
        return sorted((row.selection, row.quantity) for row in rows)


def test_a_list_keeps_and_shows_what_was_chosen_and_gives_it_back(shopper: Shopper) -> None:
    path = keep(shopper)

    page = words_of(shopper.get(path))
    shopper.post(f"{path}/cart")

    assert "Grinder" in page
    assert "1,183.00 €" in page
    assert on_list() == ["", CHOSEN]
    assert in_cart() == [("", 2), (CHOSEN, 2)]


def test_a_choice_that_is_gone_is_said_on_its_line_and_the_rest_goes_into_the_cart(shopper: Shopper) -> None:
    path = keep(shopper)
    with db.unit_of_work() as session:
        set_variant_active(session, shopper.market["GRINDER"], is_active=False)

    page = words_of(shopper.get(path))
    answer = shopper.post(f"{path}/cart")

    assert "This choice is not offered any more. Please choose something else." in page
    assert answer.status_code == 303
    assert "Not sold any more: Team kitchen." in words_of(shopper.get("/cart"))
    assert on_list() == ["", CHOSEN]
    assert in_cart() == [("", 2), (CHOSEN, 1)]
