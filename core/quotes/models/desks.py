"""Who answers requests from where, and how many at a time."""

from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base


class QuoteDesk(Base):
    """A colleague who gets new requests: from a territory (such as "DE-2 AT", empty for everywhere), at most so many.

    A territory is a country, or a country and the beginning of its postal codes.
    """

    __tablename__ = "quote_desk"
    __table_args__ = (CheckConstraint("capacity BETWEEN 0 AND 999", name="capacity"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), primary_key=True)
    territory: Mapped[str] = mapped_column(String(200), default="")
    capacity: Mapped[int] = mapped_column(default=20)
