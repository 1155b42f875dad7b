"""What changed in a cart since its customer last looked: said until they take notice, never silently taken."""

from collections.abc import Iterator

import pytest
from sqlalchemy import update

from core.catalog.operations import set_variant_active
from core.inventory.models import Stock
from core.kernel import db, events
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from core.pricing.operations import PriceInput, set_price
from core.pricing.states import RETAIL
from tests.benchmarks.client import form_values
from tests.support.shopper import Shopper, books, open_shop_pages, words_of
from tests.support.statements import counted
from tests.support.visits import a_customer, sign_in

CUP_CHANGED = "The price has changed: was 12.50 €, now 13.50 €"


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def put_from_its_page(shopper: Shopper, sku: str, quantity: int = 1) -> None:
    """Put something into the cart as a browser does: with everything that its page says."""
    form = form_values(shopper.get(f"/p/{sku.lower()}").text, "/cart/lines")
    assert shopper.client.post("/cart/lines", data=form | {"quantity": str(quantity)}).status_code == 303


def reprice(shopper: Shopper, sku: str, amount_minor: int, *, min_quantity: int = 1) -> None:
    with unit_of_work() as session:
        price = PriceInput(variant_id=shopper.market[sku], amount_minor=amount_minor, min_quantity=min_quantity)
        set_price(session, price, list_code=RETAIL)


def cart_page(shopper: Shopper) -> str:
    return words_of(shopper.get("/cart"))


def take_notice(shopper: Shopper) -> None:
    form = form_values(shopper.get("/cart").text, "/cart/seen")
    assert shopper.client.post("/cart/seen", data=form).status_code == 303


def test_a_price_as_it_was_is_nothing_to_say(shopper: Shopper) -> None:
    put_from_its_page(shopper, "CUP", 2)

    page = cart_page(shopper)

    assert "25.00 € 12.50 € each" in page
    assert "Something has changed" not in page


@pytest.mark.parametrize(("price", "said"), [(1350, "now 13.50 €"), (1150, "now 11.50 €")])
def test_another_price_is_said_in_cart_and_checkout_with_the_one_before(
    shopper: Shopper, price: int, said: str
) -> None:
    put_from_its_page(shopper, "CUP")
    reprice(shopper, "CUP", price)

    for page in (cart_page(shopper), words_of(shopper.get("/checkout")), cart_page(shopper)):
        assert f"The price has changed: was 12.50 €, {said}" in page
        assert "The total counts with what holds now." in page


def test_the_button_takes_notice_and_the_next_change_is_said_again(shopper: Shopper) -> None:
    put_from_its_page(shopper, "CUP")
    reprice(shopper, "CUP", 1350)

    take_notice(shopper)

    assert "The price has changed" not in cart_page(shopper)
    reprice(shopper, "CUP", 1250)
    assert "The price has changed: was 13.50 €, now 12.50 €" in cart_page(shopper)


def test_changing_the_quantity_takes_notice_of_that_line_only(shopper: Shopper) -> None:
    put_from_its_page(shopper, "CUP")
    put_from_its_page(shopper, "BEANS")
    reprice(shopper, "CUP", 1350)
    reprice(shopper, "BEANS", 1990)

    action = f"/cart/lines/{shopper.market['CUP']}"
    form = form_values(shopper.get("/cart").text, action)
    shopper.client.post(action, data=form | {"quantity": "3"})

    page = cart_page(shopper)
    assert "was 12.50 €" not in page
    assert "The price has changed: was 18.90 €, now 19.90 €" in page


def test_a_price_that_changes_between_page_and_button_is_still_said(shopper: Shopper) -> None:
    put_from_its_page(shopper, "CUP")
    reprice(shopper, "CUP", 1350)
    form = form_values(shopper.get("/cart").text, "/cart/seen")
    reprice(shopper, "CUP", 1450)

    shopper.client.post("/cart/seen", data=form)

    assert "The price has changed: was 13.50 €, now 14.50 €" in cart_page(shopper)


def test_a_tier_that_is_reached_is_no_new_price_but_a_new_price_of_one_piece_is(shopper: Shopper) -> None:
    put_from_its_page(shopper, "MACHINE", 3)

    reached = cart_page(shopper)
    reprice(shopper, "MACHINE", 61900)
    changed = cart_page(shopper)

    assert "549.00 € each" in reached
    assert "The price has changed" not in reached
    assert "The price has changed: was 599.00 €, now 619.00 €" in changed


def test_the_checkout_takes_notice_and_keeps_what_was_typed(shopper: Shopper) -> None:
    put_from_its_page(shopper, "CUP")
    reprice(shopper, "CUP", 1350)
    before = books()
    told = f"{shopper.market['CUP']}:1350:1:100"
    assert f'name="seen" value="{told}"' in shopper.get("/checkout").text

    page = shopper.client.post("/checkout", data=shopper.checkout() | {"seen": told})

    assert page.status_code == 200
    assert "The price has changed" not in words_of(page)
    assert form_values(page.text, "/checkout")["delivery-street"] == "Deichstraße 12"
    assert books() == before


def test_fewer_pieces_than_wanted_are_said_and_stand_in_the_way(shopper: Shopper) -> None:
    put_from_its_page(shopper, "CUP", 3)
    with unit_of_work() as session:
        session.execute(update(Stock).where(Stock.variant_id == shopper.market["CUP"]).values(on_hand=2))

    page = cart_page(shopper)

    assert "Only 2 of Cup are left. Please lower the quantity." in page
    assert "To the checkout" not in page


def test_what_is_no_longer_sold_is_said_and_stands_in_the_way(shopper: Shopper) -> None:
    put_from_its_page(shopper, "CUP")
    with unit_of_work() as session:
        set_variant_active(session, shopper.market["CUP"], is_active=False)

    page = cart_page(shopper)

    assert "Cup is not for sale at the moment. Please remove it to continue." in page
    assert "To the checkout" not in page


@pytest.mark.parametrize("seen", ["", "x", "<b>1</b>", "{id}:-5:1:", "{id}:1:0:", "{id}:9999999999999:1:"])
def test_a_forged_look_is_left_out(shopper: Shopper, seen: str) -> None:
    shopper.put("CUP")

    answer = shopper.post("/cart/seen", {"seen": seen.replace("{id}", str(shopper.market["CUP"]))})

    assert answer.status_code == 303
    assert "The price has changed" not in cart_page(shopper)


def test_prices_of_another_list_are_no_change_after_signing_in(shopper: Shopper) -> None:
    a_customer("firma@example.org", company_name="Hafen GmbH")
    put_from_its_page(shopper, "CUP")

    sign_in(shopper.client, "firma@example.org")

    page = cart_page(shopper)
    assert "11.25 €" in page
    assert "The price has changed" not in page


def test_what_changed_is_known_without_a_further_statement(shopper: Shopper) -> None:
    put_from_its_page(shopper, "CUP")
    with counted(db.engine()) as before:
        shopper.get("/cart")
    reprice(shopper, "CUP", 1350)

    with counted(db.engine()) as after:
        page = shopper.get("/cart")

    assert CUP_CHANGED in words_of(page)
    assert after.count == before.count, str(after)
