"""Quotes, versions, lines, requests and approvals as others may see them: values, never rows."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

from core.catalog.states import ArticleKind
from core.kernel import clock
from core.pricing.states import PriceMode
from core.quotes.rules.choosing import Break, breaks_from
from core.quotes.rules.validity import days_left, zone_of
from core.quotes.states import (
    OPEN_REQUESTS,
    WORKING,
    ApprovalState,
    LineRole,
    Measure,
    QuoteState,
    RequestSource,
    RequestState,
    VersionState,
)

View = TypeVar("View")


def view_of(kind: type[View], row: Any, **more: Any) -> View:
    """A view of a row: every field of its name, and what is given besides."""
    names = (one.name for one in fields(kind) if one.init and one.name not in more)  # type: ignore[arg-type]  # a dataclass
    return kind(**{name: getattr(row, name) for name in names}, **more)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """A line of a version; see `models.QuoteLine`."""

    id: UUID
    origin_id: UUID
    position: int
    section: str
    variant_id: UUID
    selection: str
    sku: str
    name: str
    kind: ArticleKind
    picture: str
    quantity: int
    min_quantity: int
    max_quantity: int
    role: LineRole
    group: str
    is_chosen: bool
    listed_unit_minor: int
    listed_recurring_minor: int
    interval_months: int | None
    term_months: int | None
    unit_minor: int | None
    recurring_minor: int | None
    breaks: str
    promotion_minor: int
    discount_percent: Decimal
    discount_minor: int
    is_free: bool
    cost_minor: int | None
    amount_minor: int
    note: str
    counter_quantity: int | None
    counter_unit_minor: int | None

    @property
    def listed_minor(self) -> int:
        """What one piece costs by the list."""
        return self.listed_unit_minor + self.listed_recurring_minor

    @property
    def agreed_minor(self) -> int:
        """What one piece costs here, before discounts."""
        once = self.listed_unit_minor if self.unit_minor is None else self.unit_minor
        again = self.listed_recurring_minor if self.recurring_minor is None else self.recurring_minor
        return once + again

    @property
    def has_own_price(self) -> bool:
        """Whether a price was agreed beside the list."""
        return self.unit_minor is not None or self.recurring_minor is not None

    @property
    def is_open(self) -> bool:
        """Whether the customer chooses anything of it."""
        return self.role is not LineRole.INCLUDED or self.min_quantity < self.max_quantity

    @property
    def steps(self) -> tuple[Break, ...]:
        """Further prices from a quantity on."""
        return breaks_from(self.breaks)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """A version with its lines; see `models.QuoteVersion`."""

    id: UUID
    version: int
    edition: int
    author: str
    state: VersionState
    discount_percent: Decimal
    discount_minor: int
    deposit_percent: Decimal
    delivery_method: str
    fee_minor: int | None
    terms_days: int | None
    valid_until: date
    time_zone: str
    opening: str
    closing: str
    holds_stock: bool
    in_calls: bool
    with_promotions: bool
    listed_minor: int
    goods_minor: int
    cost_minor: int | None
    net_minor: int
    tax_minor: int
    gross_minor: int
    charges: str
    content_hash: str
    countered_total_minor: int | None
    contract_version: int | None
    effective_on: date | None
    term_months: int | None
    coterm_id: UUID | None
    created_at: datetime
    offered_at: datetime | None
    lines: tuple[LineView, ...]

    @property
    def is_working(self) -> bool:
        """Whether we work at it."""
        return self.state in WORKING

    @property
    def lets_choose(self) -> bool:
        """Whether the customer chooses anything of it."""
        return any(line.is_open for line in self.lines)

    @property
    def sections(self) -> list["Section"]:
        """The lines by their sections, in their order."""
        found: dict[str, list[LineView]] = {}
        for line in self.lines:
            found.setdefault(line.section, []).append(line)
        return [Section(name=name, lines=tuple(lines)) for name, lines in found.items()]

    @property
    def days_left(self) -> int:
        """For how many days after today it holds."""
        return days_left(self, clock.now())

    @property
    def zone(self) -> ZoneInfo:
        """By whose days it holds."""
        return zone_of(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Lines under one heading; the heading may be empty."""

    name: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteView:
    """A quote without its versions; see `models.Quote`."""

    id: UUID
    number: str
    request_id: UUID | None
    customer_id: UUID
    user_id: UUID | None
    owner_id: UUID | None
    title: str
    contact_name: str
    email: str
    company: str
    locale: str
    currency: str
    price_mode: PriceMode
    price_list_code: str
    country: str
    postal_code: str
    state: QuoteState
    link_version: int
    contract_id: UUID | None
    order_id: UUID | None
    created_at: datetime
    closed_at: datetime | None

    @property
    def is_net(self) -> bool:
        """Whether its prices are net."""
        return self.price_mode is PriceMode.NET


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLineView:
    """So many of an article that were asked for."""

    sku: str
    name: str
    quantity: int
    listed_unit_minor: int | None
    wished_unit_minor: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """A request; see `models.QuoteRequest`."""

    id: UUID
    number: str
    customer_id: UUID | None
    owner_id: UUID | None
    name: str
    email: str
    company: str
    phone: str
    country: str
    postal_code: str
    locale: str
    source: RequestSource
    currency: str
    listed_minor: int
    wished_total_minor: int | None
    wished_on: date | None
    note: str
    state: RequestState
    asked_at: datetime
    submitted_at: datetime | None
    answer_due_at: datetime | None
    lines: tuple[RequestLineView, ...] = field(default=())

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer."""
        return self.state in OPEN_REQUESTS

    @property
    def is_late(self) -> bool:
        """Whether it should have been answered by now."""
        return self.answer_due_at is not None and self.is_open and self.answer_due_at < clock.now()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentView:
    """A file without what is in it."""

    id: UUID
    name: str
    mime_type: str
    size: int
    added_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalView:
    """One rule that asks about a version, and the answer; see `models.QuoteApproval`."""

    id: UUID
    quote_id: UUID
    version_id: UUID
    policy_edition: int
    rule_code: str
    measure: Measure
    business_unit_id: UUID | None
    threshold: Decimal
    measured: Decimal
    level: int
    step: int
    state: ApprovalState
    carried_from_id: UUID | None
    asked_at: datetime
    due_at: datetime
    decided_at: datetime | None
    decided_by: str
    note: str

    @property
    def is_late(self) -> bool:
        """Whether the time to answer is over."""
        return self.state is ApprovalState.PENDING and self.due_at < clock.now()
