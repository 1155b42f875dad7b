"""What is kept for which order, until when, and what orders were put off for: the office's list."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from core.catalog.models import Variant
from core.inventory.models import Backorder, Reservation, Warehouse
from core.inventory.states import BackorderState, ReservationState
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.orders.models import Order

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationRow:
    """Pieces of an article that are kept for an order; without `expires_at` until they are shipped."""

    id: UUID
    order_number: str
    contact_name: str
    company: str
    sku: str
    warehouse_name: str
    quantity: int
    expires_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationPage:
    """One page; `next_page` goes into the link to the following ones, None at the end."""

    rows: tuple[ReservationRow, ...]
    next_page: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutOffRow:
    """Pieces that were taken from an order by hand."""

    id: UUID
    order_number: str
    sku: str
    quantity: int
    created_at: datetime


def reservation_page(
    session: Session, *, is_timed: bool, after: str | None = None, size: int = PAGE
) -> ReservationPage:
    """What is kept for a time, the next to end first; or for good, the oldest first. One statement."""
    statement = _rows().where(Reservation.state == ReservationState.HELD)
    if is_timed:
        statement = statement.where(Reservation.expires_at.is_not(None))
        statement = statement.order_by(Reservation.expires_at, Reservation.id)
    else:
        statement = statement.where(Reservation.expires_at.is_(None)).order_by(Reservation.id)
    if position := _position(after):
        moment, identity = position
        later = Reservation.id > identity
        if is_timed:
            later = or_(Reservation.expires_at > moment, and_(Reservation.expires_at == moment, later))
        statement = statement.where(later)
    found = [ReservationRow(**row._mapping) for row in session.execute(statement.limit(size + 1))]
    rows = tuple(found[:size])
    last = rows[-1] if len(found) > size else None
    until = last.expires_at.isoformat() if last and last.expires_at else ""
    return ReservationPage(rows=rows, next_page=f"{until}_{last.id}" if last else None)


def get_reservation(session: Session, reservation_id: UUID) -> ReservationRow:
    """A reservation that is held. Raises NotFound."""
    held = _rows().where(Reservation.id == reservation_id, Reservation.state == ReservationState.HELD)
    found = session.execute(held).one_or_none()
    if found is None:
        raise NotFound("reservation.unknown", N_("These goods are not reserved any more."))
    return ReservationRow(**found._mapping)


def put_off(session: Session, *, most: int = PAGE) -> list[PutOffRow]:
    """What was taken from orders by hand and is owed to them, the oldest first. One statement."""
    columns = (
        Backorder.id,
        Order.number.label("order_number"),
        Variant.sku,
        (Backorder.quantity - Backorder.allocated).label("quantity"),
        Backorder.created_at,
    )
    statement = (
        select(*columns)
        .join(Order, Order.id == Backorder.order_id)
        .join(Variant, Variant.id == Backorder.variant_id)
        .where(Backorder.state == BackorderState.PAUSED)
    )
    found = session.execute(statement.order_by(Backorder.created_at, Backorder.id).limit(most))
    return [PutOffRow(**row._mapping) for row in found]


def _rows() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Reservation.id,
            Order.number.label("order_number"),
            Order.contact_name,
            Order.company,
            Variant.sku,
            Warehouse.name.label("warehouse_name"),
            (Reservation.quantity - Reservation.consumed).label("quantity"),
            Reservation.expires_at,
        )
        .join(Order, Order.id == Reservation.order_id)
        .join(Variant, Variant.id == Reservation.variant_id)
        .join(Warehouse, Warehouse.id == Reservation.warehouse_id)
    )


def _position(after: str | None) -> tuple[datetime, UUID] | None:
    """Where a list continues; None for its beginning, or for something that is no position."""
    moment, _, identity = (after or "").partition("_")
    try:
        return (datetime.fromisoformat(moment) if moment else datetime.min.replace(tzinfo=UTC)), UUID(identity)
    except ValueError:
        return None
