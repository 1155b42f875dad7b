"""What the shop shows: shelves, product pages and search, with prices and stock, as rows ready for a page."""

from core.carts.queries.shelf.choices import Choice, FacetGroup, FacetOption, Facets, Range
from core.carts.queries.shelf.pages import category_page, recommended
from core.carts.queries.shelf.product import product_page
from core.carts.queries.shelf.search import search
from core.carts.queries.shelf.values import (
    CARDS_PER_PAGE,
    BundleOffer,
    CategoryPage,
    ComponentOffer,
    Fact,
    GroupOffer,
    KindCount,
    OptionOffer,
    ProductCard,
    ProductDetail,
    SearchPage,
    TierPrice,
    VariantOffer,
)

__all__ = [
    "CARDS_PER_PAGE",
    "BundleOffer",
    "CategoryPage",
    "Choice",
    "ComponentOffer",
    "FacetGroup",
    "FacetOption",
    "Facets",
    "Fact",
    "GroupOffer",
    "KindCount",
    "OptionOffer",
    "ProductCard",
    "ProductDetail",
    "Range",
    "SearchPage",
    "TierPrice",
    "VariantOffer",
    "category_page",
    "product_page",
    "recommended",
    "search",
]
