"""Tables of imports and of changes of many products: what was to be done, how far that went, what could not be done."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.assortment.states import BULK_LIFE, IMPORT_LIFE, BulkState, ImportState
from core.catalog.states import ArticleKind
from core.kernel.actor import ActorKind
from core.kernel.db import Base, Identified, enum_column
from core.kernel.states import Stateful


class CatalogueImport(Stateful, Identified, Base):
    """One file with its mapping. `rows_done` grows with every batch, in its transaction: an interrupted one
    goes on there.

    `path` is where the file lies outside of everything that is served; `mapping` is the text of the mapping.
    """

    __tablename__ = "catalogue_import"
    __table_args__ = (
        Index("ix_catalogue_import_newest", "created_at", "id"),
        Index("ix_catalogue_import_file", "sha256", "state"),
        CheckConstraint("rows_done <= rows_total", name="rows"),
    )
    LIFE = IMPORT_LIFE

    file_name: Mapped[str] = mapped_column(String(200))
    path: Mapped[str] = mapped_column(String(1000))
    mapping_name: Mapped[str] = mapped_column(String(80))
    mapping: Mapped[str] = mapped_column(Text)
    is_dry_run: Mapped[bool]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[ImportState] = mapped_column(enum_column(ImportState), default=ImportState.WAITING)
    rows_total: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    problems: Mapped[int] = mapped_column(default=0)
    failure: Mapped[str] = mapped_column(Text, default="")
    failure_values: Mapped[str] = mapped_column(Text, default="{}")
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    actor_name: Mapped[str] = mapped_column(String(200))


class ImportProblem(Base):
    """What is wrong with a row: refused as a whole, or taken without this value. `sentence` is a marked one."""

    __tablename__ = "import_problem"

    import_id: Mapped[UUID] = mapped_column(ForeignKey("catalogue_import.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    row: Mapped[int]
    sku: Mapped[str] = mapped_column(String(64))
    column: Mapped[str] = mapped_column(String(200))
    sentence: Mapped[str] = mapped_column(Text)
    values: Mapped[str] = mapped_column(Text)
    is_refused: Mapped[bool]


class BulkChange(Stateful, Identified, Base):
    """One change of all products that match a filter. `after_id` grows with every batch, in its transaction: an
    interrupted one goes on there. Products that come after `until_id` were made later and are not changed.
    """

    __tablename__ = "bulk_change"
    LIFE = BULK_LIFE

    state: Mapped[BulkState] = mapped_column(enum_column(BulkState), default=BulkState.PROPOSED)
    what: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(120))
    text: Mapped[str] = mapped_column(String(100))
    kind: Mapped[ArticleKind | None] = mapped_column(enum_column(ArticleKind))
    is_published: Mapped[bool | None]
    shelf: Mapped[str] = mapped_column(String(100))
    after_id: Mapped[UUID | None]
    until_id: Mapped[UUID | None]
    products: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    unchanged: Mapped[int] = mapped_column(default=0)
    refused: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    actor_kind: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(200))


class BulkProblem(Base):
    """A product that could not be changed, and why. `sentence` is a marked one."""

    __tablename__ = "bulk_problem"

    bulk_change_id: Mapped[UUID] = mapped_column(ForeignKey("bulk_change.id", ondelete="CASCADE"), primary_key=True)
    product_id: Mapped[UUID] = mapped_column(primary_key=True)
    sku: Mapped[str] = mapped_column(String(64))
    sentence: Mapped[str] = mapped_column(Text)
    values: Mapped[str] = mapped_column(Text)
