"""What is there already of articles that are to be saved, read for all of them at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.catalog.errors import UnknownCategory
from core.catalog.models import (
    BundleComponent,
    Category,
    PlanTerms,
    Product,
    ProductAttribute,
    ProductCategory,
    ServiceTerms,
    Variant,
)
from core.catalog.rules import ArticleDraft, AttributeValue


@dataclass(slots=True)
class KeptArticle:
    """Rows of an article that is there already."""

    variant: Variant
    plan: PlanTerms | None
    service: ServiceTerms | None
    components: list[tuple[str, int]]


class NamedShelves:
    """The tree of shelves as drafts name it."""

    def __init__(self, session: Session, drafts: Sequence[ArticleDraft], default: str) -> None:
        self.default = default
        named = {slug for draft in drafts for slug in draft.category_slugs or ()} | {default}
        paths = session.execute(select(Category.slug, Category.path).where(Category.slug.in_(named))).all()
        self.paths = {row.slug: row.path.strip("/").split("/") for row in paths}
        above = {slug for path in self.paths.values() for slug in path}
        rows = session.execute(select(Category.slug, Category.id).where(Category.slug.in_(above)))
        self.ids = {row.slug: row.id for row in rows}

    def places_of(self, draft: ArticleDraft, *, is_new: bool) -> set[UUID] | None:
        """The shelves of a draft and all above them; None when it says nothing. Raises UnknownCategory."""
        slugs = draft.category_slugs
        if slugs is None:
            if not is_new or not self.default:
                return None
            slugs = (self.default,)
        if any(slug not in self.paths for slug in slugs):
            raise UnknownCategory
        return {self.ids[above] for slug in slugs for above in self.paths[slug]}


def kept_articles(session: Session, skus: Sequence[str]) -> dict[str, KeptArticle]:
    statement = (
        select(Variant, PlanTerms, ServiceTerms)
        .outerjoin(PlanTerms, PlanTerms.variant_id == Variant.id)
        .outerjoin(ServiceTerms, ServiceTerms.variant_id == Variant.id)
        .where(Variant.sku.in_(skus))
    )
    kept = {
        variant.sku: KeptArticle(variant=variant, plan=plan, service=service, components=[])
        for variant, plan, service in session.execute(statement)
    }
    if kept:
        bundles = {row.variant.id: row for row in kept.values()}
        inside = (
            select(BundleComponent.bundle_variant_id, Variant.sku, BundleComponent.quantity)
            .join(Variant, Variant.id == BundleComponent.variant_id)
            .where(BundleComponent.bundle_variant_id.in_(bundles), BundleComponent.group_id.is_(None))
            .order_by(BundleComponent.bundle_variant_id, BundleComponent.position)
        )
        for row in session.execute(inside):
            bundles[row.bundle_variant_id].components.append((row.sku, row.quantity))
    return kept


def last_positions(session: Session, products: Mapping[UUID, Product]) -> dict[UUID, int]:
    if not products:
        return {}
    statement = select(Variant.product_id, func.max(Variant.position).label("last"))
    rows = session.execute(statement.where(Variant.product_id.in_(products)).group_by(Variant.product_id))
    return {row.product_id: row.last for row in rows}


def places_of(session: Session, products: Mapping[UUID, Product]) -> dict[UUID, set[UUID]]:
    found: dict[UUID, set[UUID]] = {}
    if products:
        statement = select(ProductCategory.product_id, ProductCategory.category_id)
        for row in session.execute(statement.where(ProductCategory.product_id.in_(products))):
            found.setdefault(row.product_id, set()).add(row.category_id)
    return found


def values_of(session: Session, products: Mapping[UUID, Product]) -> dict[UUID, dict[UUID, AttributeValue]]:
    found: dict[UUID, dict[UUID, AttributeValue]] = {}
    if products:
        columns = (
            ProductAttribute.product_id,
            ProductAttribute.attribute_id,
            ProductAttribute.value,
            ProductAttribute.value_de,
            ProductAttribute.number,
        )
        for row in session.execute(select(*columns).where(ProductAttribute.product_id.in_(products))):
            value = AttributeValue(value=row.value, value_de=row.value_de, number=row.number)
            found.setdefault(row.product_id, {})[row.attribute_id] = value
    return found
