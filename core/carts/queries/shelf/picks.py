"""Which products a shelf shows and in which order: statements that are built once and kept."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import Integer, Uuid, and_, bindparam, func, select
from sqlalchemy.sql import operators

from core.carts.queries.shelf.cards import Picked, cards_statement
from core.carts.queries.shelf.choices import Choice
from core.carts.queries.shelf.columns import LIST_CODE, AnySelect, is_seen, price_holds, spoken
from core.carts.queries.shelf.facets import Base, fitting
from core.catalog.models import Product, ProductCategory, ProductRelation, Variant
from core.catalog.states import ShelfOrder
from core.pricing.models import Price, PriceList

CATEGORY_ID = bindparam("category_id", type_=Uuid())
DEAREST = 2**62  # what has no price stands behind everything that has one


@cache
def category_cards(locale: str, sort: ShelfOrder, *, by_kind: bool) -> AnySelect:
    """The cards of a shelf: parameters `category_id`, `most`, `skip`, and `kinds` if asked by kind."""
    order = _order(sort, locale, of=ProductCategory)
    return cards_statement(_cut(_placed(order, sort), order, by_kind=by_kind, of=ProductCategory), locale)


@cache
def category_counts() -> AnySelect:
    """How many published products of each kind stand on a shelf: parameters `category_id` and `list_code`."""
    return (
        select(ProductCategory.kind, func.count().label("products"))
        .where(ProductCategory.category_id == CATEGORY_ID, ProductCategory.is_published)
        .where(is_seen(ProductCategory.audience))
        .group_by(ProductCategory.kind)
        .order_by(ProductCategory.kind)
    )


@cache
def recommended_cards(locale: str, *, by_kind: bool) -> AnySelect:
    """The cards of what we recommend everywhere: parameters `most`, `skip`, and `kinds` if asked by kind."""
    order = _order(ShelfOrder.RECOMMENDED, locale)
    return cards_statement(_cut(_products(order), order, by_kind=by_kind), locale)


@cache
def related_cards(locale: str) -> AnySelect:
    """The cards of what stands on the same shelf: parameters `category_id`, `product_id`, `most`, `skip`."""
    order = _order(ShelfOrder.RECOMMENDED, locale, of=ProductCategory)
    statement = _placed(order, ShelfOrder.RECOMMENDED)
    statement = statement.where(ProductCategory.product_id != bindparam("product_id"))
    return cards_statement(_cut(statement, order, by_kind=False), locale)


@cache
def chosen_cards(locale: str) -> AnySelect:
    """The cards of what somebody chose to show beside a product: parameters `product_id`, `most`, `skip`."""
    order = [ProductRelation.position.asc(), ProductRelation.related_id.asc()]
    statement = (
        select(ProductRelation.related_id.label("product_id"), *_keys(order))
        .join(Product, Product.id == ProductRelation.related_id)
        .where(ProductRelation.product_id == bindparam("product_id"), Product.is_published, is_seen(Product.audience))
    )
    return cards_statement(_cut(statement, order, by_kind=False), locale)


@cache
def cards_of(locale: str) -> AnySelect:
    """The cards of certain products, in no order: parameter `product_ids`."""
    chosen = select(Product.id.label("product_id")).where(
        Product.id.in_(bindparam("product_ids", expanding=True)), Product.is_published, is_seen(Product.audience)
    )
    return cards_statement(Picked(products=chosen.subquery("picked"), order=()), locale)


def fitting_cards(locale: str, sort: ShelfOrder, base: Base, choice: Choice) -> AnySelect:
    """The cards of what fits a choice: parameters `most`, `skip`."""
    order = _order(sort, locale)
    documents = base.documents()
    chosen = select(documents.c.product_id).where(*fitting(documents, choice))
    return cards_statement(_cut(_products(order).where(Product.id.in_(chosen)), order, by_kind=False), locale)


def _products(order: Sequence[Any]) -> AnySelect:
    """Published products with what they are sorted by, so that the cards can be sorted alike."""
    return select(Product.id.label("product_id"), *_keys(order)).where(Product.is_published, is_seen(Product.audience))


def _placed(order: Sequence[Any], sort: ShelfOrder) -> AnySelect:
    """Published products of a shelf; the recommended order needs nothing but the shelf's own index."""
    statement = select(ProductCategory.product_id, *_keys(order))
    if sort is not ShelfOrder.RECOMMENDED:
        statement = statement.join(Product, Product.id == ProductCategory.product_id)
    return statement.where(
        ProductCategory.category_id == CATEGORY_ID, ProductCategory.is_published, is_seen(ProductCategory.audience)
    )


def _keys(order: Sequence[Any]) -> list[Any]:
    return [key.element.label(f"key_{number}") for number, key in enumerate(order)]


def _order(sort: ShelfOrder, locale: str, *, of: type[Product] | type[ProductCategory] = Product) -> list[Any]:
    orders: dict[ShelfOrder, list[Any]] = {
        ShelfOrder.RECOMMENDED: [],
        ShelfOrder.NAME: [func.lower(spoken(Product.name, Product.name_de, locale)).asc()],
        ShelfOrder.PRICE_UP: [func.coalesce(_lowest(), DEAREST).asc()],
        ShelfOrder.PRICE_DOWN: [func.coalesce(_lowest(), -1).desc()],
    }
    last = Product.id if of is Product else ProductCategory.product_id
    return [*orders[sort], of.rank.asc(), last.asc()]


def _cut(
    statement: AnySelect,
    order: Sequence[Any],
    *,
    by_kind: bool,
    of: type[Product] | type[ProductCategory] = Product,
) -> Picked:
    if by_kind:
        statement = statement.where(of.kind.in_(bindparam("kinds", expanding=True)))
    cut = statement.order_by(*order).limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer))
    picked = cut.subquery("picked")
    places = [picked.c[f"key_{number}"] for number in range(len(order))]
    return Picked(
        products=picked,
        order=[
            place.desc() if key.modifier is operators.desc_op else place.asc()
            for place, key in zip(places, order, strict=True)
        ],
    )


def _lowest() -> Any:
    """What the cheapest variant of a product costs with the order."""
    return (
        select(func.min(Price.amount_minor + Price.recurring_minor))
        .select_from(Variant)
        .join(PriceList, PriceList.code == LIST_CODE)
        .join(Price, and_(price_holds(), Price.min_quantity == 1))
        .where(Variant.product_id == Product.id, Variant.is_active)
        .correlate(Product)
        .scalar_subquery()
    )
