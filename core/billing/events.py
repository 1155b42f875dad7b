"""What billing tells."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingEvent(Event):
    """Something that changes what a customer owes or has paid for an order."""

    order_id: UUID
    customer_id: UUID

    def documents(self) -> tuple[Subject, ...]:
        """The documents of billing that it is about."""
        return ()

    def subjects(self) -> tuple[Subject, ...]:
        """Those documents, the order and the customer."""
        order = Subject(type="order", id=self.order_id)
        return *self.documents(), order, Subject(type="customer", id=self.customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentIssued(BillingEvent):
    """A document with a number was issued. Amounts in minor units."""

    invoice_id: UUID
    invoice_number: str
    gross_minor: int
    currency: str

    def documents(self) -> tuple[Subject, ...]:
        """The invoice or credit note."""
        return (Subject(type="invoice", id=self.invoice_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceIssued(DocumentIssued):
    """An invoice was issued, posted and filed."""

    KIND: ClassVar[str] = "invoice.issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditNoteIssued(DocumentIssued):
    """A credit note was issued, posted and filed."""

    KIND: ClassVar[str] = "credit_note.issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyReceived(BillingEvent):
    """Money for an order arrived and is allocated and posted."""

    KIND: ClassVar[str] = "money.received"

    receipt_id: UUID
    receipt_number: str
    amount_minor: int
    currency: str

    def documents(self) -> tuple[Subject, ...]:
        """The receipt."""
        return (Subject(type="receipt", id=self.receipt_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPaidOut(BillingEvent):
    """Money for an order was paid back and is posted."""

    KIND: ClassVar[str] = "money.paid_out"

    payout_id: UUID
    amount_minor: int
    currency: str

    def documents(self) -> tuple[Subject, ...]:
        """The payment to the customer."""
        return (Subject(type="payout", id=self.payout_id),)
