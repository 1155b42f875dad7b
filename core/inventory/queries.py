"""Reading stock: what is free, and whether stock, movements and reservations agree."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from core.inventory.models import Reservation, Stock, StockMovement
from core.inventory.states import ReservationState


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


def free_stock(session: Session, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many pieces of each variant nobody has reserved, over all warehouses; 0 for what was never stocked."""
    statement = (
        select(Stock.variant_id, func.sum(Stock.on_hand - Stock.reserved).label("free"))
        .where(Stock.variant_id.in_(variant_ids))
        .group_by(Stock.variant_id)
    )
    free = {row.variant_id: int(row.free) for row in session.execute(statement)}
    return {variant_id: free.get(variant_id, 0) for variant_id in variant_ids}


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
