"""The cart by its pages: putting in, changing, taking out, and what cannot be."""

from collections.abc import Iterator

import pytest

from core.catalog.operations import withdraw_product
from core.catalog.queries import articles_for
from core.kernel import db, events
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from core.pricing.operations import PriceInput, set_price
from core.pricing.states import RETAIL
from tests.support.shopper import Shopper, another, books, open_shop_pages, words_of
from tests.support.statements import counted
from tests.support.visits import a_customer, sign_in


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


# --- the cart


def test_the_cart_counts_its_pieces_on_every_page_without_asking_the_database(shopper: Shopper) -> None:
    shopper.put("CUP", 3)

    with counted(db.engine()) as asked:
        page = shopper.get("/imprint")

    assert "Cart 3 articles in the cart" in words_of(page)
    assert asked.count == 0, str(asked)


def test_the_cart_says_where_we_deliver_to_and_how_one_can_pay(shopper: Shopper) -> None:
    page = words_of(shopper.filled("CUP").get("/cart"))

    assert "Delivery to Germany, Austria" in page
    assert "on account, in advance or by card" in page


def test_the_cart_adds_up_today_and_per_month(shopper: Shopper) -> None:
    page = words_of(shopper.filled("KITCHEN", "CUP").get("/cart"))

    assert "Total to pay now 746.50 €" in page
    assert "35.00 € / month" in page
    assert "The first period is included. Then 35.00 € / month." in page


def test_the_cart_says_how_much_is_left_to_free_delivery(shopper: Shopper) -> None:
    assert "87.50 € more, and delivery is free" in words_of(shopper.filled("CUP").get("/cart"))


def test_an_empty_cart_invites(shopper: Shopper) -> None:
    assert "Your cart is empty" in shopper.get("/cart").text


def test_a_quantity_is_changed_and_an_article_removed(shopper: Shopper) -> None:
    shopper.filled("CUP", "BEANS")

    changed = shopper.post(f"/cart/lines/{shopper.market['CUP']}", {"quantity": "4"})
    removed = shopper.post(f"/cart/lines/{shopper.market['BEANS']}", {"remove": "1"})
    page = words_of(shopper.get("/cart"))

    assert (changed.status_code, removed.status_code) == (303, 303)
    assert "50.00 € 12.50 € each" in page
    assert "House beans" not in page
    assert "Cart 4 articles" in page


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "1e9", "two", "", "1.5"])
def test_a_quantity_that_cannot_be_is_refused_at_the_article(shopper: Shopper, quantity: str) -> None:
    before = books()

    page = shopper.put("CUP", quantity)

    assert page.status_code == 422
    assert "Please enter a whole number" in words_of(page)
    assert "<h1>Cup</h1>" in page.text
    assert "Your cart is empty" in shopper.get("/cart").text
    assert books() == before


@pytest.mark.parametrize("quantity", ["0", "-1", "1000000000", "two"])
def test_a_quantity_that_cannot_be_is_refused_beside_its_line(shopper: Shopper, quantity: str) -> None:
    shopper.put("CUP", 2)

    page = shopper.post(f"/cart/lines/{shopper.market['CUP']}", {"quantity": quantity})

    assert page.status_code == 422
    assert f'value="{quantity}"' in page.text
    assert "Please enter a whole number from 1 to 99,999." in words_of(page)
    assert "25.00 € 12.50 € each" in words_of(shopper.get("/cart"))


@pytest.mark.parametrize(
    ("variant_id", "status"),
    [("00000000-0000-7000-8000-000000000000", 404), ("not-an-id", 422), ("", 422), ("' OR 1=1 --", 422)],
)
def test_an_article_that_does_not_exist_is_refused(shopper: Shopper, variant_id: str, status: int) -> None:
    page = shopper.post("/cart/lines", {"variant_id": variant_id, "quantity": "1", "slug": "cup"})

    assert page.status_code == status
    assert "There is no such article." in page.text or "does not exist any more" in page.text
    assert "Your cart is empty" in shopper.get("/cart").text


def test_a_foreign_article_in_the_cart_is_refused(shopper: Shopper) -> None:
    shopper.filled("CUP")

    page = shopper.post(f"/cart/lines/{shopper.market['BEANS']}", {"quantity": "3"})

    assert page.status_code == 404
    assert "House beans" not in shopper.get("/cart").text


def test_an_article_that_was_withdrawn_is_explained_beside_its_line(shopper: Shopper) -> None:
    shopper.filled("CUP", "BEANS")
    with unit_of_work() as session:
        withdraw_product(session, articles_for(session, [shopper.market["CUP"]])[shopper.market["CUP"]].product_id)

    page = words_of(shopper.get("/cart"))

    assert "Cup is not for sale at the moment. Please remove it to continue." in page
    assert "To the checkout" not in page
    assert shopper.get("/checkout").status_code == 303


def test_a_forged_form_changes_nothing(shopper: Shopper) -> None:
    values = {"variant_id": str(shopper.market["CUP"]), "quantity": "1"}

    without, wrong = (
        shopper.client.post("/cart/lines", data=values | token) for token in ({}, {"csrf_token": "forged"})
    )

    assert (without.status_code, wrong.status_code) == (400, 400)
    assert "Nothing was changed" in words_of(without)
    assert "Your cart is empty" in shopper.get("/cart").text


def test_one_visitor_does_not_see_the_cart_of_another(shopper: Shopper) -> None:
    shopper.filled("CUP")

    assert "Your cart is empty" in another(shopper).get("/cart").text


def test_the_cart_comes_along_when_its_owner_signs_in(shopper: Shopper) -> None:
    a_customer("anna@example.org")
    shopper.put("CUP", 2)
    sign_in(shopper.client, "anna@example.org")
    elsewhere = another(shopper)
    elsewhere.put("CUP", 1)
    elsewhere.put("BEANS", 1)

    sign_in(elsewhere.client, "anna@example.org")

    page = words_of(elsewhere.get("/cart"))
    assert "Cart 4 articles" in page
    assert "37.50 € 12.50 € each" in page


def test_a_new_price_is_shown_at_once(shopper: Shopper) -> None:
    shopper.filled("CUP")
    with unit_of_work() as session:
        set_price(session, PriceInput(variant_id=shopper.market["CUP"], amount_minor=1350), list_code=RETAIL)

    assert "Articles 13.50 €" in words_of(shopper.get("/cart"))
