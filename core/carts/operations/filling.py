"""What can be done with carts: add, change, join after signing in, turn into an order, forget."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, bindparam, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.sql.dml import ReturningUpdate

from core.carts.errors import CartIsClosed, CartIsFull, CartNotFound
from core.carts.models import Cart, CartLine
from core.carts.queries.cart import seen_of
from core.carts.rules import MOST_LINES, Seen, joined_quantity, require_quantity, selection_of
from core.carts.states import CartState
from core.catalog.queries import articles_for
from core.catalog.rules import Article
from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import UtcDateTime, insert_if_absent, new_id
from core.pricing.errors import NotForSale, UnknownArticle, UnknownCode
from core.pricing.queries import is_code_open
from core.pricing.rules import LineKey
from core.pricing.states import RETAIL

KEPT_FOR = timedelta(days=60)


def add_to_cart(
    session: Session,
    cart_id: UUID | None,
    *,
    variant_id: UUID,
    quantity: int,
    selection: str | None = None,
    seen: Seen | None = None,
    price_list: str = RETAIL,
    acting_user: Actor,
) -> Cart:
    """Put so many more of an article into a cart; a new one when there is none, or it is ordered already.

    `seen` is what the page showed on which it was chosen: what changes from then on is said in the cart. `selection`
    are the options that were taken of a bundle (None: those that its makers propose).

    Raises UnknownArticle (also for what the buyers of the price list do not see), NotForSale, QuantityOutOfRange (also
    for the sum), CartIsFull, ChoiceRefused.
    """
    wanted = Wanted(variant_id=variant_id, quantity=quantity, selection=selection, seen=seen)
    return add_many(session, cart_id, wanted=[wanted], price_list=price_list, acting_user=acting_user)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many of an article to put into a cart, as it was seen elsewhere; options see `add_to_cart`."""

    variant_id: UUID
    quantity: int
    selection: str | None = None
    seen: Seen | None = None


def add_many(
    session: Session,
    cart_id: UUID | None,
    *,
    wanted: Sequence[Wanted],
    price_list: str = RETAIL,
    acting_user: Actor,
) -> Cart:
    """Put many articles into a cart at once, all or none; for what it costs in statements see `add_to_cart`.

    Quantities of the same article count up. Raises UnknownArticle (see `add_to_cart`), NotForSale,
    QuantityOutOfRange (also for sums), CartIsFull, ChoiceRefused.
    """
    articles = articles_for(session, list({want.variant_id for want in wanted}))
    for want in wanted:
        require_quantity(want.quantity)
        _require_for_sale(articles.get(want.variant_id), price_list)
    keys = [LineKey(want.variant_id, selection_of(articles, want.variant_id, want.selection)) for want in wanted]
    cart = _usable(session, cart_id, acting_user)
    if cart is None:
        cart = _new_cart(session, _account_of(acting_user))
        touch(cart)
    lines = {line.key: line for line in cart.lines}
    for want, key in zip(wanted, keys, strict=True):
        lines[key] = _put(cart, lines.get(key), key, want)
    return cart


def _put(cart: Cart, line: CartLine | None, key: LineKey, want: Wanted) -> CartLine:
    if line is None:
        line = _add_line(cart, key, want.quantity)
    else:
        require_quantity(line.quantity + want.quantity)
        line.quantity += want.quantity
    note_seen(line, want.seen)
    return line


def set_quantity(
    session: Session,
    cart_id: UUID,
    *,
    variant_id: UUID,
    quantity: int,
    selection: str = "",
    seen: Seen | None = None,
    acting_user: Actor,
) -> Cart:
    """Change how many of an article lie in the cart; 0 takes it out, and so does taking out what is not there.

    `seen` is what the page showed of it: with the change the customer has taken notice.

    Raises CartNotFound, CartIsClosed, QuantityOutOfRange, UnknownArticle for one that is not in the cart.
    """
    cart = lock_open(session, cart_id, acting_user)
    line = line_of(cart, LineKey(variant_id, selection))
    if quantity == 0:
        if line is not None:
            cart.lines.remove(line)
            touch(cart)
        return cart
    require_quantity(quantity)
    if line is None:
        raise UnknownArticle
    line.quantity = quantity
    note_seen(line, seen)
    touch(cart)
    return cart


def enter_code(session: Session, cart_id: UUID, *, code: str, acting_user: Actor) -> Cart:
    """Put a promotion code into the cart, instead of the one before; whether it holds there, the cart's price tells.

    Raises CartNotFound, CartIsClosed, UnknownCode for all codes that open nothing now.
    """
    cart = lock_open(session, cart_id, acting_user)
    if not is_code_open(session, code):
        raise UnknownCode
    cart.code = code.strip().upper()
    touch(cart)
    return cart


def remove_code(session: Session, cart_id: UUID, *, acting_user: Actor) -> Cart:
    """Take the code out of the cart; again changes nothing. Raises CartNotFound, CartIsClosed."""
    cart = lock_open(session, cart_id, acting_user)
    if cart.code:
        cart.code = ""
        touch(cart)
    return cart


def acknowledge(session: Session, cart_id: UUID, *, seen: Mapping[str, Seen], acting_user: Actor) -> Cart:
    """The customer has taken notice of what a page said of these lines; what is not in the cart is left out.

    What lies in the cart stays the same, so its version does too. Raises CartNotFound, CartIsClosed.
    """
    cart = lock_open(session, cart_id, acting_user)
    for line in cart.lines:
        note_seen(line, seen.get(str(line.key)))
    return cart


def merge_carts(session: Session, cart_id: UUID | None, *, user_id: UUID, acting_user: Actor) -> Cart | None:
    """After signing in: the visitor's cart becomes the user's, joined with the one that the user had before.

    Quantities of the same article count up. Returns the user's cart, None when both are missing. A cart that is
    somebody else's stays theirs.
    """
    own = _open_cart_of(session, user_id)
    visitors = find_locked_cart(session, cart_id, acting_user=acting_user) if cart_id else None
    if visitors is not None and (visitors.state is not CartState.OPEN or visitors.user_id is not None):
        visitors = None
    if visitors is None or own is None:
        if visitors is not None:
            visitors.user_id = user_id
            touch(visitors)
        return visitors or own
    for line in visitors.lines:
        _join(own, line)
    own.code = visitors.code or own.code
    visitors.move_to(CartState.MERGED, acting_user=acting_user)
    touch(own)
    return own


def find_locked_cart(session: Session, cart_id: UUID, *, acting_user: Actor) -> Cart | None:
    """A cart in whatever state with its lines, ours until the transaction ends: tabs go on one after the other.

    None when there is no such cart, or it belongs to another account.
    """
    found = _locked(session, _LOCK_NAMED, named_id=cart_id)
    return found if found is not None and _may_use(found, acting_user) else None


def mark_ordered(cart: Cart, *, acting_user: Actor) -> None:
    """A locked cart has become an order; nothing in it changes any more. Raises WrongState."""
    cart.move_to(CartState.ORDERED, acting_user=acting_user)


def discard_expired(session: Session) -> int:
    """Forget open carts that nobody touched for two months; returns how many."""
    expired = delete(Cart).where(Cart.state == CartState.OPEN, Cart.expires_at <= clock.now())
    return len(session.scalars(expired.returning(Cart.id)).all())


def lock_open(session: Session, cart_id: UUID, acting_user: Actor) -> Cart:
    """An open cart with its lines, ours until the transaction ends. Raises CartNotFound, CartIsClosed."""
    cart = find_locked_cart(session, cart_id, acting_user=acting_user)
    if cart is None:
        raise CartNotFound
    if cart.state is not CartState.OPEN:
        raise CartIsClosed
    return cart


def _usable(session: Session, cart_id: UUID | None, acting_user: Actor) -> Cart | None:
    """The cart to add to, touched: the one that the browser names, if it is open, or the one that the account has."""
    user_id = _account_of(acting_user)
    named = None
    if cart_id is not None and _is_office(acting_user):
        named = _touched(session, _TOUCH_ANY, named_id=cart_id)
    elif cart_id is not None:
        named = _touched(session, _TOUCH_NAMED, named_id=cart_id, account_id=user_id)
    if named is not None or user_id is None:
        return named
    return _touched(session, _TOUCH_OWN, account_id=user_id)


def _touching(condition: ColumnElement[bool]) -> ReturningUpdate[Cart]:
    """Lock an open cart and note that it changes, in one statement."""
    touched = update(Cart).where(condition, Cart.state == CartState.OPEN)
    touched = touched.values(version=Cart.version + 1, expires_at=bindparam("kept_until", type_=UtcDateTime))
    return touched.returning(Cart).execution_options(**_AS_IT_IS_NOW)


_AS_IT_IS_NOW = {"populate_existing": True, "synchronize_session": False}
_IS_NAMED, _IS_OWN = Cart.id == bindparam("named_id"), Cart.user_id == bindparam("account_id", type_=Uuid())
_TOUCH_ANY, _TOUCH_OWN = _touching(_IS_NAMED), _touching(_IS_OWN)
_TOUCH_NAMED = _touching(and_(_IS_NAMED, or_(Cart.user_id.is_(None), _IS_OWN)))  # see _may_use
_LINES = (
    select(CartLine)
    .where(CartLine.cart_id == bindparam("in_cart"))
    .order_by(CartLine.added_at, CartLine.id)
    .execution_options(populate_existing=True)
)


def _touched(session: Session, touch: ReturningUpdate[Cart], **chosen: object) -> Cart | None:
    """The touched cart with its lines as they are now, or None."""
    cart = session.scalars(touch, {"kept_until": clock.now() + KEPT_FOR, **chosen}).one_or_none()
    return cart if cart is None else _with_lines(session, cart)


def _with_lines(session: Session, cart: Cart) -> Cart:
    """The cart, which is locked, with its lines loaded."""
    set_committed_value(cart, "lines", list(session.scalars(_LINES, {"in_cart": cart.id})))
    return cart


def _open_cart_of(session: Session, user_id: UUID) -> Cart | None:
    return _locked(session, _LOCK_OPEN_OF, account_id=user_id)


def _locking(condition: ColumnElement[bool]) -> Select[Cart]:
    return select(Cart).where(condition).with_for_update().execution_options(populate_existing=True)


_LOCK_NAMED, _LOCK_OPEN_OF = _locking(_IS_NAMED), _locking(and_(_IS_OWN, Cart.state == CartState.OPEN))


def _locked(session: Session, lock: Select[Cart], **chosen: object) -> Cart | None:
    cart = session.scalars(lock, chosen).one_or_none()
    return cart if cart is None else _with_lines(session, cart)


def _account_of(acting_user: Actor) -> UUID | None:
    return acting_user.id if acting_user.kind is ActorKind.CUSTOMER else acting_user.on_behalf_of


def _may_use(cart: Cart, acting_user: Actor) -> bool:
    """A cart without an account belongs to whoever knows its id; the office may help with every cart."""
    return _is_office(acting_user) or cart.user_id in (None, _account_of(acting_user))


def _is_office(acting_user: Actor) -> bool:
    return acting_user.kind in (ActorKind.STAFF, ActorKind.SYSTEM)


def _new_cart(session: Session, user_id: UUID | None) -> Cart:
    now = clock.now()
    values = {
        "id": new_id(),
        "user_id": user_id,
        "currency": "EUR",
        "code": "",
        "version": 0,
        "state": CartState.OPEN,
        "created_at": now,
        "expires_at": now + KEPT_FOR,
    }
    if user_id is None:
        cart = Cart(**values)
        session.add(cart)
        return cart
    insert_if_absent(session, Cart, **values)
    found = _open_cart_of(session, user_id)  # perhaps the one that another tab has just made
    assert found is not None, "an account has one open cart from here on"
    return found


def line_of(cart: Cart, key: LineKey) -> CartLine | None:
    """The line of a cart that is known by this key."""
    return next((line for line in cart.lines if line.key == key), None)


def _add_line(cart: Cart, key: LineKey, quantity: int) -> CartLine:
    if len(cart.lines) >= MOST_LINES:
        raise CartIsFull(most=MOST_LINES)
    line = CartLine(
        id=new_id(), variant_id=key.variant_id, selection=key.selection, quantity=quantity, added_at=clock.now()
    )
    cart.lines.append(line)
    return line


def note_seen(line: CartLine, seen: Seen | None) -> None:
    """Keep what the customer saw of a line, where that is known."""
    if seen is not None:
        line.seen_list, line.seen_unit_minor = seen.list_code, seen.unit_minor
        line.seen_quantity, line.seen_free = seen.quantity, seen.free


def _join(own: Cart, line: CartLine) -> None:
    mine = line_of(own, line.key)
    if mine is not None:
        mine.quantity = joined_quantity(mine.quantity, line.quantity)
    elif len(own.lines) < MOST_LINES:
        note_seen(_add_line(own, line.key, line.quantity), seen_of(line))


def touch(cart: Cart) -> None:
    """Note that a cart has changed."""
    cart.version += 1
    cart.expires_at = clock.now() + KEPT_FOR


def _require_for_sale(article: Article | None, price_list: str) -> None:
    if article is None or not article.is_seen_at(price_list):
        raise UnknownArticle
    if not article.is_for_sale:
        raise NotForSale(name=article.name)
