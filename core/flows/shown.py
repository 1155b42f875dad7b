"""Which tables the pages of the shop show: a change of their rows ends the pages that were kept in memory."""

from core.kernel import freshness

EVERYWHERE = frozenset({
    "attribute", "attribute_choice", "product_attribute",
    "bundle_component", "bundle_group", "bundle_rule",
    "category", "product", "product_category", "product_file", "product_redirect", "product_relation",
    "facet", "facet_value", "product_facet",
    "plan", "service_terms", "variant",
    "delivery_method", "price", "price_list", "tax_rate", "export_country", "one_stop_choice",
    "stock_policy", "stock_rules",
})  # fmt: skip
"""Written by the office and by imports: every process hears of it."""
HERE = frozenset({"promotion", "stock", "warehouse", "backorder"})
"""Written by every purchase, for which one row of all processes would be a queue: others learn it when a page ends."""
NOT_SHOWN = frozenset({
    "scheduled_change", "search_click", "search_day", "search_document", "search_pin", "search_synonym", "search_word",
    "promotion_code", "promotion_redemption", "promotion_use", "code_attempts", "cross_border_sales",
    "article_cost",
    "reservation", "stock_movement", "stock_wish", "stocktake", "stocktake_line",
    "service_hours", "service_day", "time_booking",
})  # fmt: skip
"""Of the same capabilities, and on no page that is kept."""


def install() -> None:
    """Watch the tables in this process."""
    freshness.watch(everywhere=EVERYWHERE, here=HERE)
