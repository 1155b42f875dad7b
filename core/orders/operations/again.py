"""Ordering again: what lay in an order's cart goes into a new one, at today's prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.carts.models import Cart, CartLine
from core.carts.operations import Wanted, add_many
from core.carts.queries.cart import seen_of
from core.catalog.queries import articles_for
from core.catalog.rules import Article, broken_rules, picks_from
from core.kernel.actor import Actor
from core.orders.models import Order, OrderLine
from core.orders.states import LineKind
from core.pricing.states import RETAIL


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderedAgain:
    """The cart with what is still sold (None: nothing is), how many lines of the order that were, and what is not."""

    cart: Cart | None
    taken: int
    missing: tuple[str, ...]


def order_again(
    session: Session,
    order_id: UUID,
    *,
    cart_id: UUID | None,
    price_list: str = RETAIL,
    locale: str = "en",
    acting_user: Actor,
) -> OrderedAgain:
    """Put what was ordered into a cart once more, bundles as bundles; what is not sold any more is named.

    The caller has looked whose order it is. Raises QuantityOutOfRange for sums, CartIsFull; nothing is put in then.
    """
    asked = _asked(session, order_id)
    articles = articles_for(session, [want.variant_id for want in asked])
    sold = [want for want in asked if _can_be_had(articles, want, price_list)]
    gone = [want for want in asked if want not in sold]
    cart = None
    if sold:
        cart = add_many(session, cart_id, wanted=sold, price_list=price_list, acting_user=acting_user)
    names = (articles[want.variant_id].name_in(locale) for want in gone if want.variant_id in articles)
    return OrderedAgain(cart=cart, taken=len(sold), missing=tuple(names))


def _can_be_had(articles: Mapping[UUID, Article], want: Wanted, price_list: str) -> bool:
    """Whether it is still sold, and with the options that were taken of it."""
    article = articles.get(want.variant_id)
    if article is None or not article.is_for_sale or not article.is_seen_at(price_list):
        return False
    return want.selection is None or not broken_rules(article, picks_from(want.selection), articles)


def _asked(session: Session, order_id: UUID) -> list[Wanted]:
    """What was in the order's cart; an order without one is read line by line."""
    in_cart = (
        select(CartLine)
        .join(Order, Order.cart_id == CartLine.cart_id)
        .where(Order.id == order_id)
        .order_by(CartLine.added_at, CartLine.id)
    )
    lines = list(session.scalars(in_cart))
    if lines:
        return [
            Wanted(variant_id=line.variant_id, quantity=line.quantity, selection=line.selection, seen=seen_of(line))
            for line in lines
        ]
    bought = (
        select(OrderLine.variant_id, OrderLine.quantity)
        .where(OrderLine.order_id == order_id, OrderLine.kind != LineKind.FEE, OrderLine.variant_id.is_not(None))
        .order_by(OrderLine.position)
    )
    return [
        Wanted(variant_id=row.variant_id, quantity=row.quantity)
        for row in session.execute(bought)
        if row.variant_id is not None
    ]
