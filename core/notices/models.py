"""Letters as rows: exactly what was written, to whom, and whether it has left."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base, Identified, enum_column
from core.kernel.states import Stateful
from core.notices.states import NOTICE_LIFE, NoticeKind, NoticeState


class Notice(Stateful, Identified, Base):
    """One letter about one document. There is never a second one of the same kind for the same occasion.

    `occasion` tells letters apart that may be written again: a visit that was moved is another occasion.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("kind", "document_id", "occasion", name="uq_notice_kind_document"),
        Index("ix_notice_newest", "created_at", "id"),
    )
    LIFE = NOTICE_LIFE

    kind: Mapped[NoticeKind] = mapped_column(enum_column(NoticeKind, is_open=True))
    document_type: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[UUID]
    occasion: Mapped[str] = mapped_column(String(40), default="")
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"), index=True)
    invoice_number: Mapped[str] = mapped_column(String(20), default="")
    recipient: Mapped[str] = mapped_column(String(320))
    locale: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    state: Mapped[NoticeState] = mapped_column(enum_column(NoticeState), default=NoticeState.QUEUED)
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    failure: Mapped[str] = mapped_column(String(500), default="")
