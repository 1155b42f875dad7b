"""How a price list counts: from the gross price a shopper saw, or from the net price a company agreed."""

from enum import StrEnum


class PriceMode(StrEnum):
    """Which amount is the anchor that never moves; it belongs to the list and is kept on every document."""

    GROSS = "gross"
    NET = "net"


class TaxCategory(StrEnum):
    """The kind of taxation, in the letters of EN 16931."""

    STANDARD = "S"


HOME_COUNTRY = "DE"
RETAIL = "retail"
BUSINESS = "business"
