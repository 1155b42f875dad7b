"""Payments as rows: the obligation of each order, attempts to meet it, refunds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.payments.states import ATTEMPT_LIFE, PAYMENT_LIFE, REFUND_LIFE, AttemptState, PaymentState, RefundState

_IS_LIVE = text("state IN ('created', 'asking', 'requires_action', 'unknown')")


class Payment(Stateful, Identified, Base):
    """What an order obliges to pay, by which method, and how much of it has come. One per order."""

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0 AND received_minor >= 0", name="not_negative"),
        Index("ix_payment_state", "state", "method", "created_at", "id"),
        Index("ix_payment_customer", "customer_id", "state"),
    )
    LIFE = PAYMENT_LIFE

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    order_number: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(40))
    amount_minor: Mapped[int] = minor_column()
    received_minor: Mapped[int] = minor_column(default=0)
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[PaymentState] = mapped_column(enum_column(PaymentState), default=PaymentState.OPEN)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    paid_at: Mapped[datetime | None]


class PaymentAttempt(Stateful, Identified, Base):
    """One request to a provider; at most one per payment is without a final answer. Both sides know its reference."""

    __tablename__ = "payment_attempt"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_payment_attempt_payment", "payment_id", "created_at", "id"),
        Index("uq_payment_attempt_live", "payment_id", unique=True, sqlite_where=_IS_LIVE, postgresql_where=_IS_LIVE),
    )
    LIFE = ATTEMPT_LIFE

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"))
    method: Mapped[str] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(80), unique=True)
    instrument: Mapped[str] = mapped_column(String(40))
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[AttemptState] = mapped_column(enum_column(AttemptState), default=AttemptState.CREATED)
    provider_reference: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(300), default="")
    asks: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class Refund(Stateful, Identified, Base):
    """Money on its way back to a customer: out of a charge, or without one by bank."""

    __tablename__ = "refund"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_refund_payment", "payment_id", "created_at", "id"),
        Index("ix_refund_state", "state", "created_at", "id"),
    )
    LIFE = REFUND_LIFE

    payment_id: Mapped[UUID] = mapped_column(ForeignKey("payment.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    reference: Mapped[str] = mapped_column(String(80), unique=True)
    charge_reference: Mapped[str] = mapped_column(String(80), default="")
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    state: Mapped[RefundState] = mapped_column(enum_column(RefundState), default=RefundState.REQUESTED)
    reason: Mapped[str] = mapped_column(String(300), default="")
    asks: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    paid_at: Mapped[datetime | None]
