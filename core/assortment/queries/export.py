"""The whole catalogue as rows of a file, in the shape that the mapping `kontor` reads."""

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, and_, case, or_, select
from sqlalchemy.orm import Session, aliased

from core.accounts.models import BusinessUnit
from core.assortment.queries.prices import OpenAmount, PriceKey, open_amounts
from core.assortment.rules.options import choices_cell
from core.assortment.rules.rows import NO_COMPONENTS
from core.catalog.models import (
    AttributeDefinition,
    Category,
    PlanTerms,
    Product,
    ProductAttribute,
    ProductCategory,
    ServiceTerms,
    Variant,
)
from core.catalog.queries import articles_for
from core.catalog.states import ArticleKind
from core.pricing.states import BUSINESS, RETAIL

PAGE: Final = 500
_LISTS: Final = (RETAIL, BUSINESS)
EXPORT_COLUMNS: Final = (
    "sku", "product", "name", "name_de", "kind", "brand", "categories", "summary", "summary_de", "description",
    "description_de", "tax_class", "supply", "business_unit", "delivery_days", "rank", "is_published", "option_name",
    "option_name_de", "option", "option_de", "picture", "unit", "unit_quantity", "weight_grams", "is_active",
    "interval_months", "term_months", "notice_months", "trial_days", "setup_gross_minor", "setup_net_minor",
    "plan_name", "plan_name_de", "duration_minutes", "components", "choices",
    *(f"price_{code}{again}" for code in _LISTS for again in ("", "_recurring")),
    "attributes",
)  # fmt: skip


def export_rows(session: Session) -> Iterator[dict[str, str]]:
    """Every variant, bundles behind what they hold; a page of them at a time, each in a handful of statements."""
    after: tuple[int, UUID, int] | None = None
    while True:
        rows = session.execute(_page(after)).all()
        if not rows:
            return
        yield from _written(session, rows)
        last = rows[-1]
        after = (last.is_bundle, last.product_id, last.position)


def _page(after: tuple[int, UUID, int] | None) -> Select[Any]:
    is_bundle = case((Product.kind == ArticleKind.BUNDLE, 1), else_=0)
    statement = (
        select(Product, Variant, PlanTerms, ServiceTerms, BusinessUnit.code.label("unit_code"))
        .add_columns(is_bundle.label("is_bundle"), Variant.position, Product.id.label("product_id"))
        .join(Variant, Variant.product_id == Product.id)
        .join(BusinessUnit, BusinessUnit.id == Product.business_unit_id)
        .outerjoin(PlanTerms, PlanTerms.variant_id == Variant.id)
        .outerjoin(ServiceTerms, ServiceTerms.variant_id == Variant.id)
        .order_by(is_bundle, Product.id, Variant.position)
        .limit(PAGE)
    )
    if after is None:
        return statement
    bundle, product_id, position = after
    behind = or_(Product.id > product_id, and_(Product.id == product_id, Variant.position > position))
    return statement.where(or_(is_bundle > bundle, and_(is_bundle == bundle, behind)))


def _written(session: Session, rows: Sequence[Any]) -> Iterator[dict[str, str]]:
    product_ids = {row.Product.id for row in rows}
    variant_ids = {row.Variant.id for row in rows}
    shelves = _shelves(session, product_ids)
    facts = _facts(session, product_ids)
    inside = _inside(session, [row.Variant.id for row in rows if row.Product.kind is ArticleKind.BUNDLE])
    prices = open_amounts(session, variant_ids, _LISTS)
    for row in rows:
        cells = dict.fromkeys(EXPORT_COLUMNS, "")
        cells |= _of_product(row.Product, row.unit_code) | _of_variant(row)
        cells["categories"] = " | ".join(shelves.get(row.Product.id, ()))
        cells |= inside.get(row.Variant.id, {})
        cells["attributes"] = json.dumps(facts.get(row.Product.id, {}), ensure_ascii=False)
        for code in _LISTS:
            price = prices.get(PriceKey(variant_id=row.Variant.id, list_code=code))
            if price is not None:
                cells |= _of_price(code, price, row.Product.kind)
        yield cells


def _of_product(product: Product, unit_code: str) -> dict[str, str]:
    texts = {name: str(getattr(product, name)) for name in _PRODUCT_CELLS}
    return {
        **texts,
        "product": product.slug,
        "kind": product.kind.value,
        "tax_class": product.tax_class.value,
        "supply": product.supply.value if product.supply else "",
        "business_unit": unit_code,
        "is_published": _yes(is_true=product.is_published),
    }


_PRODUCT_CELLS: Final = (
    "name", "name_de", "brand", "summary", "summary_de", "description", "description_de", "delivery_days", "rank",
)  # fmt: skip


def _of_variant(row: Any) -> dict[str, str]:
    variant, plan, service = row.Variant, row.PlanTerms, row.ServiceTerms
    cells = {
        "sku": variant.sku,
        "option_name": variant.option_name,
        "option_name_de": variant.option_name_de,
        "option": variant.name,
        "option_de": variant.name_de,
        "picture": variant.picture,
        "unit": variant.unit.value if variant.unit else "",
        "unit_quantity": str(variant.unit_quantity or ""),
        "weight_grams": "" if variant.weight_grams is None else str(variant.weight_grams),
        "is_active": _yes(is_true=variant.is_active),
        "duration_minutes": str(service.duration_minutes) if service else "",
    }
    if plan is not None and row.Product.kind is ArticleKind.SUBSCRIPTION:
        names = (
            "interval_months",
            "term_months",
            "notice_months",
            "trial_days",
            "setup_gross_minor",
            "setup_net_minor",
        )
        cells |= {name: str(getattr(plan, name)) for name in names}
        cells |= {"plan_name": plan.name, "plan_name_de": plan.name_de}
    return cells


_PLAN_CELLS: Final = (
    "interval_months", "term_months", "notice_months", "trial_days", "setup_gross_minor", "setup_net_minor",
)  # fmt: skip


def _of_price(code: str, price: OpenAmount, kind: ArticleKind) -> dict[str, str]:
    cells = {f"price_{code}": _euros(price.amount_minor)}
    if kind is ArticleKind.SUBSCRIPTION:
        return {f"price_{code}": _euros(price.recurring_minor)}
    if price.recurring_minor:
        cells[f"price_{code}_recurring"] = _euros(price.recurring_minor)
    return cells


def _euros(minor: int) -> str:
    return f"{Decimal(minor).scaleb(-2):.2f}"


def _yes(*, is_true: bool) -> str:
    return "yes" if is_true else "no"


def _shelves(session: Session, product_ids: set[UUID]) -> dict[UUID, list[str]]:
    """The most special shelves of products: those with none of the product's other shelves below them."""
    below, there = aliased(Category), aliased(ProductCategory)
    is_above = (
        select(below.id)
        .join(there, there.category_id == below.id)
        .where(there.product_id == ProductCategory.product_id, below.parent_id == Category.id)
        .exists()
    )
    statement = (
        select(ProductCategory.product_id, Category.slug)
        .join(Category, Category.id == ProductCategory.category_id)
        .where(ProductCategory.product_id.in_(product_ids), ~is_above)
        .order_by(ProductCategory.product_id, Category.path)
    )
    found: dict[UUID, list[str]] = {}
    for row in session.execute(statement):
        found.setdefault(row.product_id, []).append(row.slug)
    return found


def _facts(session: Session, product_ids: set[UUID]) -> dict[UUID, dict[str, Any]]:
    statement = (
        select(
            ProductAttribute.product_id, AttributeDefinition.code, ProductAttribute.value, ProductAttribute.value_de,
            ProductAttribute.number,
        )
        .join(AttributeDefinition, AttributeDefinition.id == ProductAttribute.attribute_id)
        .where(ProductAttribute.product_id.in_(product_ids))
        .order_by(ProductAttribute.product_id, ProductAttribute.position, AttributeDefinition.code)
    )  # fmt: skip
    found: dict[UUID, dict[str, Any]] = {}
    for row in session.execute(statement):
        is_one = row.number is not None or row.value == row.value_de
        said = row.value if is_one else {"en": row.value, "de": row.value_de}
        found.setdefault(row.product_id, {})[row.code] = said
    return found


def _inside(session: Session, bundle_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """What is always inside bundles, and what is chosen."""
    if not bundle_ids:
        return {}
    articles = articles_for(session, bundle_ids)
    skus = {variant_id: article.sku for variant_id, article in articles.items()}
    found: dict[UUID, dict[str, str]] = {}
    for bundle_id in bundle_ids:
        bundle = articles[bundle_id]
        parts = [f"{skus[part.variant_id]} x {part.quantity}" for part in bundle.components]
        choices = choices_cell(bundle.choices, skus)
        found[bundle_id] = {"components": " | ".join(parts) or NO_COMPONENTS, "choices": choices}
    return found
