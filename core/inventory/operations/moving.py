"""Goods come, go and are counted: every change of what is on hand writes a movement."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.inventory.errors import NoQuantity, NotThere, ReasonMissing, SameWarehouse, StillReserved
from core.inventory.models import Stock, StockMovement, StockPolicy
from core.inventory.operations.rows import lock_stock, move, warehouse_id
from core.inventory.states import MovementReason
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id, table_of
from core.kernel.jobs import enqueue
from core.kernel.numbers import NumberRange, draw_number

MAIN_WAREHOUSE = "main"


def receive_stock(
    session: Session,
    variant_id: UUID,
    quantity: int,
    *,
    reference: str = "",
    warehouse_code: str = MAIN_WAREHOUSE,
    acting_user: Actor,
) -> StockMovement:
    """Goods came in. Raises NoQuantity, UnknownWarehouse, WarehouseClosed."""
    return _add(
        session, variant_id, quantity, MovementReason.RECEIVED, reference, warehouse_code, acting_user=acting_user
    )


def open_stock(
    session: Session,
    pieces: Mapping[UUID, int],
    *,
    reference: str = "",
    warehouse_code: str = MAIN_WAREHOUSE,
    acting_user: Actor,
) -> None:
    """Goods of articles that were never in stock came in: in three statements, however many there are.

    Raises UnknownWarehouse. The articles are new in this transaction, so nobody else counts them, or waits for them.
    """
    if not pieces:
        return
    place = warehouse_id(session, warehouse_code, must_be_open=True)
    came = [
        {"variant_id": variant_id, "warehouse_id": place, "quantity": count} for variant_id, count in pieces.items()
    ]
    same = {
        "reason": MovementReason.RECEIVED,
        "reference": reference,
        "at": clock.now(),
        "actor_name": acting_user.name,
    }
    stock = [{**row, "on_hand": row["quantity"], "reserved": 0} for row in came]
    session.execute(insert(table_of(Stock)), [{k: v for k, v in row.items() if k != "quantity"} for row in stock])
    session.execute(insert(table_of(StockMovement)), [{"id": new_id(), **row, **same} for row in came])


def put_back(
    session: Session,
    variant_id: UUID,
    quantity: int,
    *,
    reference: str = "",
    warehouse_code: str = MAIN_WAREHOUSE,
    acting_user: Actor,
) -> StockMovement:
    """Goods that a customer returned can be sold again. Raises NoQuantity, UnknownWarehouse, WarehouseClosed."""
    return _add(
        session, variant_id, quantity, MovementReason.RETURNED, reference, warehouse_code, acting_user=acting_user
    )


def count_stock(
    session: Session,
    variant_id: UUID,
    counted: int,
    *,
    warehouse_code: str = MAIN_WAREHOUSE,
    reason: MovementReason = MovementReason.COUNTED,
    reference: str = "",
    acting_user: Actor,
) -> StockMovement | None:
    """Book what was counted; None when the books were right. Raises StillReserved below what orders hold."""
    stock = lock_stock(session, variant_id, warehouse_id(session, warehouse_code, must_be_open=True))
    if counted < stock.reserved:
        raise StillReserved(reserved=stock.reserved, counted=counted)
    difference = counted - stock.on_hand
    if difference == 0:
        return None
    stock.on_hand = counted
    if difference > 0:
        tell_arrival(session, variant_id)
    return move(session, stock, difference, reason, reference, acting_user)


def take_out(
    session: Session,
    variant_id: UUID,
    quantity: int,
    *,
    reason: MovementReason,
    reference: str,
    warehouse_code: str = MAIN_WAREHOUSE,
    acting_user: Actor,
) -> StockMovement:
    """Pieces are broken, gone or were never there. Raises NoQuantity, UnknownWarehouse, and NotThere or StillReserved
    when so many do not lie there, or are kept for orders."""
    if quantity < 1:
        raise NoQuantity
    stock = lock_stock(session, variant_id, warehouse_id(session, warehouse_code))
    _take_from(stock, quantity)
    return move(session, stock, -quantity, reason, reference, acting_user)


def correct_stock(
    session: Session,
    variant_id: UUID,
    difference: int,
    *,
    reason: str,
    warehouse_code: str = MAIN_WAREHOUSE,
    acting_user: Actor,
) -> StockMovement:
    """The books were wrong by so many pieces, up or down, and why. Raises what `take_out` raises, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing
    kind = MovementReason.CORRECTED
    if difference > 0:
        return _add(session, variant_id, difference, kind, reason.strip(), warehouse_code, acting_user=acting_user)
    return take_out(
        session,
        variant_id,
        -difference,
        reason=kind,
        reference=reason.strip(),
        warehouse_code=warehouse_code,
        acting_user=acting_user,
    )


def transfer_stock(
    session: Session, variant_id: UUID, quantity: int, *, from_code: str, to_code: str, acting_user: Actor
) -> str:
    """Carry free pieces from one warehouse to another: two movements under one number, which is returned.

    Raises NoQuantity, SameWarehouse, UnknownWarehouse, WarehouseClosed, NotThere, StillReserved.
    """
    if quantity < 1:
        raise NoQuantity
    if from_code == to_code:
        raise SameWarehouse
    source, target = warehouse_id(session, from_code), warehouse_id(session, to_code, must_be_open=True)
    rows = {identity: lock_stock(session, variant_id, identity) for identity in sorted((source, target))}
    _take_from(rows[source], quantity)
    rows[target].on_hand += quantity
    number = draw_number(session, NumberRange.TRANSFER)
    move(session, rows[source], -quantity, MovementReason.TRANSFERRED, number, acting_user)
    move(session, rows[target], quantity, MovementReason.TRANSFERRED, number, acting_user)
    return number


def _take_from(stock: Stock, quantity: int) -> None:
    if quantity > stock.on_hand:
        raise NotThere(there=stock.on_hand)
    if quantity > stock.on_hand - stock.reserved:
        raise StillReserved(reserved=stock.reserved, counted=stock.on_hand - quantity)
    stock.on_hand -= quantity


def tell_arrival(session: Session, variant_id: UUID) -> None:
    """Write down the job that serves those who wait, if somebody waits for this."""
    if session.scalar(select(StockPolicy.waiting).where(StockPolicy.variant_id == variant_id)):
        enqueue(session, "inventory.serve_waiting", {})


def _add(
    session: Session,
    variant_id: UUID,
    quantity: int,
    reason: MovementReason,
    reference: str,
    warehouse_code: str,
    *,
    acting_user: Actor,
) -> StockMovement:
    if quantity < 1:
        raise NoQuantity
    stock = lock_stock(session, variant_id, warehouse_id(session, warehouse_code, must_be_open=True))
    stock.on_hand += quantity
    tell_arrival(session, variant_id)
    return move(session, stock, quantity, reason, reference, acting_user)
