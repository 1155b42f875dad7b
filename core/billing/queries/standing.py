"""How orders and customers stand with us: settled or not, and how much somebody owes or will owe."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from core.billing.models import Deposit, OpenItem
from core.billing.queries.groups import groups_of_order
from core.billing.states import OpenItemState
from core.orders.models import Order, OrderLine
from core.orders.states import OrderState

RUNNING = (OrderState.PLACED, OrderState.IN_FULFILMENT, OrderState.COMPLETED)


def is_settled(session: Session, order_id: UUID) -> bool:
    """Whether all of an order that will ever be invoiced is invoiced, and nothing is open on either side."""
    statement = select(Order).where(Order.id == order_id).options(selectinload(Order.lines))
    order = session.scalars(statement).one()
    if any(group.open_gross for group in groups_of_order(order).values()):
        return False
    still_open = select(func.count()).where(OpenItem.order_id == order_id, OpenItem.state == OpenItemState.OPEN)
    return session.scalar(still_open) == 0


def exposure_of(session: Session, customer_id: UUID) -> int:
    """What a customer owes or will owe, in minor units: open items, and what released orders will still be invoiced
    for, less what was paid for it in advance.
    """
    open_items = select(func.coalesce(func.sum(OpenItem.open_minor), 0)).where(
        OpenItem.customer_id == customer_id, OpenItem.state == OpenItemState.OPEN
    )
    return int(session.scalar(open_items) or 0) + _still_to_invoice(session, customer_id)


def _still_to_invoice(session: Session, customer_id: UUID) -> int:
    has_open_lines = select(OrderLine.order_id).where(
        OrderLine.quantity > OrderLine.invoiced_quantity + OrderLine.cancelled_quantity
    )
    statement = (
        select(Order)
        .where(Order.customer_id == customer_id, Order.state.in_(RUNNING), Order.released_at.is_not(None))
        .where(Order.id.in_(has_open_lines))
        .options(selectinload(Order.lines))
    )
    orders = list(session.scalars(statement))
    if not orders:
        return 0
    open_gross = sum(group.open_gross for order in orders for group in groups_of_order(order).values())
    held = select(func.coalesce(func.sum(Deposit.gross_minor - Deposit.used_gross_minor), 0))
    paid_before = session.scalar(held.where(Deposit.order_id.in_([order.id for order in orders])))
    return open_gross - int(paid_before or 0)
