"""One invoice or credit note as pages show it, a customer's own, and the file as it was sent."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from core.accounts.models import Customer
from core.billing.errors import InvoiceNotFound
from core.billing.models import Invoice, InvoiceFile, InvoiceLine, InvoiceTax, OpenItem
from core.billing.queries.office import PAGE, DocumentFilter, DocumentPage, office_documents
from core.billing.states import FileKind, InvoiceCause, InvoiceKind, OpenItemState
from core.orders.models import Order
from core.pricing.states import PriceMode, TaxCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceLineView:
    """A line of a document."""

    position: int
    sku: str
    name: str
    note: str
    quantity: int
    unit_minor: int
    amount_minor: int
    discount_minor: int
    tax_rate: Decimal
    net_minor: int
    tax_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceTaxView:
    """The sums of one tax of a document."""

    country: str
    rate: Decimal
    category: TaxCategory
    net_minor: int
    tax_minor: int
    gross_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceView:
    """A document with its lines and taxes, and what corrects it or what it corrects. Minor units.

    `supplied_to` is the last day of the supply, included; `open_minor` is negative on a credit note.
    """

    id: UUID
    number: str
    kind: InvoiceKind
    order_id: UUID
    order_number: str
    customer_id: UUID
    customer_number: str
    customer_name: str
    business_unit_id: UUID
    cause_type: InvoiceCause
    price_mode: PriceMode
    currency: str
    issued_on: date
    due_on: date
    supplied_from: date
    supplied_to: date
    net_minor: int
    tax_minor: int
    gross_minor: int
    prepaid_minor: int
    open_minor: int
    state: OpenItemState
    original_number: str | None
    credit_note_numbers: tuple[str, ...]
    lines: tuple[InvoiceLineView, ...]
    taxes: tuple[InvoiceTaxView, ...]
    sha256: str
    customer_vat_id: str
    tax_certificate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePdf:
    """A document as it was sent."""

    number: str
    sha256: str
    content: bytes


def invoices_of_customer(
    session: Session, customer_id: UUID, *, before: UUID | None = None, size: int = PAGE
) -> DocumentPage:
    """A customer's own invoices and credit notes from the latest backwards, in one statement."""
    return office_documents(session, DocumentFilter(customer_id=customer_id), before=before, size=size)


def get_invoice(session: Session, number: str, *, customer_id: UUID | None = None) -> InvoiceView:
    """One document by its number; with a customer, only one of theirs. Raises InvoiceNotFound."""
    statement = (
        select(Invoice, Order.number, Order.tax_certificate, Customer, OpenItem)
        .join(Order, Order.id == Invoice.order_id)
        .join(Customer, Customer.id == Invoice.customer_id)
        .join(OpenItem, OpenItem.invoice_id == Invoice.id)
        .where(Invoice.number == number, *_owned_by(customer_id))
        .options(selectinload(Invoice.lines), selectinload(Invoice.taxes))
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise InvoiceNotFound
    return _view(session, *found)


def get_invoice_pdf(session: Session, number: str, *, customer_id: UUID | None = None) -> InvoicePdf:
    """A document as it was sent; with a customer, only one of theirs. Raises InvoiceNotFound."""
    statement = (
        select(Invoice.number, InvoiceFile.sha256, InvoiceFile.content)
        .join(InvoiceFile, InvoiceFile.invoice_id == Invoice.id)
        .where(Invoice.number == number, InvoiceFile.kind == FileKind.PDF, *_owned_by(customer_id))
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise InvoiceNotFound
    return InvoicePdf(number=found.number, sha256=found.sha256, content=found.content)


def _owned_by(customer_id: UUID | None) -> list[ColumnElement[bool]]:
    return [] if customer_id is None else [Invoice.customer_id == customer_id]


def _view(
    session: Session, invoice: Invoice, order_number: str, certificate: str, customer: Customer, item: OpenItem
) -> InvoiceView:
    original = select(Invoice.number).where(Invoice.id == invoice.original_id)
    corrections = select(Invoice.number).where(Invoice.original_id == invoice.id).order_by(Invoice.id)
    digest = select(InvoiceFile.sha256).where(InvoiceFile.invoice_id == invoice.id, InvoiceFile.kind == FileKind.PDF)
    return InvoiceView(
        id=invoice.id,
        number=invoice.number,
        kind=invoice.kind,
        order_id=invoice.order_id,
        order_number=order_number,
        customer_id=customer.id,
        customer_number=customer.number,
        customer_name=customer.name,
        business_unit_id=invoice.business_unit_id,
        cause_type=invoice.cause_type,
        price_mode=invoice.price_mode,
        currency=invoice.currency,
        issued_on=invoice.issued_on,
        due_on=invoice.due_on,
        supplied_from=invoice.supplied_from,
        supplied_to=invoice.supplied_to,
        net_minor=invoice.net_minor,
        tax_minor=invoice.tax_minor,
        gross_minor=invoice.gross_minor,
        prepaid_minor=invoice.prepaid_minor,
        open_minor=item.open_minor,
        state=item.state,
        original_number=session.scalar(original),
        credit_note_numbers=tuple(session.scalars(corrections)),
        lines=tuple(_line(line) for line in invoice.lines),
        taxes=tuple(_tax(tax) for tax in invoice.taxes),
        sha256=session.scalars(digest).one(),
        customer_vat_id=invoice.customer_vat_id,
        tax_certificate=certificate,
    )


def _line(line: InvoiceLine) -> InvoiceLineView:
    return InvoiceLineView(
        position=line.position,
        sku=line.sku,
        name=line.name,
        note=line.note,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        amount_minor=line.amount_minor,
        discount_minor=line.discount_minor,
        tax_rate=line.tax_rate,
        net_minor=line.net_minor,
        tax_minor=line.tax_minor,
        gross_minor=line.gross_minor,
    )


def _tax(tax: InvoiceTax) -> InvoiceTaxView:
    return InvoiceTaxView(
        country=tax.tax_country,
        rate=tax.tax_rate,
        category=TaxCategory(tax.tax_category),
        net_minor=tax.net_minor,
        tax_minor=tax.tax_minor,
        gross_minor=tax.gross_minor,
    )
