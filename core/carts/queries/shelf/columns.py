"""Pieces of statements that shelves share: what is free, which price holds, words in a language, base prices."""

from fractions import Fraction
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, Row, Select, and_, bindparam, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.catalog.models import BundleComponent, Product, Variant
from core.catalog.states import ArticleKind, Measure
from core.inventory.models import Stock
from core.inventory.rules import level_of
from core.inventory.states import StockLevel
from core.kernel.db import UtcDateTime
from core.pricing.models import Price, PriceList
from core.pricing.queries import is_valid_at
from core.pricing.rounding import round_half_up

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

MOMENT = bindparam("at", type_=UtcDateTime)
LIST_CODE: BindParameter[str] = bindparam("list_code")


def spoken(english: InstrumentedAttribute[str], german: InstrumentedAttribute[str], locale: str) -> Any:
    """The column of a language."""
    return german if locale == "de" else english


def price_holds(variant: type[Variant] = Variant) -> ColumnElement[bool]:
    """The condition to join a variant's prices of the chosen list."""
    return and_(Price.variant_id == variant.id, Price.price_list_id == PriceList.id, is_valid_at(MOMENT))


def free_pieces() -> ColumnElement[int | None]:
    """How many of a variant can be sold: its stock; for a bundle what its scarcest goods allow; else NULL."""
    return case(
        (Product.kind == ArticleKind.PHYSICAL, _free_of(Variant.id)),
        (Product.kind == ArticleKind.BUNDLE, _free_inside()),
        else_=None,
    )


def _free_of(variant_id: Any) -> Any:
    free = func.coalesce(func.sum(Stock.on_hand - Stock.reserved), 0)
    return select(free).where(Stock.variant_id == variant_id).scalar_subquery()


def _free_inside() -> Any:
    part, goods = aliased(Variant), aliased(Product)
    allowed = func.cast(_free_of(part.id), Integer) // BundleComponent.quantity
    return (
        select(func.min(allowed))
        .select_from(BundleComponent)
        .join(part, part.id == BundleComponent.variant_id)
        .join(goods, and_(goods.id == part.product_id, goods.kind == ArticleKind.PHYSICAL))
        .where(BundleComponent.bundle_variant_id == Variant.id)
        .correlate(Variant)
        .scalar_subquery()
    )


def stock_level(free: int | None) -> StockLevel:
    """How full the shelf is; without a count it needs no stock."""
    return StockLevel.NOT_STOCKED if free is None else level_of(free)


def days_of(delivery_days: int, free: int | None) -> int | None:
    """In how many days goods arrive; None when nothing is sent or nothing is there."""
    return delivery_days if free is not None and free > 0 else None


def base_price(amount_minor: int | None, unit_quantity: int | None) -> int | None:
    """The price of a kilogram or litre; None for what is not measured or has no price."""
    if amount_minor is None or not unit_quantity:
        return None
    return round_half_up(Fraction(amount_minor * 1000, unit_quantity))


def base_unit(unit: Measure | None) -> str:
    """In what a base price counts."""
    return {Measure.GRAM: "kg", Measure.MILLILITRE: "l"}[unit] if unit else ""
