"""Saved lists: kept by a person, if they wish shared with the colleagues, filled from the shelf and from the cart."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from core.carts.errors import ListIsFull, ListNameMissing, ListNameTaken, ListNotFound, ListNotYours, TooManyLists
from core.carts.models import Cart, CartLine, SavedList, SavedListLine
from core.carts.operations.filling import Wanted, add_many, find_locked_cart, set_quantity
from core.carts.queries.lists import Keeper, is_seen_by
from core.carts.rules import MOST_LINES, Seen, is_choice_offered, joined_quantity, require_quantity, selection_of
from core.catalog.queries import articles_for
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import insert_if_absent, new_id
from core.pricing.errors import UnknownArticle
from core.pricing.rules import LineKey
from core.pricing.states import RETAIL

MOST_LISTS = 50
LATER = ""
"""The name of the list that everybody has for what they do not buy today; pages say it in their language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PutIntoCart:
    """The cart with what could be had of a list (None: nothing), how many lines that were, and what could not."""

    cart: Cart | None
    taken: int
    missing: tuple[str, ...]


def create_list(session: Session, keeper: Keeper, *, name: str, is_shared: bool = False) -> SavedList:
    """A new list. Raises ListNameMissing, ListNameTaken, TooManyLists."""
    name = _named(name)
    own = select(func.count()).where(SavedList.user_id == keeper.user_id)
    if (session.scalar(own) or 0) >= MOST_LISTS:
        raise TooManyLists(most=MOST_LISTS)
    if not insert_if_absent(session, SavedList, **_row(keeper, name, is_shared=is_shared)):
        raise ListNameTaken(name=name)
    return _own_list(session, keeper, name)


def change_list(session: Session, list_id: UUID, keeper: Keeper, *, name: str, is_shared: bool) -> SavedList:
    """Another name, or shared with the colleagues or not. Raises ListNotYours for a colleague's list, ListNameMissing,
    ListNameTaken."""
    found = _lock_own(session, list_id, keeper)
    name = _named(name)
    same = select(SavedList.id).where(
        SavedList.user_id == keeper.user_id, SavedList.name == name, SavedList.id != list_id
    )
    if session.scalar(same) is not None:
        raise ListNameTaken(name=name)
    found.name, found.is_shared = name, is_shared
    return found


def remove_list(session: Session, list_id: UUID, keeper: Keeper) -> None:
    """Forget a list with all that is on it. Raises ListNotYours for a colleague's list."""
    session.delete(_lock_own(session, list_id, keeper))


def put_on_list(
    session: Session,
    list_id: UUID,
    keeper: Keeper,
    *,
    variant_id: UUID,
    quantity: int,
    selection: str | None = None,
    price_list: str = RETAIL,
) -> SavedList:
    """Put so many more of an article on a list; all that fits of a quantity that grows too large.

    `selection` are the options that are taken of a bundle that lets choose (None: what is proposed). Raises
    ListNotFound, UnknownArticle for what the buyers of the price list do not see, ChoiceRefused, QuantityOutOfRange,
    ListIsFull.
    """
    require_quantity(quantity)
    articles = articles_for(session, [variant_id])
    article = articles.get(variant_id)
    if article is None or not article.is_seen_at(price_list):
        raise UnknownArticle
    found = _lock(session, list_id, keeper)
    _put(found, LineKey(variant_id, selection_of(articles, variant_id, selection)), quantity)
    return found


def set_on_list(
    session: Session, list_id: UUID, keeper: Keeper, *, key: LineKey, quantity: int, note: str = ""
) -> SavedList:
    """Another quantity or note of an article on a list; 0 takes it off. Raises ListNotFound, QuantityOutOfRange,
    UnknownArticle for one that is not on it."""
    found = _lock(session, list_id, keeper)
    line = next((line for line in found.lines if line.key == key), None)
    if quantity == 0:
        if line is not None:
            found.lines.remove(line)
        return found
    require_quantity(quantity)
    if line is None:
        raise UnknownArticle
    line.quantity, line.note = quantity, note.strip()
    return found


def save_for_later(session: Session, cart_id: UUID, keeper: Keeper, *, key: LineKey, acting_user: Actor) -> SavedList:
    """Move a line of the cart to the list of what is bought later. Raises CartIsClosed, UnknownArticle."""
    cart = find_locked_cart(session, cart_id, acting_user=acting_user)
    line = next((line for line in cart.lines if line.key == key), None) if cart else None
    if line is None:
        raise UnknownArticle
    quantity = line.quantity
    variant_id, selection = key.variant_id, key.selection
    set_quantity(session, cart_id, variant_id=variant_id, selection=selection, quantity=0, acting_user=acting_user)
    insert_if_absent(session, SavedList, **_row(keeper, LATER, is_shared=False))
    later = _lock(session, _own_list(session, keeper, LATER).id, keeper)
    _put(later, key, quantity)
    return later


def keep_cart(session: Session, cart_id: UUID, keeper: Keeper, *, name: str, acting_user: Actor) -> SavedList:
    """A new list with what lies in the cart, which stays as it is. Raises UnknownArticle for an empty cart, and what
    `create_list` raises."""
    cart = find_locked_cart(session, cart_id, acting_user=acting_user)
    if cart is None or not cart.lines:
        raise UnknownArticle
    lines: list[CartLine] = list(cart.lines)
    made = _lock(session, create_list(session, keeper, name=name).id, keeper)
    for line in lines:
        _put(made, line.key, line.quantity)
    return made


def list_to_cart(
    session: Session,
    list_id: UUID,
    keeper: Keeper,
    *,
    cart_id: UUID | None,
    seen: Mapping[LineKey, Seen],
    key: LineKey | None = None,
    price_list: str = RETAIL,
    locale: str = "en",
    acting_user: Actor,
) -> PutIntoCart:
    """Put a list, or one article of it, into the cart; what is not sold any more, or not as it was chosen,
    is named and stays on the list.

    A list stays as it is, but what was kept for later leaves its list. Raises ListNotFound, UnknownArticle for an
    article that is not on it, QuantityOutOfRange for sums, CartIsFull; nothing is put in then.
    """
    found = _lock(session, list_id, keeper)
    lines = [line for line in found.lines if key in (None, line.key)]
    if not lines:
        raise UnknownArticle
    articles = articles_for(session, [line.variant_id for line in lines])
    sold, missing = [], []
    for line in lines:
        article = articles.get(line.variant_id)
        is_sold = article is not None and article.is_for_sale and article.is_seen_at(price_list)
        if is_sold and is_choice_offered(articles, line.key):
            sold.append(line)
        elif article is not None:
            missing.append(article.name_in(locale))
    cart = None
    if sold:
        wanted = [
            Wanted(variant_id=s.variant_id, selection=s.selection, quantity=s.quantity, seen=seen.get(s.key))
            for s in sold
        ]
        cart = add_many(session, cart_id, wanted=wanted, price_list=price_list, acting_user=acting_user)
    if found.name == LATER:
        for line in sold:
            found.lines.remove(line)
    return PutIntoCart(cart=cart, taken=len(sold), missing=tuple(missing))


def _named(name: str) -> str:
    name = " ".join(name.split())
    if not name:
        raise ListNameMissing
    return name


def _row(keeper: Keeper, name: str, *, is_shared: bool) -> dict[str, object]:
    return {
        "id": new_id(),
        "customer_id": keeper.customer_id,
        "user_id": keeper.user_id,
        "name": name,
        "is_shared": is_shared,
        "created_at": clock.now(),
    }


def _own_list(session: Session, keeper: Keeper, name: str) -> SavedList:
    named = select(SavedList).where(SavedList.user_id == keeper.user_id, SavedList.name == name)
    return session.scalars(named).one()


def _lock(session: Session, list_id: UUID, keeper: Keeper) -> SavedList:
    """A list that somebody may see, with its lines, ours until the transaction ends. Raises ListNotFound."""
    statement = select(SavedList).where(SavedList.id == list_id, is_seen_by(keeper)).with_for_update()
    statement = statement.options(selectinload(SavedList.lines)).execution_options(populate_existing=True)
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise ListNotFound
    return found


def _lock_own(session: Session, list_id: UUID, keeper: Keeper) -> SavedList:
    found = _lock(session, list_id, keeper)
    if found.user_id != keeper.user_id or found.name == LATER:
        raise ListNotYours
    return found


def _put(saved: SavedList, key: LineKey, quantity: int) -> None:
    line = next((line for line in saved.lines if line.key == key), None)
    if line is not None:
        line.quantity = joined_quantity(line.quantity, quantity)
        return
    if len(saved.lines) >= MOST_LINES:
        raise ListIsFull(most=MOST_LINES)
    made = SavedListLine(
        id=new_id(),
        variant_id=key.variant_id,
        selection=key.selection,
        quantity=quantity,
        note="",
        added_at=clock.now(),
    )
    saved.lines.append(made)
