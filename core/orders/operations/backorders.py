"""What of an order is not there yet: noted on its lines, so that lists and desks need not ask inventory."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.inventory.errors import NotReserved
from core.inventory.models import Reservation
from core.inventory.operations import pause, resume
from core.inventory.queries import missing_for
from core.inventory.rules import Missing
from core.kernel.actor import SYSTEM, Actor
from core.orders.errors import StillUnpaid
from core.orders.models import Order, OrderLine
from core.orders.operations.aggregate import lock_order, refresh
from core.orders.states import LineKind


def note_missing(lines: Iterable[OrderLine], missing: Mapping[UUID, Missing]) -> None:
    """Say of each line how much of it is awaited; of an article on several lines the last ones wait."""
    left = {variant_id: awaited.quantity for variant_id, awaited in missing.items()}
    for line in sorted(lines, key=lambda line: -line.position):
        if line.kind is not LineKind.PHYSICAL or line.variant_id is None:
            continue
        awaited = min(left.get(line.variant_id, 0), line.quantity - line.fulfilled_quantity - line.cancelled_quantity)
        line.backordered_quantity = awaited
        line.goods_expected_on = missing[line.variant_id].expected_on if awaited else None
        if awaited:
            left[line.variant_id] -= awaited


def note_allocation(session: Session, order_id: UUID) -> Order:
    """Goods that an order waited for have come, or were taken from it: note what is still missing."""
    order = lock_order(session, order_id)
    note_missing(order.lines, missing_for(session, order_id))
    refresh(session, order, acting_user=SYSTEM)
    return order


def give_up_reservation(session: Session, reservation_id: UUID, *, reason: str, acting_user: Actor) -> Order:
    """Take pieces that are kept for a paid order away from it; it waits until `take_up_again`.

    Raises NotReserved when nothing is kept any more, StillUnpaid for an order whose goods are kept for a time only.
    """
    order_id = session.scalar(select(Reservation.order_id).where(Reservation.id == reservation_id))
    if order_id is None:
        raise NotReserved(held=0, wanted=1)
    order = lock_order(session, order_id)  # as everybody does who moves an order: the order first, then its stock
    if order.released_at is None:
        raise StillUnpaid(number=order.number)
    pause(session, reservation_id, acting_user=acting_user, reason=reason)
    session.flush()  # what is missing is read from the rows
    return note_allocation(session, order_id)


def take_up_again(session: Session, backorder_id: UUID, *, acting_user: Actor) -> Order:
    """Let an order that was put off wait in the queue again."""
    order_id = resume(session, backorder_id, acting_user=acting_user)
    session.flush()  # what is missing is read from the rows
    return note_allocation(session, order_id)
