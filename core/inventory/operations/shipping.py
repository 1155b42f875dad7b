"""What is kept for an order leaves its warehouse."""

from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from core.inventory.errors import NoQuantity, NotReserved
from core.inventory.models import Reservation, StockPolicy
from core.inventory.operations.rows import Held, lock_held, move, warehouse_id
from core.inventory.rules import spread_over
from core.inventory.states import MovementReason, ReservationState
from core.kernel.actor import Actor


def consume(
    session: Session,
    order_id: UUID,
    variant_id: UUID,
    quantity: int,
    *,
    reference: str = "",
    warehouse_code: str | None = None,
    acting_user: Actor,
) -> None:
    """Reserved pieces leave the warehouse: the one that is named, or wherever they lie.

    Raises NotReserved, and moves nothing, when fewer are held; of an article that is not tracked nobody holds any.
    """
    if quantity < 1:
        raise NoQuantity
    condition = and_(Reservation.order_id == order_id, Reservation.variant_id == variant_id)
    if warehouse_code is not None:
        condition = and_(condition, Reservation.warehouse_id == warehouse_id(session, warehouse_code))
    rows = lock_held(session, condition)
    held = sum(row.owned for row in rows)
    if held < quantity:
        if _is_tracked(session, variant_id):
            raise NotReserved(held=held, wanted=quantity)
        quantity = held
    for row, pieces in zip(rows, spread_over(quantity, [row.owned for row in rows]), strict=True):
        if pieces:
            row.stock.on_hand -= pieces
            row.stock.reserved -= pieces
            _consume_own(row, pieces, acting_user)
            move(session, row.stock, -pieces, MovementReason.SHIPPED, reference, acting_user)


def _consume_own(row: Held, pieces: int, acting_user: Actor) -> None:
    assert row.own is not None
    row.own.consumed += pieces
    if row.own.consumed == row.own.quantity:
        row.own.move_to(ReservationState.CONSUMED, acting_user=acting_user)


def _is_tracked(session: Session, variant_id: UUID) -> bool:
    tracked = session.scalar(select(StockPolicy.is_tracked).where(StockPolicy.variant_id == variant_id))
    return tracked is not False
