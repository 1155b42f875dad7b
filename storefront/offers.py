"""Promotions as the shopper sees them: what holds, what the entered code still needs, and how the price comes about."""

from dataclasses import dataclass

from core.carts.queries.cart import CartView
from core.web.filters import said
from core.web.locale import gettext as _
from core.web.stories import ShownTaxNote, Story, stories_of_basket, tax_notes_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOffers:
    """The code in the cart, why it does not help yet, the story of the price, and what is to be said of its tax."""

    code: str
    why_not: str
    stories: tuple[Story, ...]
    tax_notes: tuple[ShownTaxNote, ...]


def shown_offers(cart: CartView) -> ShownOffers:
    """What the cart's page says about promotions and tax."""
    return ShownOffers(
        code=cart.code,
        why_not=_why_not(cart) if cart.code and cart.basket else "",
        stories=stories_of_basket(cart.basket) if cart.basket else (),
        tax_notes=tax_notes_of(cart.basket) if cart.basket else (),
    )


def _why_not(cart: CartView) -> str:
    assert cart.basket is not None, "the caller has looked"
    if any(discount.code for discount in cart.basket.discounts):
        return ""
    coded = next((one for one in cart.basket.passed_over if one.is_coded), None)
    if coded is None:
        return _("It does not hold any more, or not for you.")
    return said(coded.why.template, coded.why.params, cart.basket.currency)
