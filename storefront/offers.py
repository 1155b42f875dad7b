"""Promotions as the shopper sees them: what holds, what the entered code still needs, and how the price comes about."""

from collections.abc import Mapping
from dataclasses import dataclass

from core.carts.queries.cart import CartView
from core.kernel.i18n import N_
from core.pricing.rules import PricedBasket, TraceStep
from core.web.filters import said
from core.web.locale import gettext as _

STEPS: Mapping[str, str] = {
    "list": N_("%(unit_minor)s each."),
    "tier": N_("From %(pieces)s pieces on: %(unit_minor)s each."),
}
"""What customers read instead of the office's own words; other steps are told alike, or not at all."""
TOLD_ALIKE = ("options", "bundle", "promotion", "delivery", "delivery_free", "tax")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """How the price of one line, or of the whole, comes about."""

    title: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownOffers:
    """The code in the cart, why it does not help yet, and the story of the price."""

    code: str
    why_not: str
    stories: tuple[Story, ...]


def shown_offers(cart: CartView) -> ShownOffers:
    """What the cart's page says about promotions."""
    return ShownOffers(
        code=cart.code,
        why_not=_why_not(cart) if cart.code and cart.basket else "",
        stories=_stories(cart.basket) if cart.basket else (),
    )


def _why_not(cart: CartView) -> str:
    assert cart.basket is not None, "the caller has looked"
    if any(discount.code for discount in cart.basket.discounts):
        return ""
    coded = next((one for one in cart.basket.passed_over if one.is_coded), None)
    if coded is None:
        return _("It does not hold any more, or not for you.")
    return said(coded.why.template, coded.why.params)


def _stories(basket: PricedBasket) -> tuple[Story, ...]:
    titles = {line.position: line.name for line in basket.lines}
    titles |= {bundle.position: bundle.name for bundle in basket.bundles}
    told: dict[str, list[str]] = {}
    for step in basket.trace:
        sentence = _sentence(step)
        if sentence:
            title = titles.get(step.position, "") if step.position is not None else ""
            told.setdefault(title or _("In all"), []).append(sentence)
    return tuple(Story(title=title, sentences=tuple(sentences)) for title, sentences in told.items())


def _sentence(step: TraceStep) -> str:
    template = STEPS.get(step.step) or (step.text_template if step.step in TOLD_ALIKE else "")
    return said(template, step.params) if template else ""
