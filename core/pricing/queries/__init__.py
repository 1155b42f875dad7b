"""Reading prices: the price book of a basket, price lists, ways of delivery, promotions, and where we deliver to."""

from core.pricing.queries.books import (
    OpenPrice,
    PriceListView,
    delivery_options,
    get_price_list,
    is_valid_at,
    load_price_book,
    open_prices,
    price_history,
    served_countries,
)
from core.pricing.queries.offers import Buyer, is_code_open
from core.pricing.queries.promotions import (
    CodeRow,
    Codes,
    PromotionView,
    codes_of,
    get_promotion,
    promotion_list,
)
from core.pricing.queries.taxes import taxpayer_of

__all__ = [
    "Buyer",
    "CodeRow",
    "Codes",
    "OpenPrice",
    "PriceListView",
    "PromotionView",
    "codes_of",
    "delivery_options",
    "get_price_list",
    "get_promotion",
    "is_code_open",
    "is_valid_at",
    "load_price_book",
    "open_prices",
    "price_history",
    "promotion_list",
    "served_countries",
    "taxpayer_of",
]
