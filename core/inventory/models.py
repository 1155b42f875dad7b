"""Tables of inventory: warehouses, stock, reservations, and the append-only movements."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.inventory.states import RESERVATION_LIFE, MovementReason, ReservationState
from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column
from core.kernel.states import Stateful


class Warehouse(Identified, Base):
    """A place where goods lie."""

    __tablename__ = "warehouse"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))


class Stock(Base):
    """How many pieces of a variant lie in a warehouse, and how many of them are kept for orders."""

    __tablename__ = "stock"
    __table_args__ = (
        CheckConstraint("on_hand >= 0", name="on_hand"),
        CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="reserved"),
    )

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True)
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouse.id"), primary_key=True)
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)


class Reservation(Identified, Stateful, Base):
    """Pieces kept for an order. `consumed` of `quantity` were shipped; the rest is held until the state says else.

    One live reservation per order, variant and warehouse. Without `expires_at` it stays until it ends.
    """

    __tablename__ = "reservation"
    __table_args__ = (
        Index(
            "uq_reservation_live",
            "order_id",
            "variant_id",
            "warehouse_id",
            unique=True,
            postgresql_where=text("state = 'held'"),
            sqlite_where=text("state = 'held'"),
        ),
        Index("ix_reservation_expiry", "state", "expires_at"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("consumed >= 0 AND consumed <= quantity", name="consumed"),
    )
    LIFE = RESERVATION_LIFE

    order_id: Mapped[UUID]
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), index=True)
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouse.id"))
    quantity: Mapped[int]
    consumed: Mapped[int] = mapped_column(default=0)
    state: Mapped[ReservationState] = mapped_column(enum_column(ReservationState), default=ReservationState.HELD)
    expires_at: Mapped[datetime | None]


class StockMovement(Identified, AppendOnly, Base):
    """Pieces that came (positive) or went (negative). Append-only: all of them together are what is on hand."""

    __tablename__ = "stock_movement"
    __table_args__ = (CheckConstraint("quantity <> 0", name="quantity"),)

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), index=True)
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouse.id"))
    quantity: Mapped[int]
    reason: Mapped[MovementReason] = mapped_column(enum_column(MovementReason))
    reference: Mapped[str] = mapped_column(String(120), default="")
    at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(200))
