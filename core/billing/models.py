"""Invoices, open items, deposits, receipts and pay-outs as rows. Documents are written once and never change."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.billing.states import OPEN_ITEM_LIFE, FileKind, InvoiceCause, InvoiceKind, MoneyPlace, OpenItemState
from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.pricing.states import PriceMode


class Taxed:
    """A mixin: amounts of one tax. Minor units."""

    tax_country: Mapped[str] = mapped_column(String(2))
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    tax_category: Mapped[str] = mapped_column(String(4))
    net_minor: Mapped[int] = minor_column()
    tax_minor: Mapped[int] = minor_column()
    gross_minor: Mapped[int] = minor_column()


class Invoice(Identified, AppendOnly, Base):
    """An invoice or a credit note; amounts are positive on both. One per cause.

    `supplied_to` is the last day of the supply, included. `cause_detail` tells the documents of one cause apart: the
    first day of a billing period, the number of the invoice that a credit note corrects.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("cause_type", "cause_id", "cause_detail", name="uq_invoice_cause"),
        CheckConstraint("net_minor + tax_minor = gross_minor", name="adds_up"),
        CheckConstraint("gross_minor >= 0", name="not_negative"),
        CheckConstraint("prepaid_minor BETWEEN 0 AND gross_minor", name="prepaid_within"),
        CheckConstraint("(kind = 'credit_note') = (original_id IS NOT NULL)", name="credit_note_has_original"),
        CheckConstraint("supplied_to >= supplied_from", name="supply_has_days"),
        Index("ix_invoice_customer", "customer_id", "id"),
        Index("ix_invoice_order", "order_id", "id"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[InvoiceKind] = mapped_column(enum_column(InvoiceKind))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contract.id"))
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    cause_type: Mapped[InvoiceCause] = mapped_column(enum_column(InvoiceCause))
    cause_id: Mapped[UUID]
    cause_detail: Mapped[str] = mapped_column(String(40), default="")
    original_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoice.id"), index=True)
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    supplied_from: Mapped[date]
    supplied_to: Mapped[date]
    price_mode: Mapped[PriceMode] = mapped_column(enum_column(PriceMode))
    currency: Mapped[str] = mapped_column(String(3))
    net_minor: Mapped[int] = minor_column()
    tax_minor: Mapped[int] = minor_column()
    gross_minor: Mapped[int] = minor_column()
    prepaid_minor: Mapped[int] = minor_column(default=0)
    locale: Mapped[str] = mapped_column(String(8))
    billing_address_id: Mapped[UUID] = mapped_column(ForeignKey("address.id"))
    delivery_address_id: Mapped[UUID] = mapped_column(ForeignKey("address.id"))
    customer_vat_id: Mapped[str] = mapped_column(String(20), default="")

    lines: Mapped[list["InvoiceLine"]] = relationship(order_by="InvoiceLine.position", lazy="raise_on_sql")
    taxes: Mapped[list["InvoiceTax"]] = relationship(order_by="InvoiceTax.position", lazy="raise_on_sql")


class InvoiceLine(Taxed, Identified, AppendOnly, Base):
    """A quantity of one order line, or one period of a contract. `amount_minor` counts as the invoice counts.

    `discount_minor` was taken off before. `original_line_id` is the invoice line that a line of a credit note
    takes back.
    """

    __tablename__ = "invoice_line"
    __table_args__ = (
        UniqueConstraint("invoice_id", "position", name="uq_invoice_line_position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("discount_minor >= 0", name="discount"),
        CheckConstraint("net_minor + tax_minor = gross_minor", name="adds_up"),
    )

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"))
    position: Mapped[int]
    order_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("order_line.id"), index=True)
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contract.id"))
    original_line_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoice_line.id"), index=True)
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    note: Mapped[str] = mapped_column(String(300), default="")
    quantity: Mapped[int]
    unit_minor: Mapped[int] = minor_column()
    amount_minor: Mapped[int] = minor_column()
    discount_minor: Mapped[int] = minor_column(default=0)


class InvoiceTax(Taxed, Identified, AppendOnly, Base):
    """The sums of one tax on an invoice, rounded once for all its lines."""

    __tablename__ = "invoice_tax"
    __table_args__ = (
        UniqueConstraint("invoice_id", "position", name="uq_invoice_tax_position"),
        CheckConstraint("net_minor + tax_minor = gross_minor", name="adds_up"),
    )

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"))
    position: Mapped[int]


class InvoiceFile(AppendOnly, Base):
    """An invoice as it was sent, with its hash."""

    __tablename__ = "invoice_file"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"), primary_key=True)
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class OpenItem(Stateful, Identified, Base):
    """What is still to be paid of an invoice (positive) or given back of a credit note (negative)."""

    __tablename__ = "open_item"
    __table_args__ = (
        CheckConstraint("(state = 'settled') = (open_minor = 0)", name="settled_is_zero"),
        Index("ix_open_item_customer", "customer_id", "state"),
        Index("ix_open_item_order", "order_id", "state"),
        Index("ix_open_item_due", "state", "due_on", "id"),
    )
    LIFE = OPEN_ITEM_LIFE

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoice.id"), unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    currency: Mapped[str] = mapped_column(String(3))
    due_on: Mapped[date]
    open_minor: Mapped[int] = minor_column()
    state: Mapped[OpenItemState] = mapped_column(enum_column(OpenItemState), default=OpenItemState.OPEN)


class Deposit(Taxed, Identified, Base):
    """Money paid before the supply, per order, business unit and tax; `used_*` went into invoices or was returned."""

    __tablename__ = "deposit"
    __table_args__ = (
        UniqueConstraint(
            "order_id", "business_unit_id", "tax_country", "tax_rate", "tax_category", name="uq_deposit_group"
        ),
        CheckConstraint("net_minor + tax_minor = gross_minor", name="adds_up"),
        CheckConstraint("used_net_minor + used_tax_minor = used_gross_minor", name="used_adds_up"),
        CheckConstraint("used_gross_minor BETWEEN 0 AND gross_minor", name="used_within"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    used_net_minor: Mapped[int] = minor_column(default=0)
    used_tax_minor: Mapped[int] = minor_column(default=0)
    used_gross_minor: Mapped[int] = minor_column(default=0)


class CreditBalance(Identified, Base):
    """Money beyond what an order costs; it belongs to the customer until it is used or paid back."""

    __tablename__ = "credit_balance"
    __table_args__ = (
        UniqueConstraint("order_id", "business_unit_id", name="uq_credit_balance_order"),
        CheckConstraint("balance_minor >= 0", name="not_negative"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"), index=True)
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    balance_minor: Mapped[int] = minor_column()


class Receipt(Identified, AppendOnly, Base):
    """Money that arrived for an order. `key` makes it count once, however often it is reported."""

    __tablename__ = "receipt"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_receipt_order", "order_id"),
    )

    number: Mapped[str] = mapped_column(String(20), unique=True)
    key: Mapped[str] = mapped_column(String(120), unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    account_code: Mapped[str] = mapped_column(String(8))
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    reference: Mapped[str] = mapped_column(String(140), default="")
    received_at: Mapped[datetime]
    received_on: Mapped[date]


class Payout(Identified, AppendOnly, Base):
    """Money that was paid back for an order. `key` makes it count once."""

    __tablename__ = "payout"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_payout_order", "order_id"),
    )

    key: Mapped[str] = mapped_column(String(120), unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    account_code: Mapped[str] = mapped_column(String(8))
    amount_minor: Mapped[int] = minor_column()
    currency: Mapped[str] = mapped_column(String(3))
    paid_at: Mapped[datetime]
    paid_on: Mapped[date]


class Allocation(Identified, AppendOnly, Base):
    """So much money from one place to another, such as from a receipt to an invoice."""

    __tablename__ = "allocation"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index("ix_allocation_order", "order_id"),
        Index("ix_allocation_source", "source_id"),
        Index("ix_allocation_target", "target_id"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    source: Mapped[MoneyPlace] = mapped_column(enum_column(MoneyPlace))
    source_id: Mapped[UUID]
    target: Mapped[MoneyPlace] = mapped_column(enum_column(MoneyPlace, name="target"))
    target_id: Mapped[UUID]
    amount_minor: Mapped[int] = minor_column()
    at: Mapped[datetime]
