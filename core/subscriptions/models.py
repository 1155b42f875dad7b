"""Contracts as rows."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.pricing.states import PriceMode
from core.subscriptions.states import CONTRACT_LIFE, ContractState


class Contract(Stateful, Identified, Base):
    """A subscription of one order line: what is due each period, from when, how often.

    Amounts are for the whole quantity and one period. `billed_until` and `ends_on` are exclusive ends. With
    `trial_days` it runs from `trial_from` on, and `starts_on` is the first day that is paid for. The amounts are what
    was agreed last; `ContractChange` says from which day on, and `version` counts the changes.
    """

    __tablename__ = "contract"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("net_minor + tax_minor = gross_minor", name="adds_up"),
        CheckConstraint("interval_months > 0", name="interval_positive"),
        CheckConstraint("anchor_day BETWEEN 1 AND 31", name="anchor_is_a_day"),
        CheckConstraint("state = 'pending' OR state = 'cancelled' OR starts_on IS NOT NULL", name="active_has_start"),
        CheckConstraint("trial_days BETWEEN 0 AND 365", name="trial"),
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        Index("ix_contract_due", "state", "billed_until"),
    )
    LIFE = CONTRACT_LIFE

    number: Mapped[str] = mapped_column(String(20), unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"), index=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_line.id"), unique=True)
    part_id: Mapped[UUID] = mapped_column(ForeignKey("order_part.id"), index=True)
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    quantity: Mapped[int]
    currency: Mapped[str] = mapped_column(String(3))
    price_mode: Mapped[PriceMode] = mapped_column(enum_column(PriceMode))
    unit_minor: Mapped[int] = minor_column()
    amount_minor: Mapped[int] = minor_column()
    net_minor: Mapped[int] = minor_column()
    tax_minor: Mapped[int] = minor_column()
    gross_minor: Mapped[int] = minor_column()
    tax_country: Mapped[str] = mapped_column(String(2))
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    tax_category: Mapped[str] = mapped_column(String(4))
    interval_months: Mapped[int]
    term_months: Mapped[int]
    notice_months: Mapped[int]
    trial_days: Mapped[int] = mapped_column(default=0)
    trial_from: Mapped[date | None]
    state: Mapped[ContractState] = mapped_column(enum_column(ContractState), default=ContractState.PENDING)
    wished_start_on: Mapped[date | None]
    starts_on: Mapped[date | None]
    anchor_day: Mapped[int | None]
    billed_until: Mapped[date | None]
    ends_on: Mapped[date | None]
    bound_until: Mapped[date | None]
    stretches: Mapped[str] = mapped_column(Text, default="", server_default="")
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]


class ContractChange(AppendOnly, Identified, Base):
    """What a contract costs from a day on, and of what: one row for every version of it once it was changed.

    Version 1 is what it began with. `bound_until` is the first day on which it may end, where that was agreed.
    `cause_id` names the version of the quote by which it was agreed. Append-only.
    """

    __tablename__ = "contract_change"
    __table_args__ = (
        UniqueConstraint("contract_id", "version", name="uq_contract_change_version"),
        UniqueConstraint("cause_id", name="uq_contract_change_cause"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("net_minor + tax_minor = gross_minor", name="adds_up"),
    )

    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"))
    version: Mapped[int]
    effective_on: Mapped[date]
    bound_until: Mapped[date | None]
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    quantity: Mapped[int]
    unit_minor: Mapped[int] = minor_column()
    amount_minor: Mapped[int] = minor_column()
    net_minor: Mapped[int] = minor_column()
    tax_minor: Mapped[int] = minor_column()
    gross_minor: Mapped[int] = minor_column()
    discount_minor: Mapped[int] = minor_column(default=0)
    tax_rate: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    tax_category: Mapped[str] = mapped_column(String(4))
    interval_months: Mapped[int]
    term_months: Mapped[int]
    agreed_at: Mapped[datetime]
    cause_id: Mapped[UUID | None]


class ContractAddition(AppendOnly, Identified, Base):
    """An order whose subscriptions were added to a running contract by one agreement. Append-only.

    Its contracts begin on `starts_on` or a later boundary of that contract, are billed on its days, and bind as it
    does: until the same day, with the same notice. `cause_id` names the version of the quote by which it was agreed.
    """

    __tablename__ = "contract_addition"
    __table_args__ = (UniqueConstraint("cause_id", name="uq_contract_addition_cause"),)

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), unique=True)
    contract_id: Mapped[UUID] = mapped_column(ForeignKey("contract.id"), index=True)
    starts_on: Mapped[date]
    bound_until: Mapped[date | None]
    term_months: Mapped[int]
    notice_months: Mapped[int]
    cause_id: Mapped[UUID]
