"""What a line and the terms of a version may say, as they are typed."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from core.carts.rules import require_quantity
from core.catalog.rules import Article, Plan
from core.catalog.states import ArticleKind
from core.kernel import clock
from core.pricing.rounding import percent_of
from core.pricing.rules.checks import LARGEST_QUANTITY
from core.quotes.errors import (
    AlternativeAlone,
    AmountBelowZero,
    AmountTooHigh,
    BeginsWithTrial,
    BreaksUnreadable,
    DiscountTooHigh,
    LineIsFixed,
    NoSubscription,
    OtherInterval,
    PercentUnreadable,
    ValidityPast,
)
from core.quotes.rules.choosing import Break, terms_of
from core.quotes.rules.shapes import Line
from core.quotes.states import LineRole

HIGHEST_MINOR = 10**12
LONGEST_VALIDITY = timedelta(days=365)
NOTHING, HUNDREDTH = Decimal(0), Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInput:
    """One line as it is typed. Prices None: as listed. Quantities to choose from None: exactly `quantity`."""

    variant_id: UUID
    quantity: int
    selection: str | None = None
    section: str = ""
    role: LineRole = LineRole.INCLUDED
    group: str = ""
    is_chosen: bool = True
    min_quantity: int | None = None
    max_quantity: int | None = None
    unit_minor: int | None = None
    recurring_minor: int | None = None
    breaks: tuple[Break, ...] = ()
    discount_percent: Decimal = NOTHING
    discount_minor: int = 0
    is_free: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsInput:
    """What holds for the whole version. Percentages such as 12.5; `fee_minor` None: what delivery costs."""

    valid_until: date
    discount_percent: Decimal = NOTHING
    discount_minor: int = 0
    deposit_percent: Decimal = NOTHING
    delivery_method: str = ""
    fee_minor: int | None = None
    terms_days: int | None = None
    opening: str = ""
    closing: str = ""
    holds_stock: bool = False
    in_calls: bool = False
    with_promotions: bool = True


def require_line(line: LineInput) -> None:
    """Raises the refusal of what a line cannot say."""
    require_quantity(line.quantity)
    for pieces in (line.min_quantity, line.max_quantity):
        if pieces is not None:
            require_quantity(pieces)
    _require_percent(line.discount_percent, "discount_percent")
    for field in ("unit_minor", "recurring_minor", "discount_minor"):
        require_amount(getattr(line, field), field)
    if line.role is LineRole.ALTERNATIVE and not line.group.strip():
        raise AlternativeAlone
    _require_breaks(line.breaks)


def require_fixed(line: LineInput) -> None:
    """Raises LineIsFixed for a line of a contract's offer that would leave something open."""
    if line.role is not LineRole.INCLUDED:
        raise LineIsFixed(field="role")
    for field in ("min_quantity", "max_quantity"):
        if getattr(line, field) not in (None, line.quantity):
            raise LineIsFixed(field=field)


def require_beside(article: Article, locale: str, interval_months: int | None) -> Plan:
    """The plan of an article that can stand in a contract's offer; interval None: any.

    Raises NoSubscription, BeginsWithTrial, OtherInterval.
    """
    plan, name = article.plan, article.name_in(locale)
    if article.kind is not ArticleKind.SUBSCRIPTION or plan is None:
        raise NoSubscription(name=name)
    if plan.trial_days:
        raise BeginsWithTrial(name=name)
    if interval_months not in (None, plan.interval_months):
        raise OtherInterval(name=name)
    return plan


def require_terms(terms: TermsInput, zone: ZoneInfo) -> None:
    """Raises the refusal of what terms cannot say."""
    _require_percent(terms.discount_percent, "discount_percent")
    require_amount(terms.discount_minor, "discount_minor")
    if terms.deposit_percent != 100:
        _require_percent(terms.deposit_percent, "deposit_percent")
    require_amount(terms.fee_minor, "fee_minor")
    if terms.terms_days is not None and not 0 <= terms.terms_days <= 365:
        raise AmountTooHigh(field="terms_days")
    require_validity(terms.valid_until, zone)


def require_validity(day: date, zone: ZoneInfo) -> None:
    """Raises ValidityPast for a day before today in the customer's zone, or too far away."""
    today = clock.today(zone)
    latest = today + LONGEST_VALIDITY
    if not today <= day <= latest:
        raise ValidityPast(latest=latest)


def _require_breaks(breaks: tuple[Break, ...]) -> None:
    pieces, worth = 1, HIGHEST_MINOR
    for one in sorted(breaks, key=lambda step: step.min_quantity):
        require_amount(one.unit_minor, "breaks")
        require_amount(one.recurring_minor, "breaks")
        if not pieces < one.min_quantity <= LARGEST_QUANTITY or one.unit_minor + one.recurring_minor > worth:
            raise BreaksUnreadable
        pieces, worth = one.min_quantity, one.unit_minor + one.recurring_minor


def _require_percent(percent: Decimal, field: str) -> None:
    if not percent.is_finite():
        raise PercentUnreadable(field=field)
    if percent >= 100:
        raise AmountTooHigh(field=field) if field == "deposit_percent" else DiscountTooHigh(field=field)
    if percent < 0:
        raise AmountBelowZero(field=field)
    if percent != percent.quantize(HUNDREDTH):
        raise PercentUnreadable(field=field)  # a column would round it, and 99.999 to everything


def require_amount(minor: int | None, field: str) -> None:
    """Raises AmountBelowZero or AmountTooHigh for what no price is."""
    if minor is not None and minor < 0:
        raise AmountBelowZero(field=field)
    if minor is not None and minor > HIGHEST_MINOR:
        raise AmountTooHigh(field=field)


def require_left(line: Line) -> None:
    """Raises DiscountTooHigh where the amount off takes all of a line, however many pieces the customer takes."""
    for quantity in {line.min_quantity, line.quantity, line.max_quantity} if line.discount_minor else ():
        agreed = terms_of(line, quantity)
        unit = line.listed_unit_minor if agreed.unit_minor is None else agreed.unit_minor
        again = line.listed_recurring_minor if agreed.recurring_minor is None else agreed.recurring_minor
        full = (unit + again) * quantity
        if line.discount_minor >= full - percent_of(full, agreed.percent):
            raise DiscountTooHigh(field="discount_minor")
