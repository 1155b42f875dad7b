"""Why this price, before there is an order: the office asks, and the answer is what the customer would be charged."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.accounts.states import StaffRole, VatState
from core.carts.models import Cart
from core.kernel import clock
from core.kernel.clock import COMPANY_ZONE
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.models import Order
from core.pricing.operations import PriceInput, assign_price_list, create_derived_list, set_price
from tests.support.companies import person
from tests.support.deals import a_company, an_order, know_vat_id, order
from tests.support.goods import Offer, add_offer
from tests.support.offers import a_promotion, percent_off
from tests.support.office import Desk, Office, open_office
from tests.support.shopper import words_of
from tests.support.statements import counted


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def ask(desk: Desk, **typed: str) -> str:
    """What the page answers."""
    answer = desk.send("/price-check", **{"country": "DE", "articles": "CUP 1", **typed})
    assert answer.status_code == 200, words_of(answer)
    return words_of(answer)


def test_a_rep_reads_list_tier_delivery_and_tax_of_a_company_abroad_and_that_is_what_it_pays(office: Office) -> None:
    buyer = a_company("berta@wien.example", vat_id="ATU61234569")
    know_vat_id(buyer, VatState.VALID)
    found = person("berta@wien.example")
    assert found.customer is not None
    desk = office.desk(StaffRole.SALES)

    page = ask(desk, customer=found.customer.number, articles="MACHINE 3\ninstall; 1", country="AT", postal_code="1010")

    net = 3 * (54_900 * 9 // 10) + 13_410
    for sentence in (
        "Price list “Business”: 539.10 € each.",
        "From 3 pieces on: 494.10 € each.",
        "3 pieces: 1,482.30 €.",
        "Standard: free from a goods value of 100.00 € on.",
        "Goods to Austria for a company with the VAT id ATU61234569: tax-free intra-community supply, 0% VAT.",
        "Service for a company in Austria with the VAT id ATU61234569: reverse charge, 0% VAT.",
        f"Total to pay now {net / 100:,.2f} €",
    ):
        assert sentence in page, sentence
    placed = order(an_order(office.market, {"MACHINE": 3, "INSTALL": 1}, buyer=buyer, country="AT"))
    assert placed.gross_minor == net


def test_the_list_of_the_customer_holds_and_prices_of_another_day_too(office: Office) -> None:
    a_company("berta@wien.example")
    found = person("berta@wien.example")
    assert found.customer is not None
    tomorrow = clock.today() + timedelta(days=1)
    with unit_of_work() as session:
        create_derived_list(session, code="dealers", name="Dealers", falls_back_to="business")
        set_price(
            session,
            PriceInput(variant_id=office.market["CUP"], amount_minor=900),
            list_code="dealers",
            valid_from=datetime.combine(tomorrow, datetime.min.time(), COMPANY_ZONE),
        )
        assign_price_list(session, found.customer.id, code="dealers")
    desk = office.desk(StaffRole.SALES)

    today = ask(desk, customer="berta@wien.example")
    then = ask(desk, customer="berta@wien.example", day=tomorrow.isoformat())

    assert "Price list “Dealers”: 11.25 € each." in today
    assert "Price list “Dealers”: 9.00 € each." in then


def test_a_guest_reads_gross_prices_and_what_cannot_be_sold_is_said(office: Office) -> None:
    a_promotion(percent_off(10), code="WINTER")
    page = ask(office.desk(StaffRole.SALES), articles="CUP 2\nNOTHING 1\nCUP much\nBEANS 1", code="WINTER")

    assert "A guest Retail, gross" in page
    assert "NOTHING 1: There is no article with this number." in page
    assert "CUP much: The quantity must be a whole number from 1 to 99,999." in page
    assert "Winter: 2.50 € off." in page
    assert "Total to pay now 45.41 €" in page
    assert "of which VAT 19%" in page
    assert "of which VAT 7%" in page


def test_nobody_and_several_are_said_on_the_field_and_nothing_is_kept(office: Office) -> None:
    a_company("one@werk.example")
    a_company("two@werk.example")
    desk = office.desk(StaffRole.SALES)

    nobody = desk.send("/price-check", customer="Zeppelin", articles="CUP 1", country="DE")
    several = desk.send("/price-check", customer="Hafen GmbH", articles="CUP 1", country="DE")
    empty = desk.send("/price-check", articles="", country="DE")
    nowhere = desk.send("/price-check", articles="CUP 1", country="US")

    assert (nobody.status_code, several.status_code, empty.status_code, nowhere.status_code) == (422, 422, 422, 422)
    assert "Nobody is called so." in nobody.text
    assert "Several are called so. Please take the number." in several.text
    ask(desk, articles="CUP 1")
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Cart)) == 0
        assert session.scalar(select(func.count()).select_from(Order)) == 0
    assert office.desk(StaffRole.FULFILMENT).get("/price-check").status_code == 403


def test_many_articles_take_as_many_statements_as_one(office: Office) -> None:
    with unit_of_work() as session:
        for number in range(50):
            add_offer(session, Offer(sku=f"MANY-{number}", prices={1: 100 + number}))
    desk = office.desk(StaffRole.SALES)
    ask(desk, articles="MANY-1 1")
    with counted(engine()) as one:
        ask(desk, articles="MANY-1 1")
    with counted(engine()) as many:
        ask(desk, articles="\n".join(f"MANY-{number} 2" for number in range(50)))

    assert many.count == one.count
