"""Goods have come: who waits longest gets them first."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.inventory.events import BackorderAllocated
from core.inventory.models import Backorder, Reservation, Stock, StockPolicy
from core.inventory.operations.rows import Held, OnShelves, lock_backorders, lock_for, lock_policies, policy_of
from core.inventory.rules import source
from core.inventory.states import BackorderState, ReservationState, Selling
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.db import new_id
from core.kernel.events import announce

NOBODY = UUID(int=0)


def allocate_waiting(session: Session) -> int:
    """Keep what is free for those who wait for it, the oldest first, and tell for each order; returns how many pieces.

    The first in line gets what there is, even if it is not all that is missing to them: nobody overtakes. What is on
    pre-order waits for its day. Running twice allocates nothing twice.
    """
    wanted = _candidates(session)
    if not wanted:
        return 0
    shelves = lock_for(session, NOBODY, wanted)
    policies = lock_policies(session, wanted)
    queue = lock_backorders(session, (Backorder.state == BackorderState.WAITING) & Backorder.variant_id.in_(wanted))
    held = _reservations(session, queue)
    given = 0
    for variant_id, waiting in groupby(queue, key=lambda backorder: backorder.variant_id):
        if variant_id in shelves and not policy_of(policies[variant_id]).is_preorder(clock.today()):
            given += _serve(session, list(waiting), shelves[variant_id], policies[variant_id], held)
    return given


def _candidates(session: Session) -> list[UUID]:
    """Variants that somebody waits for and of which something may be free."""
    free = select(func.sum(Stock.on_hand - Stock.reserved)).where(Stock.variant_id == StockPolicy.variant_id)
    may_leave = or_(StockPolicy.selling != Selling.PREORDER, StockPolicy.expected_on <= clock.today())
    statement = select(StockPolicy.variant_id).where(
        StockPolicy.waiting > 0, may_leave, free.scalar_subquery() > StockPolicy.safety
    )
    return list(session.scalars(statement.order_by(StockPolicy.variant_id)))


def _reservations(session: Session, queue: Sequence[Backorder]) -> dict[tuple[UUID, UUID, UUID], Reservation]:
    """What those who wait hold already, by order, variant and warehouse."""
    order_ids = {backorder.order_id for backorder in queue}
    statement = select(Reservation).where(
        Reservation.order_id.in_(order_ids), Reservation.state == ReservationState.HELD
    )
    return {(row.order_id, row.variant_id, row.warehouse_id): row for row in session.scalars(statement)}


def _serve(
    session: Session,
    waiting: Sequence[Backorder],
    shelves: OnShelves,
    policy: StockPolicy,
    held: dict[tuple[UUID, UUID, UUID], Reservation],
) -> int:
    left = total = max(0, shelves.free - policy.safety)
    for backorder in waiting:
        pieces = min(left, backorder.open_pieces)
        if not pieces:
            break
        left -= pieces
        _allocate(session, backorder, pieces, shelves, held)
        policy.waiting -= pieces
    return total - left


def _allocate(
    session: Session,
    backorder: Backorder,
    pieces: int,
    shelves: OnShelves,
    held: dict[tuple[UUID, UUID, UUID], Reservation],
) -> None:
    places = [Held(row.stock, None, row.priority, row.country) for row in shelves.rows]
    for row, part in zip(places, source(pieces, [row.place for row in places], strategy=shelves.sourcing), strict=True):
        if not part:
            continue
        row.stock.reserved += part
        key = (backorder.order_id, backorder.variant_id, row.stock.warehouse_id)
        own = held.get(key)
        if own is None:
            own = held[key] = _new_reservation(session, backorder, row)
        own.quantity += part
    backorder.allocated += pieces
    if not backorder.open_pieces:
        backorder.move_to(BackorderState.ALLOCATED, acting_user=SYSTEM)
    told = BackorderAllocated(order_id=backorder.order_id, variant_id=backorder.variant_id, quantity=pieces)
    announce(session, told, acting_user=SYSTEM)


def _new_reservation(session: Session, backorder: Backorder, row: Held) -> Reservation:
    made = Reservation(
        id=new_id(),
        order_id=backorder.order_id,
        variant_id=backorder.variant_id,
        warehouse_id=row.stock.warehouse_id,
        quantity=0,
        consumed=0,
        expires_at=backorder.expires_at,
        state=ReservationState.HELD,
    )
    session.add(made)
    return made
