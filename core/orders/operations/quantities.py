"""Changes of quantity: fulfilled, returned, cancelled, invoiced; each kept with the document that caused it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.models import Address
from core.kernel import clock
from core.kernel.actor import Actor
from core.orders.models import LineMovement, Order, OrderLine, OrderPart
from core.orders.operations.aggregate import lock_order, lock_order_of_part, part_of, refresh
from core.orders.operations.parts import require_fulfillable
from core.orders.queries.situations import lines_of_part
from core.orders.rules import Possible, require_possible, state_after_fulfilling
from core.orders.states import LineKind, MovementKind, PartState
from core.pricing.operations import uncount_sale
from core.pricing.rounding import share_of
from core.pricing.states import TaxReason

COUNTED = frozenset(reason.value for reason in TaxReason if reason.is_counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The document by which a quantity moved: a shipment, a service job, a contract, a return."""

    type: str
    id: UUID


def progress_part(
    session: Session,
    part_id: UUID,
    *,
    quantities: Mapping[UUID, int],
    cause: Cause,
    waiting_on: date | None = None,
    acting_user: Actor,
) -> OrderPart:
    """Count quantities per line as fulfilled; the part is completed when not one piece of any line is open.

    A fee counts as fulfilled with the first of what it travels with, one for setting up with its subscription.
    `waiting_on` is the day of the next step, if it has one. Raises PartNotReady, or InvalidInput on the field of the
    quantity that is wrong.
    """
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    require_open(order, part, quantities)
    lines = lines_of_part(order, part)
    moved = {line.position for line in lines if quantities.get(line.id)}
    for line in lines:
        done = quantities.get(line.id, 0)
        if line.kind is LineKind.FEE and (line.fee_for is None or line.fee_for in moved):
            done = line.open_quantity
        line.fulfilled_quantity += done
        _keep(session, line, MovementKind.FULFILLED, done, cause)
    _move_on(part, lines, acting_user=acting_user)
    part.waiting_on = waiting_on
    refresh(session, order, acting_user=acting_user)
    return part


def require_open(order: Order, part: OrderPart, quantities: Mapping[UUID, int]) -> None:
    """Raises PartNotReady unless something can be done for this part of a locked order now, and InvalidInput on the
    field of a quantity that is not open."""
    require_fulfillable(part)
    articles = [line for line in lines_of_part(order, part) if line.kind is not LineKind.FEE]
    require_possible(quantities, [Possible(line_id=a.id, name=a.name, most=a.open_quantity) for a in articles])


def complete_part(session: Session, part_id: UUID, *, cause: Cause, acting_user: Actor) -> OrderPart:
    """Count everything that is open as fulfilled. Raises PartNotReady."""
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    require_fulfillable(part)
    is_article = {line.id: line.open_quantity for line in lines_of_part(order, part) if line.kind is not LineKind.FEE}
    everything = {line_id: quantity for line_id, quantity in is_article.items() if quantity}
    return progress_part(session, part_id, quantities=everything, cause=cause, acting_user=acting_user)


def record_return(
    session: Session, order_id: UUID, *, quantities: Mapping[UUID, int], cause: Cause, acting_user: Actor
) -> Order:
    """Count shipped goods as returned, and with the last of them the delivery fee.

    Raises InvalidInput on the field of a quantity that never left or came back.
    """
    order = lock_order(session, order_id)
    goods = [line for line in order.lines if line.kind is LineKind.PHYSICAL]
    require_possible(quantities, [Possible(line_id=g.id, name=g.name, most=_returnable(g)) for g in goods])
    for line in goods:
        returned = quantities.get(line.id, 0)
        line.returned_quantity += returned
        _keep(session, line, MovementKind.RETURNED, returned, cause)
    return_fees(session, order, cause=cause)
    refresh(session, order, acting_user=acting_user)
    return order


def return_fees(session: Session, order: Order, *, cause: Cause) -> None:
    """Count fees as returned when no goods are kept and none are still to come; until then the delivery was of use.

    That is more than the law asks for: of a dearer way of delivery it gives back only what the standard one costs.
    """
    goods = [line for line in order.lines if line.kind is LineKind.PHYSICAL]
    if any(line.open_quantity or _returnable(line) for line in goods):
        return
    for fee in [line for line in order.lines if line.kind is LineKind.FEE and line.fee_for is None]:
        returned = _returnable(fee)
        fee.returned_quantity += returned
        _keep(session, fee, MovementKind.RETURNED, returned, cause)


def record_invoiced(session: Session, order_id: UUID, *, quantities: Mapping[UUID, int]) -> Order:
    """Count fulfilled quantities as invoiced. Raises InvalidInput for more than was fulfilled and not yet invoiced."""
    order = lock_order(session, order_id)
    open_to_invoice = [
        Possible(line_id=line.id, name=line.name, most=line.fulfilled_quantity - line.invoiced_quantity)
        for line in order.lines
    ]
    require_possible(quantities, open_to_invoice)
    for line in order.lines:
        line.invoiced_quantity += quantities.get(line.id, 0)
    return order


def keep_cancelled(session: Session, order: Order, part: OrderPart, *, cause: Cause) -> None:
    """Count everything that is open of a part as cancelled."""
    for line in lines_of_part(order, part):
        cancelled = line.open_quantity
        line.cancelled_quantity += cancelled
        line.backordered_quantity = 0
        _keep(session, line, MovementKind.CANCELLED, cancelled, cause)


def keep_dropped(session: Session, line: OrderLine, quantity: int, *, cause: Cause) -> None:
    """Count so many pieces of a line as cancelled, because its customer wants fewer."""
    line.cancelled_quantity += quantity
    _keep(session, line, MovementKind.CANCELLED, quantity, cause)


def _move_on(part: OrderPart, lines: list[OrderLine], *, acting_user: Actor) -> None:
    state = state_after_fulfilling(line.open_quantity for line in lines)
    if state is not part.state:
        part.move_to(state, acting_user=acting_user)
    if state is PartState.COMPLETED:
        part.completed_at = clock.now()


def _returnable(line: OrderLine) -> int:
    return line.fulfilled_quantity - line.returned_quantity


def _keep(session: Session, line: OrderLine, kind: MovementKind, quantity: int, cause: Cause) -> None:
    if quantity:
        session.add(
            LineMovement(
                order_line_id=line.id,
                kind=kind,
                quantity=quantity,
                cause_type=cause.type,
                cause_id=cause.id,
                at=clock.now(),
            )
        )
        if kind is not MovementKind.FULFILLED and line.tax_reason in COUNTED:
            _uncount(session, line, quantity)


def _uncount(session: Session, line: OrderLine, quantity: int) -> None:
    """What a consumer in another EU country does not keep does not count towards the threshold."""
    order = session.get_one(Order, line.order_id)
    gone = line.cancelled_quantity + line.returned_quantity
    net = share_of(line.net_minor, gone, line.quantity) - share_of(line.net_minor, gone - quantity, line.quantity)
    country = session.get_one(Address, order.delivery_address_id).country
    uncount_sale(session, clock.local_date(order.placed_at).year, country, net)
