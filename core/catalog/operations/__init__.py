"""Changing the catalogue."""

from core.catalog.operations.attributes import (
    AttributeInput,
    DefinitionInput,
    change_attribute,
    define_attribute,
    ensure_attributes,
    set_choices,
    set_values,
    values_from,
)
from core.catalog.operations.products import (
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
    "DefinitionInput",
    "ProductInput",
    "VariantInput",
    "change_attribute",
    "create_category",
    "create_product",
    "define_attribute",
    "ensure_attributes",
    "publish_product",
    "rename_product",
    "set_choices",
    "set_values",
    "set_variant_active",
    "values_from",
    "withdraw_product",
]
