"""The words by which products are found, made anew when something about them changed."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import (
    AttributeDefinition,
    Category,
    Product,
    ProductAttribute,
    ProductCategory,
    Variant,
)
from core.catalog.rules import folded


def refresh_texts(session: Session, product_ids: Collection[UUID]) -> None:
    """Let search find these products by what they are called and what they say now: four statements for any number."""
    if not product_ids:
        return
    titles: dict[UUID, list[str]] = {product_id: [] for product_id in product_ids}
    texts: dict[UUID, list[str]] = {product_id: [] for product_id in product_ids}
    for variant in session.execute(
        select(Variant.product_id, Variant.sku, Variant.name, Variant.name_de)
        .where(Variant.product_id.in_(product_ids))
        .order_by(Variant.product_id, Variant.position)
    ):
        titles[variant.product_id].append(variant.sku)
        texts[variant.product_id] += [variant.name, variant.name_de]
    for shelf in session.execute(
        select(ProductCategory.product_id, Category.name, Category.name_de)
        .join(Category, Category.id == ProductCategory.category_id)
        .where(ProductCategory.product_id.in_(product_ids))
        .order_by(ProductCategory.product_id, Category.path)
    ):
        titles[shelf.product_id] += [shelf.name, shelf.name_de]
    for fact in session.execute(
        select(
            ProductAttribute.product_id,
            AttributeDefinition.name,
            AttributeDefinition.name_de,
            ProductAttribute.value,
            ProductAttribute.value_de,
        )
        .join(AttributeDefinition, AttributeDefinition.id == ProductAttribute.attribute_id)
        .where(ProductAttribute.product_id.in_(product_ids))
        .order_by(ProductAttribute.product_id, ProductAttribute.position)
    ):
        texts[fact.product_id] += [fact.name, fact.name_de, fact.value, fact.value_de]
    for product in session.scalars(select(Product).where(Product.id.in_(product_ids)).order_by(Product.id)):
        product.title_text = folded((" ".join((product.name, product.name_de, product.brand, *titles[product.id])),))
        own = (product.summary, product.summary_de, product.description, product.description_de)
        product.search_text = folded((" ".join((*own, *texts[product.id])),))
