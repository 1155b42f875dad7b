"""Wishes to hear that an article is back: asked for, confirmed by their owner, told once, forgotten."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.accounts.rules import normalise_email
from core.catalog.errors import UnknownProduct
from core.catalog.queries import articles_for
from core.inventory.errors import CanBeBought, WishNotFound
from core.inventory.events import StockWishAsked, WishedGoodsBack
from core.inventory.models import StockWish
from core.inventory.queries.stock import on_offer
from core.inventory.states import WishState
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import insert_if_absent, lock, new_id
from core.kernel.events import announce
from core.kernel.i18n import supported

UNCONFIRMED_FOR = timedelta(days=7)
DONE_FOR = timedelta(days=30)
LIVE = (WishState.ASKED, WishState.CONFIRMED)


def wish_for(
    session: Session,
    variant_id: UUID,
    *,
    email: str,
    price_list: str,
    locale: str,
    is_known: bool = False,
    acting_user: Actor,
) -> StockWish:
    """Want to hear once that an article is back; again is the same wish.

    `is_known`: the address is that of whoever is signed in, so that nobody else could have typed it; otherwise a
    letter asks its owner first. Raises UnknownProduct (also for what the buyers of the price list do not see),
    CanBeBought, InvalidEmail.
    """
    email = normalise_email(email)
    article = articles_for(session, [variant_id]).get(variant_id)
    if article is None or not article.is_for_sale or not article.is_seen_at(price_list):
        raise UnknownProduct
    if on_offer(session, [variant_id])[variant_id].can_be_ordered:
        raise CanBeBought(name=article.name_in(locale))
    values = {
        "id": new_id(),
        "variant_id": variant_id,
        "email": email,
        "locale": supported(locale),
        "price_list": price_list,
        "state": WishState.ASKED,
        "created_at": clock.now(),
    }
    is_new = insert_if_absent(session, StockWish, **values)
    live = (StockWish.variant_id == variant_id, StockWish.email == email, StockWish.state.in_(LIVE))
    wish = session.scalars(select(StockWish).where(*live).with_for_update()).one()
    if is_known and wish.state is WishState.ASKED:
        wish.move_to(WishState.CONFIRMED, acting_user=acting_user)
    elif is_new:
        announce(session, StockWishAsked(wish_id=wish.id, variant_id=variant_id), acting_user=acting_user)
    return wish


def confirm_wish(session: Session, wish_id: UUID, *, acting_user: Actor) -> StockWish:
    """The owner of the address says yes; again changes nothing. Raises WishNotFound when it is over."""
    wish = _lock_live(session, wish_id)
    if wish.state is WishState.ASKED:
        wish.move_to(WishState.CONFIRMED, acting_user=acting_user)
    return wish


def withdraw_wish(session: Session, wish_id: UUID, *, acting_user: Actor) -> StockWish:
    """The owner of the address does not want to hear of it. Raises WishNotFound when it is over."""
    wish = _lock_live(session, wish_id)
    wish.move_to(WishState.WITHDRAWN, acting_user=acting_user)
    return wish


def tell_wishers(session: Session) -> int:
    """Tell of every article that can be bought again, each wish once; returns how many. One statement while nobody
    waits for anything."""
    wished = select(StockWish.variant_id).where(StockWish.state == WishState.CONFIRMED).distinct()
    variant_ids = list(session.scalars(wished.order_by(StockWish.variant_id)))
    if not variant_ids:
        return 0
    offers, articles = on_offer(session, variant_ids), articles_for(session, variant_ids)
    there = [v for v in variant_ids if offers[v].can_be_ordered and v in articles and articles[v].is_for_sale]
    ready = select(StockWish).where(StockWish.state == WishState.CONFIRMED, StockWish.variant_id.in_(there))
    told = 0
    for wish in session.scalars(ready.order_by(StockWish.created_at, StockWish.id).with_for_update()):
        if not articles[wish.variant_id].is_seen_at(wish.price_list):
            continue
        wish.move_to(WishState.TOLD, acting_user=SYSTEM)
        wish.told_at = clock.now()
        announce(session, WishedGoodsBack(wish_id=wish.id, variant_id=wish.variant_id), acting_user=SYSTEM)
        told += 1
    return told


def forget_wishes(session: Session) -> None:
    """Forget the addresses of wishes that nobody confirmed, and of those that are over."""
    now = clock.now()
    old = (StockWish.state == WishState.ASKED) & (StockWish.created_at < now - UNCONFIRMED_FOR)
    over = StockWish.state.in_((WishState.TOLD, WishState.WITHDRAWN)) & (StockWish.created_at < now - DONE_FOR)
    session.execute(delete(StockWish).where(old | over).execution_options(synchronize_session=False))


def _lock_live(session: Session, wish_id: UUID) -> StockWish:
    if session.get(StockWish, wish_id) is None:
        raise WishNotFound
    wish = lock(session, StockWish, wish_id)
    if wish.state not in LIVE:
        raise WishNotFound
    return wish
