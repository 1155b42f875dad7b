"""Tables of imports: what was to be taken from a file, how far that went, and what could not be taken."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from core.assortment.states import IMPORT_LIFE, ImportState
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
