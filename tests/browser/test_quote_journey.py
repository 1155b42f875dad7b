"""A negotiation in a real browser: the buyer with scripts, the office without, until the goods leave in two parcels."""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from core.accounts.operations import create_staff
from core.accounts.queries import find_user_by_email
from core.accounts.states import StaffRole
from core.inventory.operations import receive_stock
from core.kernel.db import reading, unit_of_work
from core.orders.models import Order
from core.orders.queries import get_order
from core.orders.states import OrderState
from core.quotes.operations import let_approve
from tests.browser.conftest import Site, choose, require_accessible, wait_for_the_worker
from tests.support import quoting
from tests.support.deals import STAFF, ship_it
from tests.support.office import NAMES
from tests.support.paying import transfer
from tests.support.quoting import OVER_TEN
from tests.support.visits import PASSWORD, a_customer

BUYER = "buyer@hafen.example"


@pytest.fixture(autouse=True)
def house(site: Site) -> None:
    """A rep, a manager who approves, fulfilment, a policy, a company, and machines enough."""
    with unit_of_work() as session:
        for role in (StaffRole.SALES, StaffRole.MANAGER, StaffRole.FULFILMENT):
            create_staff(session, email=f"{role.value}@example.org", password=PASSWORD, name=NAMES[role], roles=[role])
        receive_stock(session, site.market["MACHINE"], 60, reference="PO-1", acting_user=STAFF)
    with unit_of_work() as session:
        manager = find_user_by_email(session, "manager@example.org")
        assert manager is not None
        let_approve(session, manager.id, level=1, acting_user=STAFF)
    a_customer(BUYER, company_name="Hafen GmbH")
    quoting.write_rules(OVER_TEN)


def test_forty_machines_are_negotiated_ordered_and_sent_in_two_parcels(visitor: Page, plain_visitor: Page) -> None:
    shop, office = visitor, plain_visitor
    year = re.compile(r"A[FN]-\d{4}-000001")

    request_page = ask_for_forty(shop)
    sign_in(office, "/office/sign-in", "sales@example.org")
    office.goto("/office/quote-requests")
    office.get_by_role("link", name=year).click()
    office.get_by_label("Text").fill("Which colour do you want?")
    office.get_by_role("button", name="Ask for more information").click()
    expect(office.get_by_text("Needs information").first).to_be_visible()
    shop.goto(request_page)
    shop.get_by_label("Your answer").fill("Petrol, please.")
    shop.get_by_role("button", name="Send the answer").click()
    expect(shop.get_by_text("Petrol, please.")).to_be_visible()

    office.reload()
    office.get_by_role("button", name="Write a quote").click()
    office.get_by_label("Discount of Hafen One in percent").fill("18")
    office.get_by_role("button", name="Write down").first.click()
    expect(office.get_by_role("heading", name="Needs approval")).to_be_visible()
    office.get_by_role("button", name="Settle and ask for approval").click()
    quote_page = office.url
    approve(office)
    sign_in(office, "/office/sign-in", "sales@example.org")
    office.goto(quote_page)
    office.get_by_role("button", name="Send offer").click()

    shop.goto("/account/quotes")
    shop.get_by_role("link", name=year).first.click()
    require_accessible(shop)
    shop.locator("#counter > summary").click()
    shop.get_by_label("Your price for Hafen One").fill("425.00")
    shop.get_by_role("button", name="Send the counter-offer").click()
    expect(shop.get_by_text("Your counter-offer is with us")).to_be_visible()
    room = shop.url

    office.reload()
    office.get_by_role("button", name="New version").click()
    office.get_by_label("Own price of Hafen One").fill("430.00")
    office.get_by_label("Discount of Hafen One in percent").fill("")
    office.get_by_role("button", name="Write down").first.click()
    office.get_by_role("button", name=re.compile("^Settle")).click()
    office.get_by_role("button", name="Send offer").click()

    shop.goto(room)
    expect(shop.get_by_text("Between your last word and this version are 200.00 €.")).to_be_visible()
    accept(shop)
    office.goto(quote_page)
    expect(office.get_by_text("Accepted by Anna Beck")).to_be_visible()
    expect(office.get_by_text("17,200.00 €").first).to_be_visible()
    send_in_two_parcels()
    shop.reload()
    expect(shop.get_by_text("Completed").or_(shop.get_by_text("Done")).first).to_be_visible()


def ask_for_forty(shop: Page) -> str:
    """The buyer asks from the page of the machine; returns the page of the request."""
    sign_in(shop, "/sign-in", BUYER)
    shop.goto("/p/machine")
    shop.get_by_role("link", name="Request a quote").click()
    shop.get_by_label("Quantity of Hafen One").fill("40")
    shop.get_by_label("Your price for Hafen One").fill("420.00")
    shop.get_by_label("What else we should know").fill("For four floors, in two deliveries.")
    require_accessible(shop)
    shop.get_by_role("button", name="Request a quote").click()
    expect(shop.get_by_role("heading", name=re.compile("Request AF-"))).to_be_visible()
    return shop.url


def accept(shop: Page) -> None:
    """The buyer accepts what is on offer, and pays in advance."""
    shop.get_by_role("button", name="Accept the offer").click()
    for label, text in (("Street and number", "Elbchaussee 1"), ("Postal code", "22765"), ("City", "Hamburg")):
        shop.get_by_label(label).first.fill(text)
    choose(shop.get_by_label("Prepayment by bank transfer"))
    shop.get_by_label("I accept this offer with its terms").check()
    require_accessible(shop)
    shop.get_by_role("button", name="Order with obligation to pay").click()
    expect(shop.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()


def send_in_two_parcels() -> None:
    """The money comes, and the goods leave: 25 machines, then the rest."""
    with reading() as session:
        order = session.scalars(select(Order)).one()
    transfer(order.id, order.gross_minor)
    wait_for_the_worker()
    ship_it(order.id, {"MACHINE": 25})
    with reading() as session:
        assert get_order(session, order.id).state is OrderState.IN_FULFILMENT
    ship_it(order.id, {"MACHINE": 15})
    with reading() as session:
        assert get_order(session, order.id).state is OrderState.COMPLETED
    wait_for_the_worker()


def sign_in(page: Page, path: str, email: str) -> None:
    """Come in by a door, whoever was there before."""
    page.context.clear_cookies()
    page.goto(path)
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").first.fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_load_state()


def approve(office: Page) -> None:
    """The manager looks at what waits and grants it."""
    sign_in(office, "/office/sign-in", "manager@example.org")
    office.goto("/office/approvals")
    office.get_by_role("link", name=re.compile(r"AN-\d{4}-000001")).click()
    expect(office.get_by_text("18 %").first).to_be_visible()
    office.get_by_role("button", name="Grant").click()
    expect(office.get_by_text("Nothing waits")).to_be_visible()
