"""Tax on pages: what the shop says before ordering, what the office sees, sets and counts."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from core.accounts.operations import record_vat_check, set_vat_id
from core.accounts.protocol import VatAnswer
from core.accounts.queries import get_customer_by_number
from core.accounts.states import StaffRole, VatState
from core.billing.operations import invoice_shipment
from core.kernel import clock, events
from core.kernel.actor import SYSTEM
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.operations import lock_order
from core.pricing.models import ExportCountry, OneStopChoice, TaxRate
from tests.support.books import send_off
from tests.support.companies import person
from tests.support.deals import a_company, an_order, hand_over, know_vat_id, order, release
from tests.support.office import Office, open_office
from tests.support.shopper import Shopper, open_shop_pages, words_of
from tests.support.statements import counted
from tests.support.taxes import sold_abroad
from tests.support.visits import sign_in

AUSTRIA = {"delivery__country": "AT", "delivery__postal_code": "1010", "delivery__city": "Wien"}


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def an_austrian_company(state: VatState) -> None:
    """A company in Austria, about whose VAT id this was answered."""
    a_company("berta@wien.example")
    buyer = person("berta@wien.example")
    assert buyer.customer_id is not None
    with unit_of_work() as session:
        set_vat_id(session, buyer.customer_id, "ATU61234569", acting_user=SYSTEM)
        answer = VatAnswer(state=state)
        record_vat_check(session, buyer.customer_id, vat_id="ATU61234569", answer=answer)


@pytest.mark.parametrize(
    ("state", "total", "said"),
    [
        (VatState.VALID, "Total to pay now 673.20 €", "0% VAT, reverse charge 0.00 €"),
        (VatState.VALID, "Total to pay now 673.20 €", "tax-free intra-community supply, 0% VAT."),
        (
            VatState.UNAVAILABLE,
            "Total to pay now 801.11 €",
            "The tax office does not answer about the VAT id ATU61234569 at the moment, so VAT is charged.",
        ),
        (
            VatState.INVALID,
            "Total to pay now 801.11 €",
            "The tax office does not know the VAT id ATU61234569, so VAT is charged.",
        ),
    ],
)
def test_the_checkout_says_what_a_vat_id_means_before_anybody_orders(
    shopper: Shopper, state: VatState, total: str, said: str
) -> None:
    an_austrian_company(state)
    sign_in(shopper.client, "berta@wien.example", password="seven wooden spoons")
    shopper.filled("MACHINE", "INSTALL")

    page = words_of(shopper.order(**AUSTRIA))

    assert total in page
    assert said in page


def test_a_guest_abroad_reads_whose_vat_is_inside(shopper: Shopper) -> None:
    shopper.filled("CUP")
    sold_abroad(1_000_001)

    page = words_of(shopper.order(**AUSTRIA))

    assert "of which VAT 20%" in page
    assert "Sold to a consumer in Austria: VAT of Austria (one-stop shop)." in page
    assert "Sold to a consumer" not in words_of(shopper.get("/cart"))


def test_the_office_reads_the_decision_for_a_country_and_how_much_is_sold_abroad(office: Office) -> None:
    sold_abroad(250_000)
    desk = office.desk(StaffRole.BILLING)

    page = words_of(desk.get("/taxes?country=AT"))

    assert "€2,500.00 net in 2026" in page or "2,500.00 € net in 2026" in page
    assert "Company with a valid VAT id of that country 0% VAT, intra-community supply" in page
    assert "Within the threshold: consumers pay our VAT." in page
    assert "VAT of Germany 19% / 7%" in page
    for role in (StaffRole.FULFILMENT, StaffRole.MARKETING):
        assert office.desk(role).get("/taxes").status_code == 403


def test_the_office_adds_a_country_a_rate_and_a_choice_and_hears_what_is_wrong(office: Office) -> None:
    desk = office.desk(StaffRole.BILLING)
    token = {"csrf_token": desk.form_token()}
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()

    added = desk.client.post("/taxes/countries", data={**token, "export_country": "ch"})
    wrong = desk.client.post("/taxes/countries", data={**token, "export_country": "FR"})
    rate = {**token, "country": "fr", "tax_class": "standard", "rate": "20", "valid_from": ""}
    rated = desk.client.post("/taxes/rates", data=rate)
    late = desk.client.post("/taxes/rates", data={**rate, "country": "DE", "valid_from": "2020-01-01"})
    choice = {**token, "applies": "always", "one_stop_from": tomorrow}
    chosen = desk.client.post("/taxes/one-stop-shop", data=choice)
    back = {**choice, "applies": "threshold", "one_stop_from": "2027-06-01"}
    bound = desk.client.post("/taxes/one-stop-shop", data=back)

    assert (added.status_code, rated.status_code, chosen.status_code) == (303, 303, 303)
    assert (wrong.status_code, late.status_code, bound.status_code) == (422, 422, 409)
    assert "a country outside the EU" in wrong.text
    assert "A rate begins today or later" in late.text
    assert "going back is possible from 1 Jan 2028 on" in words_of(bound) or "2028" in words_of(bound)
    with reading() as session:
        assert session.scalars(select(ExportCountry.code)).all() == ["CH"]
        assert session.scalars(select(TaxRate.rate).where(TaxRate.country == "FR")).all() == [Decimal("0.20")]
        assert session.scalars(select(OneStopChoice.applies)).all() == [True]
    gone = desk.client.post("/taxes/countries", data={**token, "export_country": "CH", "remove": "1"})
    assert gone.status_code == 303
    sales = office.desk(StaffRole.SALES)
    assert sales.client.post("/taxes/rates", data={**rate, "csrf_token": sales.form_token()}).status_code == 403


def test_an_order_and_its_invoice_show_why_there_is_no_vat_and_doubt_when_the_id_is_not_valid_any_more(
    office: Office,
) -> None:
    buyer = a_company("berta@wien.example", vat_id="ATU61234569")
    know_vat_id(buyer, VatState.VALID)
    order_id = an_order(office.market, {"MACHINE": 1}, buyer=buyer, country="AT")
    release(order_id)
    hand_over(order_id)
    with unit_of_work() as session:
        number = invoice_shipment(session, send_off(session, lock_order(session, order_id), 1)).number
    desk, placed = office.desk(StaffRole.MANAGER), order(order_id)

    shown = words_of(desk.get(f"/orders/{placed.number}"))
    invoice = words_of(desk.get(f"/invoices/{number}"))
    know_vat_id(buyer, VatState.INVALID)
    doubted = words_of(desk.get(f"/orders/{placed.number}"))

    assert "0% VAT, intra-community supply on" in shown
    assert "Goods to Austria for a company with the VAT id ATU61234569" in shown
    assert "which is not confirmed now" not in shown
    assert "0% VAT, intra-community supply on" in invoice
    assert "VAT id on it ATU61234569" in invoice
    assert "No VAT was charged because of the VAT id ATU61234569, which is not confirmed now." in doubted


def test_billing_frees_a_customer_by_a_certificate_and_sales_cannot(office: Office) -> None:
    buyer = a_company("berta@wien.example")
    found = person("berta@wien.example")
    assert found.customer is not None
    number, desk = found.customer.number, office.desk(StaffRole.BILLING)

    answer = desk.send(f"/taxes/certificates/{number}", certificate="Mission 7/2026", until="2026-12-31")

    assert answer.status_code == 303
    page = words_of(desk.get(f"/customers/{number}"))
    assert "Mission 7/2026 · until" in page
    assert "Another tax certificate: Mission 7/2026" in page
    assert office.desk(StaffRole.SALES).get(f"/taxes/certificates/{number}").status_code == 403
    assert [tax.category for tax in order(an_order(office.market, {"CUP": 1}, buyer=buyer)).taxes] == ["E"]
    with reading() as session:
        assert get_customer_by_number(session, number).tax_certificate == "Mission 7/2026"


def test_the_page_of_taxes_takes_as_many_statements_with_many_rates(office: Office) -> None:
    desk = office.desk(StaffRole.BILLING)
    desk.get("/taxes")
    with counted(engine()) as few:
        desk.get("/taxes")
    for year in range(1975, 2025):
        sold_abroad(100, year=year)
    with counted(engine()) as many:
        assert desk.get("/taxes").status_code == 200

    assert many.count == few.count
