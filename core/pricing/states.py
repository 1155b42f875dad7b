"""How a price list counts, what kinds of taxation there are, the lanes and lives of promotions."""

from enum import StrEnum

from core.kernel.states import StateMachine


class PriceMode(StrEnum):
    """Which amount is the anchor that never moves; it belongs to the list and is kept on every document."""

    GROSS = "gross"
    NET = "net"


class TaxCategory(StrEnum):
    """The kind of taxation, in the letters of EN 16931."""

    STANDARD = "S"


class Lane(StrEnum):
    """In which order promotions work; in each lane one of them holds."""

    ARTICLE = "article"
    CART = "cart"
    DELIVERY = "delivery"


HOME_COUNTRY = "DE"
RETAIL = "retail"
BUSINESS = "business"


class PromotionState(StrEnum):
    """Where a promotion stands; only an active one holds, and only while it is valid."""

    DRAFT = "draft"
    ACTIVE = "active"
    PAUSED = "paused"
    ENDED = "ended"


PROMOTION_LIFE = StateMachine("promotion", PromotionState.DRAFT, {
    PromotionState.DRAFT:  frozenset({PromotionState.ACTIVE, PromotionState.ENDED}),
    PromotionState.ACTIVE: frozenset({PromotionState.PAUSED, PromotionState.ENDED}),
    PromotionState.PAUSED: frozenset({PromotionState.ACTIVE, PromotionState.ENDED}),
    PromotionState.ENDED:  frozenset(),
})  # fmt: skip
