"""Invoices, credit notes and money: once per cause, exact to the cent, and always in the books."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from core.accounts.states import CustomerKind
from core.billing import jobs as billing_jobs  # noqa: F401  registers its functions
from core.billing.errors import (
    InvoiceNotFound,
    NothingToInvoice,
)
from core.billing.models import Invoice, InvoiceFile
from core.billing.operations import (
    credit_return,
    invoice_service,
    invoice_shipment,
    issuing,
)
from core.billing.queries import (
    exposure_of,
    get_invoice,
    get_invoice_pdf,
    invoices_of_customer,
    is_settled,
)
from core.billing.states import InvoiceKind, OpenItemState
from core.kernel import clock
from core.kernel.db import engine, new_id, reading, unit_of_work
from core.kernel.events import EventRow, timeline
from core.kernel.paper import DocumentNotSet
from core.kernel.settings import Settings
from core.ledger.models import JournalEntry
from core.ledger.queries import verify
from core.orders.models import OrderLine
from core.orders.states import LineKind
from core.pricing.states import PriceMode
from tests.support.billing import NOON, count, entries, item_of, pay, ship_all, text_of
from tests.support.books import (
    Ordered,
    a_customer,
    an_order,
    bring_back,
    require_books_in_order,
    send_off,
    take_up,
)
from tests.support.statements import counted

# --- an invoice


def test_a_shipment_on_account_is_invoiced_posted_filed_and_told_in_one_go(database: Settings) -> None:
    with clock.frozen(NOON), unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=119000, quantity=2), customer=a_customer(session, terms_days=30))
        invoice = invoice_shipment(session, ship_all(session, order, 2))

        assert (invoice.number, invoice.kind) == ("RE-2026-000001", InvoiceKind.INVOICE)
        assert (invoice.net_minor, invoice.tax_minor, invoice.gross_minor) == (100000, 19000, 119000)
        assert (invoice.issued_on, invoice.due_on) == (date(2026, 11, 16), date(2026, 12, 16))
        assert (invoice.supplied_from, invoice.supplied_to) == (date(2026, 11, 16), date(2026, 11, 16))
        assert entries(session, "invoice", invoice.id) == [("1200", 119000), ("4400", -100000), ("3806", -19000)]
        assert (item_of(session, invoice).open_minor, item_of(session, invoice).state) == (119000, OpenItemState.OPEN)

    with reading() as session:
        pdf = get_invoice_pdf(session, "RE-2026-000001")
        assert hashlib.sha256(pdf.content).hexdigest() == pdf.sha256
        assert "Gesamtbetrag 1.190,00 €" in text_of(pdf.content)
        told = [entry for entry in timeline(session, "order", order.id) if entry.kind == "invoice.issued"]
        assert [entry.data["gross_minor"] for entry in told] == [119000]
        assert session.scalars(select(OrderLine.invoiced_quantity)).one() == 2
        require_books_in_order(session)


def test_the_same_shipment_gives_the_same_invoice(database: Settings) -> None:
    with unit_of_work() as session:
        shipment = ship_all(session, an_order(session, Ordered(amount_minor=11900)), 1)
        first = invoice_shipment(session, shipment).id
    with unit_of_work() as session:
        again = invoice_shipment(session, shipment).id

    assert first == again
    assert (count(Invoice), count(JournalEntry), count(InvoiceFile)) == (1, 1, 1)


def test_a_shipment_invoiced_by_many_at_once_gives_one_invoice(database: Settings) -> None:
    with unit_of_work() as session:
        shipment = ship_all(session, an_order(session, Ordered(amount_minor=11900)), 1)

    def invoice(_: int) -> UUID:
        with unit_of_work() as session:
            return invoice_shipment(session, shipment).id

    with ThreadPoolExecutor(6) as pool:
        found = set(pool.map(invoice, range(6)))

    assert len(found) == 1
    assert (count(Invoice), count(JournalEntry), count(InvoiceFile)) == (1, 1, 1)


def test_something_that_moved_nothing_is_not_invoiced(database: Settings) -> None:
    with pytest.raises(NothingToInvoice), unit_of_work() as session:
        invoice_shipment(session, new_id())

    assert (count(Invoice), count(EventRow)) == (0, 0)


def test_if_the_page_cannot_be_set_nothing_of_the_invoice_exists(
    database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unit_of_work() as session:
        shipment = ship_all(session, an_order(session, Ordered(amount_minor=11900)), 1)
    before = count(EventRow)

    def refuse(_: object) -> bytes:
        raise DocumentNotSet("no glyph")

    with monkeypatch.context() as broken:
        broken.setattr(issuing, "render_invoice", refuse)
        with pytest.raises(DocumentNotSet), unit_of_work() as session:
            invoice_shipment(session, shipment)

    assert (count(Invoice), count(JournalEntry), count(InvoiceFile), count(EventRow)) == (0, 0, 0, before)
    with unit_of_work() as session:
        assert session.scalars(select(OrderLine.invoiced_quantity)).one() == 0
        assert invoice_shipment(session, shipment).number == f"RE-{clock.today().year}-000001"


def test_invoice_numbers_have_no_gaps_when_many_are_issued_and_some_fail(database: Settings) -> None:
    with clock.frozen(NOON), unit_of_work() as session:
        shipments = [ship_all(session, an_order(session, Ordered(amount_minor=11900)), 1) for _ in range(12)]
    doomed = set(shipments[::3])

    def issue(shipment: UUID) -> None:
        with unit_of_work() as session:
            invoice_shipment(session, shipment)
            if shipment in doomed:
                raise DocumentNotSet("no glyph")

    with ThreadPoolExecutor(6) as pool:
        outcomes = [pool.submit(issue, shipment).exception for shipment in shipments]

    assert sum(outcome() is not None for outcome in outcomes) == 4
    with reading() as session:
        numbers = list(session.scalars(select(Invoice.number).order_by(Invoice.number)))
        assert [int(number[-6:]) for number in numbers] == list(range(1, 9))
        assert verify(session).is_in_order


def test_a_delivery_fee_is_on_the_first_shipment_and_only_there(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(
            session,
            Ordered(amount_minor=3000, quantity=3),
            Ordered(amount_minor=590, kind=LineKind.FEE, name="Standard delivery"),
        )
        first = invoice_shipment(session, ship_all(session, order, 1))
        second = invoice_shipment(session, send_off(session, order, 2))

    assert (first.gross_minor, second.gross_minor) == (1590, 2000)
    with reading() as session:
        assert [line.name for line in get_invoice(session, first.number).lines] == ["Siebträger", "Standard delivery"]
        assert [line.quantity for line in get_invoice(session, second.number).lines] == [2]


def test_goods_that_cost_nothing_get_an_invoice_over_zero_without_an_entry(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=0, quantity=2))
        invoice = invoice_shipment(session, ship_all(session, order, 2))
        assert (invoice.gross_minor, item_of(session, invoice).state) == (0, OpenItemState.SETTLED)

    assert (count(Invoice), count(JournalEntry)) == (1, 0)
    with reading() as session:
        assert is_settled(session, order.id)


def test_a_sale_to_austria_goes_to_the_one_stop_shop_accounts(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=12000, rate="0.20", country="AT"))
        invoice = invoice_shipment(session, ship_all(session, order, 1))

        assert entries(session, "invoice", invoice.id) == [("1200", 12000), ("4320", -10000), ("3817", -2000)]


@pytest.mark.parametrize(
    ("ordered", "booked"),
    [
        pytest.param(Ordered(amount_minor=319_600, rate="0", country="AT", category="K"), ("4125", 319_600), id="P17"),
        pytest.param(
            Ordered(amount_minor=132_000, rate="0", country="AT", category="AE", kind=LineKind.SERVICE),
            ("4336", 132_000),
            id="P18",
        ),
        pytest.param(Ordered(amount_minor=80_000, rate="0", country="CH", category="G"), ("4120", 80_000), id="P32"),
        pytest.param(
            Ordered(amount_minor=90_909, rate="0", country="US", category="O", kind=LineKind.SERVICE),
            ("4338", 90_909),
            id="P20",
        ),
    ],
)
def test_what_is_sold_without_vat_goes_to_its_own_revenue_account(
    database: Settings, ordered: Ordered, booked: tuple[str, int]
) -> None:
    with unit_of_work() as session:
        order = an_order(session, ordered, mode=PriceMode.NET)
        document = ship_all(session, order, 1)
        is_goods = ordered.kind is LineKind.PHYSICAL
        invoice = invoice_shipment(session, document) if is_goods else invoice_service(session, document)

        account, amount = booked
        assert entries(session, "invoice", invoice.id) == [("1200", amount), (account, -amount)]
        require_books_in_order(session)


def test_a_digital_service_for_a_consumer_in_france_goes_to_the_accounts_of_services(database: Settings) -> None:
    """P33."""
    with unit_of_work() as session:
        order = an_order(
            session, Ordered(amount_minor=2400, rate="0.20", country="FR", category="SD", kind=LineKind.SERVICE)
        )
        invoice = invoice_service(session, ship_all(session, order, 1))

        assert entries(session, "invoice", invoice.id) == [("1200", 2400), ("4331", -2000), ("3818", -400)]


def test_a_credit_note_mirrors_an_intra_community_supply_and_a_deposit_for_it_carries_no_vat(
    database: Settings,
) -> None:
    supply = Ordered(amount_minor=10_000, quantity=2, rate="0", country="AT", category="K")
    with unit_of_work() as session:
        order = an_order(session, supply, mode=PriceMode.NET)
        receipt = pay(session, order, 10_000)
        assert entries(session, "receipt", receipt.id) == [("1800", 10_000), ("3280", -10_000)]
        invoice = invoice_shipment(session, ship_all(session, order, 2))
        (note,) = credit_return(session, bring_back(session, order, 1))

        assert entries(session, "invoice", invoice.id) == [("3280", 10_000), ("4125", -10_000)]
        assert entries(session, "invoice", note.id) == [("1200", -5000), ("4125", 5000)]
        assert [(tax.tax_category, tax.net_minor, tax.tax_minor) for tax in note.taxes] == [("K", 5000, 0)]
        require_books_in_order(session)


def test_an_issued_invoice_does_not_change(database: Settings) -> None:
    with unit_of_work() as session:
        invoice_shipment(session, ship_all(session, an_order(session, Ordered(amount_minor=11900)), 1))

    with pytest.raises(RuntimeError, match="written once"), unit_of_work() as session:
        session.scalars(select(Invoice)).one().due_on = date(2030, 1, 1)
    with pytest.raises(RuntimeError, match="written once"), unit_of_work() as session:
        session.scalars(select(InvoiceFile)).one().content = b""


# --- what others may know


def test_a_customer_sees_only_their_own_documents(database: Settings) -> None:
    with unit_of_work() as session:
        anna, otto = a_customer(session), a_customer(session)
        orders = [an_order(session, Ordered(amount_minor=1000), customer=somebody) for somebody in (anna, otto)]
        mine, theirs = [invoice_shipment(session, ship_all(session, order, 1)).number for order in orders]

    with reading() as session:
        assert [row.number for row in invoices_of_customer(session, anna.id).documents] == [mine]
        assert get_invoice(session, mine, customer_id=anna.id).customer_id == anna.id
        for query in (get_invoice, get_invoice_pdf):
            with pytest.raises(InvoiceNotFound):
                query(session, theirs, customer_id=anna.id)


def test_an_invoice_is_read_in_the_same_few_statements_however_long_it_is(database: Settings) -> None:
    with unit_of_work() as session:
        numbers = []
        for lines in (1, 10):
            order = an_order(session, *[Ordered(amount_minor=1000)] * lines)
            numbers.append(invoice_shipment(session, ship_all(session, order, *[1] * lines)).number)

    counts = []
    for number in numbers:
        with counted(engine()) as statements, reading() as session:
            get_invoice(session, number)
        counts.append(statements.count)

    assert counts == [6, 6]


def test_a_customer_owes_open_items_and_what_will_be_invoiced_less_what_they_paid(database: Settings) -> None:
    with unit_of_work() as session:
        customer = a_customer(session, kind=CustomerKind.COMPANY)
        order = an_order(session, Ordered(amount_minor=1000, quantity=4), customer=customer, mode=PriceMode.NET)
        assert exposure_of(session, customer.id) == 0, "nothing is released yet"
        invoice_shipment(session, ship_all(session, order, 1))
        assert exposure_of(session, customer.id) == 1190
        pay(session, order, 500)
        assert exposure_of(session, customer.id) == 690
        prepaid = an_order(session, Ordered(amount_minor=1000), customer=customer, mode=PriceMode.NET)
        pay(session, prepaid, 1190)
        take_up(session, prepaid)
        assert exposure_of(session, customer.id) == 690
