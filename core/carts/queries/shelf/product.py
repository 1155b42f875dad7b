"""A product's page: its variants with tiers and stock, its facts or what it holds, and what stands beside it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session

from core.carts.queries.shelf.bundles import bundle_offers
from core.carts.queries.shelf.cards import cards_from, fetch_rows
from core.carts.queries.shelf.columns import (
    LIST_CODE,
    AnyRow,
    AnySelect,
    base_price,
    base_unit,
    days_of,
    free_pieces,
    is_seen,
    offered,
    price_holds,
    spoken,
)
from core.carts.queries.shelf.picks import chosen_cards, related_cards
from core.carts.queries.shelf.values import (
    BundleOffer,
    Fact,
    FileView,
    ProductCard,
    ProductDetail,
    TierPrice,
    VariantOffer,
)
from core.catalog.errors import UnknownProduct
from core.catalog.models import (
    AttributeDefinition,
    Category,
    PlanTerms,
    Product,
    ProductAttribute,
    ProductCategory,
    ProductFile,
    ProductRelation,
    ServiceTerms,
    Variant,
)
from core.catalog.queries import CategoryNode, CategoryTree, categories_menu, plan_from
from core.catalog.rules import Article, kinds_from
from core.catalog.states import ArticleKind
from core.inventory.models import StockPolicy
from core.inventory.queries import POLICY_COLUMNS
from core.kernel import clock
from core.pricing.models import Price, PriceList, TaxRate
from core.pricing.queries import price_history
from core.pricing.rules.reductions import reduction_of
from core.pricing.states import HOME_COUNTRY

MOST_RELATED = 4


def product_page(
    session: Session, slug: str, *, locale: str, price_list: str, is_preview: bool = False
) -> ProductDetail:
    """Everything on the page of a product. Four statements, the menu's included; one more if it has files, one if a
    bundle lets its buyer choose, and one while a price is announced as reduced.

    Raises UnknownProduct for what is not published or not for these buyers, unless it is a preview.
    """
    tree = categories_menu(session, locale=locale)
    day = clock.today()
    rows = fetch_rows(session, _offers(locale, is_preview=is_preview), list_code=price_list, slug=slug, day=day)
    if not rows:
        raise UnknownProduct
    first = rows[0]
    category = _shelf_of(tree, first.category_id)
    is_bundle = first.kind is ArticleKind.BUNDLE
    return ProductDetail(
        id=first.product_id,
        slug=slug,
        name=first.name,
        summary=first.summary,
        description=first.description,
        brand=first.brand,
        kind=first.kind,
        kinds=kinds_from(first.inside) if is_bundle else (first.kind,),
        tax_rate=first.tax_rate,
        mode=first.mode,
        currency=first.currency,
        category=category,
        breadcrumb=tree.breadcrumb_of(category) if category else (),
        variants=_with_reductions(session, _variants(rows), rows, price_list),
        attributes=() if is_bundle else _attributes(session, first.product_id, locale),
        bundles=_bundles(session, rows, locale, price_list) if is_bundle else {},
        related=_related(session, first, category, locale, price_list),
        files=_files(session, first.product_id, locale) if first.has_files else (),
    )


@cache
def _offers(locale: str, *, is_preview: bool) -> AnySelect:
    """A row per active variant and tier; the texts of the product come along with each."""
    has_files = select(ProductFile.id).where(ProductFile.product_id == Product.id).exists()
    has_relations = select(ProductRelation.related_id).where(ProductRelation.product_id == Product.id).exists()
    statement = (
        select(
            Product.id.label("product_id"),
            spoken(Product.name, Product.name_de, locale).label("name"),
            spoken(Product.summary, Product.summary_de, locale).label("summary"),
            spoken(Product.description, Product.description_de, locale).label("description"),
            Product.brand,
            Product.kind,
            Product.inside,
            Product.tax_class,
            Product.business_unit_id,
            Product.delivery_days,
            Variant.id.label("variant_id"),
            Variant.sku,
            spoken(Variant.name, Variant.name_de, locale).label("option"),
            spoken(Variant.option_name, Variant.option_name_de, locale).label("option_name"),
            Variant.picture,
            Variant.unit_quantity,
            Variant.unit,
            PlanTerms.interval_months,
            PlanTerms.term_months,
            PlanTerms.notice_months,
            PlanTerms.trial_days,
            PlanTerms.setup_gross_minor,
            PlanTerms.setup_net_minor,
            PlanTerms.name.label("plan_name"),
            PlanTerms.name_de.label("plan_name_de"),
            ServiceTerms.duration_minutes,
            Price.min_quantity,
            Price.amount_minor,
            Price.recurring_minor,
            Price.is_offer,
            PriceList.mode,
            PriceList.currency,
            TaxRate.rate.label("tax_rate"),
            _deepest_category().label("category_id"),
            free_pieces().label("free"),
            *POLICY_COLUMNS,
            has_files.label("has_files"),
            has_relations.label("has_relations"),
        )
        .select_from(Product)
        .join(PriceList, PriceList.code == LIST_CODE)
        .join(TaxRate, _rate_holds())
        .join(Variant, and_(Variant.product_id == Product.id, Variant.is_active))
        .outerjoin(PlanTerms, PlanTerms.variant_id == Variant.id)
        .outerjoin(ServiceTerms, ServiceTerms.variant_id == Variant.id)
        .outerjoin(StockPolicy, StockPolicy.variant_id == Variant.id)
        .outerjoin(Price, price_holds())
        .where(Product.slug == bindparam("slug"))
        .order_by(Variant.position, Variant.id, Price.min_quantity)
    )
    return statement if is_preview else statement.where(Product.is_published, is_seen(Product.audience))


@cache
def _facts(locale: str) -> AnySelect:
    definition = AttributeDefinition
    return (
        select(
            spoken(definition.name, definition.name_de, locale).label("name"),
            spoken(ProductAttribute.value, ProductAttribute.value_de, locale).label("value"),
            definition.unit,
        )
        .join(definition, definition.id == ProductAttribute.attribute_id)
        .where(ProductAttribute.product_id == bindparam("product_id"))
        .order_by(definition.position, ProductAttribute.position, definition.code)
    )


def _rate_holds() -> ColumnElement[bool]:
    day = bindparam("day", type_=Date)
    return and_(
        TaxRate.country == HOME_COUNTRY,
        TaxRate.tax_class == Product.tax_class,
        TaxRate.valid_from <= day,
        or_(TaxRate.valid_to.is_(None), TaxRate.valid_to >= day),
    )


def _deepest_category() -> Any:
    """The most special shelf of a product is where its breadcrumb leads."""
    return (
        select(Category.id)
        .join(ProductCategory, ProductCategory.category_id == Category.id)
        .where(ProductCategory.product_id == Product.id)
        .order_by(func.length(Category.path).desc(), Category.path)
        .limit(1)
        .correlate(Product)
        .scalar_subquery()
    )


def _shelf_of(tree: CategoryTree, category_id: UUID | None) -> CategoryNode | None:
    return next((node for node in tree.nodes if node.id == category_id), None)


def _variants(rows: Sequence[AnyRow]) -> tuple[VariantOffer, ...]:
    by_variant: dict[UUID, list[AnyRow]] = {}
    for row in rows:
        by_variant.setdefault(row.variant_id, []).append(row)
    return tuple(_variant(tiers) for tiers in by_variant.values())


def _with_reductions(
    session: Session, variants: tuple[VariantOffer, ...], rows: Sequence[AnyRow], price_list: str
) -> tuple[VariantOffer, ...]:
    """What is announced as reduced, with what it is compared with; asks for the past only then."""
    offers = {row.variant_id for row in rows if row.is_offer and row.min_quantity == 1}
    if not offers:
        return variants
    past, now = price_history(session, offers, list_code=price_list), clock.now()
    return tuple(replace(one, reduction=reduction_of(past.get(one.id, ()), now)) for one in variants)


def _variant(rows: Sequence[AnyRow]) -> VariantOffer:
    first = rows[0]
    tiers = tuple(
        TierPrice(min_quantity=row.min_quantity, amount_minor=row.amount_minor, recurring_minor=row.recurring_minor)
        for row in rows
        if row.min_quantity is not None
    )
    stock = offered(first)
    due = tiers[0].amount_minor + tiers[0].recurring_minor if tiers else None
    return VariantOffer(
        id=first.variant_id,
        sku=first.sku,
        name=first.option,
        option_name=first.option_name,
        picture=first.picture,
        price_minor=tiers[0].amount_minor if tiers else None,
        recurring_minor=tiers[0].recurring_minor if tiers else 0,
        tiers=tiers,
        base_price_minor=base_price(due, first.unit_quantity),
        base_unit=base_unit(first.unit),
        plan=plan_from(first),
        duration_minutes=first.duration_minutes,
        stock_level=stock.level,
        free=stock.at_once,
        most=stock.most,
        expected_on=stock.expected_on,
        delivery_days=days_of(first.delivery_days, stock),
        sent_after=first.delivery_days,
    )


def _attributes(session: Session, product_id: UUID, locale: str) -> tuple[Fact, ...]:
    rows = session.execute(_facts(locale), {"product_id": product_id})
    return tuple(Fact(name=row.name, value=row.value, unit=row.unit) for row in rows)


def _bundles(session: Session, rows: Sequence[AnyRow], locale: str, price_list: str) -> dict[UUID, BundleOffer]:
    bundles = {row.variant_id: _bundle(row) for row in rows}
    first = rows[0]
    return bundle_offers(
        session, bundles, product_id=first.product_id, locale=locale, price_list=price_list, mode=first.mode
    )


def _bundle(row: AnyRow) -> Article:
    """A variant as the bundle that it is, without its contents."""
    return Article(
        variant_id=row.variant_id,
        product_id=row.product_id,
        sku=row.sku,
        slug="",
        name=row.name,
        name_de=row.name,
        kind=row.kind,
        tax_class=row.tax_class,
        business_unit_id=row.business_unit_id,
        picture=row.picture,
        is_published=True,
        is_active=True,
    )


def _related(
    session: Session, product: AnyRow, category: CategoryNode | None, locale: str, price_list: str
) -> tuple[ProductCard, ...]:
    """What somebody chose to show beside it; without a choice what stands on the same shelf."""
    chosen = {"product_id": product.product_id, "most": MOST_RELATED, "skip": 0}
    if product.has_relations:
        return cards_from(fetch_rows(session, chosen_cards(locale), list_code=price_list, **chosen))
    if category is None:
        return ()
    rows = fetch_rows(session, related_cards(locale), list_code=price_list, category_id=category.id, **chosen)
    return cards_from(rows)


@cache
def _file_rows(locale: str) -> AnySelect:
    return (
        select(
            ProductFile.kind,
            ProductFile.path,
            spoken(ProductFile.name, ProductFile.name_de, locale).label("name"),
            ProductFile.size,
        )
        .where(ProductFile.product_id == bindparam("product_id"))
        .order_by(ProductFile.kind, ProductFile.position, ProductFile.id)
    )


def _files(session: Session, product_id: UUID, locale: str) -> tuple[FileView, ...]:
    rows = session.execute(_file_rows(locale), {"product_id": product_id})
    return tuple(FileView(kind=row.kind, path=row.path, name=row.name, size=row.size) for row in rows)
