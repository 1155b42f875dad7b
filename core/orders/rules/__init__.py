"""The rules of orders: cutting into parts, the status derived from them, and why an order is not complete. Pure."""

from core.orders.rules.changes import ChangeRow, ChangeWish, hash_of, require_change, why_part_is_fixed
from core.orders.rules.clock import ClockStep, PartTimes, clock_of
from core.orders.rules.limits import content_hash, over_limit, window_begins
from core.orders.rules.quantities import Possible, require_possible
from core.orders.rules.reasons import PartSituation, Reason, waiting_for, why_not_complete, why_part_is_open
from core.orders.rules.splitting import LineTerms, PlannedPart, cut_by_destination, lines_of, split_into_parts
from core.orders.rules.status import (
    CANCELLABLE,
    PartProgress,
    derive_state,
    is_cancellable,
    open_quantity,
    state_after_cancelling,
    state_after_fulfilling,
)

__all__ = [
    "CANCELLABLE",
    "ChangeRow",
    "ChangeWish",
    "ClockStep",
    "LineTerms",
    "PartProgress",
    "PartSituation",
    "PartTimes",
    "PlannedPart",
    "Possible",
    "Reason",
    "clock_of",
    "content_hash",
    "cut_by_destination",
    "derive_state",
    "hash_of",
    "is_cancellable",
    "lines_of",
    "open_quantity",
    "over_limit",
    "require_change",
    "require_possible",
    "split_into_parts",
    "state_after_cancelling",
    "state_after_fulfilling",
    "waiting_for",
    "why_not_complete",
    "why_part_is_fixed",
    "why_part_is_open",
    "window_begins",
]
