"""Tax by destination and buyer, from the cart to the books: what is shown, agreed, invoiced, posted and counted."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.errors import NoAccountToFree
from core.accounts.operations import guest_customer, set_tax_certificate
from core.accounts.states import VatState
from core.billing.models import Invoice
from core.billing.operations import credit_return, invoice_service, invoice_shipment
from core.billing.queries import get_invoice_pdf
from core.catalog.states import ArticleKind, Supply, TaxClass
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.jobs import Job
from core.orders.errors import PriceChanged
from core.orders.operations import Cause, cancel_order, lock_order, record_return
from core.pricing.errors import (
    NoDeliveryThere,
    NotInTheEU,
    NotOutsideTheEU,
    OneStopBinds,
    OneStopInThePast,
    RateInThePast,
)
from core.pricing.models import OneStopChoice, TaxRate
from core.pricing.operations import add_tax_rate, choose_one_stop, serve_country
from core.pricing.queries.taxes import cross_border_sales
from core.pricing.rules import trace_from_text
from tests.support.billing import entries, text_of
from tests.support.books import balances, bring_back, require_books_in_order, send_off, take_up
from tests.support.deals import (
    Market,
    a_cart,
    a_checkout,
    a_company,
    an_order,
    buy,
    know_vat_id,
    line_of,
    open_market,
    order,
)
from tests.support.goods import Offer, add_offer
from tests.support.statements import counted
from tests.support.taxes import sold_abroad, tax_abroad

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def market() -> Market:
    return open_market()


def sold(year: int | None = None) -> int:
    """What is counted of a year, net."""
    with reading() as session:
        return next(
            (row.net_minor for row in cross_border_sales(session) if row.year == (year or clock.today().year)), 0
        )


def reasons(order_id: UUID) -> list[str]:
    """Why an order is taxed as it is, as its trace says it."""
    steps = trace_from_text(order(order_id).trace)
    return [step.text_template.split(":")[0] for step in steps if step.step == "tax_rule"]


def paper(session: Session, invoice: Invoice) -> str:
    """What stands on a document."""
    session.flush()
    return text_of(get_invoice_pdf(session, invoice.number).content)


# --- companies in other EU countries


def test_a_company_with_a_valid_vat_id_pays_no_vat_on_goods_and_services_and_the_books_say_why(market: Market) -> None:
    buyer = a_company(vat_id="ATU61234569")
    know_vat_id(buyer, VatState.VALID)

    order_id = an_order(market, {"MACHINE": 1, "INSTALL": 1}, buyer=buyer, country="AT")

    placed = order(order_id)
    assert [(tax.category, tax.country, tax.tax_minor) for tax in placed.taxes] == [("AE", "AT", 0), ("K", "AT", 0)]
    assert placed.tax_minor == 0
    assert placed.gross_minor == placed.net_minor == (59900 + 14900) * 9 // 10
    assert {line.tax_reason for line in placed.lines} == {"intra_community", "reverse_charge"}
    assert (placed.customer_vat_id, sold()) == ("ATU61234569", 0)
    assert "Goods to %(tax_country)s for a company with the VAT id %(vat_id)s" in reasons(order_id)
    with unit_of_work() as session:
        found = lock_order(session, order_id)
        take_up(session, found)
        goods = invoice_shipment(session, send_off(session, found, 1))
        visit = invoice_service(session, send_off(session, found, 1, part=1))
        assert entries(session, "invoice", goods.id) == [("1200", 53_910), ("4125", -53_910)]
        assert entries(session, "invoice", visit.id) == [("1200", 13_410), ("4336", -13_410)]
        assert "Tax-free intra-community supply" in paper(session, goods)
        assert "Our VAT ID: DE998877660. Your VAT ID: ATU61234569." in paper(session, visit)
        (note,) = credit_return(session, bring_back(session, found, 1, 0))
        assert [(tax.tax_category, tax.net_minor, tax.tax_minor) for tax in note.taxes] == [("K", 53_910, 0)]
        assert "Tax-free intra-community supply" in paper(session, note)
        assert balances(session).get("3806") is None
        require_books_in_order(session)


def test_the_vat_id_that_an_order_rests_on_is_frozen_and_checked_again(market: Market) -> None:
    buyer = a_company(vat_id="ATU61234569")
    know_vat_id(buyer, VatState.VALID)

    order_id = an_order(market, {"MACHINE": 1}, buyer=buyer, country="AT")
    know_vat_id(buyer, VatState.INVALID)

    with reading() as session:
        asked = session.scalars(select(Job.name).where(Job.name == "accounts.check_vat_id")).all()
    assert len(asked) >= 1
    assert (order(order_id).customer_vat_id, order(order_id).tax_minor) == ("ATU61234569", 0)
    assert order(an_order(market, {"MACHINE": 1}, buyer=buyer, country="AT")).tax_minor > 0


@pytest.mark.parametrize("state", [VatState.UNCHECKED, VatState.UNAVAILABLE, VatState.INVALID])
def test_a_vat_id_that_nobody_has_confirmed_changes_nothing_and_that_is_said(market: Market, state: VatState) -> None:
    buyer = a_company(vat_id="ATU61234569")
    if state is not VatState.UNCHECKED:
        know_vat_id(buyer, state)

    order_id = an_order(market, {"MACHINE": 1}, buyer=buyer, country="AT")

    placed = order(order_id)
    assert [(tax.category, tax.country, tax.rate) for tax in placed.taxes] == [("S", "DE", Decimal("0.1900"))]
    assert any("so VAT is charged" in step.text_template for step in trace_from_text(placed.trace))
    assert sold() == placed.net_minor


# --- consumers in other EU countries


def test_sales_to_consumers_abroad_are_counted_and_the_crossing_one_is_taxed_there(market: Market) -> None:
    sold_abroad(990_000)
    below = an_order(market, {"CUP": 1}, country="AT")
    assert {line.tax_reason for line in order(below).lines} == {"below_threshold"}
    counted_so_far = sold()
    assert counted_so_far == 990_000 + order(below).net_minor

    crossing = an_order(market, {"MACHINE": 1}, country="AT")

    assert [(tax.country, tax.rate) for tax in order(crossing).taxes] == [("AT", Decimal("0.2000"))]
    assert sold() == counted_so_far + order(crossing).net_minor
    after = an_order(market, {"CUP": 1}, country="AT")
    assert {line.tax_reason for line in order(after).lines} == {"above_threshold"}


def test_next_year_stays_with_the_country_of_the_consumer(market: Market) -> None:
    sold_abroad(1_000_001, year=clock.today().year - 1)

    placed = order(an_order(market, {"CUP": 1}, country="AT"))

    assert {tax.country for tax in placed.taxes} == {"AT"}


def test_what_is_cancelled_or_comes_back_is_not_counted_any_more(market: Market) -> None:
    cancelled, kept = an_order(market, {"CUP": 2}, country="AT"), an_order(market, {"CUP": 4}, country="AT")
    both = sold()
    with unit_of_work() as session:
        cancel_order(session, cancelled, reason="no", acting_user=SYSTEM)
    assert sold() == both - order(cancelled).net_minor == order(kept).net_minor

    with unit_of_work() as session:
        found = lock_order(session, kept)
        take_up(session, found)
        send_off(session, found, 4)
        cups = {line_of(session, kept, "CUP"): 4}
        cause = Cause(type="customer_return", id=kept)
        record_return(session, kept, quantities=cups, cause=cause, acting_user=SYSTEM)

    assert sold() == 0


def test_two_buyers_who_pass_the_threshold_together_are_not_both_within_it(market: Market) -> None:
    sold_abroad(998_000)
    carts = [a_checkout(a_cart(market, {"CUP": 1}), country="AT") for _ in range(2)]

    def try_to_buy(number: int) -> bool:
        try:
            buy(carts[number])
        except PriceChanged:
            return False
        return True

    with clock.frozen(clock.now()), ThreadPoolExecutor(2) as pool:
        bought = list(pool.map(try_to_buy, range(2)))

    assert sorted(bought) == [False, True]
    assert sold() == 998_000 + 1546


def test_services_for_consumers_are_ours_work_on_site_theirs_and_digital_counts(market: Market) -> None:
    with unit_of_work() as session:
        course = Offer(sku="COURSE", kind=ArticleKind.SERVICE, prices={1: 11_900}, supply=Supply.DIGITAL)
        repair = Offer(sku="REPAIR", kind=ArticleKind.SERVICE, prices={1: 12_000}, supply=Supply.ON_SITE)
        variants = {**market.variants, "COURSE": add_offer(session, course), "REPAIR": add_offer(session, repair)}
    there = Market(variants=variants)

    placed = order(an_order(there, {"COURSE": 1, "REPAIR": 1, "INSTALL": 1}, country="AT"))

    by_sku = {line.sku: (line.tax_country, line.tax_category, line.tax_reason) for line in placed.lines}
    assert by_sku == {
        "COURSE": ("DE", "S", "below_threshold"),
        "REPAIR": ("AT", "SD", "done_there"),
        "INSTALL": ("DE", "S", "where_we_are"),
    }
    assert sold() == 10_000
    tax_abroad()
    digital = order(an_order(there, {"COURSE": 1}, country="AT"))
    assert [(tax.country, tax.category, tax.net_minor) for tax in digital.taxes] == [("AT", "SD", 9917)]


# --- beyond the EU, and exempt buyers


def test_goods_leave_the_eu_without_vat_once_we_sell_there(market: Market) -> None:
    with pytest.raises(NoDeliveryThere):
        an_order(market, {"MACHINE": 1}, country="CH")
    with unit_of_work() as session:
        serve_country(session, "CH", is_served=True)

    order_id = an_order(market, {"MACHINE": 1}, country="CH")

    placed = order(order_id)
    assert [(tax.category, tax.country, tax.net_minor, tax.tax_minor) for tax in placed.taxes] == [
        ("G", "CH", 50_336, 0)
    ]
    assert placed.gross_minor == 50_336
    with unit_of_work() as session:
        found = lock_order(session, order_id)
        take_up(session, found)
        invoice = invoice_shipment(session, send_off(session, found, 1))
        assert entries(session, "invoice", invoice.id) == [("1200", 50_336), ("4120", -50_336)]
        assert "Tax-free export" in paper(session, invoice)


def test_a_certificate_frees_from_vat_until_its_last_day_and_stands_on_the_invoice(market: Market) -> None:
    buyer = a_company()
    assert buyer.contact.customer_id is not None
    with unit_of_work() as session:
        set_tax_certificate(
            session,
            buyer.contact.customer_id,
            certificate="Mission 7/2026",
            until=clock.today(),
            acting_user=SYSTEM,
        )
    order_id = an_order(market, {"MACHINE": 1}, buyer=buyer)
    with clock.frozen(clock.now() + timedelta(days=1)):
        later = an_order(market, {"MACHINE": 1}, buyer=buyer)

    assert [(tax.category, tax.tax_minor) for tax in order(order_id).taxes] == [("E", 0)]
    assert [(tax.category, tax.rate) for tax in order(later).taxes] == [("S", Decimal("0.1900"))]
    with unit_of_work() as session:
        found = lock_order(session, order_id)
        take_up(session, found)
        invoice = invoice_shipment(session, send_off(session, found, 1))
        assert entries(session, "invoice", invoice.id) == [("1200", 53_910), ("4150", -53_910)]
        assert "certificate Mission 7/2026" in paper(session, invoice)


def test_a_guest_cannot_be_freed_from_vat(market: Market) -> None:
    with unit_of_work() as session:
        guest = guest_customer(session, email="g@example.org", name="G", company_name="", locale="en")
        session.flush()
        with pytest.raises(NoAccountToFree):
            set_tax_certificate(session, guest.id, certificate="X", until=None, acting_user=SYSTEM)
        assert guest.tax_certificate == ""


# --- what the office decides


def test_the_one_stop_shop_is_chosen_for_two_calendar_years(market: Market) -> None:
    tax_abroad(date(clock.today().year, 12, 31))
    this_year = clock.today().year

    def choose(*, applies: bool, valid_from: date) -> None:
        with unit_of_work() as session:
            choose_one_stop(session, applies=applies, valid_from=valid_from, acting_user=SYSTEM)

    with pytest.raises(OneStopBinds):
        choose(applies=False, valid_from=date(this_year + 1, 12, 31))
    with pytest.raises(OneStopInThePast):
        choose(applies=False, valid_from=date(this_year - 1, 1, 1))
    choose(applies=True, valid_from=date(this_year + 1, 1, 1))  # holds already: nothing changes
    with reading() as session:
        assert len(session.scalars(select(OneStopChoice)).all()) == 1
    choose(applies=False, valid_from=date(this_year + 2, 1, 1))
    assert {tax.country for tax in order(an_order(market, {"CUP": 1}, country="AT")).taxes} == {"DE"}


def test_a_rate_begins_today_or_later_and_only_in_the_eu(market: Market) -> None:
    def add(country: str, valid_from: date) -> None:
        with unit_of_work() as session:
            add_tax_rate(
                session, country=country, tax_class=TaxClass.STANDARD, rate=Decimal("0.21"), valid_from=valid_from
            )

    with pytest.raises(RateInThePast):
        add("DE", clock.today() - timedelta(days=1))
    with pytest.raises(NotInTheEU):
        add("CH", clock.today())
    with unit_of_work() as session, pytest.raises(NotOutsideTheEU):
        serve_country(session, "FR", is_served=True)
    with reading() as session:
        assert len(session.scalars(select(TaxRate).where(TaxRate.country.in_(("CH", "FR")))).all()) == 0
    add("FR", date(2014, 1, 1))
    assert {tax.country for tax in order(an_order(market, {"CUP": 1}, country="FR")).taxes} == {"DE"}


def test_an_order_keeps_its_tax_when_a_rate_ends(market: Market) -> None:
    """C17: what is open is taxed anew, what is agreed stays."""
    order_id = an_order(market, {"CUP": 1})
    tomorrow = clock.today() + timedelta(days=1)
    with unit_of_work() as session:
        add_tax_rate(session, country="DE", tax_class=TaxClass.STANDARD, rate=Decimal("0.21"), valid_from=tomorrow)

    with clock.frozen(clock.now() + timedelta(days=2)):
        open_cart = a_checkout(a_cart(market, {"CUP": 1}))
        kept = order(order_id)
        anew = order(buy(open_cart))

    assert [tax.rate for tax in kept.taxes] == [Decimal("0.19")]
    assert [tax.rate for tax in anew.taxes] == [Decimal("0.21")]


def test_counting_a_sale_abroad_takes_four_statements_and_deciding_none(market: Market) -> None:
    def statements(country: str) -> int:
        checkout = a_checkout(a_cart(market, {"CUP": 1}), country=country)
        with counted(engine()) as sent:
            buy(checkout)
        return sent.count

    statements("DE")

    assert statements("AT") == statements("DE") + 4
