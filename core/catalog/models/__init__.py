"""Tables of the catalogue."""

from core.catalog.models.attributes import AttributeChoice, AttributeDefinition, ProductAttribute
from core.catalog.models.presentation import ProductFile, ProductRedirect, ProductRelation, ScheduledChange
from core.catalog.models.products import (
    BundleComponent,
    Category,
    PlanTerms,
    Product,
    ProductCategory,
    ServiceTerms,
    Variant,
)

__all__ = [
    "AttributeChoice",
    "AttributeDefinition",
    "BundleComponent",
    "Category",
    "PlanTerms",
    "Product",
    "ProductAttribute",
    "ProductCategory",
    "ProductFile",
    "ProductRedirect",
    "ProductRelation",
    "ScheduledChange",
    "ServiceTerms",
    "Variant",
]
