"""Tables of inventory: warehouses, stock and its policies, reservations, backorders, append-only movements."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.inventory.states import (
    BACKORDER_LIFE,
    FEW,
    RESERVATION_LIFE,
    STOCKTAKE_LIFE,
    WISH_LIFE,
    BackorderState,
    MovementReason,
    ReservationState,
    Selling,
    Sourcing,
    StocktakeState,
    WishState,
)
from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column
from core.kernel.states import Stateful

USUAL_LEAD_DAYS = 14


class Warehouse(Identified, Base):
    """A place where goods lie. A low `priority` gives first, where the sourcing strategy asks for it."""

    __tablename__ = "warehouse"

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    priority: Mapped[int] = mapped_column(default=0)
    street: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(20), default="")
    city: Mapped[str] = mapped_column(String(120), default="")
    country: Mapped[str] = mapped_column(String(2), default="DE")
    is_active: Mapped[bool] = mapped_column(default=True)


class StockRules(Base):
    """What holds for the stock of the whole company: one row, or none while nobody has chosen."""

    __tablename__ = "stock_rules"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    sourcing: Mapped[Sourcing] = mapped_column(enum_column(Sourcing), default=Sourcing.HIGHEST_STOCK)


class StockPolicy(Base):
    """How one variant is kept and sold, where it is not as usual. `waiting` is counted, never typed in."""

    __tablename__ = "stock_policy"
    __table_args__ = (
        CheckConstraint("low_from >= 0", name="low_from"),
        CheckConstraint("safety >= 0", name="safety"),
        CheckConstraint("lead_days >= 0", name="lead_days"),
        CheckConstraint("unit_cost_minor >= 0", name="unit_cost"),
        CheckConstraint("waiting >= 0", name="waiting"),
        CheckConstraint("most_waiting >= 0 AND waiting <= most_waiting", name="most_waiting"),
        CheckConstraint("selling <> 'preorder' OR expected_on IS NOT NULL", name="preorder_has_day"),
        Index(
            "ix_stock_policy_waiting",
            "variant_id",
            postgresql_where=text("waiting > 0"),
            sqlite_where=text("waiting > 0"),
        ),
    )

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True)
    is_tracked: Mapped[bool] = mapped_column(default=True)
    low_from: Mapped[int] = mapped_column(default=FEW)
    safety: Mapped[int] = mapped_column(default=0)
    selling: Mapped[Selling] = mapped_column(enum_column(Selling), default=Selling.STOCK)
    expected_on: Mapped[date | None]
    most_waiting: Mapped[int | None]
    waiting: Mapped[int] = mapped_column(default=0)
    lead_days: Mapped[int] = mapped_column(default=USUAL_LEAD_DAYS)
    unit_cost_minor: Mapped[int | None] = mapped_column(BigInteger)


class Backorder(Identified, Stateful, Base):
    """Pieces of an order that were not there. `allocated` of `quantity` have come; the oldest is served first.

    One live backorder per order and variant. `expected_on` is what the customer was told.
    """

    __tablename__ = "backorder"
    __table_args__ = (
        Index(
            "uq_backorder_live",
            "order_id",
            "variant_id",
            unique=True,
            postgresql_where=text("state IN ('waiting', 'paused')"),
            sqlite_where=text("state IN ('waiting', 'paused')"),
        ),
        Index("ix_backorder_queue", "variant_id", "state", "created_at", "id"),
        Index("ix_backorder_expiry", "state", "expires_at"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("allocated >= 0 AND allocated <= quantity", name="allocated"),
    )
    LIFE = BACKORDER_LIFE

    order_id: Mapped[UUID]
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    quantity: Mapped[int]
    allocated: Mapped[int] = mapped_column(default=0)
    is_preorder: Mapped[bool] = mapped_column(default=False)
    expected_on: Mapped[date | None]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    state: Mapped[BackorderState] = mapped_column(enum_column(BackorderState), default=BackorderState.WAITING)

    @property
    def open_pieces(self) -> int:
        """What has not come yet."""
        return self.quantity - self.allocated


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


class Stocktake(Identified, Stateful, Base):
    """The counting of a warehouse, by hand or by a file. One live one per warehouse: no piece is counted twice."""

    __tablename__ = "stocktake"
    __table_args__ = (
        Index(
            "uq_stocktake_live",
            "warehouse_id",
            unique=True,
            postgresql_where=text("state IN ('counting', 'posting')"),
            sqlite_where=text("state IN ('counting', 'posting')"),
        ),
        CheckConstraint("reason IN ('counted', 'imported')", name="reason"),
    )
    LIFE = STOCKTAKE_LIFE

    number: Mapped[str] = mapped_column(String(40), unique=True)
    warehouse_id: Mapped[UUID] = mapped_column(ForeignKey("warehouse.id"))
    reason: Mapped[MovementReason] = mapped_column(enum_column(MovementReason))
    note: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[StocktakeState] = mapped_column(enum_column(StocktakeState), default=StocktakeState.COUNTING)
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    actor_name: Mapped[str] = mapped_column(String(200))


class StocktakeLine(Base):
    """What was counted of an article, beside what the books said at that moment.

    What was sold or came in since then does not make it wrong: the difference of that moment is booked.
    """

    __tablename__ = "stocktake_line"
    __table_args__ = (CheckConstraint("counted >= 0", name="counted"),)

    stocktake_id: Mapped[UUID] = mapped_column(ForeignKey("stocktake.id"), primary_key=True)
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True)
    counted: Mapped[int]
    expected: Mapped[int]
    counted_at: Mapped[datetime]
    counted_by: Mapped[str] = mapped_column(String(200))
    is_booked: Mapped[bool] = mapped_column(default=False)
    is_held_back: Mapped[bool] = mapped_column(default=False)

    @property
    def difference(self) -> int:
        """How many pieces there were more (or fewer) than the books said."""
        return self.counted - self.expected


class ServiceHours(Base):
    """How many minutes of visits a business unit can make on a weekday (0 is Monday): all of its people together.

    A unit without any such row makes as many visits as are asked for.
    """

    __tablename__ = "service_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="weekday"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )

    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"), primary_key=True)
    weekday: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    minutes: Mapped[int]


class ServiceDay(Base):
    """What of a day is taken, and how many minutes the day has where it is not as usual: a holiday has none."""

    __tablename__ = "service_day"
    __table_args__ = (
        CheckConstraint("booked >= 0", name="booked"),
        CheckConstraint("minutes >= 0", name="minutes"),
    )

    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    minutes: Mapped[int | None]
    booked: Mapped[int] = mapped_column(default=0)


class TimeBooking(Base):
    """The time that is kept for the visits of one order line; moved when they are planned on another day."""

    __tablename__ = "time_booking"
    __table_args__ = (
        CheckConstraint("pieces > 0 AND minutes_each > 0", name="positive"),
        Index("ix_time_booking_day", "business_unit_id", "day"),
    )

    order_line_id: Mapped[UUID] = mapped_column(primary_key=True)
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    day: Mapped[date]
    pieces: Mapped[int]
    minutes_each: Mapped[int]

    @property
    def minutes(self) -> int:
        """How long all of them take."""
        return self.pieces * self.minutes_each


class StockWish(Identified, Stateful, Base):
    """Somebody wants to hear once, by a letter, that an article can be bought again.

    Nothing is written to an address before its owner has confirmed the wish. One live wish per article and address.
    """

    __tablename__ = "stock_wish"
    __table_args__ = (
        Index(
            "uq_stock_wish_live",
            "variant_id",
            "email",
            unique=True,
            postgresql_where=text("state IN ('asked', 'confirmed')"),
            sqlite_where=text("state IN ('asked', 'confirmed')"),
        ),
        Index("ix_stock_wish_state", "state", "variant_id", "created_at", "id"),
    )
    LIFE = WISH_LIFE

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    email: Mapped[str] = mapped_column(String(320))
    locale: Mapped[str] = mapped_column(String(8))
    price_list: Mapped[str] = mapped_column(String(40))
    state: Mapped[WishState] = mapped_column(enum_column(WishState), default=WishState.ASKED)
    created_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
