"""Paying in tests: a shop with a stand-in card company, orders by every method, and what the books say of them."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

from sqlalchemy import func, select

from core import flows
from core.accounts.operations import create_company
from core.billing.models import Allocation, Payout, Receipt
from core.billing.states import MoneyPlace
from core.inventory.queries import free_stock
from core.kernel import clock, events, jobs
from core.kernel.db import Base, reading, unit_of_work
from core.kernel.jobs import Job, JobState
from core.ledger.queries import entries_of
from core.orders.models import Order
from core.orders.operations import Checkout, Contact
from core.orders.queries import OrderView, get_order
from core.payments.models import Payment
from core.payments.operations import answer_question, buy_cart, record_bank_receipt, start_attempt
from core.payments.providers import offering
from core.payments.queries import PaymentView, get_payment
from tests.support.books import balances, require_books_in_order
from tests.support.deals import GUEST, MORNING, STAFF, Buyer, Market, a_cart, a_checkout, open_market
from tests.support.payment_stand_in import Dawdle, StandIn

INSTALL = {"INSTALL": 1}
"""An order without goods, over 149.00."""
PRICE = 14_900


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A shop, its card company, and the clock."""

    market: Market
    company: StandIn
    at: clock.SimulatedClock

    def pass_time(self, **span: int) -> None:
        """Let time pass and do what becomes due at its end, the scheduled jobs too."""
        self.at.advance(timedelta(**span))
        with unit_of_work() as session:
            jobs.enqueue_scheduled(session)
        jobs.run_due()


@contextmanager
def a_world(folder: Path) -> Iterator[World]:
    """Open the shop on a morning, with everything that follows from events, until the block ends."""
    with clock.frozen(MORNING) as at, a_company_of_cards(folder / "stand_in.sqlite3") as company:
        yield World(market=open_market(), company=company, at=at)


@contextmanager
def a_company_of_cards(file: Path, *, dawdle: Dawdle | None = None) -> Iterator[StandIn]:
    """Offer the stand-in's cards, and let everything follow from events, until the block ends."""
    company = StandIn(file=file, dawdle=dawdle)
    flows.install()
    try:
        with offering(company):
            yield company
    finally:
        events.follow({})
        jobs.set_schedule(())


def a_company(*, limit_minor: int, on_account_allowed: bool = True) -> Buyer:
    """A company with a credit limit; it buys by net prices."""
    email = f"{uuid4().hex}@hafen.example"
    with unit_of_work() as session:
        company = create_company(
            session,
            name="Hafen GmbH",
            email=email,
            credit_limit_minor=limit_minor,
            on_account_allowed=on_account_allowed,
            acting_user=STAFF,
        )
        contact = Contact(name="Bert Kranz", email=email, company="Hafen GmbH", customer_id=company.id)
    return Buyer(contact=contact, price_list="business")


def ready(market: Market, pieces: Mapping[str, int], *, method: str, buyer: Buyer | None = None) -> Checkout:
    """A filled cart and form, about to press Buy."""
    checkout = a_checkout(a_cart(market, pieces, buyer=buyer), buyer=buyer)
    return replace(checkout, payment_method=method)


def press_buy(checkout: Checkout, *, buyer: Buyer | None = None) -> UUID:
    """Press Buy and do nothing of what follows; returns the order."""
    with unit_of_work() as session:
        return buy_cart(session, checkout, acting_user=(buyer or Buyer()).actor).id


def bought(market: Market, pieces: Mapping[str, int], *, method: str = "stand_in", buyer: Buyer | None = None) -> UUID:
    """An order, with what follows from it."""
    order_id = press_buy(ready(market, pieces, method=method, buyer=buyer), buyer=buyer)
    jobs.run_due()
    return order_id


def begin(order_id: UUID, card: str) -> UUID:
    """Press Pay; nobody is asked yet. Returns the attempt."""
    with unit_of_work() as session:
        return start_attempt(session, order_id, instrument=card, acting_user=GUEST).id


def pay(order_id: UUID, card: str) -> UUID:
    """Press Pay, and what follows at once."""
    attempt_id = begin(order_id, card)
    jobs.run_due()
    return attempt_id


def answer(order_id: UUID, *, is_confirmed: bool) -> None:
    """What the customer says to the bank's question, and what follows at once."""
    with unit_of_work() as session:
        answer_question(session, order_id, is_confirmed=is_confirmed, acting_user=GUEST)
    jobs.run_due()


def transfer(order_id: UUID, amount_minor: int, *, key: str = "") -> None:
    """A customer's transfer is on the bank statement, on a line of its own; the same key is the same line."""
    line = key or uuid4().hex
    with unit_of_work() as session:
        record_bank_receipt(
            session,
            order_id,
            amount_minor=amount_minor,
            reference=f"Statement {line}",
            key=line,
            acting_user=STAFF,
        )
    jobs.run_due()


# --- what became of it


def order_of(order_id: UUID) -> OrderView:
    """The order now."""
    with reading() as session:
        return get_order(session, order_id)


def payment_of(order_id: UUID) -> PaymentView:
    """Its payment now."""
    with reading() as session:
        return get_payment(session, order_id)


def is_released(order_id: UUID) -> bool:
    """Whether fulfilment may begin."""
    return order_of(order_id).released_at is not None


def free(market: Market, sku: str) -> int:
    """How many pieces can be bought."""
    with reading() as session:
        return free_stock(session, [market[sku]])[market[sku]]


def count(*models: type[Base]) -> list[int]:
    """How many rows there are of each."""
    with reading() as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]


def on_accounts() -> dict[str, int]:
    """What stands on each account."""
    with reading() as session:
        return balances(session)


def failed() -> list[str]:
    """What the integration desk shows as failed for good: each job with its error."""
    with reading() as session:
        rows = [row for row in jobs.stuck_jobs(session) if row.state is JobState.FAILED]
        return [f"{row.name}: {row.last_error}" for row in rows]


def waiting(name: str) -> int:
    """How many jobs of a name are still to run."""
    with reading() as session:
        found = select(func.count()).select_from(Job).where(Job.name == name, Job.state == JobState.READY)
        return session.scalar(found) or 0


def require_every_cent_in_its_place(company: StandIn, *, is_all_heard: bool = True) -> None:
    """What was captured or came by bank has an entry, an allocation and an order; every order has its payment.

    With `is_all_heard` nothing has happened at the company that we do not know.
    """
    with reading() as session:
        require_books_in_order(session)
        receipts = list(session.scalars(select(Receipt).order_by(Receipt.id)))
        for receipt in receipts:
            assert receipt.account_code in {"1460", "1800"}
            (entry,) = entries_of(session, "receipt", receipt.id)
            debits = sum(p.debit_minor for p in entry.postings if p.account == receipt.account_code)
            assert debits == receipt.amount_minor
            assert session.get(Order, receipt.order_id) is not None
            allocated = select(func.sum(Allocation.amount_minor)).where(
                Allocation.source == MoneyPlace.RECEIPT, Allocation.source_id == receipt.id
            )
            assert session.scalar(allocated) == receipt.amount_minor
        by_card = Counter(receipt.amount_minor for receipt in receipts if receipt.account_code == "1460")
        back_by_card = Counter(session.scalars(select(Payout.amount_minor).where(Payout.account_code == "1460")))
        assert set(session.scalars(select(Order.id))) == set(session.scalars(select(Payment.order_id)))
    taken, given_back = Counter(company.taken()), Counter(company.given_back())
    assert (by_card <= taken, back_by_card <= given_back) == (True, True)
    assert not is_all_heard or (by_card, back_by_card) == (taken, given_back)
