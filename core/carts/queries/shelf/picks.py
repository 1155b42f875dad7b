"""Which products a shelf shows and in which order: statements that are built once and kept."""

from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, and_, bindparam, case, func, or_, select

from core.carts.queries.shelf.cards import cards_statement
from core.carts.queries.shelf.columns import LIST_CODE, AnySelect, price_holds, spoken
from core.catalog.models import Product, ProductCategory, Variant
from core.catalog.states import ShelfOrder
from core.pricing.models import Price, PriceList

# From the best to the least: the whole word in the title, its beginning there, a part of it, then the texts.
TITLE_WORD, TITLE_BEGINNING, TITLE_PART, TEXT_BEGINNING, TEXT_PART = 16, 8, 4, 2, 1


@cache
def category_cards(locale: str, sort: ShelfOrder, *, by_kind: bool) -> AnySelect:
    """The cards of shelves: parameters `category_ids`, `most`, `skip`, and `kinds` if asked by kind."""
    statement = _ordered(sort, locale).where(Product.is_published, _stands_in_category())
    if by_kind:
        statement = statement.where(_is_of_kind())
    return cards_statement(_cut(statement).subquery("picked"), locale)


@cache
def category_counts() -> AnySelect:
    """How many published products of each kind stand on shelves: parameter `category_ids`."""
    return (
        select(Product.kind, func.count().label("products"))
        .where(Product.is_published, _stands_in_category())
        .group_by(Product.kind)
        .order_by(Product.kind)
    )


@cache
def recommended_cards(locale: str, *, by_kind: bool) -> AnySelect:
    """The cards of what we recommend everywhere: parameters `most`, `skip`, and `kinds` if asked by kind."""
    statement = _ordered(ShelfOrder.RECOMMENDED, locale).where(Product.is_published)
    if by_kind:
        statement = statement.where(_is_of_kind())
    return cards_statement(_cut(statement).subquery("picked"), locale)


@cache
def related_cards(locale: str) -> AnySelect:
    """The cards of what stands on the same shelves: parameters `category_ids`, `product_id`, `most`, `skip`."""
    statement = _ordered(ShelfOrder.RECOMMENDED, locale).where(
        Product.is_published, _stands_in_category(), Product.id != bindparam("product_id")
    )
    return cards_statement(_cut(statement).subquery("picked"), locale)


@cache
def found_cards(locale: str, sort: ShelfOrder, words: int, *, by_kind: bool) -> AnySelect:
    """The cards of a search; for each word n the parameters `whole_n`, `start_n` and `part_n` are patterns.

    Those with every word come first; `full` and `total` count them and all, `matched` says how many words.
    """
    scores = [_score(number) for number in range(words)]
    score = _sum(scores)
    matched = _sum([case((one > 0, 1), else_=0) for one in scores])
    hits = select(Product.id, score.label("score"), matched.label("matched"))
    hits = hits.where(Product.is_published, or_(*(_has_word(number) for number in range(words))))
    if by_kind:
        hits = hits.where(_is_of_kind())
    hit = hits.subquery("hit")
    is_full = case((hit.c.matched == words, 1), else_=0)
    order = [is_full.desc()]
    if sort is ShelfOrder.RECOMMENDED:
        order += [hit.c.matched.desc(), hit.c.score.desc()]
    statement = _ordered(sort, locale, first=order).join(hit, hit.c.id == Product.id)
    statement = statement.add_columns(
        func.sum(is_full).over().label("full"), func.count().over().label("total"), hit.c.matched
    )
    return cards_statement(_cut(statement).subquery("picked"), locale)


def _ordered(sort: ShelfOrder, locale: str, *, first: list[Any] | None = None) -> AnySelect:
    name = func.lower(spoken(Product.name, Product.name_de, locale))
    order: dict[ShelfOrder, list[Any]] = {
        ShelfOrder.RECOMMENDED: [Product.rank],
        ShelfOrder.NAME: [name],
        ShelfOrder.PRICE_UP: [_lowest().asc().nulls_last(), Product.rank],
        ShelfOrder.PRICE_DOWN: [_lowest().desc().nulls_last(), Product.rank],
    }
    place = func.row_number().over(order_by=[*(first or []), *order[sort], Product.id])
    return select(Product.id.label("product_id"), place.label("place"))


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


def _cut(statement: AnySelect) -> AnySelect:
    return statement.order_by("place").limit(bindparam("most", type_=Integer)).offset(bindparam("skip", type_=Integer))


def _stands_in_category() -> ColumnElement[bool]:
    shelves = ProductCategory.category_id.in_(bindparam("category_ids", expanding=True))
    return Product.id.in_(select(ProductCategory.product_id).where(shelves))


def _is_of_kind() -> ColumnElement[bool]:
    return Product.kind.in_(bindparam("kinds", expanding=True))


def _score(number: int) -> Any:
    return case(
        (Product.title_text.like(bindparam(f"whole_{number}")), TITLE_WORD),
        (Product.title_text.like(bindparam(f"start_{number}")), TITLE_BEGINNING),
        (Product.title_text.like(bindparam(f"part_{number}")), TITLE_PART),
        (Product.search_text.like(bindparam(f"start_{number}")), TEXT_BEGINNING),
        (Product.search_text.like(bindparam(f"part_{number}")), TEXT_PART),
        else_=0,
    )


def _has_word(number: int) -> ColumnElement[bool]:
    part: BindParameter[str] = bindparam(f"part_{number}")
    return or_(Product.title_text.like(part), Product.search_text.like(part))


def _sum(values: list[Any]) -> Any:
    total = values[0]
    for value in values[1:]:
        total += value
    return total
