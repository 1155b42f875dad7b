"""Whether orders, parts, invoices, open items, stock and ledger agree to the cent."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.orm import Session, selectinload

from core.billing.models import Invoice, InvoiceLine
from core.billing.queries import sub_ledgers, unallocated_receipts
from core.billing.states import InvoiceKind
from core.inventory.queries import stock_differences
from core.kernel import events
from core.ledger.queries import balance_of, deferred_minor, verify
from core.ledger.states import AccountCode
from core.orders.models import Order, OrderLine, OrderPart
from core.orders.queries.situations import progress_of
from core.orders.rules import derive_state
from core.orders.states import OrderState
from core.payments.models import Payment

DEPOSIT_ACCOUNTS = (AccountCode.DEPOSITS_STANDARD, AccountCode.DEPOSITS_REDUCED, AccountCode.DEPOSITS_UNTAXED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Two figures that must be equal: cents, or a count of what does not fit against zero."""

    name: str
    left: int
    right: int

    @property
    def agrees(self) -> bool:
        """Whether they are equal."""
        return self.left == self.right


def reconcile(session: Session) -> list[Check]:
    """Compare everything with everything that it must equal; reads only."""
    return [*_orders(session), *_billing(session), *_books(session), *_others(session)]


def _orders(session: Session) -> Iterator[Check]:
    orders = _total(session, Order.gross_minor.expression)
    yield Check(name="orders = their lines", left=orders, right=_total(session, OrderLine.gross_minor.expression))
    by_part = select(func.coalesce(func.sum(OrderLine.gross_minor), 0)).join(
        OrderPart, (OrderPart.id == OrderLine.part_id) & (OrderPart.order_id == OrderLine.order_id)
    )
    yield Check(name="orders = their parts", left=orders, right=int(session.scalar(by_part) or 0))
    yield _asked_for(session)
    yield Check(name="orders whose state is not that of their parts", left=_wrong_states(session), right=0)


def _asked_for(session: Session) -> Check:
    """What is left of orders after changes is what is to be paid for them; of cancelled ones nothing is."""
    runs = Order.state != OrderState.CANCELLED
    left = select(func.coalesce(func.sum(Order.gross_minor - Order.dropped_minor), 0)).where(runs)
    asked = select(func.coalesce(func.sum(Payment.amount_minor), 0)).outerjoin(Order, Order.id == Payment.order_id)
    asked = asked.where(or_(Order.id.is_(None), runs))
    return Check(
        name="orders = payments asked for", left=int(session.scalar(left) or 0), right=int(session.scalar(asked) or 0)
    )


def _billing(session: Session) -> Iterator[Check]:
    invoiced = select(OrderLine.order_id, func.sum(InvoiceLine.gross_minor).label("gross"))
    invoiced = invoiced.join(InvoiceLine, InvoiceLine.order_line_id == OrderLine.id)
    invoiced = invoiced.join(Invoice, Invoice.id == InvoiceLine.invoice_id)
    per_order = invoiced.where(Invoice.kind == InvoiceKind.INVOICE).group_by(OrderLine.order_id).subquery()
    is_whole = ~select(OrderLine.id).where(OrderLine.order_id == Order.id, OrderLine.cancelled_quantity > 0).exists()
    completed = (
        select(func.coalesce(func.sum(Order.gross_minor), 0), func.coalesce(func.sum(per_order.c.gross), 0))
        .outerjoin(per_order, per_order.c.order_id == Order.id)
        .where(Order.state == OrderState.COMPLETED, is_whole)
    )
    ordered, billed = session.execute(completed).one()
    yield Check(name="completed orders = their invoices", left=int(ordered), right=int(billed))
    too_much = select(func.count()).join(per_order, per_order.c.order_id == Order.id).select_from(Order)
    more = session.scalar(too_much.where(per_order.c.gross > Order.gross_minor - Order.dropped_minor))
    yield Check(name="orders invoiced for more than agreed", left=more or 0, right=0)
    signed = case((Invoice.kind == InvoiceKind.INVOICE, 1), else_=-1)
    documents = _total(session, Invoice.gross_minor * signed)
    lines = select(func.coalesce(func.sum(InvoiceLine.gross_minor * signed), 0)).join(Invoice)
    yield Check(name="invoices = their lines", left=documents, right=int(session.scalar(lines) or 0))


def _books(session: Session) -> Iterator[Check]:
    held = sub_ledgers(session)
    receivables = balance_of(session, AccountCode.RECEIVABLES)
    yield Check(name="open items = receivables 1200", left=held.open_items_minor, right=receivables)
    deposits = -sum(balance_of(session, account) for account in DEPOSIT_ACCOUNTS)
    yield Check(name="deposits = accounts 3260 and 3272", left=held.deposits_net_minor, right=deposits)
    balances = -balance_of(session, AccountCode.CREDIT_BALANCES)
    yield Check(name="credit balances = account 3250", left=held.credit_balances_minor, right=balances)
    deferred = -balance_of(session, AccountCode.DEFERRED_INCOME)
    yield Check(name="revenue schedules = account 3900", left=deferred_minor(session), right=deferred)
    verdict = verify(session)
    wrong = len(verdict.unbalanced) + len(verdict.missing_numbers)
    yield Check(name="journal entries out of balance or missing", left=wrong, right=0)
    yield Check(name="receipts not allocated", left=len(unallocated_receipts(session)), right=0)


def _others(session: Session) -> Iterator[Check]:
    yield Check(name="stock rows without explanation", left=len(stock_differences(session)), right=0)
    verdict = events.verify(session)
    yield Check(name="events that were altered", left=0 if verdict.is_intact else 1, right=0)


def _total(session: Session, column: ColumnElement[int]) -> int:
    return int(session.scalar(select(func.coalesce(func.sum(column), 0))) or 0)


def _wrong_states(session: Session) -> int:
    """Orders whose state is not the one that their parts say, in pages."""
    wrong, last = 0, None
    statement = select(Order).options(selectinload(Order.parts), selectinload(Order.lines)).order_by(Order.id)
    while page := list(session.scalars((statement if last is None else statement.where(Order.id > last)).limit(200))):
        wrong += sum(order.state is not _derived(order) for order in page)
        last = page[-1].id
        session.expunge_all()
    return wrong


def _derived(order: Order) -> OrderState:
    return derive_state([progress_of(order, part) for part in order.parts])
