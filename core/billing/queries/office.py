"""What the office sees of billing: lists of documents, open items and receipts, and the sums of a month."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import Session

from core.accounts.models import Customer
from core.billing.models import Invoice, InvoiceLine, OpenItem, Receipt
from core.billing.states import InvoiceKind, OpenItemState
from core.kernel import clock
from core.kernel.pages import behind
from core.orders.models import Order

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFilter:
    """What the office looks for. `text` is (part of) a number of an invoice or order, or of a customer's name."""

    kind: InvoiceKind | None = None
    is_open: bool = False
    is_overdue: bool = False
    customer_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """An invoice or credit note in a list. `open_minor` is negative while a credit note is still to be given back."""

    id: UUID
    number: str
    kind: InvoiceKind
    issued_on: date
    due_on: date
    gross_minor: int
    currency: str
    open_minor: int
    business_unit_id: UUID
    order_id: UUID
    order_number: str
    customer_number: str
    customer_name: str

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been paid before today."""
        return self.open_minor > 0 and self.due_on < clock.today()

    @property
    def days_overdue(self) -> int:
        """For how many days it should have been paid; 0 when there is time left."""
        return (clock.today() - self.due_on).days if self.is_overdue else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """Documents, the latest first; `next_before` continues, or is None at the end."""

    documents: tuple[DocumentRow, ...]
    next_before: UUID | None


def office_documents(
    session: Session, wanted: DocumentFilter, *, before: UUID | None = None, size: int = PAGE
) -> DocumentPage:
    """A page of invoices and credit notes, the latest first, in one statement."""
    statement = _documents().where(*_conditions(wanted))
    if before is not None:
        statement = statement.where(Invoice.id < before)
    found = _document_rows(session, statement.order_by(Invoice.id.desc()).limit(size + 1))
    shown = tuple(found[:size])
    return DocumentPage(documents=shown, next_before=shown[-1].id if len(found) > size else None)


def overdue_documents(session: Session, *, after: UUID | None = None, most: int = PAGE) -> list[DocumentRow]:
    """Invoices that should have been paid before today, the longest waiting first, in one statement.

    They begin behind the invoice with the id `after`.
    """
    place = (OpenItem.due_on, OpenItem.invoice_id)
    condition = [*_conditions(DocumentFilter(is_overdue=True)), *behind(place, after)]
    return _document_rows(session, _documents().where(*condition).order_by(*place).limit(most))


def documents_of_order(session: Session, order_id: UUID) -> list[DocumentRow]:
    """The invoices and credit notes of an order, the oldest first, in one statement."""
    return _document_rows(session, _documents().where(Invoice.order_id == order_id).order_by(Invoice.id))


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicedLine:
    """So many of an order line on a document."""

    order_line_id: UUID
    number: str
    quantity: int


def invoiced_lines(session: Session, order_id: UUID) -> list[InvoicedLine]:
    """On which documents the lines of an order are, the oldest first, in one statement."""
    statement = (
        select(InvoiceLine.order_line_id, Invoice.number, InvoiceLine.quantity)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(Invoice.order_id == order_id, InvoiceLine.order_line_id.is_not(None))
        .order_by(Invoice.id, InvoiceLine.position)
    )
    return [InvoicedLine(**row._mapping) for row in session.execute(statement)]


# --- money


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRow:
    """Money that arrived for an order."""

    id: UUID
    number: str
    received_on: date
    amount_minor: int
    currency: str
    account_code: str
    reference: str
    order_number: str
    customer_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPage:
    """Receipts, the latest first; `next_before` continues, or is None at the end."""

    receipts: tuple[ReceiptRow, ...]
    next_before: UUID | None


def office_receipts(session: Session, *, before: UUID | None = None, size: int = PAGE) -> ReceiptPage:
    """A page of receipts, the latest first, in one statement."""
    statement = _receipts().order_by(Receipt.id.desc()).limit(size + 1)
    if before is not None:
        statement = statement.where(Receipt.id < before)
    found = [ReceiptRow(**row._mapping) for row in session.execute(statement)]
    shown = tuple(found[:size])
    return ReceiptPage(receipts=shown, next_before=shown[-1].id if len(found) > size else None)


def receipts_of_order(session: Session, order_id: UUID) -> list[ReceiptRow]:
    """The money that arrived for an order, the oldest first, in one statement."""
    statement = _receipts().where(Receipt.order_id == order_id).order_by(Receipt.id)
    return [ReceiptRow(**row._mapping) for row in session.execute(statement)]


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingFigures:
    """What billing did between two days, both included. Minor units, gross; credit notes are taken off."""

    invoiced_minor: int
    documents: int
    collected_minor: int
    receipts: int


def billing_figures(session: Session, *, first: date, last: date) -> BillingFigures:
    """The sums of a span of days, in two statements."""
    signed = case((Invoice.kind == InvoiceKind.CREDIT_NOTE, -Invoice.gross_minor), else_=Invoice.gross_minor)
    issued = select(func.coalesce(func.sum(signed), 0), func.count(Invoice.id))
    invoiced, documents = session.execute(issued.where(Invoice.issued_on.between(first, last))).one()
    came = select(func.coalesce(func.sum(Receipt.amount_minor), 0), func.count(Receipt.id))
    collected, receipts = session.execute(came.where(Receipt.received_on.between(first, last))).one()
    return BillingFigures(
        invoiced_minor=int(invoiced), documents=documents, collected_minor=int(collected), receipts=receipts
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFigures:
    """What customers owe: how many invoices, how much, and since when the oldest is due."""

    count: int
    open_minor: int
    oldest_on: date | None


def open_figures(session: Session, *, only_overdue: bool = False, customer_id: UUID | None = None) -> OpenFigures:
    """What is to be paid, of everybody or of one customer, in one statement."""
    columns = (func.count(OpenItem.id), func.coalesce(func.sum(OpenItem.open_minor), 0), func.min(OpenItem.due_on))
    statement = select(*columns).where(OpenItem.state == OpenItemState.OPEN, OpenItem.open_minor > 0)
    if only_overdue:
        statement = statement.where(*_is_overdue())
    if customer_id is not None:
        statement = statement.where(OpenItem.customer_id == customer_id)
    count, open_minor, oldest = session.execute(statement).one()
    return OpenFigures(count=count, open_minor=int(open_minor), oldest_on=oldest)


# --- pieces of statements


def _documents() -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (
        Invoice.id,
        Invoice.number,
        Invoice.kind,
        Invoice.issued_on,
        Invoice.due_on,
        Invoice.gross_minor,
        Invoice.currency,
        OpenItem.open_minor,
        Invoice.business_unit_id,
        Invoice.order_id,
        Order.number.label("order_number"),
        Customer.number.label("customer_number"),
        Customer.name.label("customer_name"),
    )
    return (
        select(*columns)
        .select_from(Invoice)
        .join(OpenItem, OpenItem.invoice_id == Invoice.id)
        .join(Order, Order.id == Invoice.order_id)
        .join(Customer, Customer.id == Invoice.customer_id)
    )


def _document_rows(session: Session, statement: Select[*tuple[Any, ...]]) -> list[DocumentRow]:
    return [DocumentRow(**row._mapping) for row in session.execute(statement)]


def _conditions(wanted: DocumentFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(Invoice.kind == wanted.kind)
    if wanted.is_open:
        conditions.append(OpenItem.state == OpenItemState.OPEN)
    if wanted.is_overdue:
        conditions += _is_overdue()
    if wanted.customer_id is not None:
        conditions.append(Invoice.customer_id == wanted.customer_id)
    if text := wanted.text.strip():
        searched = (Invoice.number, Order.number, Customer.number, Customer.name)
        conditions.append(or_(*(column.icontains(text, autoescape=True) for column in searched)))
    return conditions


def _is_overdue() -> list[ColumnElement[bool]]:
    return [OpenItem.state == OpenItemState.OPEN, OpenItem.open_minor > 0, OpenItem.due_on < clock.today()]


def _receipts() -> Select[*tuple[Any, ...]]:
    columns: tuple[Any, ...] = (
        Receipt.id,
        Receipt.number,
        Receipt.received_on,
        Receipt.amount_minor,
        Receipt.currency,
        Receipt.account_code,
        Receipt.reference,
        Order.number.label("order_number"),
        Customer.name.label("customer_name"),
    )
    return (
        select(*columns)
        .select_from(Receipt)
        .join(Order, Order.id == Receipt.order_id)
        .join(Customer, Customer.id == Receipt.customer_id)
    )
