"""The words by which products are found, made anew when something about them changed."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Category, Product, ProductCategory, Variant
from core.catalog.operations.search import index_products
from core.catalog.rules.folding import folded


def refresh_texts(session: Session, product_ids: Collection[UUID]) -> None:
    """Let search find these products by what they are called and say now; statements do not grow with them."""
    if not product_ids:
        return
    titles: dict[UUID, list[str]] = {product_id: [] for product_id in product_ids}
    for variant in session.execute(
        select(Variant.product_id, Variant.sku)
        .where(Variant.product_id.in_(product_ids))
        .order_by(Variant.product_id, Variant.position)
    ):
        titles[variant.product_id].append(variant.sku)
    for shelf in session.execute(
        select(ProductCategory.product_id, Category.name, Category.name_de)
        .join(Category, Category.id == ProductCategory.category_id)
        .where(ProductCategory.product_id.in_(product_ids))
        .order_by(ProductCategory.product_id, Category.path)
    ):
        titles[shelf.product_id] += [shelf.name, shelf.name_de]
    for product in session.scalars(select(Product).where(Product.id.in_(product_ids)).order_by(Product.id)):
        product.title_text = folded((" ".join((product.name, product.name_de, product.brand, *titles[product.id])),))
    index_products(session, product_ids)
