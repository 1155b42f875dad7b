"""The visitor: which cart is theirs, how much lies in it, and which price list holds for them."""

from uuid import UUID

from flask import session

from core.accounts.queries import UserView
from core.accounts.rules import price_list_of
from core.carts.errors import CartNotFound
from core.carts.operations import merge_carts
from core.carts.queries.cart import CartView, cart_view, count_pieces
from core.kernel import clock
from core.orders.queries import find_guest_id, has_ordered
from core.pricing.queries import Buyer, taxpayer_of
from core.pricing.rules import Destination
from core.pricing.states import HOME_COUNTRY, RETAIL, PriceMode
from core.web.access import current_user
from core.web.db import db
from core.web.locale import current_locale

CART, PIECES = "cart_id", "cart_pieces"


def price_list() -> str:
    """The code of the price list that the visitor buys from; guests buy from the retail list."""
    user = current_user()
    return user.customer.price_list if user is not None and user.customer is not None else RETAIL


def buys_net() -> bool:
    """Whether the visitor sees net prices."""
    user = current_user()
    if user is None or user.customer is None:
        return False
    return price_list_of(user.customer.kind, is_guest=False) != RETAIL


def price_mode() -> PriceMode:
    """How the visitor's prices count."""
    return PriceMode.NET if buys_net() else PriceMode.GROSS


def cart_id() -> UUID | None:
    """The cart that this browser fills. It may be ordered already: then it can still be asked what became of it."""
    return UUID(session[CART]) if CART in session else None


def pieces() -> int:
    """How many things lie in the cart, as this browser knows it; asks no database."""
    return int(session.get(PIECES, 0))


def remember_cart(identity: UUID, *, pieces: int) -> None:
    """Let this browser know its cart and how much lies in it."""
    session[CART], session[PIECES] = str(identity), pieces


def recount(identity: UUID) -> None:
    """Something left the cart by another way than its own pages."""
    db().flush()  # what is left is counted in the database
    remember_cart(identity, pieces=count_pieces(db(), identity))


def forget_pieces() -> None:
    """Nothing lies in the cart any more: it was ordered, or has expired."""
    session.pop(PIECES, None)


def take_cart_along(user: UserView) -> None:
    """After signing in: what was collected before joins what lay in the account's cart."""
    cart = merge_carts(db(), cart_id(), user_id=user.id, acting_user=user.actor)
    if cart is not None:
        remember_cart(cart.id, pieces=sum(line.quantity for line in cart.lines))


def buyer(email: str | None = None) -> Buyer:
    """Who buys, as promotions want to know it: the account, or the guest behind an e-mail address that was typed."""
    user = current_user()
    known = user.customer_id if user else find_guest_id(db(), email) if email else None
    if known is None:
        return Buyer()
    taxpayer = taxpayer_of(user.customer if user else None, on=clock.today())
    return Buyer(customer_id=known, has_ordered=lambda: has_ordered(db(), known), taxpayer=taxpayer)


def find_cart(
    *,
    country: str = HOME_COUNTRY,
    delivery_method: str | None = None,
    postal_code: str = "",
    destinations: tuple[Destination, ...] = (),
    email: str | None = None,
) -> CartView | None:
    """The visitor's open cart, priced for a country and a way of delivery (None: the first that goes).

    `email` is what a guest has typed. None when there is nothing in the cart.
    """
    identity = cart_id()
    if identity is None:
        return None
    try:
        cart = cart_view(
            db(),
            identity,
            price_list=price_list(),
            country=country,
            delivery_method=delivery_method or "",
            postal_code=postal_code,
            destinations=destinations,
            buyer=buyer(email),
            locale=current_locale(),
        )
    except CartNotFound:
        return None
    return cart if cart.lines else None
