"""What a line and the terms of a version may say, as they are typed."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from core.carts.rules import require_quantity
from core.kernel import clock
from core.quotes.errors import (
    AlternativeAlone,
    AmountBelowZero,
    AmountTooHigh,
    DiscountTooHigh,
    ValidityPast,
)
from core.quotes.rules.choosing import Break
from core.quotes.states import LineRole

HIGHEST_MINOR = 10**12
LONGEST_VALIDITY = timedelta(days=365)
NOTHING = Decimal(0)


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
    with_promotions: bool = True


def require_line(line: LineInput) -> None:
    """Raises the refusal of what a line cannot say."""
    require_quantity(line.quantity)
    for pieces in (line.min_quantity, line.max_quantity):
        if pieces is not None:
            require_quantity(pieces)
    _require_percent(line.discount_percent, "discount_percent")
    for field in ("unit_minor", "recurring_minor", "discount_minor"):
        _require_amount(getattr(line, field), field)
    if line.role is LineRole.ALTERNATIVE and not line.group.strip():
        raise AlternativeAlone
    before = None
    for one in sorted(line.breaks, key=lambda step: step.min_quantity):
        _require_amount(one.unit_minor, "breaks")
        _require_amount(one.recurring_minor, "breaks")
        worth = one.unit_minor + one.recurring_minor
        if one.min_quantity <= 1 or (before is not None and worth > before):
            raise AmountTooHigh(field="breaks")
        before = worth


def require_terms(terms: TermsInput) -> None:
    """Raises the refusal of what terms cannot say."""
    _require_percent(terms.discount_percent, "discount_percent")
    _require_amount(terms.discount_minor, "discount_minor")
    if not (terms.deposit_percent.is_finite() and NOTHING <= terms.deposit_percent <= 100):
        raise AmountTooHigh(field="deposit_percent")
    _require_amount(terms.fee_minor, "fee_minor")
    if terms.terms_days is not None and not 0 <= terms.terms_days <= 365:
        raise AmountTooHigh(field="terms_days")
    require_validity(terms.valid_until)


def require_validity(day: date) -> None:
    """Raises ValidityPast for a day before today or too far away."""
    latest = clock.today() + LONGEST_VALIDITY
    if not clock.today() <= day <= latest:
        raise ValidityPast(latest=latest)


def _require_percent(percent: Decimal, field: str) -> None:
    if not percent.is_finite() or percent >= 100:
        raise DiscountTooHigh(field=field)
    if percent < 0:
        raise AmountBelowZero(field=field)


def _require_amount(minor: int | None, field: str) -> None:
    if minor is not None and minor < 0:
        raise AmountBelowZero(field=field)
    if minor is not None and minor > HIGHEST_MINOR:
        raise AmountTooHigh(field=field)
