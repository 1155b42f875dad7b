"""Reading the catalogue."""

from core.catalog.queries.articles import (
    CategoryNode,
    CategoryTree,
    articles_for,
    categories_menu,
    find_product_id,
    forget_categories,
    remember_categories,
    variant_ids_by_sku,
)

__all__ = [
    "CategoryNode",
    "CategoryTree",
    "articles_for",
    "categories_menu",
    "find_product_id",
    "forget_categories",
    "remember_categories",
    "variant_ids_by_sku",
]
