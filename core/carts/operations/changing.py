"""Changing what lies in a cart: quantities of several lines, and the options that were taken of a bundle."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from core.carts.models import Cart
from core.carts.operations.filling import find_locked_cart, line_of, lock_open, note_seen, touch
from core.carts.rules import Seen, require_quantity, selection_of
from core.carts.states import CartState
from core.catalog.queries import articles_for
from core.kernel.actor import Actor
from core.pricing.errors import UnknownArticle
from core.pricing.rules import LineKey


def set_quantities(session: Session, cart_id: UUID, *, quantities: Mapping[str, int], acting_user: Actor) -> Cart:
    """Change how many lie in the cart of these lines, by their short names; 0 takes out, what is not there is left out.

    Raises CartNotFound, CartIsClosed, QuantityOutOfRange.
    """
    cart = lock_open(session, cart_id, acting_user)
    for line in list(cart.lines):
        pieces = quantities.get(str(line.key))
        if pieces == 0:
            cart.lines.remove(line)
        elif pieces is not None:
            require_quantity(pieces)
            line.quantity = pieces
    touch(cart)
    return cart


def take_out(session: Session, cart_id: UUID, *, pieces: Mapping[LineKey, int], acting_user: Actor) -> None:
    """Let some pieces leave the cart because they go another way; of a line that has fewer all of them.

    What is no open cart of theirs stays as it is.
    """
    cart = find_locked_cart(session, cart_id, acting_user=acting_user)
    if cart is None or cart.state is not CartState.OPEN:
        return
    for line in list(cart.lines):
        line_key = LineKey(line.variant_id, line.selection)
        if pieces.get(line_key, 0) >= line.quantity:
            cart.lines.remove(line)
        else:
            line.quantity -= pieces.get(line_key, 0)
    touch(cart)


def note_line(session: Session, cart_id: UUID, *, key: LineKey, note: str, acting_user: Actor) -> Cart:
    """Say something to a line of the cart, such as whom it is for; it stands on the order. Empty takes it back.

    What is bought stays the same, so the cart's version does too. Raises CartNotFound, CartIsClosed, UnknownArticle.
    """
    cart = lock_open(session, cart_id, acting_user)
    line = line_of(cart, key)
    if line is None:
        raise UnknownArticle
    line.note = " ".join(note.split())
    return cart


def change_selection(
    session: Session,
    cart_id: UUID,
    *,
    variant_id: UUID,
    selection: str,
    instead: str,
    quantity: int,
    seen: Seen | None = None,
    acting_user: Actor,
) -> Cart:
    """Take other options of a bundle that lies in the cart; joined with the line that has these already.

    `instead` are the options that it had. Raises CartNotFound, CartIsClosed, QuantityOutOfRange (also for the sum),
    ChoiceRefused, UnknownArticle for a line that is not in the cart.
    """
    require_quantity(quantity)
    cart = lock_open(session, cart_id, acting_user)
    line = line_of(cart, LineKey(variant_id, instead))
    if line is None:
        raise UnknownArticle
    chosen = selection_of(articles_for(session, [variant_id]), variant_id, selection)
    other = line_of(cart, LineKey(variant_id, chosen))
    if other is not None and other is not line:
        require_quantity(other.quantity + quantity)
        other.quantity += quantity
        cart.lines.remove(line)
        line = other
    else:
        line.selection, line.quantity = chosen, quantity
    note_seen(line, seen)
    touch(cart)
    return cart
