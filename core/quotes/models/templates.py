"""Quotes that are kept to begin others with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base, Identified


class QuoteTemplate(Identified, Base):
    """A version of a quote under a name: its lines and terms begin further quotes, for whomever."""

    __tablename__ = "quote_template"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("quote_version.id"), index=True)
    author: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
