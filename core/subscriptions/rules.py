"""Billing dates: the boundaries of periods, always counted from an anchor, which periods are due, what they cost."""

import json
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from uuid import UUID

from core.pricing.rounding import share_of, split_group
from core.pricing.states import PriceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A billing period [start, end): the end belongs to the next one. `index` counts from 0.

    Of a short period `whole_end` is the day on which it would end otherwise: it costs its days of those until then.
    """

    index: int
    start: date
    end: date
    whole_end: date | None = None

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.end - self.start).days

    @property
    def whole_days(self) -> int:
        """How long it would be, were it not short."""
        return ((self.whole_end or self.end) - self.start).days


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """How a contract is billed from a boundary on: every so many months, on an anchor day, counted from `joins_on`.

    Where the anchor moves, one short period runs from `begins_on` until then; otherwise both are the same day.
    """

    begins_on: date
    joins_on: date
    anchor_day: int
    interval_months: int

    @property
    def has_short_period(self) -> bool:
        """Whether it begins between two of its boundaries."""
        return self.joins_on > self.begins_on


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingTerms:
    """What the dates of a contract follow from. `billed_until` and `ends_on` are exclusive ends.

    It begins with an anchor and an interval; the `later` stretches say from when on both are others.
    """

    starts_on: date
    anchor_day: int
    interval_months: int
    billed_until: date | None = None
    ends_on: date | None = None
    later: tuple[Stretch, ...] = ()

    @property
    def stretches(self) -> tuple[Stretch, ...]:
        """All of them, the first included."""
        return (
            Stretch(
                begins_on=self.starts_on,
                joins_on=self.starts_on,
                anchor_day=self.anchor_day,
                interval_months=self.interval_months,
            ),
            *self.later,
        )

    def stretch_on(self, day: date) -> Stretch:
        """The stretch that holds on a day; before the start, the first."""
        return next((one for one in reversed(self.later) if one.begins_on <= day), self.stretches[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a period costs that begins on a day or later, and of what; amounts are for the whole quantity."""

    effective_on: date
    business_unit_id: UUID
    sku: str
    name: str
    quantity: int
    price_mode: PriceMode
    tax_rate: Decimal
    tax_category: str
    unit_minor: int
    amount_minor: int
    net_minor: int
    tax_minor: int
    gross_minor: int
    discount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """A period with what it costs."""

    period: Period
    rate: Rate


def charges_due(terms: BillingTerms, rates: Sequence[Rate], up_to: date) -> list[Charge]:
    """What is to be billed up to and including a day: each period at the rate of its first day.

    The billing run, previews and the simulation of a changed contract all ask here. Raises what `periods_due` raises,
    ValueError without a rate for the first period.
    """
    return [charge_of(one, rate_at(rates, one.start)) for one in periods_due(terms, up_to)]


def charge_of(period: Period, rate: Rate) -> Charge:
    """A period at a rate: a short one costs its days of those of the whole, rounded once, with the tax of that."""
    if period.whole_end is None:
        return Charge(period=period, rate=rate)
    amount = share_of(rate.amount_minor, period.days, period.whole_days)
    unit = share_of(rate.unit_minor, period.days, period.whole_days)
    split = split_group(rate.price_mode, amount, rate.tax_rate)
    short = replace(
        rate,
        unit_minor=unit,
        amount_minor=amount,
        net_minor=split.net,
        tax_minor=split.tax_minor,
        gross_minor=split.gross,
        discount_minor=max(0, unit * rate.quantity - amount) if rate.discount_minor else 0,
    )
    return Charge(period=period, rate=short)


def superseded(rates: Sequence[Rate]) -> list[Rate]:
    """Rates in the order in which they were agreed, without those that a later one takes the place of."""
    kept: list[Rate] = []
    for rate in rates:
        kept = [*(one for one in kept if one.effective_on < rate.effective_on), rate]
    return kept


def rate_at(rates: Sequence[Rate], day: date) -> Rate:
    """The rate that holds on a day: the last that began by then. Raises ValueError when none had."""
    begun = [rate for rate in rates if rate.effective_on <= day]
    if not begun:
        raise ValueError("A contract costs something from its first day on.")
    return max(begun, key=lambda rate: rate.effective_on)


def boundary(start: date, anchor: int, k: int, months: int = 1) -> date:
    """The start of period k: the anchor day, or the last day of a month too short for it.

    Counted from the first start and never from the boundary before, so that 31 January leads over 28 February
    to 31 March. Raises ValueError for an anchor outside 1..31 or an interval below one month.
    """
    if not 1 <= anchor <= 31 or months < 1:
        raise ValueError("An anchor is a day of the month, and an interval at least one month.")
    year, month = divmod(start.year * 12 + start.month - 1 + k * months, 12)
    return date(year, month + 1, min(anchor, monthrange(year, month + 1)[1]))


def first_paid_day(starts_on: date, trial_days: int) -> date:
    """The first day that is paid for, of what runs from a day on: it anchors the periods."""
    return starts_on + timedelta(days=trial_days)


def period(terms: BillingTerms, index: int) -> Period:
    """Period `index` of a contract, before any end is considered."""
    stretches, before = terms.stretches, 0
    for at, stretch in enumerate(stretches[:-1]):
        held = _periods_until(stretch, stretches[at + 1].begins_on)
        if index < before + held:
            return _period(terms, at, index, before)
        before += held
    return _period(terms, len(stretches) - 1, index, before)


def _period(terms: BillingTerms, at: int, index: int, before: int) -> Period:
    """Period `index` in one of the stretches; so many periods lie before that."""
    stretches = terms.stretches
    stretch, k = stretches[at], index - before
    anchor, months = stretch.anchor_day, stretch.interval_months
    if stretch.has_short_period and k == 0:
        whole_end = boundary(stretch.begins_on, stretches[at - 1].anchor_day, 1, months)
        return Period(index=index, start=stretch.begins_on, end=stretch.joins_on, whole_end=whole_end)
    k -= stretch.has_short_period
    joins_on = stretch.joins_on
    return Period(
        index=index,
        start=boundary(joins_on, anchor, k, months),
        end=boundary(joins_on, anchor, k + 1, months),
    )


def _periods_until(stretch: Stretch, boundary_day: date) -> int:
    """How many periods of a stretch lie before one of its boundaries."""
    if boundary_day <= stretch.begins_on:
        return 0
    whole = _months_between(stretch.joins_on, boundary_day) // stretch.interval_months
    return whole + stretch.has_short_period


def periods_due(terms: BillingTerms, up_to: date) -> list[Period]:
    """The periods to bill in advance up to and including a day, oldest first, without those billed before.

    Every period that an outage skipped is among them, each once. Raises ValueError when the day or the end lies
    before the start: that is a mistake of the caller and no empty bill.
    """
    _require_forward(terms, up_to)
    due = []
    for index in count(_periods_billed(terms)):
        candidate = period(terms, index)
        if candidate.start > up_to or _is_over(terms, candidate):
            break
        due.append(candidate)
    return due


def next_period(terms: BillingTerms) -> Period:
    """The first period that is not billed yet, whenever it is due."""
    return period(terms, _periods_billed(terms))


def earliest_end(terms: BillingTerms, term_months: int) -> date:
    """The first day on which a contract may be over: after its term, and after all that is billed."""
    agreed = boundary(terms.starts_on, terms.anchor_day, 1, term_months) if term_months else terms.starts_on
    return max(agreed, terms.billed_until or agreed)


def earliest_change(terms: BillingTerms) -> date:
    """The first day from which a running contract can cost something else: the first period that is not billed.

    Never the first period of all, which is part of the order.
    """
    return max(next_period(terms).start, period(terms, 0).end)


def bound_until(terms: BillingTerms, effective_on: date, term_months: int) -> date | None:
    """The first day on which a contract may end that binds for so many months from a boundary on; None: any time."""
    if not term_months:
        return None
    return boundary(effective_on, terms.stretch_on(effective_on).anchor_day, 1, term_months)


def bound_day(terms: BillingTerms, term_months: int, agreed_until: date | None) -> date | None:
    """Until when a contract binds: as agreed last, else for its term; None where it may end at any time."""
    if agreed_until is not None or not term_months:
        return agreed_until
    return boundary(terms.starts_on, terms.anchor_day, 1, term_months)


def months_until(start: date, day: date) -> int:
    """How many months a term from one day until another has, begun ones included."""
    months = _months_between(start, day)
    return months if boundary(start, start.day, months) >= day else months + 1


def joining(day: date, anchor: int, interval_months: int, effective_on: date) -> date:
    """The first day, not before another, from which whole periods on an anchor end on `day`.

    Raises ValueError for a day that is not behind the other.
    """
    if day <= effective_on:
        raise ValueError("A contract is bound until a day to come.")
    k = _months_between(effective_on, day) // interval_months + 1
    while boundary(day, anchor, -k, interval_months) < effective_on:
        k -= 1
    return boundary(day, anchor, -k, interval_months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Until which day a contract is to bind, and the anchor that this day is on."""

    until: date
    anchor_day: int


def changed_terms(
    terms: BillingTerms, effective_on: date, interval_months: int, alignment: Alignment | None = None
) -> BillingTerms:
    """The terms with another interval from a boundary on, aligned with the end of another contract if wished.

    Without that the anchor stays, and a short period that begins on the same day. Raises ValueError for an end that is
    over by then.
    """
    present = terms.stretch_on(effective_on)
    if alignment is None:
        anchor = present.anchor_day
        joins_on = present.joins_on if present.begins_on == effective_on else effective_on
    else:
        anchor = alignment.anchor_day
        joins_on = joining(alignment.until, anchor, interval_months, effective_on)
    stretch = Stretch(begins_on=effective_on, joins_on=joins_on, anchor_day=anchor, interval_months=interval_months)
    return with_stretch(terms, stretch)


def end_when_bound(ends_on: date | None, bound: date | None) -> date | None:
    """When a contract ends that was to end on a day and is bound until another now: binding it for longer lifts it."""
    return None if ends_on is not None and bound is not None and bound > ends_on else ends_on


def with_stretch(terms: BillingTerms, stretch: Stretch) -> BillingTerms:
    """The terms when from a boundary on another stretch holds; what was agreed for later days before is superseded."""
    kept = tuple(one for one in terms.later if one.begins_on < stretch.begins_on)
    former = replace(terms, later=kept)
    last = former.stretches[-1]
    goes_on = (last.anchor_day, last.interval_months) == (stretch.anchor_day, stretch.interval_months)
    if goes_on and not stretch.has_short_period and is_boundary(former, stretch.begins_on):
        return former
    return replace(terms, later=(*kept, stretch))


def is_boundary(terms: BillingTerms, day: date) -> bool:
    """Whether a contract may end on this day without cutting a period in two."""
    stretch = terms.stretch_on(day)
    if day <= stretch.joins_on:
        return day in (stretch.begins_on, stretch.joins_on)
    index, rest = divmod(_months_between(stretch.joins_on, day), stretch.interval_months)
    return rest == 0 and boundary(stretch.joins_on, stretch.anchor_day, index, stretch.interval_months) == day


def stretches_to(stretches: Sequence[Stretch]) -> str:
    """Stretches as a contract keeps them; empty for none."""
    rows = [
        [one.begins_on.isoformat(), one.joins_on.isoformat(), one.anchor_day, one.interval_months] for one in stretches
    ]
    return json.dumps(rows) if rows else ""


def stretches_from(text: str) -> tuple[Stretch, ...]:
    """The stretches that `stretches_to` wrote."""
    return tuple(
        Stretch(
            begins_on=date.fromisoformat(begins_on),
            joins_on=date.fromisoformat(joins_on),
            anchor_day=anchor_day,
            interval_months=interval_months,
        )
        for begins_on, joins_on, anchor_day, interval_months in (json.loads(text) if text else ())
    )


def _require_forward(terms: BillingTerms, up_to: date) -> None:
    if up_to < terms.starts_on:
        raise ValueError("Nothing can be billed up to a day before the contract starts.")
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise ValueError("A contract cannot end before it starts.")


def _periods_billed(terms: BillingTerms) -> int:
    if terms.billed_until is None:
        return 0
    stretches, held = terms.stretches, 0
    for at, stretch in enumerate(stretches):
        ends_on = stretches[at + 1].begins_on if at + 1 < len(stretches) else terms.billed_until
        held += _periods_until(stretch, min(ends_on, terms.billed_until))
    return held


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _is_over(terms: BillingTerms, candidate: Period) -> bool:
    return terms.ends_on is not None and candidate.start >= terms.ends_on
