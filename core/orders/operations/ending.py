"""Releasing an order for fulfilment, and cancelling it or a part of it."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Address
from core.inventory.operations import release, release_time, reserve
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.events import announce
from core.orders.errors import OrderIsCancelled, PartNotReady, TooLateToCancel
from core.orders.events import OrderReleased, PartCancelled
from core.orders.models import Order, OrderPart
from core.orders.operations.aggregate import lock_order, lock_order_of_part, part_of, refresh, tell, tell_part
from core.orders.operations.backorders import note_missing
from core.orders.operations.quantities import Cause, keep_cancelled, return_fees
from core.orders.queries.situations import lines_of_part, pieces_of, visits_of
from core.orders.rules import CANCELLABLE, is_cancellable, state_after_cancelling
from core.orders.states import OrderState, PartState


def release_order(session: Session, order_id: UUID, *, acting_user: Actor) -> Order:
    """Note that the condition of payment is met: fulfilment may begin. Again changes nothing.

    What was reserved for a time stays reserved for good; if the time had run out, it is reserved anew. Raises
    OrderIsCancelled, or NotEnoughStock when the goods have gone to others: the caller has money to give back.
    """
    order = lock_order(session, order_id)
    if order.state is OrderState.CANCELLED:
        raise OrderIsCancelled(number=order.number)
    if order.released_at is not None:
        return order
    if goods := pieces_of(order.lines):
        country = session.scalar(select(Address.country).where(Address.id == order.delivery_address_id))
        missing = reserve(
            session,
            order.id,
            goods,
            expires_at=None,
            country=country or "",
            acting_user=acting_user,
            locale=order.locale,
        )
        note_missing(order.lines, missing)
    let_go(session, order, acting_user=acting_user)
    return order


def let_go(session: Session, order: Order, *, acting_user: Actor) -> None:
    """Release an order that is locked, or was made in this transaction, and whose goods are reserved for good."""
    order.released_at = clock.now()
    refresh(session, order, acting_user=acting_user)
    announce(session, tell(OrderReleased, order), acting_user=acting_user)


def cancel_order(session: Session, order_id: UUID, *, reason: str, acting_user: Actor) -> Order:
    """Cancel an order of which nothing is fulfilled yet, and free its stock. Again changes nothing.

    Raises TooLateToCancel when something is fulfilled already, or a part is just being handed over.
    """
    order = lock_order(session, order_id)
    if order.state is OrderState.CANCELLED:
        return order
    if not is_cancellable([part.state for part in order.parts], [line.fulfilled_quantity for line in order.lines]):
        raise TooLateToCancel(number=order.number)
    for part in order.parts:
        if part.state is not PartState.CANCELLED:
            end_part(session, order, part, reason=reason, acting_user=acting_user)
    refresh(session, order, acting_user=acting_user)
    return order


def cancel_part(session: Session, part_id: UUID, *, reason: str, acting_user: Actor) -> OrderPart:
    """Cancel what is open of one part; what is done stays done, and the part then counts as completed.

    Again changes nothing. Raises PartNotReady when the part is completed or just being handed over.
    """
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.state is PartState.CANCELLED:
        return part
    if part.state not in CANCELLABLE:
        raise PartNotReady(part.state.value)
    end_part(session, order, part, reason=reason, acting_user=acting_user)
    refresh(session, order, acting_user=acting_user)
    return part


def end_part(session: Session, order: Order, part: OrderPart, *, reason: str, acting_user: Actor) -> None:
    """Cancel what is open of a part of a locked order, and free its stock; the caller has looked whether it may."""
    if goods := pieces_of(lines_of_part(order, part)):
        release(session, order.id, quantities=goods, acting_user=acting_user, reason=reason)
    if visits := visits_of(lines_of_part(order, part)):
        release_time(session, {visit.order_line_id: visit.pieces for visit in visits})
    cause = Cause(type="order_part", id=part.id)
    keep_cancelled(session, order, part, cause=cause)
    return_fees(session, order, cause=cause)
    state = state_after_cancelling(line.fulfilled_quantity for line in lines_of_part(order, part))
    part.move_to(state, acting_user=acting_user, reason=reason)
    part.waiting_on = None
    if state is PartState.COMPLETED:
        part.completed_at = clock.now()
    announce(session, tell_part(PartCancelled, order, part, reason=reason), acting_user=acting_user)
