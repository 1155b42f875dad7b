"""Tables of what stands on a product's page beside its texts, of its former addresses, and of changes to come."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.catalog.states import CHANGE_LIFE, ChangeState, FileKind
from core.kernel.db import Base, Identified, enum_column
from core.kernel.states import Stateful


class ProductFile(Identified, Base):
    """A picture or a document of a product, in the media folder. `name` is its title, or what a picture shows."""

    __tablename__ = "product_file"
    __table_args__ = (
        Index("ix_product_file_place", "product_id", "kind", "position", "id"),
        CheckConstraint("size > 0", name="size"),
        CheckConstraint("name <> ''", name="name"),
    )

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"))
    kind: Mapped[FileKind] = mapped_column(enum_column(FileKind))
    position: Mapped[int] = mapped_column(default=0)
    path: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    name_de: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]


class ProductRelation(Base):
    """What somebody chose to show beside a product."""

    __tablename__ = "product_relation"
    __table_args__ = (CheckConstraint("product_id <> related_id", name="other"),)

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), primary_key=True)
    related_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class ProductRedirect(Base):
    """A former address of a product: who comes there is led on for good."""

    __tablename__ = "product_redirect"

    slug: Mapped[str] = mapped_column(String(120), primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), index=True)


class ScheduledChange(Stateful, Identified, Base):
    """What shall be different about a product from a moment on; `fields` is what a draft says, as JSON."""

    __tablename__ = "scheduled_change"
    __table_args__ = (Index("ix_scheduled_change_product", "product_id", "due_at", "id"),)
    LIFE = CHANGE_LIFE

    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"))
    due_at: Mapped[datetime]
    fields: Mapped[str] = mapped_column(Text)
    state: Mapped[ChangeState] = mapped_column(enum_column(ChangeState), default=ChangeState.PLANNED)
    reason: Mapped[str] = mapped_column(String(500), default="")
    created_at: Mapped[datetime]
    actor_name: Mapped[str] = mapped_column(String(200))
