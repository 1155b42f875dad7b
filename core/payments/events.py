"""What payments tells."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentEvent(Event):
    """Something that happened to the payment of an order. Minor units."""

    payment_id: UUID
    order_id: UUID
    customer_id: UUID
    amount_minor: int
    currency: str

    def subjects(self) -> tuple[Subject, ...]:
        """The payment, its order and its customer."""
        return (
            Subject(type="payment", id=self.payment_id),
            Subject(type="order", id=self.order_id),
            Subject(type="customer", id=self.customer_id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSettled(PaymentEvent):
    """The obligation of an order is met."""

    KIND: ClassVar[str] = "payment.settled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentReminded(PaymentEvent):
    """What is to come before delivery has not come, and soon the goods are kept no longer; the amount is missing."""

    KIND: ClassVar[str] = "payment.reminded"

    expires_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDeclined(PaymentEvent):
    """A provider declined; the order waits for another try."""

    KIND: ClassVar[str] = "payment.declined"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentUnknown(PaymentEvent):
    """A provider did not answer in time; we ask again by reference."""

    KIND: ClassVar[str] = "payment.unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptSettled(PaymentEvent):
    """A person has said what became of a charge. `amount_minor` was taken, `asked_minor` was asked for."""

    KIND: ClassVar[str] = "payment.settled_by_hand"

    attempt_id: UUID
    asked_minor: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSettled(PaymentEvent):
    """A person has said what became of a refund. `amount_minor` went back, `asked_minor` was asked for."""

    KIND: ClassVar[str] = "refund.settled_by_hand"

    refund_id: UUID
    asked_minor: int
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequested(PaymentEvent):
    """Money is to go back to the customer."""

    KIND: ClassVar[str] = "refund.requested"

    refund_id: UUID
    is_online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundPaid(PaymentEvent):
    """Money has gone back to the customer and is posted."""

    KIND: ClassVar[str] = "refund.paid"

    refund_id: UUID
