"""Wishes to hear that an article is back: for whoever holds the link of a letter, and as demand for the office."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.catalog.models import Product, Variant
from core.catalog.rules import full_name
from core.inventory.errors import WishNotFound
from core.inventory.models import Stock, StockWish
from core.inventory.states import WishState
from core.kernel import tokens
from core.kernel.tokens import TokenRefused

PURPOSE = "stock_wish"
LINK_LASTS = timedelta(days=180)


@dataclass(frozen=True, slots=True, kw_only=True)
class WishView:
    """A wish, and the article that it is about."""

    id: UUID
    email: str
    locale: str
    state: WishState
    name: str
    slug: str
    sku: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRow:
    """How many people want to hear of an article, since when, and how many pieces are there."""

    sku: str
    name: str
    wishes: int
    oldest_at: datetime
    free: int


def wish_token(wish_id: UUID) -> str:
    """The token for the links of a wish's letters."""
    return tokens.sign(PURPOSE, str(wish_id), expires_in=LINK_LASTS)


def wish_by_token(session: Session, token: str) -> WishView:
    """The wish that a link of its letters names. Raises TokenRefused, WishNotFound for one that is forgotten."""
    try:
        wish_id = UUID(tokens.read(PURPOSE, token))
    except ValueError:
        raise TokenRefused from None
    return get_wish(session, wish_id)


def get_wish(session: Session, wish_id: UUID) -> WishView:
    """A wish. Raises WishNotFound."""
    statement = _with_article(StockWish, Product.slug, Variant.sku).where(StockWish.id == wish_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise WishNotFound
    wish: StockWish = row[0]
    return WishView(
        id=wish.id,
        email=wish.email,
        locale=wish.locale,
        state=wish.state,
        name=_name(row, wish.locale),
        slug=row.slug,
        sku=row.sku,
    )


def wished_articles(session: Session, *, locale: str = "en", most: int = 100) -> list[DemandRow]:
    """What people wait for, the most wanted first. One statement."""
    free = select(func.coalesce(func.sum(Stock.on_hand - Stock.reserved), 0)).where(Stock.variant_id == Variant.id)
    wishes = func.count(StockWish.id)
    columns = (Variant.sku, wishes.label("wishes"), func.min(StockWish.created_at).label("oldest_at"))
    statement = _with_article(*columns, free.scalar_subquery().label("free"))
    statement = statement.where(StockWish.state == WishState.CONFIRMED).group_by(Variant.id, Product.id)
    rows = session.execute(statement.order_by(wishes.desc(), Variant.sku).limit(most))
    return [
        DemandRow(sku=row.sku, name=_name(row, locale), wishes=row.wishes, oldest_at=row.oldest_at, free=int(row.free))
        for row in rows
    ]


def _with_article(*columns: Any) -> Any:
    names = (Product.name, Product.name_de, Variant.name.label("option"), Variant.name_de.label("option_de"))
    statement = select(*columns, *names).select_from(StockWish)
    return statement.join(Variant, Variant.id == StockWish.variant_id).join(Product, Product.id == Variant.product_id)


def _name(row: Any, locale: str) -> str:
    return full_name(row.name_de, row.option_de) if locale == "de" else full_name(row.name, row.option)
