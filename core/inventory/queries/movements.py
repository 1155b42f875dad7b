"""What happened to an article: its movements, latest first, each with what was on hand after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.inventory.models import Stock, StockMovement, Warehouse
from core.inventory.states import MovementReason

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementRow:
    """Pieces that came (positive) or went (negative); `balance` lay in all warehouses, or the chosen one, after it."""

    id: UUID
    at: datetime
    warehouse_name: str
    quantity: int
    reason: MovementReason
    reference: str
    actor_name: str
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementPage:
    """One page of movements; `next_before` continues with the older ones, None at the end."""

    rows: tuple[MovementRow, ...]
    next_before: UUID | None


def movement_page(
    session: Session,
    variant_id: UUID,
    *,
    warehouse_id: UUID | None = None,
    before: UUID | None = None,
    size: int = PAGE,
) -> MovementPage:
    """The movements of a variant, also of one warehouse only. Two statements; ids count up with time."""
    kept = [StockMovement.variant_id == variant_id]
    lying = [Stock.variant_id == variant_id]
    if warehouse_id is not None:
        kept.append(StockMovement.warehouse_id == warehouse_id)
        lying.append(Stock.warehouse_id == warehouse_id)
    names = ("id", "at", "quantity", "reason", "reference", "actor_name")
    statement = select(*(getattr(StockMovement, name) for name in names), Warehouse.name.label("warehouse_name"))
    statement = statement.join(Warehouse, Warehouse.id == StockMovement.warehouse_id).where(*kept)
    if before is not None:
        statement = statement.where(StockMovement.id < before)
    found = session.execute(statement.order_by(StockMovement.id.desc()).limit(size + 1)).all()
    balance = _balance(session, kept, lying, found[0].id) if found else 0
    rows = []
    for row in found[:size]:
        rows.append(MovementRow(**row._mapping, balance=balance))
        balance -= row.quantity
    return MovementPage(rows=tuple(rows), next_before=rows[-1].id if len(found) > size else None)


def _balance(
    session: Session, kept: Sequence[ColumnElement[bool]], lying: Sequence[ColumnElement[bool]], newest: UUID
) -> int:
    """What was on hand after a movement: what is there now, less what has come since."""
    on_hand = select(func.coalesce(func.sum(Stock.on_hand), 0)).where(*lying).scalar_subquery()
    since = select(func.coalesce(func.sum(StockMovement.quantity), 0)).where(*kept, StockMovement.id > newest)
    return int(session.scalar(select(on_hand - since.scalar_subquery())) or 0)
