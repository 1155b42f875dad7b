"""The one pricing function, `price(basket, book)`, and the values it takes and gives. Pure: no database, no clock."""

from core.pricing.rules.agreement import fingerprint_of
from core.pricing.rules.bundles import Filled, extra_of, fill
from core.pricing.rules.checks import find_problems
from core.pricing.rules.pricing import price
from core.pricing.rules.promotions.values import Discount, PassedOver, Promotion, Sentence, Share, Shopper
from core.pricing.rules.trace import (
    GivenDiscount,
    discounts_from_text,
    discounts_to_text,
    trace_from_text,
    trace_to_text,
)
from core.pricing.rules.values import (
    Basket,
    BasketLine,
    BundleLine,
    Delivery,
    DeliveryOption,
    Destination,
    FeeLine,
    LineKey,
    PriceBook,
    PricedBasket,
    PricedLine,
    PriceRow,
    RateKey,
    RecurringTotal,
    TaxGroup,
    TaxKey,
    TraceStep,
)

__all__ = [
    "Basket",
    "BasketLine",
    "BundleLine",
    "Delivery",
    "DeliveryOption",
    "Destination",
    "Discount",
    "FeeLine",
    "Filled",
    "GivenDiscount",
    "LineKey",
    "PassedOver",
    "PriceBook",
    "PriceRow",
    "PricedBasket",
    "PricedLine",
    "Promotion",
    "RateKey",
    "RecurringTotal",
    "Sentence",
    "Share",
    "Shopper",
    "TaxGroup",
    "TaxKey",
    "TraceStep",
    "discounts_from_text",
    "discounts_to_text",
    "extra_of",
    "fill",
    "find_problems",
    "fingerprint_of",
    "price",
    "trace_from_text",
    "trace_to_text",
]
