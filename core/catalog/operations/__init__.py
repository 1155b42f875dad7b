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
from core.catalog.operations.changes import apply_change, cancel_change, change_product, plan_change, save_article
from core.catalog.operations.choices import configure_bundle
from core.catalog.operations.presentation import add_file, describe_file, relate_products, remove_file
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
from core.catalog.operations.searches import Choice, Search, count_searches, is_counted
from core.catalog.operations.shelves import change_category
from core.catalog.operations.texts import refresh_texts
from core.catalog.operations.tuning import (
    SynonymInput,
    add_synonym,
    change_synonym,
    pin_product,
    raise_pin,
    remove_pin,
    remove_synonym,
)
from core.catalog.operations.visibility import follow_dates, set_visibility

__all__ = [
    "AttributeInput",
    "CategoryInput",
    "Choice",
    "DefinitionInput",
    "ProductInput",
    "Saved",
    "Search",
    "SynonymInput",
    "VariantInput",
    "Verdict",
    "add_file",
    "add_synonym",
    "apply_change",
    "cancel_change",
    "change_attribute",
    "change_category",
    "change_product",
    "change_synonym",
    "configure_bundle",
    "count_searches",
    "create_category",
    "create_product",
    "define_attribute",
    "describe_file",
    "ensure_attributes",
    "follow_dates",
    "is_counted",
    "pin_product",
    "plan_change",
    "publish_product",
    "raise_pin",
    "refresh_texts",
    "relate_products",
    "remove_file",
    "remove_pin",
    "remove_synonym",
    "rename_product",
    "save_article",
    "save_articles",
    "set_choices",
    "set_values",
    "set_variant_active",
    "set_visibility",
    "values_from",
    "withdraw_product",
]
