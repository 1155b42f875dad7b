"""What articles cost us, dated like prices."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base, Identified, minor_column


class ArticleCost(Identified, Base):
    """What one piece (or one period) of an article costs us, net, in cents, while it is valid.

    Rows are never edited: another cost closes the one before. At most one is open per variant.
    """

    __tablename__ = "article_cost"
    __table_args__ = (
        Index(
            "uq_article_cost_open",
            "variant_id",
            unique=True,
            postgresql_where=text("valid_to IS NULL"),
            sqlite_where=text("valid_to IS NULL"),
        ),
        Index("ix_article_cost_lookup", "variant_id", "valid_from"),
        CheckConstraint("cost_minor >= 0", name="cost"),
        CheckConstraint("valid_to >= valid_from", name="validity"),
    )

    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    cost_minor: Mapped[int] = minor_column()
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
