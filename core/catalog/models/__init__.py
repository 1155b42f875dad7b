"""Tables of the catalogue."""

from core.catalog.models.products import (
    BundleComponent,
    Category,
    PlanTerms,
    Product,
    ProductAttribute,
    ProductCategory,
    ServiceTerms,
    Variant,
)

__all__ = [
    "BundleComponent",
    "Category",
    "PlanTerms",
    "Product",
    "ProductAttribute",
    "ProductCategory",
    "ServiceTerms",
    "Variant",
]
