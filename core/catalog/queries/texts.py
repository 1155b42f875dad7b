"""What search reads of products, from all their tables."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.catalog.models import (
    AttributeDefinition,
    Category,
    Product,
    ProductAttribute,
    ProductCategory,
    SearchDocument,
    Variant,
)
from core.catalog.rules.documents import FactText, ProductText, Spoken


def product_texts(session: Session, product_ids: Collection[UUID]) -> dict[UUID, ProductText]:
    """The texts of those of these products that are published. Four statements."""
    products = session.execute(
        select(
            Product.id,
            Product.name,
            Product.name_de,
            Product.brand,
            Product.summary,
            Product.summary_de,
            Product.description,
            Product.description_de,
            Product.audience,
            Product.rank,
        ).where(Product.id.in_(product_ids), Product.is_published)
    ).all()
    published = [row.id for row in products]
    variants, shelves, facts = _variants(session, published), _shelves(session, published), _facts(session, published)
    return {
        row.id: _text(row, variants.get(row.id, ()), shelves.get(row.id, ()), facts.get(row.id, ())) for row in products
    }


def product_ids_after(
    session: Session,
    last: UUID | None,
    *,
    most: int,
    attribute_id: UUID | None = None,
    category_id: UUID | None = None,
) -> Sequence[UUID]:
    """The next products in the order of their ids; only those that have an attribute, or stand on a shelf, if given."""
    statement = select(Product.id).order_by(Product.id).limit(most)
    if category_id is not None:
        placed = select(ProductCategory.product_id).where(ProductCategory.category_id == category_id)
        statement = statement.where(Product.id.in_(placed))
    if attribute_id is not None:
        said = select(ProductAttribute.product_id).where(ProductAttribute.attribute_id == attribute_id)
        statement = statement.where(Product.id.in_(said))
    return session.scalars(statement.where(Product.id > last) if last else statement).all()


def is_never_indexed(session: Session) -> bool:
    """Whether there are products in the shop and search has read none of them. One statement."""
    products, documents = exists().where(Product.is_published), exists().where(SearchDocument.id > 0)
    return bool(session.scalar(select(products & ~documents)))


def _text(product: Any, variants: Sequence[Any], shelves: Sequence[Any], facts: Sequence[Any]) -> ProductText:
    return ProductText(
        audience=product.audience,
        rank=product.rank,
        title=Spoken(english=product.name, german=product.name_de),
        brand=product.brand,
        codes=[row.sku for row in variants],
        shelves=[Spoken(english=row.name, german=row.name_de) for row in shelves],
        options=[Spoken(english=row.name, german=row.name_de) for row in variants if row.name],
        facts=[
            FactText(
                name=Spoken(english=row.name, german=row.name_de),
                value=Spoken(english=row.value, german=row.value_de),
                unit=row.unit,
                code=row.code if row.is_facet else "",
                number=row.number,
            )
            for row in facts
        ],
        body=[
            Spoken(english=product.summary, german=product.summary_de),
            Spoken(english=product.description, german=product.description_de),
        ],
    )


def _variants(session: Session, product_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Any]]:
    columns = (Variant.product_id, Variant.sku, Variant.name, Variant.name_de)
    chosen = select(*columns).where(Variant.product_id.in_(product_ids))
    return _by_product(session.execute(chosen.order_by(Variant.product_id, Variant.position)).all())


def _shelves(session: Session, product_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Any]]:
    chosen = (
        select(ProductCategory.product_id, Category.name, Category.name_de)
        .join(Category, Category.id == ProductCategory.category_id)
        .where(ProductCategory.product_id.in_(product_ids))
    )
    return _by_product(session.execute(chosen.order_by(ProductCategory.product_id, Category.path)).all())


def _facts(session: Session, product_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Any]]:
    table, definition = ProductAttribute, AttributeDefinition
    columns = (table.product_id, table.value, table.value_de, table.number)
    of_definition = (definition.code, definition.name, definition.name_de, definition.unit, definition.is_facet)
    chosen = (
        select(*columns, *of_definition)
        .join(definition, definition.id == table.attribute_id)
        .where(table.product_id.in_(product_ids))
    )
    return _by_product(session.execute(chosen.order_by(table.product_id, table.position, definition.code)).all())


def _by_product(rows: Sequence[Any]) -> dict[UUID, list[Any]]:
    found: dict[UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.product_id, []).append(row)
    return found
