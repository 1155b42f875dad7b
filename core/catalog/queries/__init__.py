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
from core.catalog.queries.editing import (
    AttributeCard,
    AttributePage,
    CategoryCard,
    attribute_list,
    find_redirect,
    get_attribute,
    get_category,
    preview_token,
    previewed_slug,
)

__all__ = [
    "AttributeCard",
    "AttributePage",
    "CategoryCard",
    "CategoryNode",
    "CategoryTree",
    "articles_for",
    "attribute_list",
    "categories_menu",
    "find_product_id",
    "find_redirect",
    "forget_categories",
    "get_attribute",
    "get_category",
    "preview_token",
    "previewed_slug",
    "remember_categories",
    "variant_ids_by_sku",
]
