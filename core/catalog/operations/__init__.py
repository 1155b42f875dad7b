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
from core.catalog.operations.saving import Saved, Verdict, save_articles
from core.catalog.operations.texts import refresh_texts

__all__ = [
    "AttributeInput",
    "CategoryInput",
    "DefinitionInput",
    "ProductInput",
    "Saved",
    "VariantInput",
    "Verdict",
    "change_attribute",
    "create_category",
    "create_product",
    "define_attribute",
    "ensure_attributes",
    "publish_product",
    "refresh_texts",
    "rename_product",
    "save_articles",
    "set_choices",
    "set_values",
    "set_variant_active",
    "values_from",
    "withdraw_product",
]
