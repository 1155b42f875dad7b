"""How orders and customers stand with us: settled or not, and how much somebody owes or will owe."""

from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Select, Uuid, bindparam, func, select
from sqlalchemy.orm import Session, selectinload

from core.billing.models import Deposit, OpenItem
from core.billing.queries.groups import groups_of_order
from core.billing.states import OpenItemState
from core.orders.models import Order, OrderLine
from core.orders.states import OrderState

NO_ORDER = UUID(int=0)
RUNNING = (OrderState.PLACED, OrderState.IN_FULFILMENT, OrderState.COMPLETED)


def is_settled(session: Session, order_id: UUID) -> bool:
    """Whether all of an order that will ever be invoiced is invoiced, and nothing is open on either side."""
    statement = select(Order).where(Order.id == order_id).options(selectinload(Order.lines))
    order = session.scalars(statement).one()
    if any(group.open_gross for group in groups_of_order(order).values()):
        return False
    still_open = select(func.count()).where(OpenItem.order_id == order_id, OpenItem.state == OpenItemState.OPEN)
    return session.scalar(still_open) == 0


def exposure_of(session: Session, customer_id: UUID, *, without: UUID | None = None) -> int:
    """What a customer owes or will owe, in minor units: open items, and what released orders will still be invoiced
    for, less what was paid for it in advance. One statement; shares of a line are rounded down to the cent.

    `without` leaves one order out.
    """
    asked = {"customer_id": customer_id, "left_out": without or NO_ORDER}
    owed, coming, paid = session.execute(_exposure(), asked).one()
    return int(owed) + int(coming) - int(paid)


@cache
def _exposure() -> Select[*tuple[Any, ...]]:
    """Open items, what is still to be invoiced, and what was paid before: parameters `customer_id`, `left_out`."""
    customer: BindParameter[UUID] = bindparam("customer_id", type_=Uuid())
    open_items = select(func.coalesce(func.sum(OpenItem.open_minor), 0)).where(
        OpenItem.customer_id == customer, OpenItem.state == OpenItemState.OPEN
    )
    is_running = (
        (Order.customer_id == customer) & Order.state.in_(RUNNING) & Order.released_at.is_not(None),
        Order.id != bindparam("left_out"),
    )
    open_quantity = OrderLine.quantity - OrderLine.invoiced_quantity - OrderLine.cancelled_quantity
    to_invoice = select(func.coalesce(func.sum(OrderLine.gross_minor * open_quantity // OrderLine.quantity), 0))
    to_invoice = to_invoice.join(Order, Order.id == OrderLine.order_id).where(*is_running, open_quantity > 0)
    paid_before = select(func.coalesce(func.sum(Deposit.gross_minor - Deposit.used_gross_minor), 0))
    paid_before = paid_before.join(Order, Order.id == Deposit.order_id).where(*is_running)
    return select(open_items.scalar_subquery(), to_invoice.scalar_subquery(), paid_before.scalar_subquery())
