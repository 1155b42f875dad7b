"""Reading stock: what is free, and whether stock, movements and reservations agree."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from core.catalog.models import Variant
from core.inventory.models import Backorder, Reservation, Stock, StockMovement, StockPolicy, Warehouse
from core.inventory.rules import PLAIN, Availability, Missing, Policy, availability
from core.inventory.states import BackorderState, ReservationState
from core.kernel import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class StockDifference:
    """A stock row that its movements or its reservations do not explain."""

    variant_id: UUID
    warehouse_id: UUID
    on_hand: int
    moved: int
    reserved: int
    held: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPieces:
    """How many pieces of a variant are kept for an order."""

    variant_id: UUID
    quantity: int


_FREE = (
    select(Stock.variant_id, func.sum(Stock.on_hand - Stock.reserved).label("free"))
    .where(Stock.variant_id.in_(bindparam("variant_ids", expanding=True, type_=Uuid())))
    .group_by(Stock.variant_id)
)


def free_stock(session: Session, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many pieces of each variant nobody has reserved, over all warehouses; 0 for what was never stocked."""
    rows = session.execute(_FREE, {"variant_ids": list(variant_ids)})
    free = {row.variant_id: int(row.free) for row in rows}
    return {variant_id: free.get(variant_id, 0) for variant_id in variant_ids}


POLICY_COLUMNS = tuple(getattr(StockPolicy, name).label(name) for name in Policy.__dataclass_fields__)
"""What `policy_from` reads; outer-join StockPolicy by the variant."""


def policy_from(row: Any) -> Policy:
    """The policy in a row with `POLICY_COLUMNS`; a plain one where the variant has none."""
    if row.is_tracked is None:
        return PLAIN
    return Policy(
        is_tracked=row.is_tracked,
        low_from=row.low_from,
        safety=row.safety,
        selling=row.selling,
        expected_on=row.expected_on,
        most_waiting=row.most_waiting,
        waiting=row.waiting,
    )


_ON_OFFER = (
    select(Variant.id, func.coalesce(func.sum(Stock.on_hand - Stock.reserved), 0).label("free"), *POLICY_COLUMNS)
    .outerjoin(Stock, Stock.variant_id == Variant.id)
    .outerjoin(StockPolicy, StockPolicy.variant_id == Variant.id)
    .where(Variant.id.in_(bindparam("variant_ids", expanding=True, type_=Uuid())))
    .group_by(Variant.id, StockPolicy.variant_id)
)


def on_offer(session: Session, variant_ids: Collection[UUID]) -> dict[UUID, Availability]:
    """What may be sold of each variant, at once and ahead. One statement."""
    today = clock.today()
    rows = session.execute(_ON_OFFER, {"variant_ids": list(variant_ids)})
    return {row.id: availability(int(row.free), policy_from(row), today=today) for row in rows}


def missing_for(session: Session, order_id: UUID) -> dict[UUID, Missing]:
    """What an order still waits for, by variant."""
    live = Backorder.state.in_((BackorderState.WAITING, BackorderState.PAUSED))
    statement = select(Backorder).where(Backorder.order_id == order_id, live).order_by(Backorder.variant_id)
    return {
        row.variant_id: Missing(quantity=row.open_pieces, expected_on=row.expected_on)
        for row in session.scalars(statement)
    }


def held_for(session: Session, order_id: UUID) -> list[HeldPieces]:
    """What is still kept for an order."""
    open_pieces = func.sum(Reservation.quantity - Reservation.consumed)
    statement = (
        select(Reservation.variant_id, open_pieces.label("quantity"))
        .where(Reservation.order_id == order_id, Reservation.state == ReservationState.HELD)
        .group_by(Reservation.variant_id)
        .order_by(Reservation.variant_id)
    )
    return [HeldPieces(variant_id=row.variant_id, quantity=int(row.quantity)) for row in session.execute(statement)]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAt:
    """Pieces of a variant that are kept for an order in one warehouse."""

    order_id: UUID
    variant_id: UUID
    code: str
    name: str
    quantity: int
    expires_at: datetime | None


def held_at(session: Session, order_ids: Collection[UUID]) -> dict[UUID, list[HeldAt]]:
    """Where the pieces lie that are kept for some orders, by order. One statement."""
    columns = (
        Reservation.order_id,
        Reservation.variant_id,
        Warehouse.code,
        Warehouse.name,
        (Reservation.quantity - Reservation.consumed).label("quantity"),
        Reservation.expires_at,
    )
    statement = select(*columns).join(Warehouse, Warehouse.id == Reservation.warehouse_id)
    statement = statement.where(Reservation.order_id.in_(order_ids), Reservation.state == ReservationState.HELD)
    found: dict[UUID, list[HeldAt]] = {}
    for row in session.execute(statement.order_by(Warehouse.priority, Warehouse.code, Reservation.id)):
        found.setdefault(row.order_id, []).append(HeldAt(**row._mapping))
    return found


def stock_differences(session: Session) -> list[StockDifference]:
    """Stock rows where on hand is not the sum of movements, or reserved not the sum held; empty is right."""
    moved = (
        select(StockMovement.variant_id, StockMovement.warehouse_id, func.sum(StockMovement.quantity).label("total"))
        .group_by(StockMovement.variant_id, StockMovement.warehouse_id)
        .subquery()
    )
    open_pieces = func.sum(Reservation.quantity - Reservation.consumed)
    held = (
        select(Reservation.variant_id, Reservation.warehouse_id, open_pieces.label("total"))
        .where(Reservation.state == ReservationState.HELD)
        .group_by(Reservation.variant_id, Reservation.warehouse_id)
        .subquery()
    )
    all_moved, all_held = func.coalesce(moved.c.total, 0), func.coalesce(held.c.total, 0)
    statement = (
        select(
            Stock.variant_id,
            Stock.warehouse_id,
            Stock.on_hand,
            all_moved.label("moved"),
            Stock.reserved,
            all_held.label("held"),
        )
        .outerjoin(moved, and_(moved.c.variant_id == Stock.variant_id, moved.c.warehouse_id == Stock.warehouse_id))
        .outerjoin(held, and_(held.c.variant_id == Stock.variant_id, held.c.warehouse_id == Stock.warehouse_id))
        .where(or_(Stock.on_hand != all_moved, Stock.reserved != all_held))
        .order_by(Stock.variant_id, Stock.warehouse_id)
    )
    return [
        StockDifference(
            variant_id=row.variant_id,
            warehouse_id=row.warehouse_id,
            on_hand=row.on_hand,
            moved=int(row.moved),
            reserved=row.reserved,
            held=int(row.held),
        )
        for row in session.execute(statement)
    ]
