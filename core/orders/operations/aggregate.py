"""An order with everything that belongs to it, locked as one, and its status kept true."""

from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.events import announce
from core.orders.errors import OrderNotFound
from core.orders.events import OrderCancelled, OrderCompleted, OrderEvent, PartEvent
from core.orders.models import Order, OrderPart
from core.orders.queries.situations import progress_of, situation_of
from core.orders.rules import derive_state, waiting_for
from core.orders.states import OrderState
from core.pricing.operations import release_promotions

Happened = TypeVar("Happened", bound=OrderEvent)
HappenedToPart = TypeVar("HappenedToPart", bound=PartEvent)


def lock_order(session: Session, order_id: UUID) -> Order:
    """The order with its parts and lines as they are now, ours until the transaction ends. Raises OrderNotFound.

    The order's row is the lock of all its parts: two parts moved at the same moment both see what the other did.
    """
    statement = (
        select(Order)
        .where(Order.id == order_id)
        .options(selectinload(Order.parts), selectinload(Order.lines))
        .with_for_update(of=Order)
        .execution_options(populate_existing=True)
    )
    order = session.scalars(statement).one_or_none()
    if order is None:
        raise OrderNotFound
    return order


def lock_order_of_part(session: Session, part_id: UUID) -> Order:
    """The order that a part belongs to, locked. Raises OrderNotFound."""
    order_id = session.scalar(select(OrderPart.order_id).where(OrderPart.id == part_id))
    if order_id is None:
        raise OrderNotFound
    return lock_order(session, order_id)


def part_of(order: Order, part_id: UUID) -> OrderPart:
    """One part of a loaded order."""
    return next(part for part in order.parts if part.id == part_id)


def refresh(session: Session, order: Order, *, acting_user: Actor) -> None:
    """Derive the order's state from its parts, and what each part waits for; every move of a part ends here."""
    for part in order.parts:
        part.waiting_for = waiting_for(situation_of(order, part))
    state = derive_state([progress_of(order, part) for part in order.parts])
    if state is order.state:
        return
    order.move_to(state, acting_user=acting_user)
    if state is OrderState.COMPLETED:
        order.completed_at = clock.now()
        announce(session, tell(OrderCompleted, order), acting_user=acting_user)
    elif state is OrderState.CANCELLED:
        order.cancelled_at = clock.now()
        if order.discounts:
            release_promotions(session, order.id)
        announce(session, tell(OrderCancelled, order), acting_user=acting_user)


def tell(kind: type[Happened], order: Order) -> Happened:
    """An event about this order."""
    return kind(order_id=order.id, customer_id=order.customer_id, order_number=order.number)


def tell_part(kind: type[HappenedToPart], order: Order, part: OrderPart, *, reason: str = "") -> HappenedToPart:
    """An event about one part of this order."""
    return kind(
        part_id=part.id,
        order_id=order.id,
        order_number=order.number,
        part_kind=part.kind.value,
        backend=part.backend,
        reference=part.backend_reference or "",
        reason=reason,
    )
