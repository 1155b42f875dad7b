"""Changing the catalogue."""

from core.catalog.operations.products import (
    AttributeInput,
    CategoryInput,
    ProductInput,
    VariantInput,
    create_category,
    create_product,
    publish_product,
    rename_product,
    set_variant_active,
    withdraw_product,
)

__all__ = [
    "AttributeInput",
    "CategoryInput",
    "ProductInput",
    "VariantInput",
    "create_category",
    "create_product",
    "publish_product",
    "rename_product",
    "set_variant_active",
    "withdraw_product",
]
