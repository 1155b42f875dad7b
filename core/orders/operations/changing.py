"""Changing an order that nobody has begun to work on: fewer pieces, whole lines out, another address."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.operations import save_address
from core.accounts.rules import AddressInput
from core.inventory.operations import release, release_time
from core.inventory.queries import missing_for
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.kernel.events import announce
from core.orders.events import OrderChanged
from core.orders.models import Order, OrderChange, OrderLine
from core.orders.operations.aggregate import refresh
from core.orders.operations.backorders import note_missing
from core.orders.operations.ending import end_part
from core.orders.operations.quantities import Cause, keep_dropped
from core.orders.queries.changes import ending_parts
from core.orders.queries.situations import lines_of_part
from core.orders.states import LineKind, OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedRow:
    """How many of an article were to come, and how many are now."""

    name: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change that was looked at and agreed: what is dropped by line, fees that come new, and what it comes to."""

    rows: tuple[ChangedRow, ...]
    dropped: Mapping[UUID, int]
    delivery: AddressInput | None
    fees: Sequence[OrderLine]
    before_minor: int
    after_minor: int


def apply_change(session: Session, order: Order, change: Change, *, reason: str, acting_user: Actor) -> OrderChange:
    """Change a locked order as it was agreed: free its stock, end parts of which nothing is left, keep what was.

    The caller has looked whether it may be changed, and sees to the money.
    """
    kept = _kept(order, change, reason, acting_user)
    if change.delivery is not None:
        address = save_address(session, change.delivery)
        session.flush()  # the order points to this row, and no relationship would write it first
        order.delivery_address_id = kept.delivery_address_id = address.id
    _add_fees(session, order, change.fees)
    _drop(session, order, change.dropped, kept.id, reason=reason, acting_user=acting_user)
    order.dropped_minor = order.gross_minor - change.after_minor
    session.add(kept)
    refresh(session, order, acting_user=acting_user)
    if order.state is not OrderState.CANCELLED:
        announce(session, _told(order, kept), acting_user=acting_user)
    return kept


def _kept(order: Order, change: Change, reason: str, acting_user: Actor) -> OrderChange:
    return OrderChange(
        id=new_id(),
        order_id=order.id,
        content=json.dumps([asdict(row) for row in change.rows], ensure_ascii=False),
        before_minor=change.before_minor,
        after_minor=change.after_minor,
        delivery_address_id=None,
        reason=reason.strip(),
        at=clock.now(),
        actor_name=acting_user.name,
    )


def _add_fees(session: Session, order: Order, fees: Sequence[OrderLine]) -> None:
    for fee in fees:
        session.add(fee)
        order.lines.append(fee)
        order.net_minor += fee.net_minor
        order.tax_minor += fee.tax_minor
        order.gross_minor += fee.gross_minor


def _drop(
    session: Session,
    order: Order,
    dropped: Mapping[UUID, int],
    change_id: UUID,
    *,
    reason: str,
    acting_user: Actor,
) -> None:
    ending = ending_parts(order, dropped)
    ended = {line.id for part in ending for line in lines_of_part(order, part)}
    cause = Cause(type="order_change", id=change_id)
    pieces: Counter[UUID] = Counter()
    for line in order.lines:
        if line.id in dropped and line.id not in ended:
            keep_dropped(session, line, dropped[line.id], cause=cause)
            if line.kind is LineKind.PHYSICAL and line.variant_id is not None:
                pieces[line.variant_id] += dropped[line.id]
    visits = {
        line.id: dropped[line.id]
        for line in order.lines
        if line.kind is LineKind.SERVICE and line.id in dropped and line.id not in ended
    }
    if visits:
        release_time(session, visits)
    if pieces:
        release(session, order.id, quantities=pieces, acting_user=acting_user, reason=reason)
    for part in ending:
        end_part(session, order, part, reason=reason, acting_user=acting_user)
    if any(line.backordered_quantity for line in order.lines):
        session.flush()  # what is missing is read from the rows
        note_missing(order.lines, missing_for(session, order.id))


def _told(order: Order, kept: OrderChange) -> OrderChanged:
    return OrderChanged(
        order_id=order.id,
        customer_id=order.customer_id,
        order_number=order.number,
        change_id=kept.id,
        amount_minor=kept.after_minor,
        currency=order.currency,
    )
