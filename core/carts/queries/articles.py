"""The office's list of articles: every variant with its stock and the price of one piece on each list."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from core.catalog.models import PlanTerms, Product, Variant
from core.catalog.rules import full_name
from core.catalog.rules.folding import plain_words
from core.catalog.states import ArticleKind
from core.inventory.models import Stock
from core.kernel import clock
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.pricing.models import Price, PriceList

PAGE = 50
SHORT_FROM = 5
"""At so few free pieces an article counts as running short."""
RETAIL, BUSINESS = "retail", "business"


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleRow:
    """A variant. Pieces are None for what needs no stock; prices are those of one piece, None where there is none."""

    variant_id: UUID
    sku: str
    slug: str
    name: str
    kind: ArticleKind
    is_for_sale: bool
    interval_months: int | None
    on_hand: int | None
    reserved: int | None
    retail_minor: int | None
    retail_recurring_minor: int | None
    business_minor: int | None
    business_recurring_minor: int | None

    @property
    def free(self) -> int | None:
        """What nobody has reserved."""
        return None if self.on_hand is None or self.reserved is None else self.on_hand - self.reserved

    @property
    def is_short(self) -> bool:
        """Whether little or nothing is left."""
        return self.free is not None and self.free <= SHORT_FROM


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticlePage:
    """Articles by number; `next_after` continues, or is None at the end."""

    articles: tuple[ArticleRow, ...]
    next_after: str | None


def article_page(
    session: Session,
    *,
    text: str = "",
    kind: ArticleKind | None = None,
    is_short: bool = False,
    after: str | None = None,
    locale: str = "en",
    size: int = PAGE,
) -> ArticlePage:
    """Articles whose number or name holds the words of a text, in one statement."""
    statement = _articles()
    for condition in _conditions(text, kind, is_short):
        statement = statement.where(condition)
    if after is not None:
        statement = statement.where(Variant.sku > after)
    rows = session.execute(statement.order_by(Variant.sku).limit(size + 1)).all()
    found = tuple(_row(row, locale) for row in rows[:size])
    return ArticlePage(articles=found, next_after=found[-1].sku if len(rows) > size else None)


def get_article(session: Session, sku: str, *, locale: str = "en") -> ArticleRow:
    """The article with this number. Raises NotFound."""
    found = session.execute(_articles().where(Variant.sku == sku)).one_or_none()
    if found is None:
        raise NotFound("article.unknown", N_("There is no such article."))
    return _row(found, locale)


def _conditions(text: str, kind: ArticleKind | None, is_short: bool) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if text:
        named = [Product.title_text.contains(word, autoescape=True) for word in plain_words(text)]
        wanted.append(or_(Variant.sku.icontains(text, autoescape=True), and_(literal(bool(named)), *named)))
    if kind is not None:
        wanted.append(Product.kind == kind)
    if is_short:
        wanted.append(and_(Product.kind == ArticleKind.PHYSICAL, _pieces(Stock.on_hand - Stock.reserved) <= SHORT_FROM))
    return wanted


def _pieces(column: Any) -> Any:
    return select(func.coalesce(func.sum(column), 0)).where(Stock.variant_id == Variant.id).scalar_subquery()


def _articles() -> Select[*tuple[Any, ...]]:
    retail, business = aliased(Price), aliased(Price)
    columns: tuple[Any, ...] = (
        Variant.id.label("variant_id"),
        Variant.sku,
        Product.slug,
        Product.name,
        Product.name_de,
        Variant.name.label("option"),
        Variant.name_de.label("option_de"),
        Product.kind,
        Product.is_published,
        Variant.is_active,
        PlanTerms.interval_months,
        PlanTerms.name.label("plan_name"),
        PlanTerms.name_de.label("plan_name_de"),
        _pieces(Stock.on_hand).label("on_hand"),
        _pieces(Stock.reserved).label("reserved"),
        retail.amount_minor.label("retail_minor"),
        retail.recurring_minor.label("retail_recurring_minor"),
        business.amount_minor.label("business_minor"),
        business.recurring_minor.label("business_recurring_minor"),
    )
    return (
        select(*columns)
        .select_from(Variant)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(PlanTerms, PlanTerms.variant_id == Variant.id)
        .outerjoin(retail, _is_of(retail, RETAIL))
        .outerjoin(business, _is_of(business, BUSINESS))
    )


def _is_of(price: type[Price], list_code: str) -> ColumnElement[bool]:
    """The condition that a price row is the list's present price of one piece."""
    now = clock.now()
    price_list = select(PriceList.id).where(PriceList.code == list_code).scalar_subquery()
    in_force = and_(price.valid_from <= now, or_(price.valid_to.is_(None), price.valid_to > now))
    return and_(price.variant_id == Variant.id, price.price_list_id == price_list, price.min_quantity == 1, in_force)


def _name(row: Any, *, is_german: bool) -> str:
    if is_german:
        return full_name(row.name_de, row.option_de, row.plan_name_de or "")
    return full_name(row.name, row.option, row.plan_name or "")


def _row(row: Any, locale: str) -> ArticleRow:
    is_stocked = row.kind is ArticleKind.PHYSICAL
    is_german = locale == "de"
    return ArticleRow(
        variant_id=row.variant_id,
        sku=row.sku,
        slug=row.slug,
        name=_name(row, is_german=is_german),
        kind=row.kind,
        is_for_sale=row.is_published and row.is_active,
        interval_months=row.interval_months,
        on_hand=int(row.on_hand) if is_stocked else None,
        reserved=int(row.reserved) if is_stocked else None,
        retail_minor=row.retail_minor,
        retail_recurring_minor=row.retail_recurring_minor,
        business_minor=row.business_minor,
        business_recurring_minor=row.business_recurring_minor,
    )
