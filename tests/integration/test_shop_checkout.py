"""Ordering by the pages: what the page says, a guest who buys, and what is typed wrong."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.kernel import clock, db, events
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.models import Order
from core.orders.queries import get_order
from core.orders.states import OrderState
from tests.benchmarks.client import form_values
from tests.support.goods import Offer, add_offer
from tests.support.shopper import GUEST_FORM, Shopper, another, books, open_shop_pages, order_ids, words_of
from tests.support.statements import counted
from tests.support.taxes import tax_abroad

BUTTON = re.compile(r'<button class="button buy[^>]*>([^<]*)</button>')


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def the_order() -> Order:
    with reading() as session:
        return session.scalars(select(Order)).one()


# --- what the page says (LAW-01, LAW-02, LAW-04)


def test_the_button_says_that_it_obliges_to_pay_and_nothing_else(shopper: Shopper) -> None:
    shopper.filled("CUP")
    english = shopper.client.get("/checkout", headers={"Accept-Language": "en"}).text
    german = shopper.client.get("/checkout", headers={"Accept-Language": "de"}).text

    assert BUTTON.findall(english) == ["Buy now - obligation to pay"]
    assert BUTTON.findall(german) == ["Zahlungspflichtig bestellen"]


def test_everything_that_is_agreed_stands_directly_above_the_button(shopper: Shopper) -> None:
    text = shopper.filled("KITCHEN", "CUP").get("/checkout").text
    review = words_of(text[text.index('id="review"') : text.index("obligation to pay</button>")])

    for sentence in (
        "Team kitchen", "734.00 €", "Hafen One", "2 of Cup", "Installation", "Bean club",
        "The first period is included. Then 35.00 € / month.", "Minimum term: 12 months. Notice period: 1 month.",
        "Standard free", "Total to pay now 746.50 €", "Right of withdrawal", "Terms and conditions",
    ):  # fmt: skip
        assert sentence in review, sentence
    assert text.index('id="review"') > text.index('name="payment_method"')
    assert not re.search(
        r"<(input|select|textarea)\b", text[text.index('id="review"') : text.index('id="place-order"')]
    )


def test_fields_are_asked_only_for_what_is_in_the_cart(shopper: Shopper) -> None:
    goods = shopper.filled("CUP").get("/checkout").text
    visit = another(shopper).filled("INSTALL").get("/checkout").text

    assert 'name="delivery_method"' in goods
    assert 'name="wished_service_on"' not in goods
    assert 'name="delivery_method"' not in visit
    assert 'name="wished_service_on"' in visit


def test_an_empty_cart_leads_back_to_the_cart(shopper: Shopper) -> None:
    assert shopper.get("/checkout").location == "/cart"
    assert shopper.post("/checkout", GUEST_FORM).location == "/cart"


# --- a guest buys


def test_a_guest_orders_and_opens_the_order_by_its_link(shopper: Shopper) -> None:
    link = shopper.filled("KITCHEN", "CUP").place(note="Gate 3", delivery_method="standard")

    page = words_of(shopper.get(link))
    order = the_order()
    assert link.startswith(f"/orders/{order.number}?t=")
    assert (order.gross_minor, order.state, order.email, order.note) == (
        74_650, OrderState.PLACED, "gerd@example.org", "Gate 3",
    )  # fmt: skip
    assert "Thank you, Gerd Gast." in page
    assert "Please transfer 746.50 €" in page
    assert f"Reference {order.number}" in page
    for title in ("Delivery", "Visit", "Subscription"):
        assert f"{title} Planned" in page
    assert "Your cart is empty" in shopper.get("/cart").text


def test_a_guest_purchase_of_three_articles_takes_at_most_48_statements(shopper: Shopper) -> None:
    skus = ("CUP", "BEANS", "SPOON")
    with unit_of_work() as session:
        spoon = add_offer(session, Offer(sku="SPOON", prices={1: 450}, stock=50))
    variants = {"CUP": shopper.market["CUP"], "BEANS": shopper.market["BEANS"], "SPOON": spoon}
    another(shopper).filled("CUP").place()  # the day's first order opens the number ranges

    browser = another(shopper)
    with counted(db.engine()) as sent:
        form = form_values(browser.get("/p/cup").text, "/cart/lines")
        for sku in skus:
            added = browser.client.post("/cart/lines", data=form | {"variant_id": str(variants[sku])})
            assert added.status_code == 303
        checkout = form_values(browser.get("/checkout").text, "/checkout") | GUEST_FORM
        placed = browser.client.post(
            "/checkout", data=checkout | {"payment_method": "on_account", "email": "n@example.org"}
        )
        confirmation = browser.get(placed.location)

    assert "Thank you" in confirmation.text
    assert sent.count <= 48, str(sent)


def test_express_is_ordered_only_after_its_total_was_shown(shopper: Shopper) -> None:
    shopper.filled("CUP")
    before = books()

    page = shopper.order(delivery_method="express")

    assert page.status_code == 409
    assert "The total has changed with your choice of delivery. Nothing is ordered yet" in words_of(page)
    assert "Total to pay now 25.40 €" in words_of(page)
    assert books() == before
    again = form_values(page.text, "/checkout")
    assert again["delivery-street"] == "Deichstraße 12"
    assert shopper.client.post("/checkout", data=again).status_code == 303
    assert the_order().gross_minor == 2540


def test_austria_is_ordered_only_after_its_total_was_shown(shopper: Shopper) -> None:
    tax_abroad()
    shopper.filled("CUP")
    address = {"delivery__country": "AT", "delivery__postal_code": "1010", "delivery__city": "Wien"}

    page = shopper.order(**address)
    ordered = shopper.client.post("/checkout", data=form_values(page.text, "/checkout"))

    assert page.status_code == 409
    assert "of which VAT 20%" in words_of(page)
    assert ordered.status_code == 303


def test_updating_the_total_keeps_everything_and_orders_nothing(shopper: Shopper) -> None:
    shopper.filled("CUP")
    before = books()

    page = shopper.order(delivery_method="express", update="1", name="")

    assert page.status_code == 200
    assert "Total to pay now 25.40 €" in words_of(page)
    assert "Please fill in" not in page.text
    assert form_values(page.text, "/checkout")["delivery-city"] == "Hamburg"
    assert books() == before


def test_the_invoice_can_go_to_another_address(shopper: Shopper) -> None:
    shopper.filled("CUP").place(
        billing="new", billing__name="Karla Kasse", billing__company="Kasse KG", billing__street="Ring 1",
        billing__postal_code="1010", billing__city="Wien", billing__country="AT",
    )  # fmt: skip

    with reading() as session:
        order = get_order(session, order_ids()[0])
    assert (order.billing.name, order.billing.country) == ("Karla Kasse", "AT")
    assert (order.delivery.name, order.delivery.country) == ("Gerd Gast", "DE")


def test_wishes_for_days_reach_the_order(shopper: Shopper) -> None:
    visit, start = clock.today() + timedelta(days=9), clock.today() + timedelta(days=20)

    shopper.filled("KITCHEN").place(wished_service_on=visit.isoformat(), start_on=start.isoformat())

    assert (the_order().wished_service_on, the_order().start_on) == (visit, start)


# --- what is typed wrong


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("email", "", "Please fill in this field."),
        ("email", "gerd", "This is not a complete e-mail address."),
        ("name", "", "Please fill in this field."),
        ("name", "   ", "Please fill in this field."),
        ("name", "x" * 201, "200 characters"),
        ("delivery__street", "", "Please fill in this field."),
        ("delivery__postal_code", "2045", "A postal code of this country has 5 digits."),
        ("delivery__city", "", "Please fill in this field."),
        ("payment_method", "", "Please choose"),
        ("payment_method", "barter", "Please choose one of the ways to pay."),
        ("wished_service_on", "2020-01-01", "Please choose a day that is not in the past."),
        ("wished_service_on", "2098-12-31", "Please choose a day until "),
        ("wished_service_on", "9999-12-31", "Please enter a year from 1970 to 2099."),
        ("wished_service_on", "tomorrow", "Please enter a date."),
        ("delivery_method", "balloon", "Please choose one of the ways of delivery."),
        ("delivery__country", "XX", "We do not deliver to this country"),
        ("delivery", "00000000-0000-7000-8000-000000000000", "Please choose one of your addresses."),
    ],
)
def test_a_mistake_is_said_at_its_field_and_everything_else_is_kept(
    shopper: Shopper, field: str, typed: str, sentence: str
) -> None:
    shopper.filled("KITCHEN")
    before = books()

    page = shopper.order(**{"note": "Gate 3", field: typed})

    assert page.status_code == 422
    assert sentence in words_of(page)
    assert "Everything else is kept" in page.text
    values = form_values(page.text, "/checkout")
    assert values["note"].strip() == "Gate 3"
    assert field == "email" or values["email"] == "gerd@example.org"
    assert books() == before


def test_a_wrong_invoice_address_is_said_at_the_invoice_address(shopper: Shopper) -> None:
    page = shopper.filled("CUP").order(billing="new", billing__name="K", billing__street="S", billing__city="C",
                                       billing__postal_code="1")  # fmt: skip

    assert page.status_code == 422
    assert 'id="billing-postal_code-error"' in page.text
    assert 'id="delivery-postal_code-error"' not in page.text


def test_a_mistake_of_an_html_writer_stays_text(shopper: Shopper) -> None:
    link = shopper.filled("CUP").place(name="<b>Gerd</b>", note="<script>alert(1)</script>")

    page = shopper.get(link).text

    assert "&lt;b&gt;Gerd&lt;/b&gt;" in page
    assert "<script>alert" not in page


def test_a_forged_form_orders_nothing(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout()
    before = books()

    forged = shopper.client.post("/checkout", data=values | {"csrf_token": "forged"})

    assert forged.status_code == 400
    assert books() == before
