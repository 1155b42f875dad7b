"""Pieces of statements that shelves share: what is free, which price holds, words in a language, base prices."""

from fractions import Fraction
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, aliased

from core.catalog.models import BundleComponent, Product, Variant
from core.catalog.states import ArticleKind, Measure
from core.inventory.models import Stock, StockPolicy
from core.inventory.queries import policy_from
from core.inventory.rules import NOT_STOCKED, PLAIN, Availability, availability
from core.kernel import clock
from core.kernel.db import UtcDateTime
from core.pricing.models import Price, PriceList
from core.pricing.queries import is_valid_at
from core.pricing.rounding import round_half_up

AnyRow = Row[*tuple[Any, ...]]
AnySelect = Select[*tuple[Any, ...]]

MOMENT = bindparam("at", type_=UtcDateTime)
LIST_CODE: BindParameter[str] = bindparam("list_code", type_=String())


def spoken(english: InstrumentedAttribute[str], german: InstrumentedAttribute[str], locale: str) -> Any:
    """The column of a language."""
    return german if locale == "de" else english


def is_seen(audience: Any) -> ColumnElement[bool]:
    """The condition that whoever buys at the chosen list may see a product: it is for everybody, or for them."""
    return or_(audience == "", audience.like(literal("% ").concat(LIST_CODE).concat(" %")))


def price_holds(variant: type[Variant] = Variant) -> ColumnElement[bool]:
    """The condition to join a variant's prices of the chosen list."""
    return and_(Price.variant_id == variant.id, Price.price_list_id == PriceList.id, is_valid_at(MOMENT))


def free_pieces() -> ColumnElement[int | None]:
    """What nobody has reserved of a variant; for a bundle what its scarcest goods allow; else NULL."""
    return case(
        (Product.kind == ArticleKind.PHYSICAL, _free_of(Variant.id)),
        (Product.kind == ArticleKind.BUNDLE, _free_inside()),
        else_=None,
    )


def _free_of(variant_id: Any) -> Any:
    free = func.coalesce(func.sum(Stock.on_hand - Stock.reserved), 0)
    return select(free).where(Stock.variant_id == variant_id).scalar_subquery()


def _free_inside() -> Any:
    """Its goods count as far as they may be sold; those that are not tracked are always there."""
    part, goods, policy = aliased(Variant), aliased(Product), aliased(StockPolicy)
    kept = func.coalesce(policy.safety + policy.waiting, 0)
    allowed = func.cast(_free_of(part.id) - kept, Integer) // BundleComponent.quantity
    return (
        select(func.min(allowed))
        .select_from(BundleComponent)
        .join(part, part.id == BundleComponent.variant_id)
        .join(goods, and_(goods.id == part.product_id, goods.kind == ArticleKind.PHYSICAL))
        .outerjoin(policy, policy.variant_id == part.id)
        .where(
            BundleComponent.bundle_variant_id == Variant.id,
            BundleComponent.group_id.is_(None),
            policy.is_tracked.is_not(False),
        )
        .correlate(Variant)
        .scalar_subquery()
    )


def offered(row: AnyRow) -> Availability:
    """What may be sold of the variant in a row with `free_pieces` as free and the columns of its policy."""
    if row.free is None:
        return NOT_STOCKED
    policy = policy_from(row) if row.kind is ArticleKind.PHYSICAL else PLAIN
    return availability(int(row.free), policy, today=clock.today())


def days_of(delivery_days: int, stock: Availability) -> int | None:
    """In how many days goods arrive; None when nothing is sent or nothing is there."""
    is_there = stock is not NOT_STOCKED and stock.at_once != 0
    return delivery_days if is_there else None


def base_price(amount_minor: int | None, unit_quantity: int | None) -> int | None:
    """The price of a kilogram or litre; None for what is not measured or has no price."""
    if amount_minor is None or not unit_quantity:
        return None
    return round_half_up(Fraction(amount_minor * 1000, unit_quantity))


def base_unit(unit: Measure | None) -> str:
    """In what a base price counts."""
    return {Measure.GRAM: "kg", Measure.MILLILITRE: "l"}[unit] if unit else ""
