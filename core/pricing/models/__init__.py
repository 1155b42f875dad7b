"""Tables of pricing: price lists with dated, tiered prices, delivery methods, tax rates and choices, promotions."""

from core.pricing.models.costs import ArticleCost
from core.pricing.models.prices import DeliveryMethod, Price, PriceList, TaxRate
from core.pricing.models.promotions import CodeAttempts, Promotion, PromotionCode, PromotionRedemption, PromotionUse
from core.pricing.models.taxes import CrossBorderSales, ExportCountry, OneStopChoice

__all__ = [
    "ArticleCost",
    "CodeAttempts",
    "CrossBorderSales",
    "DeliveryMethod",
    "ExportCountry",
    "OneStopChoice",
    "Price",
    "PriceList",
    "Promotion",
    "PromotionCode",
    "PromotionRedemption",
    "PromotionUse",
    "TaxRate",
]
