"""Tables of the catalogue: category tree, products, their variants with plans and terms, bundles, attributes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.catalog.states import ArticleKind, Measure, Supply, TaxClass
from core.kernel.db import Base, Identified, enum_column, minor_column


class Category(Identified, Base):
    """A shelf in the tree. `path` holds the slugs from the root: "/machines/filter/"."""

    __tablename__ = "category"

    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("category.id"), index=True)
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_de: Mapped[str] = mapped_column(String(120))
    summary: Mapped[str] = mapped_column(String(400), default="")
    summary_de: Mapped[str] = mapped_column(String(400), default="")
    picture: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(String(1000), unique=True)


class Product(Identified, Base):
    """What a page of the shop shows. `rank` is the recommended order; `title_text` holds folded words.

    `is_published` says whether it is in the shop now; dates of visibility move it. `audience` holds the codes of the
    price lists whose buyers see it, each between spaces; empty: everybody.
    `inside` names the kinds of what a bundle holds, so that a shelf need not open it. `supply` is what the tax law
    sees in it; None: what its kind usually is.
    """

    __tablename__ = "product"
    __table_args__ = (
        Index("ix_product_rank", "rank", "id"),
        CheckConstraint("delivery_days >= 0", name="delivery_days"),
    )

    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    name_de: Mapped[str] = mapped_column(String(200))
    summary: Mapped[str] = mapped_column(String(400))
    summary_de: Mapped[str] = mapped_column(String(400))
    description: Mapped[str] = mapped_column(Text)
    description_de: Mapped[str] = mapped_column(Text)
    brand: Mapped[str] = mapped_column(String(120), default="")
    kind: Mapped[ArticleKind] = mapped_column(enum_column(ArticleKind))
    inside: Mapped[str] = mapped_column(String(80), default="")
    tax_class: Mapped[TaxClass] = mapped_column(enum_column(TaxClass))
    supply: Mapped[Supply | None] = mapped_column(enum_column(Supply))
    business_unit_id: Mapped[UUID] = mapped_column(ForeignKey("business_unit.id"), index=True)
    is_published: Mapped[bool] = mapped_column(default=False)
    visible_from: Mapped[datetime | None]
    visible_until: Mapped[datetime | None]
    audience: Mapped[str] = mapped_column(String(400), default="")
    rank: Mapped[int] = mapped_column(default=1000)
    delivery_days: Mapped[int] = mapped_column(default=3)
    title_text: Mapped[str] = mapped_column(Text)


class ProductCategory(Base):
    """On which shelves a product stands: where it was put, and all those above.

    Kind, rank, publication and audience are copied from the product, so that any shelf is read from one index.
    """

    __tablename__ = "product_category"
    __table_args__ = (
        Index("ix_product_category_shelf", "category_id", "is_published", "rank", "product_id", "kind", "audience"),
    )

    category_id: Mapped[UUID] = mapped_column(ForeignKey("category.id"), primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), primary_key=True, index=True)
    kind: Mapped[ArticleKind] = mapped_column(enum_column(ArticleKind))
    rank: Mapped[int]
    is_published: Mapped[bool]
    audience: Mapped[str] = mapped_column(String(400), default="")


class Variant(Identified, Base):
    """What can be put into a cart. `unit_quantity` of `unit` is the content that a base price is counted from."""

    __tablename__ = "variant"
    __table_args__ = (
        UniqueConstraint("product_id", "position"),
        CheckConstraint("unit_quantity > 0", name="unit_quantity"),
        CheckConstraint("weight_grams >= 0", name="weight"),
        CheckConstraint("(unit IS NULL) = (unit_quantity IS NULL)", name="unit"),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"))
    sku: Mapped[str] = mapped_column(String(64), unique=True)
    option_name: Mapped[str] = mapped_column(String(60), default="")
    option_name_de: Mapped[str] = mapped_column(String(60), default="")
    name: Mapped[str] = mapped_column(String(120), default="")
    name_de: Mapped[str] = mapped_column(String(120), default="")
    position: Mapped[int] = mapped_column(default=0)
    picture: Mapped[str] = mapped_column(String(200), default="")
    unit_quantity: Mapped[int | None]
    weight_grams: Mapped[int | None]
    unit: Mapped[Measure | None] = mapped_column(enum_column(Measure))
    is_active: Mapped[bool] = mapped_column(default=True)


class PlanTerms(Base):
    """How often a subscription variant is delivered and billed, how long it binds, how it ends.

    The first `trial_days` cost nothing, and the first period begins behind them. The fee for setting it up is paid
    once per piece, in lists that count gross or net. Variants of a product with the same option and different plans
    are told apart by the `name` of their plan.

    A bundle has the interval and the longest terms of the subscriptions inside it.
    """

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("interval_months > 0", name="interval"),
        CheckConstraint("term_months >= 0", name="term"),
        CheckConstraint("notice_months >= 0", name="notice"),
        CheckConstraint("trial_days BETWEEN 0 AND 365", name="trial"),
        CheckConstraint("setup_gross_minor >= 0 AND setup_net_minor >= 0", name="setup"),
    )

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True)
    interval_months: Mapped[int]
    term_months: Mapped[int]
    notice_months: Mapped[int]
    trial_days: Mapped[int] = mapped_column(default=0)
    setup_gross_minor: Mapped[int] = minor_column(default=0)
    setup_net_minor: Mapped[int] = minor_column(default=0)
    name: Mapped[str] = mapped_column(String(120), default="")
    name_de: Mapped[str] = mapped_column(String(120), default="")


class ServiceTerms(Base):
    """How long a visit takes."""

    __tablename__ = "service_terms"
    __table_args__ = (CheckConstraint("duration_minutes > 0", name="duration"),)

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"), primary_key=True)
    duration_minutes: Mapped[int]
