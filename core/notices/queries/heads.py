"""The little that most letters need to know of an order and of its documents, in one statement each."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from core.accounts.models import Address
from core.billing.models import Invoice, OpenItem
from core.orders.models import Order, OrderLine
from core.orders.states import LineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderHead:
    """Which order a letter is about, and to whom and in which language it goes."""

    id: UUID
    number: str
    contact_name: str
    email: str
    locale: str
    currency: str
    gross_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where goods and people go."""

    name: str
    company: str
    street: str
    extra: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceHead:
    """What an invoice asks for, and until when."""

    number: str
    gross_minor: int
    open_minor: int
    due_on: date


def _columns(model: type[Any], view: type[Any]) -> list[Any]:
    return [getattr(model, name) for name in view.__dataclass_fields__]


_ORDER: Select[*tuple[Any, ...]] = select(*_columns(Order, OrderHead)).where(Order.id == bindparam("order_id"))
_DESTINATION: Select[*tuple[Any, ...]] = (
    select(*_columns(Address, Destination))
    .join(Order, Order.delivery_address_id == Address.id)
    .where(Order.id == bindparam("order_id"))
)
_INVOICE: Select[*tuple[Any, ...]] = (
    select(Invoice.number, Invoice.gross_minor, OpenItem.open_minor, Invoice.due_on)
    .join(OpenItem, OpenItem.invoice_id == Invoice.id)
    .where(Invoice.id == bindparam("invoice_id"))
)
_GOODS: Select[*tuple[Any, ...]] = (
    select(OrderLine.id, OrderLine.name)
    .where(OrderLine.order_id == bindparam("order_id"), OrderLine.kind != LineKind.FEE)
    .order_by(OrderLine.position)
)


def order_head(session: Session, order_id: UUID) -> OrderHead:
    """The head of an order that exists."""
    return OrderHead(**session.execute(_ORDER, {"order_id": order_id}).one()._mapping)


def destination_of(session: Session, order_id: UUID) -> Destination:
    """Where an order goes."""
    return Destination(**session.execute(_DESTINATION, {"order_id": order_id}).one()._mapping)


def invoice_head(session: Session, invoice_id: UUID) -> InvoiceHead:
    """The head of an invoice or credit note that exists."""
    return InvoiceHead(**session.execute(_INVOICE, {"invoice_id": invoice_id}).one()._mapping)


def article_names(session: Session, order_id: UUID) -> dict[UUID, str]:
    """The names of an order's articles by line, in their order; without fees."""
    return {row.id: row.name for row in session.execute(_GOODS, {"order_id": order_id})}
