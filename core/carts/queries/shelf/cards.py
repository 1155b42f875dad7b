"""Cards: from products that were picked in an order to what a shelf shows of them, in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, select
from sqlalchemy.orm import Session

from core.carts.queries.shelf.columns import (
    LIST_CODE,
    AnyRow,
    AnySelect,
    base_price,
    base_unit,
    days_of,
    free_pieces,
    offered,
    price_holds,
    spoken,
)
from core.carts.queries.shelf.values import ProductCard
from core.catalog.models import PlanTerms, Product, Variant
from core.catalog.rules import kinds_from
from core.catalog.states import ArticleKind
from core.inventory.models import StockPolicy
from core.inventory.queries import POLICY_COLUMNS
from core.inventory.rules import Availability
from core.kernel import clock
from core.pricing.models import Price, PriceList


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """Some products (column `product_id`), and by which of their columns they stand in order."""

    products: Subquery
    order: Sequence[ColumnElement[Any]]


def cards_statement(picked: Picked, locale: str) -> AnySelect:
    """Every active variant of the picked products with its price and stock, in the order of the pick.

    Build it once and keep it: the parameters are `list_code`, `at` and those of the pick.
    """
    return (
        select(
            picked.products,
            Product.slug,
            spoken(Product.name, Product.name_de, locale).label("name"),
            spoken(Product.summary, Product.summary_de, locale).label("summary"),
            Product.brand,
            Product.kind,
            Product.inside,
            Product.delivery_days,
            Variant.id.label("variant_id"),
            Variant.picture,
            Variant.unit_quantity,
            Variant.unit,
            Price.amount_minor,
            Price.recurring_minor,
            PlanTerms.interval_months,
            PriceList.mode,
            PriceList.currency,
            free_pieces().label("free"),
            *POLICY_COLUMNS,
        )
        .select_from(picked.products)
        .join(Product, Product.id == picked.products.c.product_id)
        .join(PriceList, PriceList.code == LIST_CODE)
        .outerjoin(Variant, and_(Variant.product_id == Product.id, Variant.is_active))
        .outerjoin(PlanTerms, PlanTerms.variant_id == Variant.id)
        .outerjoin(StockPolicy, StockPolicy.variant_id == Variant.id)
        .outerjoin(Price, and_(price_holds(), Price.min_quantity == 1))
        .order_by(*picked.order, Variant.position, Variant.id)
    )


def fetch_rows(session: Session, statement: AnySelect, *, list_code: str, **chosen: object) -> Sequence[AnyRow]:
    """Run a kept statement for a price list at this moment."""
    return session.execute(statement, {"list_code": list_code, "at": clock.now(), **chosen}).all()


def cards_from(rows: Sequence[AnyRow]) -> tuple[ProductCard, ...]:
    """One card per product from the rows of its variants."""
    by_product: dict[object, list[AnyRow]] = {}
    for row in rows:
        by_product.setdefault(row.product_id, []).append(row)
    return tuple(_card(variants) for variants in by_product.values())


def _due(row: AnyRow) -> int:
    return int(row.amount_minor + row.recurring_minor)


def _card(variants: Sequence[AnyRow]) -> ProductCard:
    first = variants[0]
    priced = [row for row in variants if row.amount_minor is not None]
    cheapest = min(priced, key=_due) if priced else None
    stock = _best_offer(variants)
    return ProductCard(
        id=first.product_id,
        slug=first.slug,
        name=first.name,
        summary=first.summary,
        brand=first.brand,
        kind=first.kind,
        kinds=kinds_from(first.inside) if first.kind is ArticleKind.BUNDLE else (first.kind,),
        picture=first.picture or "",
        variant_id=first.variant_id,
        price_minor=cheapest.amount_minor if cheapest else None,
        recurring_minor=cheapest.recurring_minor if cheapest else 0,
        interval_months=first.interval_months,
        has_variants=len(variants) > 1,
        has_price_range=len({_due(row) for row in priced}) > 1,
        base_price_minor=base_price(_due(cheapest), cheapest.unit_quantity) if cheapest else None,
        base_unit=base_unit(cheapest.unit) if cheapest else "",
        stock_level=stock.level,
        free=stock.at_once,
        expected_on=stock.expected_on,
        delivery_days=days_of(first.delivery_days, stock),
        mode=first.mode,
        currency=first.currency,
    )


def _best_offer(variants: Sequence[AnyRow]) -> Availability:
    """The variant that is there most stands for the product: one that can be bought is enough."""
    return max((offered(row) for row in variants), key=_how_much)


def _how_much(stock: Availability) -> tuple[bool, bool, int]:
    return stock.can_be_ordered, stock.at_once is None, stock.at_once or 0
