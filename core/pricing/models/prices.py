"""Price lists with dated, tiered prices, delivery methods, tax rates as rows."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from core.catalog.states import TaxClass
from core.kernel.db import Base, Identified, enum_column, minor_column
from core.pricing.states import PriceMode


class PriceList(Identified, Base):
    """Prices for a group of buyers or one company, in one currency, counted from gross or from net.

    What a list does not price itself it has from the list it falls back to: such rows are copies, kept up to date with
    every change above, so that reading a price never climbs. Articles of an order come to `minimum_minor` at least,
    as the list counts, after discounts and without delivery.
    """

    __tablename__ = "price_list"
    __table_args__ = (CheckConstraint("minimum_minor >= 0", name="minimum"),)

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    currency: Mapped[str] = mapped_column(String(3))
    mode: Mapped[PriceMode] = mapped_column(enum_column(PriceMode))
    falls_back_to_id: Mapped[UUID | None] = mapped_column(ForeignKey("price_list.id"), index=True)
    minimum_minor: Mapped[int] = minor_column(default=0)


class Price(Identified, Base):
    """What one piece costs from a quantity on, while it is valid: once, and per interval of its plan.

    An offer is announced as reduced. Rows are never edited: a new price closes the one before. At most one is open per
    list, variant and tier.
    """

    __tablename__ = "price"
    __table_args__ = (
        Index("ix_price_lookup", "price_list_id", "variant_id", "valid_from"),
        Index(
            "uq_price_open",
            "price_list_id",
            "variant_id",
            "min_quantity",
            unique=True,
            postgresql_where=text("valid_to IS NULL"),
            sqlite_where=text("valid_to IS NULL"),
        ),
        CheckConstraint("min_quantity BETWEEN 1 AND 99999", name="min_quantity"),
        CheckConstraint("amount_minor >= 0", name="amount"),
        CheckConstraint("recurring_minor >= 0", name="recurring"),
        CheckConstraint("valid_to >= valid_from", name="validity"),
    )

    price_list_id: Mapped[UUID] = mapped_column(ForeignKey("price_list.id"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), index=True)
    min_quantity: Mapped[int] = mapped_column(default=1)
    amount_minor: Mapped[int] = minor_column()
    recurring_minor: Mapped[int] = minor_column(default=0)
    is_inherited: Mapped[bool] = mapped_column(default=False)
    is_offer: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]


class DeliveryMethod(Identified, Base):
    """A way to deliver goods, and its fee; the fee falls away from a value of goods on (None: never).

    With `bands` (JSON) the first one that holds for a parcel says the fee, and where none holds it does not go.
    """

    __tablename__ = "delivery_method"
    __table_args__ = (
        CheckConstraint("fee_gross_minor >= 0", name="fee_gross"),
        CheckConstraint("fee_net_minor >= 0", name="fee_net"),
    )

    code: Mapped[str] = mapped_column(String(40), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_de: Mapped[str] = mapped_column(String(120))
    position: Mapped[int] = mapped_column(default=0)
    fee_gross_minor: Mapped[int] = minor_column()
    fee_net_minor: Mapped[int] = minor_column()
    free_from_minor: Mapped[int | None] = minor_column()
    bands: Mapped[str] = mapped_column(Text, default="")


class TaxRate(Identified, Base):
    """A country's rate for a tax class while it is in force; never edited, only closed and followed."""

    __tablename__ = "tax_rate"
    __table_args__ = (
        UniqueConstraint("country", "tax_class", "valid_from"),
        CheckConstraint("rate >= 0 AND rate < 1", name="rate"),
        CheckConstraint("valid_to >= valid_from", name="validity"),
    )

    country: Mapped[str] = mapped_column(String(2))
    tax_class: Mapped[TaxClass] = mapped_column(enum_column(TaxClass))
    rate: Mapped[Decimal] = mapped_column(Numeric(5, 4))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
