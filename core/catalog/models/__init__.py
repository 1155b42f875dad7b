"""Tables of the catalogue."""

from core.catalog.models.attributes import AttributeChoice, AttributeDefinition, ProductAttribute
from core.catalog.models.bundles import BundleComponent, BundleGroup, BundleRule
from core.catalog.models.presentation import ProductFile, ProductRedirect, ProductRelation, ScheduledChange
from core.catalog.models.products import (
    Category,
    PlanTerms,
    Product,
    ProductCategory,
    ServiceTerms,
    Variant,
)
from core.catalog.models.search import (
    Facet,
    FacetValue,
    ProductFacet,
    SearchClick,
    SearchDay,
    SearchDocument,
    SearchPin,
    SearchSynonym,
    SearchWord,
)

__all__ = [
    "AttributeChoice",
    "AttributeDefinition",
    "BundleComponent",
    "BundleGroup",
    "BundleRule",
    "Category",
    "Facet",
    "FacetValue",
    "PlanTerms",
    "Product",
    "ProductAttribute",
    "ProductCategory",
    "ProductFacet",
    "ProductFile",
    "ProductRedirect",
    "ProductRelation",
    "ScheduledChange",
    "SearchClick",
    "SearchDay",
    "SearchDocument",
    "SearchPin",
    "SearchSynonym",
    "SearchWord",
    "ServiceTerms",
    "Variant",
]
