"""What promotions see and say: candidates, situations, sentences; what a reduction is and why one is not given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from core.catalog.states import ArticleKind
from core.pricing.states import Lane

if TYPE_CHECKING:
    from core.pricing.rules.promotions.protocol import Action, Condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A marked sentence and its values; values named `_minor` are money."""

    template: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A line that may be reduced. Lines of one bundle share their `item`, and so do its `pieces`."""

    item: int
    pieces: int
    amount_minor: int
    kind: ArticleKind
    skus: frozenset[str]
    shelves: frozenset[str]

    @property
    def recurs(self) -> bool:
        """Whether the amount comes again every period."""
        return self.kind is ArticleKind.SUBSCRIPTION


@dataclass(frozen=True, slots=True, kw_only=True)
class Shopper:
    """What conditions may know about who buys: whether a first order is still possible, and the price list."""

    is_new: bool = True
    list_code: str = ""
    codes: frozenset[UUID] = frozenset()
    """The promotions whose code was entered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What a condition decides on: the lines that its promotion is about, and who buys."""

    promotion_id: UUID
    lines: tuple[Candidate, ...]
    shopper: Shopper

    @property
    def value_minor(self) -> int:
        """What these lines cost, as the price list counts."""
        return sum(line.amount_minor for line in self.lines)

    @property
    def pieces(self) -> int:
        """How many things these lines are; a bundle is one thing."""
        return sum({line.item: line.pieces for line in self.lines}.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """An offer in force: when all its conditions are met, its actions reduce the lines that it is about.

    In each lane one promotion holds; an exclusive one holds alone. Subscriptions are left out unless it says so.
    """

    id: UUID
    name: str
    lane: Lane
    priority: int = 0
    is_exclusive: bool = False
    with_subscriptions: bool = False
    conditions: "tuple[Condition, ...]" = ()
    actions: "tuple[Action, ...]" = ()

    @property
    def frees_delivery(self) -> bool:
        """Whether delivery costs nothing with it."""
        return any(action.frees_delivery for action in self.actions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How much of a reduction falls on the line at a position."""

    position: int
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Discount:
    """A promotion that holds in a basket. The shares sum to the amount; a freed delivery fee is not in it."""

    promotion_id: UUID
    name: str
    code: str
    amount_minor: int
    shares: tuple[Share, ...]
    frees_delivery: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedOver:
    """A promotion that does not hold, and why; `is_coded` if its code was entered."""

    promotion_id: UUID
    name: str
    is_coded: bool
    why: Sentence
