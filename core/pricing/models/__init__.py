"""Tables of pricing: price lists with dated, tiered prices, delivery methods, tax rates, promotions."""

from core.pricing.models.prices import DeliveryMethod, Price, PriceList, TaxRate
from core.pricing.models.promotions import CodeAttempts, Promotion, PromotionCode, PromotionRedemption, PromotionUse

__all__ = [
    "CodeAttempts",
    "DeliveryMethod",
    "Price",
    "PriceList",
    "Promotion",
    "PromotionCode",
    "PromotionRedemption",
    "PromotionUse",
    "TaxRate",
]
