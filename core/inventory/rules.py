"""Pure rules of stock: what of it may be sold, what an order gets at once and later, which warehouse gives."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from core.inventory.states import FEW, Selling, Sourcing, StockLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How an article is sold. `waiting` pieces are promised to orders and not there yet, `most_waiting` at most.

    `expected_on` is the day on which missing goods come, or on which a pre-order ends. `safety` pieces are not sold.
    """

    is_tracked: bool = True
    low_from: int = FEW
    safety: int = 0
    selling: Selling = Selling.STOCK
    expected_on: date | None = None
    most_waiting: int | None = None
    waiting: int = 0

    def is_preorder(self, today: date) -> bool:
        """Whether nothing may leave the house yet."""
        return self.selling is Selling.PREORDER and self.expected_on is not None and today < self.expected_on

    def takes_orders_ahead(self, today: date) -> bool:
        """Whether more may be sold than is there."""
        return self.selling is Selling.BACKORDER or self.is_preorder(today)


PLAIN = Policy()
"""What holds for an article without a policy of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What a shopper may have of an article: `at_once`, and `most` in all; None is as many as one likes.

    What is not there comes on `expected_on`, if we know it.
    """

    level: StockLevel
    at_once: int | None
    most: int | None
    expected_on: date | None = None

    @property
    def can_be_ordered(self) -> bool:
        """Whether at least one piece may be ordered."""
        return self.most is None or self.most > 0


NOT_STOCKED = Availability(level=StockLevel.NOT_STOCKED, at_once=None, most=None)


def availability(free: int, policy: Policy, *, today: date) -> Availability:
    """What may be sold of an article of which nobody has reserved so many pieces."""
    if not policy.is_tracked:
        return Availability(level=StockLevel.IN_STOCK, at_once=None, most=None)
    is_preorder = policy.is_preorder(today)
    at_once = 0 if is_preorder else max(0, free - policy.safety - policy.waiting)
    if not policy.takes_orders_ahead(today):
        return Availability(level=level_of(at_once, low_from=policy.low_from), at_once=at_once, most=at_once)
    room = None if policy.most_waiting is None else max(0, policy.most_waiting - policy.waiting)
    most = None if room is None else at_once + room
    level = level_of(at_once, low_from=policy.low_from)
    if level is StockLevel.OUT_OF_STOCK and most != 0:
        level = StockLevel.PREORDER if is_preorder else StockLevel.BACKORDER
    return Availability(level=level, at_once=at_once, most=most, expected_on=policy.expected_on)


def level_of(free: int, *, low_from: int = FEW) -> StockLevel:
    """What a shopper reads about so many free pieces."""
    if free <= 0:
        return StockLevel.OUT_OF_STOCK
    return StockLevel.FEW_LEFT if free <= low_from else StockLevel.IN_STOCK


# --- what an order gets


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """How the pieces that an order wants are met: taken from the shelves, awaited, or not to be had."""

    take: int
    wait: int
    short: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Pieces that an order waits for, and when they come, if that is known."""

    quantity: int
    expected_on: date | None


def split_wanted(wanted: int, *, held: int, free: int, own_waiting: int, policy: Policy, today: date) -> Split:
    """How an order's wish for so many pieces is met. `free` is what nobody else has; `held` of it is its own already.

    What is promised to others who wait is not free, and what was promised to this order stays promised.
    """
    if not policy.is_tracked:
        return Split(take=0, wait=0, short=0)
    others = policy.waiting - own_waiting
    at_once = held if policy.is_preorder(today) else max(held, free - policy.safety - others)
    take = min(wanted, at_once)
    wait = wanted - take
    if policy.takes_orders_ahead(today):
        room = wait if policy.most_waiting is None else policy.most_waiting - others
    else:
        room = 0
    wait = min(wait, max(room, own_waiting))
    return Split(take=take, wait=wait, short=wanted - take - wait)


# --- which warehouse gives


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A warehouse as sourcing sees it: so many free pieces, of which `held` are the order's own already."""

    free: int
    held: int = 0
    priority: int = 0
    country: str = ""


def source(wanted: int, places: Sequence[Place], *, strategy: Sourcing, country: str = "") -> list[int]:
    """How many pieces each warehouse gives. ValueError when all together have too few.

    What an order holds somewhere stays there; the strategy decides about the rest, the earlier of equals first.
    """
    if wanted > sum(place.free for place in places):
        raise ValueError("There is not enough.")
    given = _keep_held(wanted, places)
    left = wanted - sum(given)
    for index in _in_turn(left, places, given, strategy, country):
        more = min(left, places[index].free - given[index])
        given[index] += more
        left -= more
    return given


def _keep_held(wanted: int, places: Sequence[Place]) -> list[int]:
    given, left = [0] * len(places), wanted
    for index in sorted(range(len(places)), key=lambda index: (-places[index].held, index)):
        given[index] = min(left, places[index].held)
        left -= given[index]
    return given


def _in_turn(left: int, places: Sequence[Place], given: Sequence[int], strategy: Sourcing, country: str) -> list[int]:
    """The warehouses in the order in which they are asked for what is left."""

    def rank(index: int) -> tuple[int, ...]:
        place, rest = places[index], places[index].free - given[index]
        if strategy is Sourcing.PRIORITY:
            return (place.priority, index)
        if strategy is Sourcing.NEAREST:
            return (int(place.country != country), place.priority, index)
        if strategy is Sourcing.FEWEST_PARCELS:  # whoever can give all of it; of those, the preferred one
            has_all = rest >= left
            return (int(not has_all), place.priority if has_all else -rest, index)
        return (-rest, index)

    return sorted(range(len(places)), key=rank)


def spread_over(wanted: int, free: Sequence[int]) -> list[int]:
    """How many each of several piles gives: the largest first, the earlier of equals. ValueError when too few."""
    return source(wanted, [Place(free=pieces) for pieces in free], strategy=Sourcing.HIGHEST_STOCK)


# --- what to order

COVER = 28
"""For so many days after their arrival new goods shall last."""


def suggested_order(*, left: int, low_from: int, shipped: int, shipped_in: int, lead_days: int) -> int:
    """How many pieces to order now, so that after the way and four weeks more the article just begins to run short.

    `shipped` pieces left in the last `shipped_in` days.
    """
    needed = -(-shipped * (lead_days + COVER) // shipped_in)
    return max(0, needed + low_from - left)
