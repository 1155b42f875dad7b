"""Payments, attempts and refunds as rows; and the tables of the company that stands behind the demo card."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.payments.states import (
    ATTEMPT_LIFE,
    PAYMENT_LIFE,
    REFUND_LIFE,
    AttemptState,
    DemoChargeState,
    PaymentState,
    RefundState,
)

_IS_LIVE = text("state IN ('created', 'asking', 'requires_action', 'unknown')")


class Payment(Stateful, Identified, Base):
    """The obligation to pay an order, in one way. Until `expires_at` its goods are kept without money."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="not_negative"),
        Index("ix_payment_waiting", "state", "method", "created_at", "id"),
        Index("ix_payment_expiry", "state", "expires_at"),
    )
    LIFE = PAYMENT_LIFE

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"), index=True)
    method: Mapped[str] = mapped_column(String(40))
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[PaymentState] = mapped_column(enum_column(PaymentState), default=PaymentState.OPEN)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]


class PaymentAttempt(Stateful, Identified, Base):
    """One attempt to collect a payment. `reference` is ours: by it the provider can be asked what became of it."""

    __tablename__ = "payment_attempt"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(state = 'captured') = (captured_minor IS NOT NULL)", name="captured_has_amount"),
        Index("ix_payment_attempt_payment", "payment_id", "id"),
        Index("ix_payment_attempt_ask", "state", "next_ask_at"),
        Index("uq_payment_attempt_live", "payment_id", unique=True, sqlite_where=_IS_LIVE, postgresql_where=_IS_LIVE),
    )
    LIFE = ATTEMPT_LIFE

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"))
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    provider: Mapped[str] = mapped_column(String(40))
    instrument: Mapped[str] = mapped_column(String(200))
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[AttemptState] = mapped_column(enum_column(AttemptState), default=AttemptState.CREATED)
    provider_reference: Mapped[str] = mapped_column(String(120), default="")
    captured_minor: Mapped[int | None] = minor_column()
    challenge: Mapped[str] = mapped_column(String(300), default="")
    failure: Mapped[str] = mapped_column(String(200), default="")
    asks: Mapped[int] = mapped_column(default=0)
    next_ask_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class Refund(Stateful, Identified, Base):
    """Money on its way back: through the attempt that brought it, or by a transfer that somebody makes."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_refund_payment", "payment_id", "id"),
        Index("ix_refund_ask", "state", "next_ask_at"),
    )
    LIFE = REFUND_LIFE

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"))
    attempt_id: Mapped[UUID | None] = mapped_column(ForeignKey("payment_attempt.id"))
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    reason: Mapped[str] = mapped_column(String(200))
    state: Mapped[RefundState] = mapped_column(enum_column(RefundState), default=RefundState.CREATED)
    failure: Mapped[str] = mapped_column(String(200), default="")
    asks: Mapped[int] = mapped_column(default=0)
    next_ask_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]


# --- another company: the tables behind the demo card


class DemoCardCharge(Base):
    """A charge as the company behind the demo card keeps it. Nothing here refers to Kontor's own rows."""

    __tablename__ = "demo_card_charge"
    __table_args__ = (CheckConstraint("refunded_minor BETWEEN 0 AND amount_minor", name="refunded_within"),)

    reference: Mapped[str] = mapped_column(String(60), primary_key=True)
    provider_reference: Mapped[str] = mapped_column(String(60), unique=True)
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    card: Mapped[str] = mapped_column(String(40))
    status: Mapped[DemoChargeState] = mapped_column(enum_column(DemoChargeState))
    decides_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(80), default="")
    refunded_minor: Mapped[int] = minor_column(default=0)


class DemoCardRefund(Base):
    """A refund as the company behind the demo card keeps it."""

    __tablename__ = "demo_card_refund"

    reference: Mapped[str] = mapped_column(String(60), primary_key=True)
    charge_reference: Mapped[str] = mapped_column(ForeignKey("demo_card_charge.reference"), index=True)
    amount_minor: Mapped[int] = minor_column()
