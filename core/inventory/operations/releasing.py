"""Giving back what an order holds or waits for: cancelled, not confirmed in time, or for somebody else."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from core.inventory.errors import NotReserved
from core.inventory.events import ReservationExpired
from core.inventory.models import Backorder, Reservation
from core.inventory.operations.rows import (
    LIVE,
    Held,
    lock_backorders,
    lock_for,
    lock_held,
    lock_policies,
    lock_policy,
)
from core.inventory.states import BackorderState, ReservationState
from core.kernel import clock, events
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock


def release(
    session: Session,
    order_id: UUID,
    *,
    quantities: Mapping[UUID, int] | None = None,
    acting_user: Actor,
    reason: str = "",
) -> None:
    """Give back what an order holds and waits for: everything, or at most so many pieces of some variants.

    What it only waits for goes first. Nothing is freed that was not kept for it.
    """
    left = dict(quantities) if quantities is not None else None
    if _waits(session, order_id):
        _stop_waiting(session, order_id, left, acting_user, reason)
    for row in lock_held(session, Reservation.order_id == order_id):
        pieces = row.owned
        if left is not None:
            pieces = min(pieces, left.get(row.stock.variant_id, 0))
            left[row.stock.variant_id] = left.get(row.stock.variant_id, 0) - pieces
        if pieces:
            let_go(row, pieces, ReservationState.RELEASED, acting_user, reason)


def release_expired(session: Session) -> list[UUID]:
    """Free what was not confirmed in time, and tell for each order; returns the orders."""
    now = clock.now()
    orders: dict[UUID, None] = {}
    for row in lock_held(session, Reservation.expires_at <= now):
        assert row.own is not None
        let_go(row, row.owned, ReservationState.EXPIRED, SYSTEM, "not confirmed in time")
        orders[row.own.order_id] = None
    expired = select(Backorder.variant_id).where(Backorder.state.in_(LIVE), Backorder.expires_at <= now)
    if variant_ids := set(session.scalars(expired)):
        policies = lock_policies(session, variant_ids)
        for backorder in lock_backorders(session, Backorder.expires_at <= now):
            if backorder.state is BackorderState.WAITING:
                policies[backorder.variant_id].waiting -= backorder.open_pieces
            backorder.move_to(BackorderState.EXPIRED, acting_user=SYSTEM, reason="not confirmed in time")
            orders[backorder.order_id] = None
    for order_id in orders:
        events.announce(session, ReservationExpired(order_id=order_id), acting_user=SYSTEM)
    return list(orders)


def pause(session: Session, reservation_id: UUID, *, acting_user: Actor, reason: str) -> UUID:
    """Take from an order the pieces that it holds in one warehouse; it waits for them, but not in the queue.

    Returns the order. Raises NotReserved when nothing is held any more.
    """
    found = lock_held(session, Reservation.id == reservation_id)
    if not found:
        raise NotReserved(held=0, wanted=1)
    row = found[0]
    assert row.own is not None
    pieces, order_id, variant_id = row.owned, row.own.order_id, row.own.variant_id
    policy = lock_policy(session, variant_id)
    let_go(row, pieces, ReservationState.RELEASED, acting_user, reason)
    same = (Backorder.order_id == order_id) & (Backorder.variant_id == variant_id)
    own = next(iter(lock_backorders(session, same)), None)
    if own is None:
        own = Backorder(
            order_id=order_id,
            variant_id=variant_id,
            quantity=pieces,
            allocated=0,
            created_at=clock.now(),
            expires_at=row.own.expires_at,
            state=BackorderState.WAITING,
        )
        session.add(own)
        session.flush()  # a document moves with its id
    else:
        if own.state is BackorderState.WAITING:
            policy.waiting -= own.open_pieces
        own.quantity += pieces
    if own.state is BackorderState.WAITING:
        own.move_to(BackorderState.PAUSED, acting_user=acting_user, reason=reason)
    return order_id


def resume(session: Session, backorder_id: UUID, *, acting_user: Actor) -> UUID:
    """Let an order that was put off wait in the queue again, at the place that its age gives it. Returns the order."""
    backorder = lock(session, Backorder, backorder_id)
    policy = lock_policy(session, backorder.variant_id)
    if backorder.state is BackorderState.PAUSED:
        backorder.move_to(BackorderState.WAITING, acting_user=acting_user)
        policy.waiting += backorder.open_pieces
        if policy.most_waiting is not None:  # what was sold is sold: the limit gives way
            policy.most_waiting = max(policy.most_waiting, policy.waiting)
    return backorder.order_id


def let_go(row: Held, pieces: int, state: ReservationState, acting_user: Actor, reason: str) -> None:
    """Free so many of the pieces that are held of a stock row."""
    assert row.own is not None
    row.stock.reserved -= pieces
    if pieces == row.owned:
        row.own.move_to(state, acting_user=acting_user, reason=reason)
    else:
        row.own.quantity -= pieces


def _waits(session: Session, order_id: UUID) -> bool:
    waiting = select(Backorder.id).where(Backorder.order_id == order_id, Backorder.state.in_(LIVE)).limit(1)
    return session.scalar(waiting) is not None


def _stop_waiting(
    session: Session, order_id: UUID, left: dict[UUID, int] | None, acting_user: Actor, reason: str
) -> None:
    """Its stock is locked first: goods that come at this moment are allocated before, or not at all."""
    held = select(Reservation.variant_id).where(
        Reservation.order_id == order_id, Reservation.state == ReservationState.HELD
    )
    waited = select(Backorder.variant_id).where(Backorder.order_id == order_id)
    variant_ids = list(session.scalars(union(held, waited)))
    lock_for(session, order_id, variant_ids)
    policies = lock_policies(session, variant_ids)
    for backorder in lock_backorders(session, Backorder.order_id == order_id):
        pieces = backorder.open_pieces
        if left is not None:
            pieces = min(pieces, left.get(backorder.variant_id, 0))
            left[backorder.variant_id] = left.get(backorder.variant_id, 0) - pieces
        if not pieces:
            continue
        if backorder.state is BackorderState.WAITING:
            policies[backorder.variant_id].waiting -= pieces
        if pieces == backorder.open_pieces:
            backorder.move_to(BackorderState.CANCELLED, acting_user=acting_user, reason=reason)
        else:
            backorder.quantity -= pieces
