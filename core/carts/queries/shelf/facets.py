"""Facets: how many products of a shelf or of a search have each value, and which products fit a choice."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import CTE, ColumnElement, String, and_, cast, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from core.carts.queries.shelf.choices import Choice, FacetGroup, FacetOption, Facets, Range
from core.carts.queries.shelf.columns import LIST_CODE, free_pieces, is_seen, price_holds
from core.catalog.models import (
    AttributeDefinition,
    Category,
    Facet,
    FacetValue,
    Product,
    ProductCategory,
    ProductFacet,
    SearchDocument,
    Variant,
)
from core.catalog.rules.documents import BRAND
from core.catalog.states import ArticleKind
from core.kernel import clock
from core.kernel.many import is_among, is_one_of
from core.pricing.models import Price, PriceList

MOST_GROUPS = 8
MOST_OPTIONS = 12
MOST_VALUES = 300  # the most frequent ones; what is rarer nobody looks for by ticking a box
TOO_MANY_NUMBERS = 8  # from here on two fields for a range are easier than boxes
LEAST_SHARE = 0.1  # what fewer products have is no help to choose between them
KIND, CATEGORY, STOCK, TOTAL, VALUE = "kind", "category", "stock", "total", "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """The products that a choice narrows down: those of a shelf, or those that were found."""

    category_id: UUID | None = None
    document_ids: Sequence[int] = ()

    def documents(self) -> CTE:
        """Their documents, `id` and `product_id`, found once however often a statement asks for them."""
        return select(SearchDocument.id, SearchDocument.product_id).where(self._condition()).cte("base")

    def _condition(self) -> ColumnElement[bool]:
        if self.category_id is None:
            return is_among(SearchDocument.id, self.document_ids)
        places = select(ProductCategory.product_id).where(
            ProductCategory.category_id == self.category_id,
            ProductCategory.is_published,
            is_seen(ProductCategory.audience),
        )
        return SearchDocument.product_id.in_(places)


def fitting(documents: CTE, choice: Choice, *, without: str = "") -> list[ColumnElement[bool]]:
    """The conditions of a choice on documents and their products, leaving one facet out."""
    found: list[ColumnElement[bool]] = [
        documents.c.id.in_(_with_values(code, values))
        for code, values in choice.values.items()
        if values and code != without
    ]
    found += [
        documents.c.id.in_(_within(code, wanted))
        for code, wanted in choice.ranges.items()
        if not wanted.is_open and code != without
    ]
    if not choice.price.is_open:
        found.append(_priced(documents, choice.price))
    if choice.kinds and without != KIND:
        found.append(documents.c.product_id.in_(select(Product.id).where(Product.kind.in_(choice.kinds))))
    if choice.category and without != CATEGORY:
        found.append(documents.c.product_id.in_(_placed_on(choice.category)))
    if choice.in_stock and without != STOCK:
        found.append(_is_there(documents))
    return found


def fitting_documents(session: Session, base: Base, choice: Choice, *, price_list: str) -> set[int]:
    """Which documents of a base fit a choice. One statement."""
    documents = base.documents()
    statement = select(documents.c.id).where(*fitting(documents, choice))
    return set(session.scalars(statement, {"list_code": price_list, "at": clock.now()}))


def facets_of(session: Session, base: Base, choice: Choice, *, locale: str, price_list: str) -> Facets:
    """Everything that a shelf can be narrowed down by, with counts. One statement.

    The counts of a facet leave its own choice out: they say what one more tick would bring.
    """
    rows = session.execute(
        union_all(*_branches(base, choice, locale)), {"list_code": price_list, "at": clock.now()}
    ).all()
    counts: dict[str, list[Any]] = {name: [] for name in (KIND, CATEGORY, STOCK, TOTAL, VALUE)}
    for row in rows:
        counts[row.what].append(row)
    total = sum(row.products for row in counts[TOTAL])
    return Facets(
        total=total,
        groups=tuple(_groups(counts[VALUE], choice, total)),
        kinds={kind: n for kind in ArticleKind if (n := sum(r.products for r in counts[KIND] if r.code == kind.value))},
        categories={row.code: row.products for row in sorted(counts[CATEGORY], key=lambda row: -row.products)},
        in_stock=sum(row.products for row in counts[STOCK]),
    )


# --- counting


def _branches(base: Base, choice: Choice, locale: str) -> Iterator[Any]:
    documents = base.documents()
    everything = select(documents.c.id).where(*fitting(documents, choice))
    yield _row(TOTAL, literal("", String), everything.subquery("total"))
    chosen = {code for code, values in choice.values.items() if values} | {
        code for code, wanted in choice.ranges.items() if not wanted.is_open
    }
    yield _values(everything, locale, Facet.code.not_in(sorted(chosen)) if chosen else None)
    for code in sorted(chosen):
        others = select(documents.c.id).where(*fitting(documents, choice, without=code))
        yield _values(others, locale, Facet.code == code)
    of_kinds = select(documents.c.product_id).where(*fitting(documents, choice, without=KIND))
    kinds = select(Product.kind.label("code")).where(is_one_of(Product.id, of_kinds)).subquery("kinds")
    yield _row(KIND, cast(kinds.c.code, String), kinds).group_by(kinds.c.code)
    if base.category_id is None:
        yield _shelves(select(documents.c.product_id).where(*fitting(documents, choice, without=CATEGORY)))
    there = select(documents.c.id).where(*fitting(documents, choice, without=STOCK), _is_there(documents))
    yield _row(STOCK, literal("", String), there.subquery("there"))


def _shelves(products: Any) -> Any:
    """The shelves of products: counted by their keys before they are named, else a database may begin at the names."""
    counted = (
        select(ProductCategory.category_id, func.count().label("products"))
        .where(is_one_of(ProductCategory.product_id, products))
        .group_by(ProductCategory.category_id)
        .subquery("placed")
    )
    named = counted.join(Category, Category.id == counted.c.category_id)
    return _row(CATEGORY, Category.slug, named, products=counted.c.products)


def _row(what: str, code: Any, source: Any, *, products: Any = None) -> Any:
    empty = literal("", String)
    return select(
        literal(what, String).label("what"),
        code.label("code"),
        empty.label("name"),
        empty.label("unit"),
        empty.label("value"),
        empty.label("label"),
        literal(None, FacetValue.number.type).label("number"),
        literal(0).label("position"),
        (func.count() if products is None else products).label("products"),
    ).select_from(source)


def _values(documents: Any, locale: str, condition: ColumnElement[bool] | None) -> Any:
    """The most frequent values among documents, of the brand and of attributes that are facets.

    Which values those are is found once, not for every row of a product: that is eight times faster.
    """
    wanted = (
        select(FacetValue.id)
        .join(Facet, Facet.id == FacetValue.facet_id)
        .outerjoin(AttributeDefinition, AttributeDefinition.code == Facet.code)
        .where(or_(AttributeDefinition.is_facet, Facet.code == BRAND))
    )
    most = (
        select(ProductFacet.value_id, func.count().label("products"))
        .where(
            is_one_of(ProductFacet.document_id, documents),
            ProductFacet.value_id.in_(wanted.where(condition) if condition is not None else wanted),
        )
        .group_by(ProductFacet.value_id)
        .order_by(func.count().desc(), ProductFacet.value_id)
        .limit(MOST_VALUES)
        .subquery()
    )
    german = locale == "de"
    return (
        select(
            literal(VALUE, String),
            Facet.code,
            func.coalesce(AttributeDefinition.name_de, Facet.name_de)
            if german
            else func.coalesce(AttributeDefinition.name, Facet.name),
            func.coalesce(AttributeDefinition.unit, Facet.unit),
            FacetValue.code,
            FacetValue.label_de if german else FacetValue.label,
            FacetValue.number,
            func.coalesce(AttributeDefinition.position, 0),
            most.c.products,
        )
        .join(FacetValue, FacetValue.id == most.c.value_id)
        .join(Facet, Facet.id == FacetValue.facet_id)
        .outerjoin(AttributeDefinition, AttributeDefinition.code == Facet.code)
    )


def _groups(rows: Sequence[Any], choice: Choice, total: int) -> list[FacetGroup]:
    by_code: dict[str, list[Any]] = {}
    for row in rows:
        by_code.setdefault(row.code, []).append(row)
    chosen = {*choice.values, *choice.ranges}
    least = max(2, int(total * LEAST_SHARE))
    telling = [
        own for code, own in by_code.items()
        if code in chosen or (len(own) > 1 and _sum(own) >= least)
    ]  # fmt: skip
    telling.sort(
        key=lambda own: (own[0].code not in chosen, own[0].position, -sum(r.products for r in own), own[0].code)
    )
    shown = sorted(telling[:MOST_GROUPS], key=lambda own: (own[0].position, own[0].code))
    return [_group(own, choice) for own in shown]


def _sum(rows: Sequence[Any]) -> int:
    return sum(row.products for row in rows)


def _group(rows: Sequence[Any], choice: Choice) -> FacetGroup:
    first = rows[0]
    ticked = choice.values.get(first.code, ())
    numbers = [Decimal(row.number) for row in rows if row.number is not None]
    is_range = len(numbers) == len(rows) and len(numbers) > TOO_MANY_NUMBERS and not ticked
    options = () if is_range else _options(rows, ticked)
    wanted = choice.ranges.get(first.code, Range())
    return FacetGroup(
        code=first.code,
        label=first.name,
        unit=first.unit,
        options=options,
        bounds=Range(least=min(numbers), most=max(numbers)) if is_range or not wanted.is_open else None,
        chosen=wanted,
    )


def _options(rows: Sequence[Any], ticked: Collection[str]) -> tuple[FacetOption, ...]:
    """The most frequent values, those that are ticked in any case; numbers by size."""
    best = sorted(rows, key=lambda row: (row.value not in ticked, -row.products, row.label))[:MOST_OPTIONS]
    best.sort(key=lambda row: (row.number or 0, -row.products, row.label))
    return tuple(
        FacetOption(value=row.value, label=row.label, count=row.products, is_chosen=row.value in ticked) for row in best
    )


# --- choosing


def _with_values(code: str, values: Collection[str]) -> Any:
    return (
        select(ProductFacet.document_id)
        .join(FacetValue, FacetValue.id == ProductFacet.value_id)
        .join(Facet, Facet.id == FacetValue.facet_id)
        .where(Facet.code == code, FacetValue.code.in_(values))
    )


def _within(code: str, wanted: Range) -> Any:
    statement = (
        select(ProductFacet.document_id)
        .join(FacetValue, FacetValue.id == ProductFacet.value_id)
        .join(Facet, Facet.id == FacetValue.facet_id)
        .where(Facet.code == code)
    )
    if wanted.least is not None:
        statement = statement.where(FacetValue.number >= wanted.least)
    return statement.where(FacetValue.number <= wanted.most) if wanted.most is not None else statement


def _priced(documents: CTE, wanted: Range) -> ColumnElement[bool]:
    """Looked up for each document: the others need not be priced."""
    lowest = (
        select(func.min(Price.amount_minor + Price.recurring_minor))
        .select_from(Variant)
        .join(PriceList, PriceList.code == LIST_CODE)
        .join(Price, and_(price_holds(), Price.min_quantity == 1))
        .where(Variant.product_id == documents.c.product_id, Variant.is_active)
        .correlate(documents)
        .scalar_subquery()
    )
    least = int(wanted.least) if wanted.least is not None else 0
    return lowest.between(least, int(wanted.most)) if wanted.most is not None else lowest >= least


def _placed_on(slug: str) -> Any:
    return (
        select(ProductCategory.product_id)
        .join(Category, Category.id == ProductCategory.category_id)
        .where(Category.slug == slug, ProductCategory.is_published)
    )


def _is_there(documents: CTE) -> ColumnElement[bool]:
    """Whether a variant can be ordered now; what needs no stock always can."""
    free = free_pieces()
    return exists(
        select(Variant.id)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.product_id == documents.c.product_id, Variant.is_active, or_(free.is_(None), free > 0))
        .correlate(documents)
    )
