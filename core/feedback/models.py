"""Answers as rows."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from core.feedback.states import LONGEST_COMMENT, FeedbackChannel
from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column


class FeedbackAnswer(AppendOnly, Identified, Base):
    """How one order went, in the customer's view. Given once; never changed."""

    __tablename__ = "feedback_answer"
    __table_args__ = (
        CheckConstraint("score BETWEEN 1 AND 5", name="score_on_scale"),
        Index("ix_feedback_answer_newest", "at", "id"),
        Index("ix_feedback_answer_score", "score", "at", "id"),
    )

    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), unique=True)
    score: Mapped[int] = mapped_column(SmallInteger)
    comment: Mapped[str] = mapped_column(String(LONGEST_COMMENT), default="")
    channel: Mapped[FeedbackChannel] = mapped_column(enum_column(FeedbackChannel))
    locale: Mapped[str] = mapped_column(String(8))
    at: Mapped[datetime]
