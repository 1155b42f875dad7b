"""What a customer may choose in an offer, and the basket that a choice leads to."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from core.pricing.rules import Basket, BasketLine
from core.pricing.rules.terms import Terms, WholeTerms
from core.quotes.errors import ChoiceNotOffered
from core.quotes.rules.shapes import Line, Offer, Version
from core.quotes.states import LineRole

Choice = Mapping[UUID, int]
"""How many pieces of which lines, by the id of each; what is not in it is not taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """From so many pieces on one costs so much: once, and per interval."""

    min_quantity: int
    unit_minor: int
    recurring_minor: int


def breaks_from(text: str) -> tuple[Break, ...]:
    """The breaks that `breaks_to` wrote, the smallest first."""
    if not text:
        return ()
    return tuple(Break(min_quantity=one[0], unit_minor=one[1], recurring_minor=one[2]) for one in json.loads(text))


def breaks_to(breaks: Sequence[Break]) -> str:
    """Breaks as a line keeps them; empty for none."""
    rows = [
        [one.min_quantity, one.unit_minor, one.recurring_minor] for one in sorted(breaks, key=lambda b: b.min_quantity)
    ]
    return json.dumps(rows) if rows else ""


def usual_choice(lines: Sequence[Line]) -> dict[UUID, int]:
    """What the offer comes to as it is shown: all that belongs to it, and what is marked of the rest."""
    return {line.id: line.quantity for line in lines if line.role is LineRole.INCLUDED or line.is_chosen}


def extreme_choices(lines: Sequence[Line]) -> list[dict[UUID, int]]:
    """Choices of which one is the worst for us: the usual one, all that can be taken, as little as can be taken, and
    the usual one with each other alternative.

    Prices fall with the breaks, so that the most pieces have the lowest price, and what is taken off as an amount
    weighs most on the fewest.
    """
    usual = usual_choice(lines)
    widest = {line.id: line.max_quantity for line in lines if line.role is not LineRole.ALTERNATIVE or line.id in usual}
    narrow = {line.id: line.min_quantity for line in lines if line.role is not LineRole.OPTIONAL and line.id in usual}
    found = [usual, widest, narrow]
    for other in lines:
        if other.role is LineRole.ALTERNATIVE and other.id not in usual:
            rest = {
                line.id: usual[line.id]
                for line in lines
                if line.id in usual and not (line.role is LineRole.ALTERNATIVE and line.group == other.group)
            }
            found += [rest | {other.id: other.max_quantity}, rest | {other.id: other.min_quantity}]
    return [choice for at, choice in enumerate(found) if choice and choice not in found[:at]]


def require_choice(lines: Sequence[Line], choice: Choice) -> None:
    """Raises ChoiceNotOffered: a line is missing, a quantity out of its range, not one of each group, or unknown."""
    if set(choice) - {line.id for line in lines}:
        raise ChoiceNotOffered
    picked: dict[str, int] = {}
    for line in lines:
        quantity = choice.get(line.id, 0)
        if line.role is LineRole.ALTERNATIVE:
            picked[line.group] = picked.get(line.group, 0) + bool(quantity)
        if quantity == 0 and line.role is not LineRole.INCLUDED:
            continue
        if not line.min_quantity <= quantity <= line.max_quantity:
            raise ChoiceNotOffered
    if any(count != 1 for count in picked.values()):
        raise ChoiceNotOffered


def basket_of(quote: Offer, version: Version, choice: Choice, *, at: datetime, with_terms: bool = True) -> Basket:
    """What a choice of a version is to the pricing function; without terms it is what the list says."""
    own = version.lines[0].id if quote.contract_id is not None and version.lines else None
    lines = tuple(
        _basket_line(line, choice[line.id], with_terms=with_terms, runs=line.id == own)
        for line in version.lines
        if choice.get(line.id)
    )
    whole = WholeTerms(
        percent=version.discount_percent,
        off_minor=version.discount_minor,
        fee_minor=version.fee_minor,
    )
    return Basket(
        lines=lines,
        delivery_method_code=version.delivery_method,
        delivery_country=quote.country,
        mode=quote.price_mode,
        currency=quote.currency,
        at=at,
        locale=quote.locale,
        postal_code=quote.postal_code,
        whole=whole if with_terms else WholeTerms(),
    )


def _basket_line(line: Line, quantity: int, *, with_terms: bool, runs: bool) -> BasketLine:
    """A line as it is priced; setting up what runs already costs nothing."""
    terms = replace(terms_of(line, quantity), without_setup=runs)
    return BasketLine(
        variant_id=line.variant_id,
        quantity=quantity,
        selection=line.selection,
        reference=str(line.id),
        terms=terms if with_terms else None,
    )


def terms_of(line: Line, quantity: int) -> Terms:
    """What was agreed for a line at a quantity: the price of the break that it reaches, and what is taken off."""
    reached = [one for one in breaks_from(line.breaks) if one.min_quantity <= quantity]
    unit = reached[-1].unit_minor if reached else line.unit_minor
    recurring = reached[-1].recurring_minor if reached else line.recurring_minor
    return Terms(
        unit_minor=unit,
        recurring_minor=recurring,
        promotion_minor=line.promotion_minor if quantity == line.quantity and not reached else 0,
        percent=line.discount_percent,
        off_minor=line.discount_minor,
        is_free=line.is_free,
    )
