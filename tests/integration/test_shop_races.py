"""Ordering while something changes: other tabs, prices, stock, and buttons that are pressed twice."""

import re
import threading
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select

from core.inventory.operations import count_stock
from core.inventory.queries import free_stock
from core.kernel import events
from core.kernel.actor import SYSTEM
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.models import Order
from core.pricing.operations import PriceInput, set_price
from core.pricing.states import RETAIL
from tests.benchmarks.client import form_values
from tests.support.shopper import Shopper, books, open_shop_pages, words_of

BUTTON = re.compile(r'<button class="button buy[^>]*>([^<]*)</button>')


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def the_order() -> Order:
    with reading() as session:
        return session.scalars(select(Order)).one()


# --- what changed meanwhile


def dearer(shopper: Shopper) -> None:
    with unit_of_work() as session:
        set_price(session, PriceInput(variant_id=shopper.market["CUP"], amount_minor=1350), list_code=RETAIL)


def sold_out(shopper: Shopper) -> None:
    with unit_of_work() as session:
        count_stock(session, shopper.market["CUP"], 0, acting_user=SYSTEM)


def fuller(shopper: Shopper) -> None:
    shopper.put("CUP")


@pytest.mark.parametrize("change", [dearer, sold_out, fuller])
def test_whatever_changes_meanwhile_every_field_that_was_filled_in_is_kept(
    shopper: Shopper, change: Callable[[Shopper], None]
) -> None:
    days = {"wished_service_on": "2027-02-01", "start_on": "2027-03-01"}
    other = {"billing": "new", "billing__name": "Ida <b> & Co", "billing__street": "Große Straße 5"}
    typed = {"note": "Gate 3,\nring twice", "payment_method": "prepayment", "company": "Gast & Söhne"}
    place = {"billing__postal_code": "20095", "billing__city": "Hamburg"}
    values = shopper.filled("CUP", "KITCHEN").checkout(**days, **other, **typed, **place)
    change(shopper)
    before = books()

    refused = shopper.client.post("/checkout", data=values)

    shown = form_values(refused.text, "/checkout")
    lost = {name: (text, shown.get(name)) for name, text in values.items() if shown.get(name, "").lstrip() != text}
    assert refused.status_code == 409
    assert set(lost) <= {"cart_version", "fingerprint", "priced_for", "csrf_token"}, lost
    assert books() == before


def test_a_cart_changed_in_another_tab_is_shown_before_it_is_ordered(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    shopper.put("BEANS")
    before = books()

    page = shopper.client.post("/checkout", data=values)

    assert page.status_code == 409
    assert "Your cart was changed in another window. Nothing is ordered yet" in words_of(page)
    assert "House beans" in page.text
    assert form_values(page.text, "/checkout")["name"] == "Gerd Gast"
    assert books() == before
    assert shopper.client.post("/checkout", data=form_values(page.text, "/checkout")).status_code == 303


def test_a_price_changed_at_the_last_second_is_shown_and_asked_again(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    with unit_of_work() as session:
        set_price(session, PriceInput(variant_id=shopper.market["CUP"], amount_minor=1350), list_code=RETAIL)
    before = books()

    page = shopper.client.post("/checkout", data=values)

    assert page.status_code == 409
    assert "A price has changed since you opened this page. Nothing is ordered yet" in words_of(page)
    assert "Total to pay now 19.40 €" in words_of(page)
    assert form_values(page.text, "/checkout")["delivery-street"] == "Deichstraße 12"
    assert books() == before
    assert shopper.client.post("/checkout", data=form_values(page.text, "/checkout")).status_code == 303
    assert the_order().gross_minor == 1940


def test_when_the_last_ones_are_gone_the_rest_is_offered_and_nothing_typed_is_lost(shopper: Shopper) -> None:
    shopper.put("CUP", 5)
    values = shopper.checkout()
    with unit_of_work() as session:
        count_stock(session, shopper.market["CUP"], 2, acting_user=SYSTEM)
    before = books()

    refused = shopper.client.post("/checkout", data=values)
    take = f"take-{shopper.market['CUP']}"
    taken = shopper.client.post("/checkout", data=form_values(refused.text, "/checkout") | {take: "2"})
    ordered = shopper.client.post("/checkout", data=form_values(taken.text, "/checkout"))

    assert refused.status_code == 409
    assert "Only 2 of Cup are left. Please lower the quantity." in words_of(refused)
    assert "Take the 2 that are left" in refused.text
    assert BUTTON.findall(refused.text) == []
    assert books().orders == before.orders + 1
    assert taken.status_code == 200
    assert form_values(taken.text, "/checkout")["delivery-street"] == "Deichstraße 12"
    assert ordered.status_code == 303
    with reading() as session:
        assert free_stock(session, [shopper.market["CUP"]]) == {shopper.market["CUP"]: 0}


def test_when_all_are_gone_the_article_can_be_removed(shopper: Shopper) -> None:
    values = shopper.filled("CUP", "BEANS").checkout()
    with unit_of_work() as session:
        count_stock(session, shopper.market["CUP"], 0, acting_user=SYSTEM)

    refused = shopper.client.post("/checkout", data=values)
    rest = shopper.client.post(
        "/checkout", data=form_values(refused.text, "/checkout") | {f"take-{shopper.market['CUP']}": "0"}
    )

    assert "Cup is sold out." in words_of(refused)
    assert "House beans" in rest.text
    assert BUTTON.findall(rest.text) == ["Buy now - obligation to pay"]


# --- pressed twice


def test_pressing_twice_is_one_order(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()

    first = shopper.client.post("/checkout", data=values)
    after = books()
    second = shopper.client.post("/checkout", data=values)

    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location.split("?")[0] == second.location.split("?")[0]
    assert books() == after
    assert after.orders == 1


def test_two_tabs_are_one_order(shopper: Shopper) -> None:
    one, other = shopper.filled("CUP").checkout(), shopper.checkout()
    assert one["idempotency_key"] != other["idempotency_key"]

    first, second = shopper.client.post("/checkout", data=one), shopper.client.post("/checkout", data=other)

    assert first.location.split("?")[0] == second.location.split("?")[0]
    assert books().orders == 1


def test_going_back_and_pressing_again_leads_to_the_order(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    first = shopper.client.post("/checkout", data=values)
    shopper.put("BEANS")  # a new cart

    second = shopper.client.post("/checkout", data=values)

    assert first.location.split("?")[0] == second.location.split("?")[0]
    assert books().orders == 1
    assert "House beans" in shopper.get("/cart").text


def test_pressing_at_the_same_moment_is_one_order(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    cookie = shopper.client.get_cookie("kontor_shop")
    assert cookie is not None
    answers: list[str] = []

    def press() -> None:
        client = shopper.client.application.test_client()
        client.set_cookie("kontor_shop", cookie.value)
        answers.append(client.post("/checkout", data=values).location or "")

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert books().orders == 1
    assert len({answer.split("?")[0] for answer in answers}) == 1
