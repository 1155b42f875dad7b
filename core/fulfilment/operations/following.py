"""After a change of an order: what our desks and back-ends had for it becomes what is left."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.fulfilment.models import ServiceJob
from core.fulfilment.operations.hand_over import hand_over_of
from core.fulfilment.protocol import HandOver
from core.fulfilment.states import ServiceJobState
from core.kernel.actor import SYSTEM
from core.kernel.i18n import N_
from core.kernel.jobs import enqueue
from core.orders.models import LineMovement, OrderLine
from core.orders.operations import lock_order, lock_order_of_part, part_of
from core.orders.states import FULFILLABLE
from core.subscriptions.models import Contract
from core.subscriptions.operations import cancel_contract
from core.subscriptions.states import ContractState

CHANGED = N_("The order was changed.")
OPEN_VISITS = (ServiceJobState.TO_SCHEDULE, ServiceJobState.SCHEDULED)


def follow_change(session: Session, order_id: UUID, change_id: UUID) -> None:
    """Take back visits and contracts of lines that will not come, and tell the back-ends what is left of their parts.

    Again changes nothing.
    """
    order = lock_order(session, order_id)
    moved = set(session.scalars(select(LineMovement.order_line_id).where(LineMovement.cause_id == change_id)))
    lines = [line for line in order.lines if line.id in moved]
    for line in lines:
        _follow_visits(session, line)
        if not line.open_quantity:
            _take_back_contract(session, line)
    for part_id in dict.fromkeys(line.part_id for line in lines):
        part = part_of(order, part_id)
        if part.state in FULFILLABLE and part.backend_reference is not None:
            key = f"fulfilment.amend:{part_id}:{change_id}"
            enqueue(session, "fulfilment.amend", {"part_id": str(part_id)}, key=key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Amended:
    """What a back-end is to be told, and under which reference it has the part."""

    backend: str
    reference: str
    hand_over: HandOver


def find_amended(session: Session, part_id: UUID) -> Amended | None:
    """What is left of a part for its back-end; None when nobody works on it any more."""
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.state not in FULFILLABLE or part.backend_reference is None:
        return None
    return Amended(backend=part.backend, reference=part.backend_reference, hand_over=hand_over_of(order, part))


def _follow_visits(session: Session, line: OrderLine) -> None:
    visits = select(ServiceJob).where(ServiceJob.order_line_id == line.id, ServiceJob.state.in_(OPEN_VISITS))
    for visit in session.scalars(visits.order_by(ServiceJob.id).with_for_update()):
        if line.open_quantity:
            visit.quantity = line.open_quantity
        else:
            visit.move_to(ServiceJobState.CANCELLED, acting_user=SYSTEM, reason=CHANGED)


def _take_back_contract(session: Session, line: OrderLine) -> None:
    pending = select(Contract.id).where(Contract.order_line_id == line.id, Contract.state == ContractState.PENDING)
    for contract_id in session.scalars(pending.order_by(Contract.id)).all():
        cancel_contract(session, contract_id, reason=CHANGED, acting_user=SYSTEM)
