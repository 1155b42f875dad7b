"""Changing prices, lists, ways of delivery, tax rates and promotions."""

from core.pricing.operations.attempts import count_code_attempt, discard_code_attempts
from core.pricing.operations.costs import import_costs, set_costs
from core.pricing.operations.lists import assign_price_list, change_by_percent, create_derived_list, set_minimum
from core.pricing.operations.price_files import import_prices
from core.pricing.operations.prices import (
    SEED_RATES,
    DeliveryMethodInput,
    PriceInput,
    SeedRate,
    create_delivery_method,
    create_price_list,
    edit_delivery_method,
    end_price,
    seed_tax_rates,
    set_price,
    set_prices,
    set_tax_rate,
)
from core.pricing.operations.promotions import (
    PromotionInput,
    RuleInput,
    add_code,
    add_codes,
    create_promotion,
    edit_promotion,
    end_promotion,
    pause_promotion,
    start_promotion,
    try_promotion,
)
from core.pricing.operations.redemption import redeem_promotions, release_promotions
from core.pricing.operations.taxes import add_tax_rate, choose_one_stop, count_sale, serve_country, uncount_sale

__all__ = [
    "SEED_RATES",
    "DeliveryMethodInput",
    "PriceInput",
    "PromotionInput",
    "RuleInput",
    "SeedRate",
    "add_code",
    "add_codes",
    "add_tax_rate",
    "assign_price_list",
    "change_by_percent",
    "choose_one_stop",
    "count_code_attempt",
    "count_sale",
    "create_delivery_method",
    "create_derived_list",
    "create_price_list",
    "create_promotion",
    "discard_code_attempts",
    "edit_delivery_method",
    "edit_promotion",
    "end_price",
    "end_promotion",
    "import_costs",
    "import_prices",
    "pause_promotion",
    "redeem_promotions",
    "release_promotions",
    "seed_tax_rates",
    "serve_country",
    "set_costs",
    "set_minimum",
    "set_price",
    "set_prices",
    "set_tax_rate",
    "start_promotion",
    "try_promotion",
    "uncount_sale",
]
