"""Money before and after delivery: open invoices first, then deposits with their VAT, then a credit balance."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest

from core.accounts.operations import ensure_business_unit
from core.billing import jobs as billing_jobs  # noqa: F401  registers its functions
from core.billing.errors import (
    AmountNotPositive,
    ReceiptDiffers,
    WrongCurrency,
)
from core.billing.models import Receipt
from core.billing.operations import (
    invoice_service,
    invoice_shipment,
    receive_money,
)
from core.billing.queries import (
    get_invoice_pdf,
    is_settled,
    order_money,
    refundable,
    unallocated_receipts,
)
from core.billing.states import OpenItemState
from core.kernel import clock
from core.kernel.db import unit_of_work
from core.kernel.events import EventRow
from core.kernel.settings import Settings
from core.ledger.models import JournalEntry
from core.ledger.queries import entries_of
from core.pricing.states import PriceMode
from tests.support.billing import BANK, CARD, count, entries, item_of, pay, ship_all, text_of, the_worked_order
from tests.support.books import (
    STAFF,
    Ordered,
    an_order,
    balances,
    require_books_in_order,
    send_off,
    take_up,
)


def test_a_captured_card_is_a_deposit_per_unit_and_tax_with_its_vat(database: Settings) -> None:
    with unit_of_work() as session:
        order = the_worked_order(session)
        receipt = pay(session, order, 46908, account=CARD)

        assert balances(session) == {"1460": 46908, "3260": -1800, "3272": -37800, "3801": -126, "3806": -7182}
        service = ensure_business_unit(session, code="service", name="").id
        assert balances(session, unit=service) == {"1460": 21420, "3272": -18000, "3806": -3420}
        assert receipt.number == f"Z-{clock.today().year}-000001"
        assert order_money(session, order.id).deposits_minor == 46908
        assert unallocated_receipts(session) == []
        require_books_in_order(session)


def test_deposits_become_revenue_with_each_part_and_end_at_zero(database: Settings) -> None:
    with unit_of_work() as session:
        order = the_worked_order(session)
        pay(session, order, 46908, account=CARD)
        take_up(session, order)

        goods = invoice_shipment(session, send_off(session, order, 1, 1))
        assert entries(session, "invoice", goods.id) == [
            ("3272", 9000), ("3260", 1800), ("4400", -9000), ("4300", -1800),
        ]  # fmt: skip
        assert (goods.gross_minor, goods.prepaid_minor) == (12636, 12636)
        assert item_of(session, goods).state is OpenItemState.SETTLED
        assert not is_settled(session, order.id)

        visit = invoice_service(session, send_off(session, order, 1, part=1))
        assert entries(session, "invoice", visit.id) == [("3272", 18000), ("4400", -18000)]
        invoice_service(session, send_off(session, order, 1, part=2))

        assert balances(session) == {"1460": 46908, "3801": -126, "3806": -7182, "4300": -1800, "4400": -37800}
        assert is_settled(session, order.id)
        require_books_in_order(session)


def test_half_paid_in_advance_is_deducted_from_the_invoice(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=119000))
        receipt = pay(session, order, 59500)
        assert entries(session, "receipt", receipt.id) == [("1800", 59500), ("3272", -50000), ("3806", -9500)]

        invoice = invoice_shipment(session, ship_all(session, order, 1))

        assert sorted(entries(session, "invoice", invoice.id)) == [
            ("1200", 59500), ("3272", 50000), ("3806", -9500), ("4400", -100000),
        ]  # fmt: skip
        assert item_of(session, invoice).open_minor == 59500
        session.flush()
        assert "Zu zahlen 595,00 €" in text_of(get_invoice_pdf(session, invoice.number).content)
        require_books_in_order(session)


def test_what_is_open_is_paid_before_anything_becomes_a_deposit(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=10000, quantity=4))
        first = invoice_shipment(session, ship_all(session, order, 1))
        second = invoice_shipment(session, send_off(session, order, 1))
        pay(session, order, 6000)

        assert [item_of(session, invoice).open_minor for invoice in (first, second)] == [0, 0]
        assert order_money(session, order.id).deposits_minor == 1000
        assert balances(session)["1800"] == 6000
        require_books_in_order(session)


def test_a_part_payment_leaves_the_rest_of_the_oldest_invoice_open(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=10000, quantity=2))
        first = invoice_shipment(session, ship_all(session, order, 1))
        second = invoice_shipment(session, send_off(session, order, 1))
        receipt = pay(session, order, 1000)

        assert [item_of(session, invoice).open_minor for invoice in (first, second)] == [4000, 5000]
        assert entries(session, "receipt", receipt.id) == [("1800", 1000), ("1200", -1000)]


def test_money_for_two_units_balances_in_each(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=5000), Ordered(amount_minor=7000, unit="coffee", rate="0.07"))
        take_up(session, order)
        invoice_shipment(session, send_off(session, order, 1))
        invoice_shipment(session, send_off(session, order, 1, part=1))
        pay(session, order, 12000)

        for code, amount in (("machines", 5000), ("coffee", 7000)):
            unit = ensure_business_unit(session, code=code, name="").id
            assert balances(session, unit=unit)["1800"] == amount
            assert "1200" not in balances(session, unit=unit)
        require_books_in_order(session)


def test_too_much_money_is_a_credit_balance_of_that_order(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=11900))
        receipt = pay(session, order, 12000)

        assert entries(session, "receipt", receipt.id) == [
            ("1800", 12000), ("3272", -10000), ("3806", -1900), ("3250", -100),
        ]  # fmt: skip
        session.flush()
        (entry,) = entries_of(session, "receipt", receipt.id)
        assert entry.narrative == f"{receipt.number} {order.number}"
        owed = refundable(session, order.id)
        assert (owed.owed_minor, owed.total_minor) == (0, 100)
        require_books_in_order(session)


def test_the_same_money_reported_twice_counts_once(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=11900))
        first = pay(session, order, 11900, key="capture-1").id
    with unit_of_work() as session:
        assert pay(session, order, 11900, key="capture-1").id == first

    assert (count(Receipt), count(JournalEntry)) == (1, 1)


def test_the_same_money_reported_by_two_at_once_counts_once(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=11900))

    def report(_: int) -> UUID:
        with unit_of_work() as session:
            return pay(session, order, 11900, key="capture-1").id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(report, range(4)))) == 1

    assert (count(Receipt), count(JournalEntry)) == (1, 1)


def test_impossible_money_is_refused_and_changes_nothing(database: Settings) -> None:
    with unit_of_work() as session:
        order = an_order(session, Ordered(amount_minor=11900))
        pay(session, order, 100, key="one")
    before = (count(Receipt), count(JournalEntry), count(EventRow))

    for amount in (0, -5):
        with pytest.raises(AmountNotPositive), unit_of_work() as session:
            pay(session, order, amount)
    with pytest.raises(ReceiptDiffers), unit_of_work() as session:
        pay(session, order, 200, key="one")
    with pytest.raises(WrongCurrency), unit_of_work() as session:
        receive_money(
            session, order.id, amount_minor=100, currency="USD", account=BANK, key="x", acting_user=STAFF
        )  # fmt: skip

    assert (count(Receipt), count(JournalEntry), count(EventRow)) == before


@pytest.mark.parametrize("mode", list(PriceMode))
def test_deposits_of_two_units_in_one_vat_group_end_at_zero_to_the_cent(database: Settings, mode: PriceMode) -> None:
    with unit_of_work() as session:
        amounts = (333, 1777, 1051)
        lines = [
            Ordered(amount_minor=amount, quantity=3, unit=unit)
            for amount, unit in zip(amounts, ("machines", "coffee", "spares"), strict=True)
        ]
        order = an_order(session, *lines, mode=mode)
        pay(session, order, order.gross_minor, account=CARD)
        take_up(session, order)
        for part, quantity in ((0, 1), (1, 2), (2, 3), (0, 2), (1, 1)):
            invoice_shipment(session, send_off(session, order, quantity, part=part))

        left = balances(session)
        assert {"1200", "3272", "3250"} & set(left) == set()
        assert left == {"1460": order.gross_minor, "3806": -order.tax_minor, "4400": -order.net_minor}
        assert is_settled(session, order.id)
        require_books_in_order(session)
