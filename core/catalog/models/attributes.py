"""Tables of attributes: what they are called and how their values are meant, and the values of each product."""

from decimal import Decimal
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.catalog.states import AttributeType
from core.kernel.db import Base, Identified, enum_column


class AttributeDefinition(Identified, Base):
    """A thing that can be said about products. `is_facet` offers it as a filter; `position` orders facts and facets."""

    __tablename__ = "attribute"

    code: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_de: Mapped[str] = mapped_column(String(120))
    type: Mapped[AttributeType] = mapped_column(enum_column(AttributeType))
    unit: Mapped[str] = mapped_column(String(20), default="")
    is_facet: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int] = mapped_column(default=1000)


class AttributeChoice(Base):
    """One of the values that an attribute of choices can have, with its German words."""

    __tablename__ = "attribute_choice"

    attribute_id: Mapped[UUID] = mapped_column(ForeignKey("attribute.id", ondelete="CASCADE"), primary_key=True)
    value: Mapped[str] = mapped_column(String(200), primary_key=True)
    value_de: Mapped[str] = mapped_column(String(200))
    position: Mapped[int] = mapped_column(default=0)


class ProductAttribute(Base):
    """What holds for a product: words as its page shows them; `number` compares, and is 1 or 0 for yes or no."""

    __tablename__ = "product_attribute"
    __table_args__ = (Index("ix_product_attribute_number", "attribute_id", "number"),)

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), primary_key=True)
    attribute_id: Mapped[UUID] = mapped_column(ForeignKey("attribute.id"), primary_key=True)
    position: Mapped[int] = mapped_column(default=0)
    value: Mapped[str] = mapped_column(Text)
    value_de: Mapped[str] = mapped_column(Text)
    number: Mapped[Decimal | None] = mapped_column(Numeric(24, 6))
