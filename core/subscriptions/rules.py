"""Billing dates: the boundaries of periods, always counted from the first anchor, and which periods are due."""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A billing period [start, end): the end belongs to the next one. `index` counts from 0."""

    index: int
    start: date
    end: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingTerms:
    """What the dates of a contract follow from. `billed_until` and `ends_on` are exclusive ends."""

    starts_on: date
    anchor_day: int
    interval_months: int
    billed_until: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What a period costs that begins on a day or later, and of what; amounts are for the whole quantity."""

    effective_on: date
    sku: str
    name: str
    quantity: int
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
    return [Charge(period=one, rate=rate_at(rates, one.start)) for one in periods_due(terms, up_to)]


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
    start, anchor, months = terms.starts_on, terms.anchor_day, terms.interval_months
    return Period(
        index=index, start=boundary(start, anchor, index, months), end=boundary(start, anchor, index + 1, months)
    )


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
    return max(next_period(terms).start, boundary(terms.starts_on, terms.anchor_day, 1, terms.interval_months))


def bound_until(terms: BillingTerms, effective_on: date, term_months: int) -> date | None:
    """The first day on which a contract may end that binds for so many months from a boundary on; None: any time."""
    if not term_months:
        return None
    return boundary(effective_on, terms.anchor_day, 1, term_months)


def is_boundary(terms: BillingTerms, day: date) -> bool:
    """Whether a contract may end on this day without cutting a period in two."""
    index, rest = divmod(_months_between(terms.starts_on, day), terms.interval_months)
    return rest == 0 and index >= 0 and boundary(terms.starts_on, terms.anchor_day, index, terms.interval_months) == day


def _require_forward(terms: BillingTerms, up_to: date) -> None:
    if up_to < terms.starts_on:
        raise ValueError("Nothing can be billed up to a day before the contract starts.")
    if terms.ends_on is not None and terms.ends_on < terms.starts_on:
        raise ValueError("A contract cannot end before it starts.")


def _periods_billed(terms: BillingTerms) -> int:
    if terms.billed_until is None:
        return 0
    return _months_between(terms.starts_on, terms.billed_until) // terms.interval_months


def _months_between(start: date, end: date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _is_over(terms: BillingTerms, candidate: Period) -> bool:
    return terms.ends_on is not None and candidate.start >= terms.ends_on
