"""Tables of copies, erasures, and of what is sealed until the law lets it go."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base, Identified, enum_column
from core.kernel.states import Stateful
from core.privacy.states import COPY_LIFE, ERASURE_LIFE, CopyState, ErasureState


class DataCopy(Identified, Stateful, Base):
    """A copy of somebody's data that they asked for; its content is removed after some days."""

    __tablename__ = "data_copy"
    __table_args__ = (Index("ix_data_copy_user", "user_id", "asked_at", "id"),)
    LIFE = COPY_LIFE

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    state: Mapped[CopyState] = mapped_column(enum_column(CopyState), default=CopyState.ASKED)
    asked_at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)


class Erasure(Identified, Stateful, Base):
    """The wish to be forgotten. One waiting per customer and person. `hindrance` is why it could not be done when due.

    `covers_customer`: the customer is this person and nobody else, so that its documents are theirs too.
    """

    __tablename__ = "erasure"
    __table_args__ = (
        Index(
            "uq_erasure_waiting",
            "customer_id",
            "user_id",
            unique=True,
            postgresql_where=text("state = 'waiting'"),
            sqlite_where=text("state = 'waiting'"),
        ),
        Index("ix_erasure_due", "state", "due_at"),
    )
    LIFE = ERASURE_LIFE

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    covers_customer: Mapped[bool]
    state: Mapped[ErasureState] = mapped_column(enum_column(ErasureState), default=ErasureState.WAITING)
    reason: Mapped[str] = mapped_column(String(500), default="")
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    hindrance: Mapped[str] = mapped_column(Text, default="")


class SealedData(Identified, Base):
    """What stood in a row before it was erased there: kept for the tax office, read by nobody without a reason."""

    __tablename__ = "sealed_data"
    __table_args__ = (Index("ix_sealed_data_end", "keep_until"),)

    erasure_id: Mapped[UUID] = mapped_column(ForeignKey("erasure.id"), index=True)
    part: Mapped[str] = mapped_column(String(40))
    row_id: Mapped[UUID]
    content: Mapped[str] = mapped_column(Text)
    keep_until: Mapped[date]
