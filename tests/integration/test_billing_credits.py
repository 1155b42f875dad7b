"""Cancelled and returned: credited on its invoice, set off or paid back, exact to the cent."""

from datetime import timedelta
from decimal import Decimal

import pytest

from core.billing import jobs as billing_jobs  # noqa: F401  registers its functions
from core.billing.errors import (
    AmountNotPositive,
    CreditExceedsInvoice,
    NotThatMuchToPayOut,
)
from core.billing.models import Invoice, Payout
from core.billing.operations import (
    credit_return,
    invoice_shipment,
)
from core.billing.queries import (
    get_invoice_pdf,
    is_settled,
    refundable,
)
from core.kernel import clock
from core.kernel.db import unit_of_work
from core.kernel.jobs import enqueue, run_due
from core.kernel.settings import Settings
from core.ledger.models import JournalEntry
from core.orders.operations import cancel_order, cancel_part, lock_order
from core.orders.states import LineKind
from tests.support.billing import (
    CARD,
    NOON,
    count,
    entries,
    give_back,
    item_of,
    pay,
    ship_all,
    text_of,
    the_worked_order,
)
from tests.support.books import (
    STAFF,
    Ordered,
    an_order,
    balances,
    bring_back,
    require_books_in_order,
    send_off,
    take_up,
)


def test_a_prepaid_order_that_is_cancelled_is_paid_back_from_its_deposit(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=10710))
        pay(session, order, 10710, account=CARD)
        assert refundable(session, order.id).total_minor == 0
        cancel_order(session, order.id, reason="No longer wanted", acting_user=STAFF)

        assert refundable(session, order.id).owed_minor == 10710
        payout = give_back(session, order, 10710, account=CARD)

        assert entries(session, "payout", payout.id) == [("3272", 9000), ("3806", 1710), ("1460", -10710)]
        assert balances(session) == {}
        assert refundable(session, order.id).total_minor == 0
        require_books_in_order(session)


def test_cancelling_one_part_owes_only_its_deposit(database: Settings) -> None:
    with unit_of_work() as session:
        order = the_worked_order(session)
        pay(session, order, 46908, account=CARD)
        take_up(session, order)
        visit = lock_order(session, order.id).parts[1]
        cancel_part(session, visit.id, reason="No technician", acting_user=STAFF)

        assert refundable(session, order.id).owed_minor == 21420


def test_what_is_left_of_a_line_after_a_part_shipment_is_paid_back_to_the_cent(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=1000, quantity=3))
        pay(session, order, 1000, account=CARD)
        invoice = invoice_shipment(session, ship_all(session, order, 1))
        cancel_part(session, lock_order(session, order.id).parts[0].id, reason="Sold out", acting_user=STAFF)
        give_back(session, order, 667, account=CARD)

        assert invoice.gross_minor == 333
        assert balances(session) == {"1460": 333, "3806": -53, "4400": -280}
        assert is_settled(session, order.id)


def test_a_return_is_credited_and_paid_back(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=1926, rate="0.07"))
        pay(session, order, 1926)
        invoice = invoice_shipment(session, ship_all(session, order, 1))
        back = bring_back(session, order, 1)
        (note,) = credit_return(session, back)

        assert (note.number, note.original_id) == (f"GS-{clock.today().year}-000001", invoice.id)
        assert entries(session, "invoice", note.id) == [("1200", -1926), ("4300", 1800), ("3801", 126)]
        assert item_of(session, note).open_minor == -1926
        payout = give_back(session, order, 1926)

        assert entries(session, "payout", payout.id) == [("1200", 1926), ("1800", -1926)]
        assert balances(session) == {}
        assert is_settled(session, order.id)
        pdf = get_invoice_pdf(session, note.number)
        assert f"Korrigiert Rechnung {invoice.number}" in text_of(pdf.content)
        require_books_in_order(session)


def test_a_return_of_an_unpaid_invoice_is_set_off_without_any_payment(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=11900, quantity=2))
        invoice = invoice_shipment(session, ship_all(session, order, 2))
        (note,) = credit_return(session, bring_back(session, order, 1))

        assert (item_of(session, invoice).open_minor, item_of(session, note).open_minor) == (5950, 0)
        assert refundable(session, order.id).total_minor == 0
        require_books_in_order(session)


def test_a_return_after_a_part_payment_owes_what_was_paid_beyond_the_rest(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=10000, quantity=2))
        invoice = invoice_shipment(session, ship_all(session, order, 2))
        pay(session, order, 7000)
        (note,) = credit_return(session, bring_back(session, order, 2))

        assert (item_of(session, invoice).open_minor, item_of(session, note).open_minor) == (0, -7000)
        assert refundable(session, order.id).owed_minor == 7000


def test_the_last_piece_that_comes_back_brings_the_delivery_fee_back_in_its_groups(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(
            session,
            Ordered(amount_minor=11900, quantity=2, name="Mill"),
            Ordered(amount_minor=10700, rate="0.07", name="Beans"),
            Ordered(amount_minor=310, kind=LineKind.FEE, name="Standard delivery"),
            Ordered(amount_minor=280, rate="0.07", kind=LineKind.FEE, name="Standard delivery"),
        )
        invoice = invoice_shipment(session, ship_all(session, order, 2, 1))
        pay(session, order, 23190, account=CARD)
        (partly,) = credit_return(session, bring_back(session, order, 1, 1, 0, 0))
        assert (partly.gross_minor, refundable(session, order.id).owed_minor) == (16650, 16650)

        (wholly,) = credit_return(session, bring_back(session, order, 1, 0, 0, 0))

        # of the invoice's 1949 over 12210 the first note took 950: alone, 999.5 would have become 1000
        assert [(line.name, line.gross_minor) for line in wholly.lines] == [
            ("Mill", 5950),
            ("Standard delivery", 310),
            ("Standard delivery", 280),
        ]
        groups = [(tax.tax_rate, tax.gross_minor, tax.tax_minor) for tax in wholly.taxes]
        assert groups == [(Decimal("0.1900"), 6260, 999), (Decimal("0.0700"), 280, 18)]
        assert partly.tax_minor + wholly.tax_minor == invoice.tax_minor
        assert refundable(session, order.id).owed_minor == 23190
        give_back(session, order, 23190, account=CARD)
        assert balances(session) == {}
        assert is_settled(session, order.id)
        require_books_in_order(session)


def test_while_goods_are_kept_or_still_to_come_the_delivery_fee_stays(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(
            session,
            Ordered(amount_minor=3000, quantity=3),
            Ordered(amount_minor=9900, kind=LineKind.SERVICE, unit="service", name="Set-up"),
            Ordered(amount_minor=590, kind=LineKind.FEE, name="Standard delivery"),
        )
        invoice_shipment(session, ship_all(session, order, 2))
        (first,) = credit_return(session, bring_back(session, order, 2, 0, 0))
        invoice_shipment(session, send_off(session, order, 1))
        assert first.gross_minor == 2000

        notes = credit_return(session, bring_back(session, order, 1, 0, 0))

        assert [note.gross_minor for note in notes] == [590, 1000]  # each on its invoice; the visit stays agreed


def test_what_is_cancelled_after_all_the_rest_came_back_brings_the_fee_back_too(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(
            session,
            Ordered(amount_minor=3000, quantity=3),
            Ordered(amount_minor=590, kind=LineKind.FEE, name="Standard delivery"),
        )
        invoice = invoice_shipment(session, ship_all(session, order, 2))
        (goods,) = credit_return(session, bring_back(session, order, 2, 0))
        part_id = lock_order(session, order.id).parts[0].id
        cancel_part(session, part_id, reason="No longer wanted", acting_user=STAFF)
        (fee,) = credit_return(session, part_id)

        assert (goods.gross_minor, fee.gross_minor) == (2000, 590)
        assert fee.original_id == invoice.id
        assert [note.id for note in credit_return(session, part_id)] == [fee.id]
        assert balances(session) == {}
        assert is_settled(session, order.id)
        require_books_in_order(session)


def test_pieces_of_two_invoices_are_credited_on_both_the_oldest_first(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=1000, quantity=3))
        first = invoice_shipment(session, ship_all(session, order, 1))
        second = invoice_shipment(session, send_off(session, order, 2))
        notes = credit_return(session, bring_back(session, order, 2))

        assert [note.original_id for note in notes] == [first.id, second.id]
        assert [note.gross_minor for note in notes] == [333, 334]
        assert [note.number[-6:] for note in notes] == ["000001", "000002"]


def test_the_same_return_gives_the_same_credit_notes(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=1000, quantity=3))
        invoice_shipment(session, ship_all(session, order, 3))
        back = bring_back(session, order, 2)
        first = [note.id for note in credit_return(session, back)]
    with unit_of_work() as session:
        again = [note.id for note in credit_return(session, back)]

    assert first == again
    assert count(Invoice) == 2


def test_piece_by_piece_an_invoice_is_credited_exactly(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=1000, quantity=7), Ordered(amount_minor=333))
        invoice = invoice_shipment(session, ship_all(session, order, 7, 1))
        notes = [note for _ in range(7) for note in credit_return(session, bring_back(session, order, 1, 0))]
        notes += credit_return(session, bring_back(session, order, 0, 1))

        assert sum(note.gross_minor for note in notes) == invoice.gross_minor == 1333
        assert sum(note.tax_minor for note in notes) == invoice.tax_minor
        assert balances(session) == {}


def test_goods_that_are_not_invoiced_yet_are_credited_after_their_invoice(database: Settings) -> None:
    with clock.simulated(NOON) as time:
        with unit_of_work() as session:
            order = an_order(session, Ordered(amount_minor=1000))
            shipment = ship_all(session, order, 1)
            back = bring_back(session, order, 1)
        with pytest.raises(CreditExceedsInvoice), unit_of_work() as session:
            credit_return(session, back)
        assert count(Invoice) == 0

        with unit_of_work() as session:
            enqueue(session, "billing.credit_return", {"return_id": str(back)})
        run_due()
        assert count(Invoice) == 0
        with unit_of_work() as session:
            enqueue(session, "billing.invoice_shipment", {"shipment_id": str(shipment), "carrier": "DHL"})
        time.advance(timedelta(minutes=5))
        run_due()

    assert count(Invoice) == 2


def test_more_than_is_owed_is_not_paid_out(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=1000))
        pay(session, order, 1100)
    before = count(JournalEntry)

    with pytest.raises(NotThatMuchToPayOut), unit_of_work() as session:
        give_back(session, order, 101)
    with pytest.raises(AmountNotPositive), unit_of_work() as session:
        give_back(session, order, 0)

    assert (count(Payout), count(JournalEntry)) == (0, before)
    with unit_of_work() as session:
        assert give_back(session, order, 100, key="p").id == give_back(session, order, 100, key="p").id
    assert (count(Payout), count(JournalEntry)) == (1, before + 1)
