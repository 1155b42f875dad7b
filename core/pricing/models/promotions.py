"""Promotions as rows: what holds when, the codes that open them, and which order used them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.pricing.states import PROMOTION_LIFE, Lane, PromotionState


class Promotion(Stateful, Identified, Base):
    """An offer. Conditions and actions are kept as JSON: a list of kinds with their values.

    `redeemed` counts the orders that use it; with a limit it is counted up by a conditional UPDATE.
    """

    __tablename__ = "promotion"
    __table_args__ = (
        CheckConstraint("limit_total > 0", name="limit_total"),
        CheckConstraint("limit_per_customer > 0", name="limit_per_customer"),
        CheckConstraint("redeemed >= 0 AND (limit_total IS NULL OR redeemed <= limit_total)", name="redeemed"),
        CheckConstraint("ends_at > starts_at", name="validity"),
        Index(
            "ix_promotion_active",
            "starts_at",
            "id",
            postgresql_where=text("state = 'active'"),
            sqlite_where=text("state = 'active'"),
        ),
    )
    LIFE = PROMOTION_LIFE

    name: Mapped[str] = mapped_column(String(80))
    name_de: Mapped[str] = mapped_column(String(80))
    state: Mapped[PromotionState] = mapped_column(enum_column(PromotionState), default=PromotionState.DRAFT)
    currency: Mapped[str] = mapped_column(String(3), default="EUR")
    lane: Mapped[Lane] = mapped_column(enum_column(Lane))
    priority: Mapped[int] = mapped_column(default=0)
    is_exclusive: Mapped[bool] = mapped_column(default=False)
    with_subscriptions: Mapped[bool] = mapped_column(default=False)
    needs_code: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    limit_total: Mapped[int | None]
    limit_per_customer: Mapped[int | None]
    redeemed: Mapped[int] = mapped_column(default=0)
    conditions: Mapped[str] = mapped_column(Text)
    actions: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class PromotionCode(Identified, Base):
    """A code in capital letters that opens a promotion, as often as its own limit allows (None: as the promotion's)."""

    __tablename__ = "promotion_code"
    __table_args__ = (
        CheckConstraint("redeemed >= 0 AND (limit_total IS NULL OR redeemed <= limit_total)", name="redeemed"),
    )

    promotion_id: Mapped[UUID] = mapped_column(ForeignKey("promotion.id"), index=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    limit_total: Mapped[int | None]
    redeemed: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class PromotionUse(Base):
    """How many orders of one customer use a promotion; counted where the number per customer is limited."""

    __tablename__ = "promotion_use"
    __table_args__ = (CheckConstraint("redeemed >= 0", name="redeemed"),)

    promotion_id: Mapped[UUID] = mapped_column(ForeignKey("promotion.id"), primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"), primary_key=True, index=True)
    redeemed: Mapped[int]


class PromotionRedemption(Identified, Base):
    """An order that uses a promotion, and what it saved; released when the order is cancelled as a whole."""

    __tablename__ = "promotion_redemption"
    __table_args__ = (
        Index("uq_promotion_redemption_order", "order_id", "promotion_id", unique=True),
        Index("ix_promotion_redemption_newest", "promotion_id", "redeemed_at"),
    )

    promotion_id: Mapped[UUID] = mapped_column(ForeignKey("promotion.id"))
    code_id: Mapped[UUID | None] = mapped_column(ForeignKey("promotion_code.id"))
    order_id: Mapped[UUID]
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    amount_minor: Mapped[int] = minor_column()
    redeemed_at: Mapped[datetime]
    released_at: Mapped[datetime | None]


class CodeAttempts(Base):
    """How often codes were tried from one place since the window began; `key` is a keyed hash of the address."""

    __tablename__ = "code_attempts"
    __table_args__ = (CheckConstraint("attempts > 0", name="attempts"),)

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempts: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)
