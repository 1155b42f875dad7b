"""Kinds of documents and money moves, and the life of an open item."""

from enum import StrEnum

from core.kernel.states import StateMachine


class InvoiceKind(StrEnum):
    """What a document does to what the customer owes."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"


class InvoiceCause(StrEnum):
    """What an invoice or credit note follows from; each cause leads to one document."""

    SHIPMENT = "shipment"
    SERVICE_JOB = "service_job"
    CONTRACT = "contract"
    RETURN = "customer_return"


class OpenItemState(StrEnum):
    """Whether something of an invoice or credit note is still to be paid."""

    OPEN = "open"
    SETTLED = "settled"


class FileKind(StrEnum):
    """In which form an invoice is kept."""

    PDF = "pdf"


class MoneyPlace(StrEnum):
    """Where money comes from or goes to when it is allocated."""

    RECEIPT = "receipt"
    DEPOSIT = "deposit"
    CREDIT_BALANCE = "credit_balance"
    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYOUT = "payout"


OPEN_ITEM_LIFE = StateMachine("open_item", OpenItemState.OPEN, {
    OpenItemState.OPEN:    frozenset({OpenItemState.SETTLED}),
    OpenItemState.SETTLED: frozenset(),
})  # fmt: skip
