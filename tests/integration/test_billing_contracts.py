"""Invoices for subscriptions: every period once and in order, earned day by day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.states import CustomerKind
from core.billing.models import Invoice
from core.billing.operations import bill_contract, bill_subscriptions
from core.billing.queries import get_invoice, is_settled, order_money
from core.catalog.states import ArticleKind
from core.fulfilment.operations import activate_subscription
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.db import reading, unit_of_work
from core.kernel.jobs import enqueue, run_due
from core.kernel.settings import Settings
from core.ledger.operations import recognise_revenue
from core.ledger.states import AccountCode
from core.orders.models import Order
from core.orders.states import LineKind
from core.pricing.states import PriceMode
from core.subscriptions.models import Contract
from core.subscriptions.operations import create_contract, end_contract
from tests.support.billing import count, entries, item_of, pay
from tests.support.books import Ordered, a_customer, an_order, balances, require_books_in_order, take_up
from tests.support.goods import Offer, add_offer, open_shop

START = date(2026, 1, 31)
CARD = AccountCode.CARD_TRANSIT


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def a_subscription(
    session: Session, *, mode: PriceMode = PriceMode.GROSS, amount_minor: int = 11900, interval_months: int = 1
) -> Order:
    """An order over one subscription, taken up and not yet running."""
    open_shop(session)
    variant = add_offer(
        session, Offer(sku="BEANS", kind=ArticleKind.SUBSCRIPTION, unit_code="coffee", recurring_minor=amount_minor)
    )
    kind = CustomerKind.COMPANY if mode is PriceMode.NET else CustomerKind.PRIVATE
    order = an_order(
        session,
        Ordered(
            amount_minor=amount_minor,
            kind=LineKind.SUBSCRIPTION,
            unit="coffee",
            name="Beans",
            variant_id=variant,
            interval_months=interval_months,
        ),
        customer=a_customer(session, kind=kind),
        mode=mode,
        locale="en",
    )
    take_up(session, order)
    return order


def start(session: Session, order: Order, starts_on: date = START) -> Contract:
    contract = create_contract(session, order.lines[0].id)
    session.flush()
    return activate_subscription(session, contract.id, starts_on=starts_on, acting_user=SYSTEM)


def periods(session: Session) -> list[tuple[date, date]]:
    session.flush()
    found = session.execute(select(Invoice.supplied_from, Invoice.supplied_to).order_by(Invoice.number))
    return [(first, last) for first, last in found]


def test_a_prepaid_first_period_uses_the_deposit_and_is_deferred(database: Settings) -> None:
    with clock.frozen(at(START)), unit_of_work() as session:
        order = a_subscription(session)
        pay(session, order, 11900, account=CARD)
        contract = start(session, order)
        (invoice,) = bill_contract(session, contract.id, up_to=START)

        assert entries(session, "invoice", invoice.id) == [("3272", 10000), ("3900", -10000)]
        assert (invoice.supplied_from, invoice.supplied_to) == (START, date(2026, 2, 27))
        assert (invoice.prepaid_minor, item_of(session, invoice).open_minor) == (11900, 0)
        assert contract.billed_until == date(2026, 2, 28)
        assert is_settled(session, order.id)
        (line,) = get_invoice(session, invoice.number).lines
        assert line.note == f"{contract.number} · 31 January 2026 \N{EN DASH} 27 February 2026"
        require_books_in_order(session)


def test_a_subscription_on_account_is_deferred_against_the_receivable(database: Settings) -> None:
    with clock.frozen(at(START)), unit_of_work() as session:
        order = a_subscription(session, mode=PriceMode.NET, amount_minor=120000, interval_months=12)
        contract = start(session, order)
        (invoice,) = bill_contract(session, contract.id, up_to=START)

        assert entries(session, "invoice", invoice.id) == [("1200", 142800), ("3900", -120000), ("3806", -22800)]


def test_an_outage_of_months_is_caught_up_once_and_in_order(database: Settings) -> None:
    with clock.simulated(at(START)) as time:
        with unit_of_work() as session:
            order = a_subscription(session)
            start(session, order)
        time.move_to(at(date(2026, 5, 15)))
        with unit_of_work() as session:
            issued = bill_subscriptions(session, up_to=clock.today())
        with unit_of_work() as session:
            again = bill_subscriptions(session, up_to=clock.today())

    assert (len(issued), again) == (4, [])
    with reading() as session:
        assert periods(session) == [
            (date(2026, 1, 31), date(2026, 2, 27)),
            (date(2026, 2, 28), date(2026, 3, 30)),
            (date(2026, 3, 31), date(2026, 4, 29)),
            (date(2026, 4, 30), date(2026, 5, 30)),
        ]
        money = order_money(session, order.id)
        assert (money.invoiced_minor, money.later_periods_minor) == (11900, 3 * 11900)
        require_books_in_order(session)


def test_the_daily_job_run_by_many_workers_bills_each_period_once(database: Settings) -> None:
    with clock.frozen(at(date(2026, 4, 1))):
        with unit_of_work() as session:
            order = a_subscription(session)
            with clock.frozen(at(START)):
                contract = create_contract(session, order.lines[0].id)
                session.flush()
                activate_subscription(session, contract.id, starts_on=START, acting_user=SYSTEM)
        with unit_of_work() as session:
            for _ in range(3):
                enqueue(session, "billing.bill_subscriptions", {})

        def bill(_: int) -> None:
            run_due()
            with unit_of_work() as session:
                bill_subscriptions(session, up_to=clock.today())

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(bill, range(4)))

    assert count(Invoice) == 3


def test_a_subscription_that_starts_later_is_billed_on_its_first_day(database: Settings) -> None:
    with clock.simulated(at(START)) as time:
        with unit_of_work() as session:
            contract = start(session, a_subscription(session), date(2026, 2, 10))
            assert bill_contract(session, contract.id, up_to=clock.today()) == []
        time.advance(timedelta(days=10))
        with unit_of_work() as session:
            enqueue(session, "billing.bill_subscriptions", {})
        run_due()

    with reading() as session:
        assert periods(session) == [(date(2026, 2, 10), date(2026, 3, 9))]


def test_an_ended_contract_is_billed_up_to_its_end_and_no_further(database: Settings) -> None:
    with clock.simulated(at(date(2026, 1, 1))) as time, unit_of_work() as session:
        contract = start(session, a_subscription(session), date(2026, 1, 1))
        bill_contract(session, contract.id, up_to=clock.today())
        end_contract(session, contract.id, ends_on=date(2027, 1, 1), acting_user=SYSTEM)
        time.move_to(at(date(2027, 6, 1)))
        bill_subscriptions(session, up_to=clock.today())

        assert len(periods(session)) == 12
        assert periods(session)[-1] == (date(2026, 12, 1), date(2026, 12, 31))


def test_money_for_a_later_period_pays_its_invoice(database: Settings) -> None:
    with clock.simulated(at(START)) as time, unit_of_work() as session:
        order = a_subscription(session)
        pay(session, order, 11900, account=CARD)
        contract = start(session, order)
        bill_contract(session, contract.id, up_to=clock.today())
        time.move_to(at(date(2026, 3, 2)))
        (second,) = bill_contract(session, contract.id, up_to=clock.today())
        assert (second.prepaid_minor, item_of(session, second).open_minor) == (0, 11900)
        pay(session, order, 11900)

        assert item_of(session, second).open_minor == 0
        assert is_settled(session, order.id)
        require_books_in_order(session)


def test_revenue_of_billed_periods_is_earned_by_the_day(database: Settings) -> None:
    with clock.simulated(at(START)) as time, unit_of_work() as session:
        start(session, a_subscription(session))
        time.move_to(at(date(2026, 3, 31)))
        bill_subscriptions(session, up_to=clock.today())
        recognise_revenue(session, up_to=date(2026, 2, 28))

        # 31 January to 27 February: all; of 28 February to 30 March: 1 day of 31; of 31 March to 29 April: none
        assert balances(session)["4400"] == -(10000 + 323)
        assert balances(session)["3900"] == -(30000 - 10323)
        require_books_in_order(session)
