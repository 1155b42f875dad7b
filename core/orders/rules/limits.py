"""What somebody may buy for their company without asking, and what an approval holds for. Pure."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta

from core.accounts.rules import SpendingLimits
from core.accounts.states import LimitWindow
from core.kernel.clock import day_begins, local_date, zone_named
from core.kernel.errors import Refused
from core.kernel.money import Money
from core.orders.errors import OverOrderLimit, OverWindowLimit
from core.pricing.rules import LineKey


def window_begins(limits: SpendingLimits, at: datetime) -> datetime:
    """The moment from which purchases count: midnight of the buyer's day, of its Monday, or of the first of its month.

    Days are those of the zone by which the customer lives.
    """
    zone = zone_named(limits.time_zone)
    today = local_date(at, zone)
    begun = {
        LimitWindow.DAY: today,
        LimitWindow.WEEK: today - timedelta(days=today.weekday()),
        LimitWindow.MONTH: today.replace(day=1),
    }
    return day_begins(begun[limits.window], zone)


def over_limit(limits: SpendingLimits, *, amount_minor: int, spent_minor: int, currency: str) -> Refused | None:
    """Why somebody may not buy for this amount alone, if so; `spent_minor` is what they bought in the window."""
    if limits.per_order_minor is not None and amount_minor > limits.per_order_minor:
        return OverOrderLimit(limit=Money(limits.per_order_minor, currency))
    if limits.per_window_minor is None or spent_minor + amount_minor <= limits.per_window_minor:
        return None
    free = max(0, limits.per_window_minor - spent_minor)
    limit = Money(limits.per_window_minor, currency)
    return OverWindowLimit(limit=limit, free=Money(free, currency), window=limits.window)


def content_hash(pieces: Mapping[LineKey, int]) -> str:
    """What a cart holds as one word: the same articles with the same options and quantities, in whatever order."""
    text = "\n".join(sorted(f"{key}:{quantity}" for key, quantity in pieces.items()))
    return hashlib.sha256(text.encode()).hexdigest()
