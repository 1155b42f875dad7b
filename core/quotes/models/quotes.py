"""Quotes, their versions with all that they say, what was written about them, and acceptances."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.catalog.rules.choices import LONGEST_SELECTION
from core.catalog.states import ArticleKind
from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column, minor_column
from core.kernel.states import Stateful
from core.pricing.states import PriceMode
from core.quotes.states import QUOTE_LIFE, VERSION_LIFE, LineRole, MessageKind, QuoteState, VersionState

PERCENT = Numeric(5, 2)


def _one_of(name: str, states: str) -> Index:
    """At most one version of a quote in these states."""
    condition = text(f"state IN ({states})")
    return Index(name, "quote_id", unique=True, sqlite_where=condition, postgresql_where=condition)


class Quote(Stateful, Identified, Base):
    """An offer to one customer, in versions. `link_version` grows when its secret links are taken back.

    With a `contract_id` it is about a change of that running contract: its first line is what the contract becomes.
    Further lines are subscriptions that are added beside it; only these lead to an order.
    """

    __tablename__ = "quote"
    __table_args__ = (
        Index("ix_quote_state_newest", "state", "created_at", "id"),
        Index("ix_quote_customer_newest", "customer_id", "created_at", "id"),
        Index("ix_quote_owner", "owner_id", "state", "created_at"),
    )
    LIFE = QUOTE_LIFE

    number: Mapped[str] = mapped_column(String(20), unique=True)
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("quote_request.id"), unique=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customer.id"))
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    title: Mapped[str] = mapped_column(String(200), default="")
    contact_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    company: Mapped[str] = mapped_column(String(200), default="")
    search_text: Mapped[str] = mapped_column(Text)
    locale: Mapped[str] = mapped_column(String(5))
    currency: Mapped[str] = mapped_column(String(3))
    price_mode: Mapped[PriceMode] = mapped_column(enum_column(PriceMode))
    price_list_code: Mapped[str] = mapped_column(String(40))
    country: Mapped[str] = mapped_column(String(2))
    postal_code: Mapped[str] = mapped_column(String(20), default="")
    state: Mapped[QuoteState] = mapped_column(enum_column(QuoteState), default=QuoteState.OPEN)
    link_version: Mapped[int] = mapped_column(default=1)
    contract_id: Mapped[UUID | None] = mapped_column(ForeignKey("contract.id"), index=True)
    order_id: Mapped[UUID | None] = mapped_column(ForeignKey("order.id"), unique=True)
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class QuoteVersion(Stateful, Identified, Base):
    """All that one version of a quote says. Nothing of it changes once it has left the draft.

    Percentages are such as 12.50. The sums are what it came to when it was priced last, as the price list counts.
    With `in_calls` it is ordered in several calls until it is used up or ends; each has an acceptance of its own.
    A change of a contract holds from `effective_on`, binds for `term_months` from then on, and was written for the
    `contract_version`; with a `coterm_id` it binds until the same day as that contract, which was `bound_until`.
    `preview` keeps the invoices that were shown with the offer (`rules.previews`).
    `charges` are fees, taxes and what comes again (`rules.charges`).
    It holds until the end of a day in a zone (empty: the company's), which is `expires_at` once it is offered.
    `listed_minor` is the sum at list prices. `content_hash` covers all that is agreed with it.
    `hands` are the ids of the people of ours who worked at it or at what it was copied from: none approves it.
    """

    __tablename__ = "quote_version"
    __table_args__ = (
        UniqueConstraint("quote_id", "version", name="uq_quote_version_version"),
        _one_of("uq_quote_version_working", "'draft', 'in_approval', 'approved'"),
        _one_of("uq_quote_version_offered", "'offered', 'accepted'"),
        CheckConstraint("discount_percent >= 0 AND discount_percent < 100", name="discount_percent"),
        CheckConstraint("discount_minor >= 0", name="discount"),
        CheckConstraint("deposit_percent >= 0 AND deposit_percent <= 100", name="deposit"),
        CheckConstraint("terms_days IS NULL OR terms_days BETWEEN 0 AND 365", name="terms_days"),
        CheckConstraint("fee_minor IS NULL OR fee_minor >= 0", name="fee"),
        Index("ix_quote_version_expiry", "state", "expires_at"),
        Index("ix_quote_version_submitted", "submitted_at", "id"),
    )
    LIFE = VERSION_LIFE

    quote_id: Mapped[UUID] = mapped_column(ForeignKey("quote.id"))
    version: Mapped[int]
    edition: Mapped[int] = mapped_column(default=1)
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"))
    author: Mapped[str] = mapped_column(String(200))
    state: Mapped[VersionState] = mapped_column(enum_column(VersionState), default=VersionState.DRAFT)
    discount_percent: Mapped[Decimal] = mapped_column(PERCENT, default=Decimal(0))
    discount_minor: Mapped[int] = minor_column(default=0)
    deposit_percent: Mapped[Decimal] = mapped_column(PERCENT, default=Decimal(0))
    delivery_method: Mapped[str] = mapped_column(String(40), default="")
    fee_minor: Mapped[int | None] = minor_column()
    terms_days: Mapped[int | None]
    valid_until: Mapped[date]
    time_zone: Mapped[str] = mapped_column(String(40), default="", server_default="")
    expires_at: Mapped[datetime | None]
    opening: Mapped[str] = mapped_column(Text, default="")
    closing: Mapped[str] = mapped_column(Text, default="")
    has_own_text: Mapped[bool] = mapped_column(default=False)
    holds_stock: Mapped[bool] = mapped_column(default=False)
    in_calls: Mapped[bool] = mapped_column(default=False, server_default=false())
    with_promotions: Mapped[bool] = mapped_column(default=True)
    hands: Mapped[str] = mapped_column(Text, default="")
    listed_minor: Mapped[int] = minor_column(default=0)
    goods_minor: Mapped[int] = minor_column(default=0)
    cost_minor: Mapped[int | None] = minor_column()
    net_minor: Mapped[int] = minor_column(default=0)
    tax_minor: Mapped[int] = minor_column(default=0)
    gross_minor: Mapped[int] = minor_column(default=0)
    charges: Mapped[str] = mapped_column(Text, default="", server_default="")
    fingerprint: Mapped[str] = mapped_column(String(64), default="")
    content_hash: Mapped[str] = mapped_column(String(64), default="")
    countered_total_minor: Mapped[int | None] = minor_column()
    contract_version: Mapped[int | None]
    effective_on: Mapped[date | None]
    term_months: Mapped[int | None]
    coterm_id: Mapped[UUID | None] = mapped_column(ForeignKey("contract.id"))
    bound_until: Mapped[date | None]
    preview: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    lines: Mapped[list["QuoteLine"]] = relationship(
        order_by="QuoteLine.position", lazy="raise", cascade="all, delete-orphan"
    )


class QuoteLine(Identified, Base):
    """One article of a version, with its price and terms. Amounts are for one piece and count as the price list does.

    `origin_id` is the line of the first version that it comes from: by it versions are compared and orders matched.
    `breaks` are further prices from a quantity on. Of an alternative the chosen one belongs to the offer, of optional
    lines those that are chosen. The `counter_...` are what the customer asked for instead.
    """

    __tablename__ = "quote_line"
    __table_args__ = (
        UniqueConstraint("version_id", "position", name="uq_quote_line_position"),
        CheckConstraint("quantity BETWEEN 1 AND 99999", name="quantity_in_range"),
        CheckConstraint("unit_minor IS NULL OR unit_minor >= 0", name="unit"),
        CheckConstraint("recurring_minor IS NULL OR recurring_minor >= 0", name="recurring"),
        CheckConstraint("discount_percent >= 0 AND discount_percent < 100", name="discount_percent"),
        CheckConstraint("discount_minor >= 0 AND promotion_minor >= 0", name="discount"),
        CheckConstraint("min_quantity <= quantity AND quantity <= max_quantity", name="quantity_of_choice"),
    )

    version_id: Mapped[UUID] = mapped_column(ForeignKey("quote_version.id", ondelete="CASCADE"), index=True)
    origin_id: Mapped[UUID]
    position: Mapped[int]
    section: Mapped[str] = mapped_column(String(120), default="")
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variant.id"))
    selection: Mapped[str] = mapped_column(String(LONGEST_SELECTION), default="")
    sku: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    kind: Mapped[ArticleKind] = mapped_column(enum_column(ArticleKind))
    picture: Mapped[str] = mapped_column(String(300), default="")
    business_unit_id: Mapped[UUID | None] = mapped_column(ForeignKey("business_unit.id"))
    quantity: Mapped[int]
    min_quantity: Mapped[int]
    max_quantity: Mapped[int]
    role: Mapped[LineRole] = mapped_column(enum_column(LineRole), default=LineRole.INCLUDED)
    group: Mapped[str] = mapped_column(String(80), default="")
    is_chosen: Mapped[bool] = mapped_column(default=True)
    listed_unit_minor: Mapped[int] = minor_column()
    listed_recurring_minor: Mapped[int] = minor_column(default=0)
    interval_months: Mapped[int | None]
    term_months: Mapped[int | None]
    unit_minor: Mapped[int | None] = minor_column()
    recurring_minor: Mapped[int | None] = minor_column()
    breaks: Mapped[str] = mapped_column(Text, default="")
    promotion_minor: Mapped[int] = minor_column(default=0)
    discount_percent: Mapped[Decimal] = mapped_column(PERCENT, default=Decimal(0))
    discount_minor: Mapped[int] = minor_column(default=0)
    is_free: Mapped[bool] = mapped_column(default=False)
    cost_minor: Mapped[int | None] = minor_column()
    amount_minor: Mapped[int] = minor_column(default=0)
    note: Mapped[str] = mapped_column(String(200), default="")
    counter_quantity: Mapped[int | None]
    counter_unit_minor: Mapped[int | None] = minor_column()


class QuoteMessage(AppendOnly, Identified, Base):
    """Something that was written to a request or a quote. Append-only.

    `is_ours` says whether a colleague of ours wrote it; internal ones no customer sees.
    """

    __tablename__ = "quote_message"
    __table_args__ = (
        Index("ix_quote_message_quote", "quote_id", "at", "id"),
        Index("ix_quote_message_request", "request_id", "at", "id"),
        CheckConstraint("quote_id IS NOT NULL OR request_id IS NOT NULL", name="belongs"),
    )

    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("quote_request.id"))
    quote_id: Mapped[UUID | None] = mapped_column(ForeignKey("quote.id"))
    version: Mapped[int | None]
    line_origin_id: Mapped[UUID | None]
    kind: Mapped[MessageKind] = mapped_column(enum_column(MessageKind))
    is_ours: Mapped[bool]
    author_id: Mapped[UUID | None]
    author: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


class QuoteAcceptance(AppendOnly, Identified, Base):
    """The proof of an acceptance: who, when, from where, to which words, to exactly which content. Append-only.

    `choices` are the quantities by line; `key` names what was sent, which counts once.
    """

    __tablename__ = "quote_acceptance"

    quote_id: Mapped[UUID] = mapped_column(ForeignKey("quote.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("quote_version.id"))
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"))
    name: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[UUID | None]
    address: Mapped[str] = mapped_column(String(45))
    consent: Mapped[str] = mapped_column(String(300))
    content_hash: Mapped[str] = mapped_column(String(64))
    choices: Mapped[str] = mapped_column(Text)
    key: Mapped[str] = mapped_column(String(64), default="", server_default="")
    at: Mapped[datetime]
