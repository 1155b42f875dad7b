"""Whole ways through the shop, as people go them."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from core.accounts.operations import add_buyer, create_company
from core.fulfilment.operations import complete_service
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.orders.models import Order
from core.orders.queries import OrderView, get_order
from core.orders.states import OrderState
from core.payments.queries import get_payment
from core.payments.states import AttemptState, PaymentState
from tests.browser.conftest import PATIENCE_MILLISECONDS, choose
from tests.support.deals import STAFF, activate, schedule, ship_it, the_contract, the_visit
from tests.support.visits import PASSWORD

BUY = "Buy now - obligation to pay"


def the_order() -> OrderView:
    """The only order there is."""
    with reading() as session:
        return get_order(session, session.scalars(select(Order.id)).one())


def put_into_cart(page: Page, slug: str, quantity: int = 1) -> None:
    """From the page of an article; the cart opens at the side."""
    page.goto(f"/p/{slug}")
    page.get_by_label("Quantity", exact=True).fill(str(quantity))
    page.get_by_role("button", name="Add to cart").click()
    expect(page.locator("#cart-sheet")).to_be_visible()


def fill_in_checkout(page: Page, payment: str) -> None:
    """As a guest."""
    page.get_by_label("E-mail address").fill("gerd@example.org")
    page.get_by_label("Your name").fill("Gerd Gast")
    page.locator("#delivery-street").fill("Deichstraße 12")
    page.locator("#delivery-postal_code").fill("20459")
    page.locator("#delivery-city").fill("Hamburg")
    choose(page.get_by_role("radio", name=re.compile(f"^{payment}")))


def part(page: Page, title: str) -> Locator:
    """The part of an order with this title."""
    return page.locator("section.part").filter(has=page.get_by_role("heading", name=title, exact=True))


def reload_until(page: Page, place: Locator, text: str) -> None:
    """The worker needs its time: look again until it has done its part."""
    for _ in range(PATIENCE_MILLISECONDS // 500):
        if text in (place.first.text_content() or ""):
            return
        page.wait_for_timeout(500)
        page.reload()
    expect(place.first).to_contain_text(text)


# --- journeys


def test_a_guest_buys_the_mixed_bundle(visitor: Page) -> None:
    visitor.goto("/")
    visitor.get_by_role("link", name="Team kitchen", exact=True).first.click()
    expect(visitor.get_by_role("heading", name="Team kitchen", level=1)).to_be_visible()
    visitor.get_by_role("button", name="Add to cart").click()
    sheet = visitor.locator("#cart-sheet")
    expect(sheet).to_contain_text("Team kitchen")
    sheet.get_by_role("link", name="To the checkout").click()
    fill_in_checkout(visitor, "On account")
    visitor.get_by_label("Wished day for the visit").fill(
        clock.today().replace(year=clock.today().year + 1).isoformat()
    )

    visitor.get_by_role("button", name=BUY, exact=True).click()

    expect(visitor.get_by_role("heading", name="Thank you, Gerd Gast.")).to_be_visible()
    order = the_order()
    assert (order.gross_minor, order.net_minor + order.tax_minor, len(order.parts)) == (73_400, 73_400, 3)
    for title in ("Delivery", "Visit", "Subscription"):
        expect(part(visitor, title)).to_be_visible()
    reload_until(visitor, part(visitor, "Visit"), "We will call you to agree on a day.")
    assert the_order().state is OrderState.IN_FULFILMENT
    choose(visitor.get_by_role("radio", name="4 stars of 5"))
    visitor.get_by_label("What should we know?").fill("Quick.")
    visitor.get_by_role("button", name="Send the answer").click()
    expect(visitor.get_by_role("heading", name="Thank you for your answer")).to_be_visible()


def test_a_company_buys_on_account_with_a_tier_price(visitor: Page) -> None:
    with unit_of_work() as session:
        company = create_company(
            session, name="Beck GmbH", email="einkauf@beck.example", credit_limit_minor=500_000, acting_user=STAFF
        )
        add_buyer(session, company.id, email="anna@beck.example", password=PASSWORD, name="Anna Beck")
    visitor.goto("/sign-in")
    visitor.get_by_label("E-mail address").fill("anna@beck.example")
    visitor.get_by_label("Password").fill(PASSWORD)
    visitor.get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor.get_by_role("link", name=re.compile("Anna Beck"))).to_be_visible()

    put_into_cart(visitor, "machine", 3)
    visitor.goto("/checkout")
    expect(visitor.get_by_label("Company").first).to_have_value("Beck GmbH")
    visitor.locator("#delivery-street").fill("Ring 1")
    visitor.locator("#delivery-postal_code").fill("20459")
    visitor.locator("#delivery-city").fill("Hamburg")
    expect(visitor.locator("#checkout .cart-line")).to_contain_text("494.10 € each")
    visitor.get_by_role("button", name=BUY, exact=True).click()

    expect(visitor.get_by_role("heading", name="Thank you, Anna Beck.")).to_be_visible()
    order = the_order()
    assert (order.net_minor, order.tax_minor, order.gross_minor) == (148_230, 28_164, 176_394)
    assert order.released_at is not None
    visitor.goto("/account/orders")
    expect(visitor.get_by_role("link", name=order.number)).to_be_visible()
    visitor.goto("/account/addresses")
    expect(visitor.get_by_text("Ring 1")).to_be_visible()


def test_a_card_is_declined_and_another_one_pays(visitor: Page) -> None:
    put_into_cart(visitor, "cup")
    visitor.goto("/checkout")
    fill_in_checkout(visitor, "Card")
    visitor.get_by_role("button", name=BUY, exact=True).click()
    expect(visitor.get_by_role("heading", name="Pay by card")).to_be_visible()

    choose(visitor.get_by_role("radio", name=re.compile("0002")))
    visitor.get_by_role("button", name=re.compile(r"^Pay \d")).click()
    expect(visitor.get_by_role("heading", name="The card was not accepted")).to_be_visible()
    choose(visitor.get_by_role("radio", name=re.compile("4242 4242")))
    visitor.get_by_role("button", name=re.compile(r"^Pay \d")).click()

    expect(visitor.get_by_role("heading", name="Paid")).to_be_visible()
    order = the_order()
    with reading() as session:
        payment = get_payment(session, order.id)
    assert payment.state is PaymentState.PAID
    assert [attempt.state for attempt in payment.attempts] == [AttemptState.DECLINED, AttemptState.CAPTURED]
    assert order.released_at is not None


def test_an_order_is_open_until_its_last_part_is_done(visitor: Page) -> None:
    put_into_cart(visitor, "kitchen")
    visitor.goto("/checkout")
    fill_in_checkout(visitor, "On account")
    visitor.get_by_role("button", name=BUY, exact=True).click()
    reload_until(visitor, part(visitor, "Subscription"), "We will activate it")
    reload_until(visitor, part(visitor, "Delivery"), "We are packing it: 3 of 3")

    order_id = the_order().id
    ship_it(order_id, {"CUP": 1})
    visitor.reload()
    expect(part(visitor, "Delivery")).to_contain_text("2 of 3 are still to be sent")
    ship_it(order_id, {"CUP": 1, "MACHINE": 1})
    schedule(the_visit(order_id), clock.now() + timedelta(days=1))
    with unit_of_work() as session:
        complete_service(session, the_visit(order_id), report="All fine.", acting_user=STAFF)
    reload_until(visitor, part(visitor, "Visit"), "Done")
    expect(part(visitor, "Delivery")).to_contain_text("Done")
    assert the_order().state is OrderState.IN_FULFILMENT
    activate(the_contract(order_id), clock.today())

    reload_until(visitor, part(visitor, "Subscription"), "Done")
    assert the_order().state is OrderState.COMPLETED
    reload_until(visitor, visitor.locator("main"), "RE-")
    expect(visitor.get_by_role("heading", name="Invoices")).to_be_visible()


# --- without JavaScript


def test_everything_works_without_javascript(plain_visitor: Page) -> None:
    page = plain_visitor
    page.goto("/")
    page.get_by_label("Search the shop").fill("cup")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="Cup", exact=True).click()
    page.get_by_role("button", name="Add to cart").click()
    expect(page.get_by_role("heading", name="Your cart", level=1)).to_be_visible()
    page.get_by_label("Quantity of Cup").fill("0")
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_role("alert")).to_contain_text("Please enter a whole number from 1 to 99,999.")
    page.get_by_label("Quantity of Cup").fill("4")
    page.get_by_role("button", name="Change").click()
    page.get_by_role("link", name="To the checkout").click()
    fill_in_checkout(page, "Card")
    choose(page.get_by_role("radio", name=re.compile("^Express")))
    page.get_by_role("button", name="Update the total").last.click()
    expect(page.locator("#checkout .totals")).to_contain_text("62.90 €")
    expect(page.locator("#delivery-street")).to_have_value("Deichstraße 12")
    page.get_by_role("button", name=BUY, exact=True).click()
    choose(page.get_by_role("radio", name=re.compile("3184")))
    page.get_by_role("button", name=re.compile(r"^Pay \d")).click()
    expect(page.get_by_role("heading", name="Is this payment yours?")).to_be_visible()
    page.get_by_role("button", name="Confirm the payment").click()

    expect(page.get_by_role("heading", name="Paid")).to_be_visible()
    assert (the_order().gross_minor, the_order().delivery_method) == (6290, "express")


def test_the_total_follows_the_choice_of_delivery_by_itself(visitor: Page) -> None:
    put_into_cart(visitor, "cup")
    visitor.goto("/checkout")
    fill_in_checkout(visitor, "Prepayment")

    choose(visitor.get_by_role("radio", name=re.compile("^Express")))

    expect(visitor.locator("#checkout .totals")).to_contain_text("25.40 €")
    expect(visitor.locator("#delivery-street")).to_have_value("Deichstraße 12")
    visitor.get_by_role("button", name=BUY, exact=True).dblclick()
    expect(visitor.get_by_role("heading", name="Thank you, Gerd Gast.")).to_be_visible()
    assert the_order().gross_minor == 2540


def test_a_checkout_is_possible_by_keyboard_alone(visitor: Page) -> None:
    visitor.goto("/p/cup")
    visitor.get_by_role("button", name="Add to cart").focus()
    visitor.keyboard.press("Enter")
    expect(visitor.locator("#cart-sheet")).to_be_visible()
    visitor.keyboard.press("Escape")
    expect(visitor.locator("#cart-sheet")).not_to_be_visible()
    visitor.goto("/checkout")
    visitor.get_by_label("E-mail address").focus()
    for typed in ("gerd@example.org", "Gerd Gast", "", "Deichstraße 12", "", "20459", "Hamburg"):
        visitor.keyboard.type(typed)
        visitor.keyboard.press("Tab")
    visitor.get_by_role("button", name=BUY, exact=True).focus()
    visitor.keyboard.press("Enter")

    expect(visitor.get_by_role("heading", name="Thank you, Gerd Gast.")).to_be_visible()
    assert the_order().delivery.city == "Hamburg"
