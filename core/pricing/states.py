"""How a price list counts, what kinds of taxation there are and why, the lanes and lives of promotions."""

from enum import StrEnum

from core.kernel.states import StateMachine


class PriceMode(StrEnum):
    """Which amount is the anchor that never moves; it belongs to the list and is kept on every document."""

    GROSS = "gross"
    NET = "net"


class TaxCategory(StrEnum):
    """The kind of taxation. `letter` is the one of EN 16931.

    What consumers are served with in another country is a category of its own, because the one-stop shop declares it
    apart from the goods that are sent there.
    """

    STANDARD = "S"
    CONSUMER_SERVICE = "SD"
    INTRA_COMMUNITY = "K"
    REVERSE_CHARGE = "AE"
    EXPORT = "G"
    OUTSIDE = "O"
    EXEMPT = "E"

    @property
    def letter(self) -> str:
        """How an e-invoice writes it."""
        return TaxCategory.STANDARD.value if self.is_taxed else self.value

    @property
    def is_taxed(self) -> bool:
        """Whether a rate belongs to it; without one the amount carries no VAT."""
        return self in (TaxCategory.STANDARD, TaxCategory.CONSUMER_SERVICE)


ON_VAT_ID = frozenset({TaxCategory.INTRA_COMMUNITY, TaxCategory.REVERSE_CHARGE})
"""What rests on the buyer's VAT id."""


class BuyerStatus(StrEnum):
    """How the tax law sees a buyer. A company counts as one only while its VAT id is known to be valid."""

    PRIVATE = "private"
    COMPANY = "company"
    CONFIRMED = "confirmed"
    EXEMPT = "exempt"


class TaxReason(StrEnum):
    """Why something is taxed as it is; kept with every line of an order."""

    DOMESTIC = "domestic"
    WHERE_WE_ARE = "where_we_are"
    OWN_VAT_ID = "own_vat_id"
    BELOW_THRESHOLD = "below_threshold"
    ABOVE_THRESHOLD = "above_threshold"
    ONE_STOP_CHOSEN = "one_stop_chosen"
    DONE_THERE = "done_there"
    INTRA_COMMUNITY = "intra_community"
    REVERSE_CHARGE = "reverse_charge"
    EXPORT = "export"
    OUTSIDE = "outside"
    EXEMPT = "exempt"

    @property
    def is_counted(self) -> bool:
        """Whether it is a sale to a consumer in another EU country that counts towards the threshold."""
        return self in (TaxReason.BELOW_THRESHOLD, TaxReason.ABOVE_THRESHOLD, TaxReason.ONE_STOP_CHOSEN)


class Lane(StrEnum):
    """In which order promotions work; in each lane one of them holds."""

    ARTICLE = "article"
    CART = "cart"
    DELIVERY = "delivery"


HOME_COUNTRY = "DE"
RETAIL = "retail"
BUSINESS = "business"
EU_COUNTRIES = frozenset({
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
})  # fmt: skip
EVERYWHERE = "EU"
"""Where the sales to consumers in all other EU countries are counted together."""
ONE_STOP_LIMIT_MINOR = 1_000_000
"""Up to so much net a year, in cents, consumers in other EU countries pay our VAT (section 3c (4) UStG)."""


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
