"""Moves of one part between our plan and its back-end; each keeps the order's derived state true."""

from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.events import announce
from core.orders.errors import NotReleased, OtherReference, PartNotReady
from core.orders.events import PartAcknowledged, PartFailed, PartHandedOver, PartUnknown
from core.orders.models import OrderPart
from core.orders.operations.aggregate import lock_order_of_part, part_of, refresh, tell_part
from core.orders.states import FULFILLABLE, PartState

TO_HAND_OVER = frozenset({PartState.PLANNED, PartState.FAILED, PartState.UNKNOWN})
WITHOUT_RECEIPT = frozenset({PartState.HANDED_OVER, PartState.UNKNOWN, PartState.FAILED})


def start_part(session: Session, part_id: UUID, *, backend: str, acting_user: Actor) -> OrderPart:
    """Note that a part is being handed over to a back-end; again changes nothing.

    From `unknown` it means: the back-end says that nothing arrived, so we send it again with the same key.
    Raises NotReleased before the condition of payment is met.
    """
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.state not in TO_HAND_OVER:
        return part
    if order.released_at is None:
        raise NotReleased(number=order.number)
    part.move_to(PartState.HANDED_OVER, acting_user=acting_user)
    part.backend, part.handed_over_at, part.failure = backend, clock.now(), ""
    refresh(session, order, acting_user=acting_user)
    announce(session, tell_part(PartHandedOver, order, part), acting_user=acting_user)
    return part


def acknowledge_part(session: Session, part_id: UUID, *, reference: str, acting_user: Actor) -> bool:
    """Keep the back-end's receipt. True the first time; False when this receipt is known already.

    A receipt that comes late, for a part that was handed over again or has failed since, is a receipt.
    Raises OtherReference when the part already has another one, PartNotReady when it was never handed over.
    """
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.backend_reference is not None:
        return _require_same(part.backend_reference, reference)
    if part.state not in WITHOUT_RECEIPT:
        raise PartNotReady(part.state.value)
    part.move_to(PartState.ACKNOWLEDGED, acting_user=acting_user)
    part.backend_reference, part.acknowledged_at = reference, clock.now()
    refresh(session, order, acting_user=acting_user)
    announce(session, tell_part(PartAcknowledged, order, part), acting_user=acting_user)
    return True


def mark_part_unknown(session: Session, part_id: UUID, *, acting_user: Actor) -> OrderPart:
    """Note that no answer came; without effect when a receipt has arrived in the meantime."""
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.state is not PartState.HANDED_OVER:
        return part
    part.move_to(PartState.UNKNOWN, acting_user=acting_user)
    refresh(session, order, acting_user=acting_user)
    announce(session, tell_part(PartUnknown, order, part), acting_user=acting_user)
    return part


def fail_part(session: Session, part_id: UUID, *, reason: str, acting_user: Actor) -> OrderPart:
    """Note that the back-end refused; the part waits for a person. Again changes nothing. Raises WrongState."""
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.state is PartState.FAILED:
        return part
    part.move_to(PartState.FAILED, acting_user=acting_user, reason=reason[:500])
    part.failure = reason[:500]
    refresh(session, order, acting_user=acting_user)
    announce(session, tell_part(PartFailed, order, part, reason=part.failure), acting_user=acting_user)
    return part


def plan_part(session: Session, part_id: UUID, *, waiting_on: date | None, acting_user: Actor) -> OrderPart:
    """Note the day on which the part's next step is planned (None: no day yet). Raises PartNotReady."""
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    require_fulfillable(part)
    if waiting_on is not None and part.state is PartState.ACKNOWLEDGED:
        part.move_to(PartState.IN_PROGRESS, acting_user=acting_user)
    part.waiting_on = waiting_on
    refresh(session, order, acting_user=acting_user)
    return part


def require_fulfillable(part: OrderPart) -> None:
    """Raises PartNotReady unless something can be done for this part now."""
    if part.state not in FULFILLABLE:
        raise PartNotReady(part.state.value)


def _require_same(known: str, given: str) -> bool:
    if known != given:
        raise OtherReference(known=known, given=given)
    return False
