"""Changing many products at once: what is said of each of them, and their prices by a percent."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.assortment.errors import NothingChosen, PercentOutOfRange, PriceTooHigh
from core.assortment.events import ProductsChanged
from core.assortment.rules.cells import LARGEST_PRICE
from core.catalog.errors import UnknownCategory
from core.catalog.models import Category, Product, ProductCategory, Variant
from core.catalog.operations import Verdict, save_articles
from core.catalog.rules import ArticleDraft, Assumed
from core.catalog.states import ArticleKind, TaxClass
from core.kernel import events
from core.kernel.actor import Actor
from core.kernel.errors import AppError
from core.pricing.models import Price, PriceList
from core.pricing.operations import PriceInput, set_prices
from core.pricing.rounding import round_half_up

MOST_AT_ONCE: Final = 500
LARGEST_PERCENT: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkAnswer:
    """How many products are different now."""

    changed: int
    unchanged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EachAnswer:
    """What became of many products, each by itself; those that were refused by their ids."""

    answer: BulkAnswer
    refused: dict[UUID, AppError]


def change_products(
    session: Session, product_ids: Sequence[UUID], *, add_shelf: str | None = None, acting_user: Actor, **said: Any
) -> BulkAnswer:
    """Say the same about many products; with `add_shelf` they stand there too. All or none.

    Raises NothingChosen, and the refusals of `save_articles`.
    """
    _require_some(product_ids)
    saved = apply_each(session, product_ids, add_shelf=add_shelf, **said)
    for refusal in saved.refused.values():
        raise refusal
    if saved.answer.changed:
        what = ", ".join(sorted([*said, *(["category"] if add_shelf else [])]))
        told = ProductsChanged(products=saved.answer.changed, fields=what)
        events.announce(session, told, acting_user=acting_user)
    return saved.answer


def apply_each(
    session: Session, product_ids: Sequence[UUID], *, add_shelf: str | None = None, **said: Any
) -> EachAnswer:
    """Say the same about each of these products, and tell nobody; what is refused stays as it is."""
    named = _drafts(session, product_ids)
    drafts = [replace(draft, **said) for draft in named.values()]
    if add_shelf is not None:
        drafts = _on_shelf(session, product_ids, drafts, add_shelf)
    saved = dict(zip(named, save_articles(session, drafts, assumed=_ASSUMED), strict=True))
    refused = {product_id: one.refusal for product_id, one in saved.items() if one.refusal is not None}
    unchanged = sum(one.verdict is Verdict.UNCHANGED for one in saved.values())
    answer = BulkAnswer(changed=len(saved) - unchanged - len(refused), unchanged=unchanged)
    return EachAnswer(answer=answer, refused=refused)


def require_shelf(session: Session, slug: str) -> None:
    """Refuse the name of a shelf that is not there. Raises UnknownCategory."""
    if session.scalar(select(Category.id).where(Category.slug == slug)) is None:
        raise UnknownCategory


def change_prices_by_percent(
    session: Session, product_ids: Sequence[UUID], *, list_code: str, percent: int, acting_user: Actor
) -> BulkAnswer:
    """Raise or lower every open price of these products on a list, each tier by itself, to the nearest cent.

    Raises NothingChosen, PercentOutOfRange, and the refusals of `set_prices`.
    """
    _require_some(product_ids)
    if not is_possible_percent(percent):
        raise PercentOutOfRange
    answer = apply_percent(session, product_ids, list_code=list_code, percent=percent)
    if answer.changed:
        what = f"price {list_code} {percent:+d} %"
        events.announce(session, ProductsChanged(products=len(product_ids), fields=what), acting_user=acting_user)
    return answer


def is_possible_percent(percent: int) -> bool:
    """Whether prices can be moved by so much."""
    return -99 <= percent <= LARGEST_PERCENT and percent != 0


def apply_percent(session: Session, product_ids: Sequence[UUID], *, list_code: str, percent: int) -> BulkAnswer:
    """Move the open prices of these products, and tell nobody; a product without one is unchanged.

    Raises PriceTooHigh and the refusals of `set_prices`.
    """
    statement = (
        select(Variant.product_id, Price.variant_id, Price.min_quantity, Price.amount_minor, Price.recurring_minor)
        .join(PriceList, PriceList.id == Price.price_list_id)
        .join(Variant, Variant.id == Price.variant_id)
        .where(Variant.product_id.in_(product_ids), PriceList.code == list_code, Price.valid_to.is_(None))
        .order_by(Price.variant_id, Price.min_quantity)
    )
    rows = session.execute(statement).all()
    prices = [
        PriceInput(
            variant_id=row.variant_id,
            min_quantity=row.min_quantity,
            amount_minor=_moved(row.amount_minor, percent),
            recurring_minor=_moved(row.recurring_minor, percent),
        )
        for row in rows
    ]
    if prices:
        set_prices(session, prices, list_code=list_code)
    changed = len({row.product_id for row in rows})
    return BulkAnswer(changed=changed, unchanged=len(set(product_ids)) - changed)


_ASSUMED: Final = Assumed(
    kind=ArticleKind.PHYSICAL,
    tax_class=TaxClass.STANDARD,
    business_unit_id=UUID(int=0),
    delivery_days=3,
    rank=1000,
    is_published=False,
    category_slug="",
)
"""Nothing of it is read: every product is there."""


def _moved(minor: int, percent: int) -> int:
    moved = round_half_up(Fraction(minor * (100 + percent), 100))
    if moved >= LARGEST_PRICE:
        raise PriceTooHigh
    return moved


def _drafts(session: Session, product_ids: Sequence[UUID]) -> dict[UUID, ArticleDraft]:
    """An empty draft of every product, by its first variant."""
    first = select(Variant.id).where(Variant.product_id == Product.id).order_by(Variant.position).limit(1)
    statement = select(Product.id, Variant.sku).join(Variant, Variant.id == first.correlate(Product).scalar_subquery())
    rows = session.execute(statement.where(Product.id.in_(product_ids)).order_by(Product.id))
    return {row.id: ArticleDraft(sku=row.sku, new_slug="") for row in rows}


def _on_shelf(
    session: Session, product_ids: Sequence[UUID], drafts: list[ArticleDraft], shelf: str
) -> list[ArticleDraft]:
    statement = (
        select(Variant.sku, Category.slug)
        .join(ProductCategory, ProductCategory.product_id == Variant.product_id)
        .join(Category, Category.id == ProductCategory.category_id)
        .where(ProductCategory.product_id.in_(product_ids))
    )
    there: dict[str, set[str]] = {}
    for row in session.execute(statement):
        there.setdefault(row.sku, set()).add(row.slug)
    return [replace(draft, category_slugs=tuple(sorted(there.get(draft.sku, set()) | {shelf}))) for draft in drafts]


def _require_some(product_ids: Sequence[UUID]) -> None:
    if not product_ids or len(product_ids) > MOST_AT_ONCE:
        raise NothingChosen(most=MOST_AT_ONCE)
