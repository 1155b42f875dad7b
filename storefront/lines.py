"""Lines of a cart as cart and checkout show them: what it is, what it costs, on which terms."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import url_for

from core.carts.queries.cart import CartLineView, CartView
from core.inventory.errors import NotEnoughStock
from core.pricing.rules import FeeLine, LineKey, PricedLine
from core.web.errors import sentence_of
from core.web.filters import money
from core.web.locale import gettext as _
from core.web.locale import ngettext
from storefront.forms.cart import seen_text
from storefront.words import after_trial, comes_later, setting_up, terms, then_again


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """One line. `amount_minor` is due now, as the price list counts, after a discount; None when there is no price.

    With `interval_months` all of it comes again. `notes` are essential features and terms, sentence by sentence.
    `left` is how many could be had of an article of which there are too few. `changes` is what is not as it was at
    the last look, and `seen` what this page says, for the answer.
    `said` is what the customer noted. `edit_url` opens what was chosen of a bundle.
    """

    variant_id: UUID
    selection: str
    key: LineKey
    slug: str
    name: str
    kinds: tuple[str, ...]
    picture: str
    quantity: int
    unit_minor: int | None
    amount_minor: int | None
    discount_minor: int
    interval_months: int | None
    inside: tuple[str, ...]
    notes: tuple[str, ...]
    problem: str | None
    left: int
    seen: str
    changes: tuple[str, ...]
    edit_url: str | None = None
    said: str = ""


def shown_lines(cart: CartView) -> tuple[ShownLine, ...]:
    """The lines of a cart in its order."""
    return tuple(_shown(line, _priced(line, cart), cart) for line in cart.lines)


def kinds_in(cart: CartView) -> frozenset[str]:
    """Which kinds of articles the cart holds, those inside bundles included; never `bundle`."""
    return frozenset(line.kind.value for line in cart.basket.lines) if cart.basket else frozenset()


def _shown(line: CartLineView, priced: Sequence[PricedLine], cart: CartView) -> ShownLine:
    positions = {part.position for part in priced}
    setups = [setup for setup in cart.basket.setups if setup.for_position in positions] if cart.basket else []
    is_mixed = bool(line.recurring_minor) and line.recurring_minor != line.amount_minor
    return ShownLine(
        variant_id=line.variant_id,
        selection=line.selection,
        key=line.key,
        slug=line.slug,
        name=line.name,
        kinds=tuple(dict.fromkeys(part.kind.value for part in priced)) or (line.kind.value,),
        picture=line.picture,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        amount_minor=line.amount_minor,
        discount_minor=line.discount_minor,
        interval_months=None if is_mixed else line.interval_months,
        inside=tuple(_counted(part.quantity, part.name) for part in line.components),
        notes=tuple(_notes(line, priced, setups, is_mixed=is_mixed)),
        problem=sentence_of(line.problem) if line.problem else None,
        left=_left(line),
        seen=seen_text(line.key, line.shown) if line.shown else "",
        changes=tuple(_changes(line)),
        said=line.note,
        edit_url=_edit_url(line),
    )


def _edit_url(line: CartLineView) -> str | None:
    """The configurator with what was chosen, to choose otherwise; None where there was nothing to choose."""
    if not line.lets_choose:
        return None
    return url_for("product.show", slug=line.slug, v=line.sku, instead=line.selection, quantity=line.quantity)


def _priced(line: CartLineView, cart: CartView) -> list[PricedLine]:
    """The priced lines of an article: itself, or the components of the bundle that it is."""
    if cart.basket is None:
        return []
    bundles = {bundle.position for bundle in cart.basket.bundles if bundle.key == line.key}
    return [
        priced
        for priced in cart.basket.lines
        if priced.parent_position in bundles
        or (priced.parent_position is None and priced.variant_id == line.variant_id)
    ]


def _notes(line: CartLineView, priced: Sequence[PricedLine], setups: Sequence[FeeLine], *, is_mixed: bool) -> list[str]:
    notes = []
    days = max((part.trial_days for part in priced), default=0)
    if days and line.interval_months is not None:
        notes.append(after_trial(days, line.recurring_minor, line.interval_months))
    elif is_mixed and line.interval_months is not None:
        notes.append(then_again(line.recurring_minor, line.interval_months))
    notes += [setting_up(setup.amount_minor) for setup in setups]
    agreed = (
        terms(part.interval_months, part.term_months or 0, part.notice_months or 0)
        for part in priced
        if part.interval_months is not None
    )
    notes.extend(dict.fromkeys(agreed))
    if line.later is not None:
        notes.append(comes_later(line.later, line.quantity))
    return notes


def _changes(line: CartLineView) -> list[str]:
    """What is not any more as it was at the last look; what stands in the way is said as the problem."""
    change, said = line.change, []
    if change is None:
        return []
    if change.was_minor is not None:
        said.append(
            _(
                "The price has changed: was %(before)s, now %(now)s.",
                before=money(change.was_minor),
                now=money(change.now_minor),
            )
        )
    if change.left is not None:
        left = change.left
        said.append(ngettext("Only %(num)s is left at once.", "Only %(num)s are left at once.", left))
    return said


def _left(line: CartLineView) -> int:
    if not isinstance(line.problem, NotEnoughStock) or line.components:
        return 0
    return sum(shortage.free for shortage in line.problem.shortages)


def _counted(quantity: int, name: str) -> str:
    return _("%(quantity)s of %(name)s", quantity=quantity, name=name) if quantity > 1 else name
