"""What an announced reduction may be compared with: the lowest price of the thirty days before it began."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PastPrice:
    """What one piece cost while; `is_offer` if it was announced as reduced."""

    amount_minor: int
    is_offer: bool
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduction:
    """An announced reduction: the lowest price of the thirty days before it, and by how many whole percent it fell."""

    lowest_minor: int
    percent: int


def reduction_of(history: Sequence[PastPrice], at: datetime) -> Reduction | None:
    """The reduction that may be announced; None when the price is no offer, or not below the lowest one.

    Where one offer follows the other, the days before the first of them count. `history` is in order of time.
    """
    current = next((one for one in history if _holds(one, at)), None)
    if current is None or not current.is_offer:
        return None
    begin = current.valid_from
    for earlier in reversed(history):
        if earlier.is_offer and earlier.valid_to == begin and earlier.valid_from < begin:
            begin = earlier.valid_from
    before = [
        one.amount_minor
        for one in history
        if one.valid_from < begin and (one.valid_to is None or one.valid_to > begin - WINDOW) and not _is_empty(one)
    ]
    if not before or min(before) <= current.amount_minor:
        return None
    lowest = min(before)
    return Reduction(lowest_minor=lowest, percent=(lowest - current.amount_minor) * 100 // lowest)


def _holds(one: PastPrice, at: datetime) -> bool:
    return one.valid_from <= at and (one.valid_to is None or one.valid_to > at)


def _is_empty(one: PastPrice) -> bool:
    """Whether it was replaced in the moment in which it began: nobody could buy at it."""
    return one.valid_from == one.valid_to
