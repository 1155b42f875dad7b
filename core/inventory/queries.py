"""Reading stock: what is free, and whether stock, movements and reservations agree."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from core.inventory.models import Reservation, Stock, StockMovement
from core.inventory.states import MovementReason, ReservationState


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


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """Pieces that came (positive) or went (negative), by whom and with which reference."""

    at: datetime
    quantity: int
    reason: MovementReason
    reference: str
    actor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StockCard:
    """A variant's stock over all warehouses, with its latest movements first."""

    on_hand: int
    reserved: int
    movements: tuple[MovementRow, ...]

    @property
    def free(self) -> int:
        """What nobody has reserved."""
        return self.on_hand - self.reserved


def stock_card(session: Session, variant_id: UUID, *, most: int = 20) -> StockCard:
    """How much of a variant there is, and what happened to it lately; nothing for what was never stocked."""
    sums = select(func.coalesce(func.sum(Stock.on_hand), 0), func.coalesce(func.sum(Stock.reserved), 0))
    on_hand, reserved = session.execute(sums.where(Stock.variant_id == variant_id)).one()
    columns = [getattr(StockMovement, name) for name in MovementRow.__dataclass_fields__]
    latest = select(*columns).where(StockMovement.variant_id == variant_id)
    rows = session.execute(latest.order_by(StockMovement.at.desc(), StockMovement.id.desc()).limit(most))
    movements = tuple(MovementRow(**row._mapping) for row in rows)
    return StockCard(on_hand=int(on_hand), reserved=int(reserved), movements=movements)


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
