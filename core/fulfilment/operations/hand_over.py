"""Handing parts over: what is sent, what comes back, and what we do when nothing comes back."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.fulfilment.models import ServiceJob
from core.fulfilment.operations.activation import activate_subscription
from core.fulfilment.protocol import HandOver, HandOverLine, Receipt
from core.fulfilment.states import ServiceJobState
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import new_id
from core.kernel.i18n import N_
from core.kernel.jobs import enqueue
from core.kernel.numbers import NumberRange, draw_number
from core.kernel.settings import get_settings
from core.orders.models import Order, OrderLine, OrderPart
from core.orders.operations import (
    acknowledge_part,
    fail_part,
    lock_order_of_part,
    mark_part_unknown,
    part_of,
    start_part,
)
from core.orders.states import LineKind, PartState
from core.subscriptions.models import Contract
from core.subscriptions.operations import cancel_contract, create_contract
from core.subscriptions.queries import find_agreed_start
from core.subscriptions.states import ContractState

FIRST_PAUSE = timedelta(seconds=10)
AT_BACKEND_PERHAPS = frozenset({PartState.HANDED_OVER, PartState.UNKNOWN})
TO_SEND = AT_BACKEND_PERHAPS | {PartState.PLANNED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What goes to which back-end; `was_sent` says that it may be there already, so that we ask first."""

    backend: str
    hand_over: HandOver
    was_sent: bool


def hand_over_order(session: Session, order_id: UUID) -> int:
    """Write down a job for every part of a released order that is not handed over yet; returns how many."""
    waiting = select(OrderPart.id).where(OrderPart.order_id == order_id, OrderPart.state == PartState.PLANNED)
    part_ids = session.scalars(waiting.order_by(OrderPart.position)).all()
    for part_id in part_ids:
        payload = {"part_id": str(part_id)}
        enqueue(session, "fulfilment.hand_over", payload, key=f"fulfilment.hand_over:{part_id}")
    return len(part_ids)


def hand_over_again(session: Session, part_id: UUID, *, acting_user: Actor) -> OrderPart:
    """Send a part that a back-end refused once more, because somebody has seen to it. Raises WrongState."""
    part = start_part(session, part_id, backend=get_settings().fulfilment_backend, acting_user=acting_user)
    enqueue(session, "fulfilment.hand_over", {"part_id": str(part_id)})
    return part


def begin_hand_over(session: Session, part_id: UUID) -> Task | None:
    """Note that we send a part now, and say what; None when a receipt is there already or nothing is to be sent."""
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.state not in TO_SEND:
        return None
    was_sent = part.state in AT_BACKEND_PERHAPS
    backend = part.backend or get_settings().fulfilment_backend
    if not was_sent:
        start_part(session, part_id, backend=backend, acting_user=SYSTEM)
    return Task(backend=backend, hand_over=hand_over_of(order, part), was_sent=was_sent)


def begin_sending_again(session: Session, part_id: UUID) -> None:
    """Note that nothing had arrived, so that we send the same once more."""
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.state is PartState.UNKNOWN:
        start_part(session, part_id, backend=part.backend, acting_user=SYSTEM)


def record_receipt(session: Session, part_id: UUID, receipt: Receipt) -> None:
    """Keep a receipt and lay out what our desks work on: visits, contracts. A receipt known already changes nothing.

    A receipt for a part that was cancelled in the meantime leads to its withdrawal.
    """
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.state is PartState.CANCELLED:
        _ask_to_withdraw(session, part.backend, receipt.reference)
        return
    if not acknowledge_part(session, part_id, reference=receipt.reference, acting_user=SYSTEM):
        return
    for line in order.lines:
        if line.part_id != part_id or not line.open_quantity:
            continue
        if line.kind is LineKind.SERVICE:
            _lay_out_visit(session, order, line)
        elif line.kind is LineKind.SUBSCRIPTION:
            _begin_beside(session, create_contract(session, line.id))


def _begin_beside(session: Session, contract: Contract) -> None:
    """What was added to a contract begins on the agreed day by itself; when that is over, our desk looks at it."""
    starts_on = find_agreed_start(session, contract)
    if starts_on is not None and starts_on >= clock.today():
        session.flush()  # the contract is locked, and for that it has to be there
        activate_subscription(session, contract.id, starts_on=starts_on, acting_user=SYSTEM)


def record_silence(session: Session, part_id: UUID, *, ask_later: bool) -> None:
    """No answer came: say so, and write down a job that asks by the key in a moment unless one is under way."""
    part = mark_part_unknown(session, part_id, acting_user=SYSTEM)
    if ask_later and part.state is PartState.UNKNOWN:
        payload = {"part_id": str(part_id)}
        enqueue(session, "fulfilment.ask_backend", payload, due_at=clock.now() + FIRST_PAUSE)


def record_refusal(session: Session, part_id: UUID, reason: str) -> None:
    """The back-end said no: a person has to look at it. Without effect when a receipt has arrived since."""
    order = lock_order_of_part(session, part_id)
    if part_of(order, part_id).state in AT_BACKEND_PERHAPS:
        fail_part(session, part_id, reason=reason, acting_user=SYSTEM)


def withdraw_part(session: Session, part_id: UUID) -> None:
    """After a part was cancelled: take its open visits and contracts back, and the part from its back-end."""
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    reason = N_("The order was cancelled.")
    open_visits = (ServiceJobState.TO_SCHEDULE, ServiceJobState.SCHEDULED)
    visits = select(ServiceJob).where(ServiceJob.part_id == part_id, ServiceJob.state.in_(open_visits))
    for visit in session.scalars(visits.order_by(ServiceJob.id).with_for_update()):
        visit.move_to(ServiceJobState.CANCELLED, acting_user=SYSTEM, reason=reason)
    contracts = select(Contract.id).where(Contract.part_id == part_id, Contract.state == ContractState.PENDING)
    for contract_id in session.scalars(contracts.order_by(Contract.id)).all():
        cancel_contract(session, contract_id, reason=reason, acting_user=SYSTEM)
    if part.state is PartState.CANCELLED and part.backend_reference is not None:
        _ask_to_withdraw(session, part.backend, part.backend_reference)


def _ask_to_withdraw(session: Session, backend: str, reference: str) -> None:
    payload = {"backend": backend, "reference": reference}
    enqueue(session, "fulfilment.withdraw", payload, key=f"fulfilment.withdraw:{backend}:{reference}")


def _lay_out_visit(session: Session, order: Order, line: OrderLine) -> None:
    session.add(
        ServiceJob(
            id=new_id(),
            number=draw_number(session, NumberRange.SERVICE_JOB),
            order_id=order.id,
            part_id=line.part_id,
            order_line_id=line.id,
            name=line.name,
            quantity=line.open_quantity,
            state=ServiceJobState.TO_SCHEDULE,
            wished_on=order.wished_service_on,
            created_at=clock.now(),
        )
    )


def hand_over_of(order: Order, part: OrderPart) -> HandOver:
    """What a back-end is told of a part: everything of it that was not taken out by a change."""
    wishes = {LineKind.SERVICE: order.wished_service_on, LineKind.SUBSCRIPTION: order.start_on}
    return HandOver(
        key=part.handover_key,
        part_id=part.id,
        part_position=part.position,
        order_number=order.number,
        kind=part.kind.value,
        business_unit_id=part.business_unit_id,
        wished_on=wishes.get(part.kind),
        lines=tuple(
            HandOverLine(
                line_id=line.id, sku=line.sku, name=line.name, quantity=line.quantity - line.cancelled_quantity
            )
            for line in order.lines
            if line.part_id == part.id and line.cancelled_quantity < line.quantity
        ),
    )
