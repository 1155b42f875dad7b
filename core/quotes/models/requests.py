"""What customers ask for."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.catalog.rules.choices import LONGEST_SELECTION
from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.quotes.states import REQUEST_LIFE, RequestSource, RequestState


class QuoteRequest(Stateful, Identified, Base):
    """Somebody asks for an offer. Without a `customer_id` it is a guest, who confirms the address before we look.

    `answer_due_at` is what the customer was told; `owner_id` is the colleague who looks after it.
    """

    __tablename__ = "quote_request"
    __table_args__ = (
        Index("ix_quote_request_state", "state", "submitted_at", "id"),
        Index("ix_quote_request_customer", "customer_id", "asked_at", "id"),
        Index("ix_quote_request_owner", "owner_id", "state"),
    )
    LIFE = REQUEST_LIFE

    number: Mapped[str] = mapped_column(String(20), unique=True)
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customer.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    company: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    country: Mapped[str] = mapped_column(String(2))
    postal_code: Mapped[str] = mapped_column(String(20), default="")
    locale: Mapped[str] = mapped_column(String(5))
    source: Mapped[RequestSource] = mapped_column(enum_column(RequestSource))
    currency: Mapped[str] = mapped_column(String(3))
    listed_minor: Mapped[int] = minor_column()
    wished_total_minor: Mapped[int | None] = minor_column()
    wished_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[RequestState] = mapped_column(enum_column(RequestState), default=RequestState.UNCONFIRMED)
    idempotency_key: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    escalated_at: Mapped[datetime | None]

    lines: Mapped[list["QuoteRequestLine"]] = relationship(order_by="QuoteRequestLine.position", lazy="raise")


class QuoteRequestLine(Identified, Base):
    """So many of one article, and what the customer wants to pay for a piece, as their price list counts."""

    __tablename__ = "quote_request_line"
    __table_args__ = (
        UniqueConstraint("request_id", "position", name="uq_quote_request_line_position"),
        CheckConstraint("quantity BETWEEN 1 AND 99999", name="quantity_in_range"),
        CheckConstraint("wished_unit_minor IS NULL OR wished_unit_minor >= 0", name="wished_unit"),
    )

    request_id: Mapped[UUID] = mapped_column(ForeignKey("quote_request.id"))
    position: Mapped[int]
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    selection: Mapped[str] = mapped_column(String(LONGEST_SELECTION), default="")
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    quantity: Mapped[int]
    listed_unit_minor: Mapped[int | None] = minor_column()
    wished_unit_minor: Mapped[int | None] = minor_column()
    note: Mapped[str] = mapped_column(String(200), default="")


class QuoteAttachment(Identified, Base):
    """A file that belongs to a request. What is in it comes and goes with its row, and is served to its people only."""

    __tablename__ = "quote_attachment"
    __table_args__ = (CheckConstraint("size > 0", name="size"),)

    request_id: Mapped[UUID] = mapped_column(ForeignKey("quote_request.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    mime_type: Mapped[str] = mapped_column(String(80))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime]
    added_by: Mapped[str] = mapped_column(String(200))
