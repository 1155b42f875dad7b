"""A part of a priced basket: so many pieces of its lines, at exactly their prices in the whole.

Every amount is cut by cumulative rounding, so that all parts together are the whole to the cent, as the price list
counts, however they were cut. Tax is owed on each part as on a document of its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from core.catalog.states import ArticleKind
from core.pricing.rounding import Split, share_of
from core.pricing.rules.agreement import fingerprint_of
from core.pricing.rules.fees import Accompanied, FeeDraft, share_fee
from core.pricing.rules.pricing import recurring_totals
from core.pricing.rules.taxes import Anchor, split_by_tax
from core.pricing.rules.values import BundleLine, Delivery, FeeLine, PricedBasket, PricedLine

Carries = TypeVar("Carries", PricedLine, FeeLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenLine:
    """What earlier parts came to of one line: after discounts, what was taken off, and what comes again."""

    amount_minor: int = 0
    discount_minor: int = 0
    recurring_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What earlier parts took of a whole: pieces by the reference of a line, amounts by its position, and fees."""

    pieces: Mapping[str, int] = field(default_factory=dict)
    lines: Mapping[int, TakenLine] = field(default_factory=dict)
    fee_minor: int = 0


@dataclass(frozen=True, slots=True)
class _Cut:
    """One part: what it takes, and how much of each line is taken with it, by reference."""

    whole: PricedBasket
    taken: Taken
    pieces: Mapping[str, int]
    upto: Mapping[str, int]
    of: Mapping[str, int]

    def share(self, amount_minor: int, reference: str, gone_minor: int) -> int:
        """What is due of an amount with this part: all up to here, without what earlier parts had of it."""
        return max(0, share_of(amount_minor, self.upto[reference], self.of[reference]) - gone_minor)


def pieces_of_lines(whole: PricedBasket) -> dict[str, int]:
    """How many pieces a basket has of what the customer chose, by the reference of the line."""
    pieces = {line.reference: line.quantity for line in whole.lines if line.parent_position is None}
    return pieces | {bundle.reference: bundle.quantity for bundle in whole.bundles}


def cut(whole: PricedBasket, pieces: Mapping[str, int], taken: Taken, *, country: str) -> PricedBasket:
    """So many pieces of each line of a whole, by their references, behind what was taken already.

    Raises ValueError for more pieces than are left, for none at all, and for lines that are not there.
    """
    of = pieces_of_lines(whole)
    if not any(pieces.values()) or set(pieces) - set(of):
        raise ValueError("A part is some pieces of lines that are there.")
    upto = {reference: taken.pieces.get(reference, 0) + pieces.get(reference, 0) for reference in of}
    part = _Cut(whole, taken, pieces, upto, of)
    lines = [_line(part, line) for line in whole.lines if pieces.get(line.reference)]
    by_position = {line.position: line for line in lines}
    setups = [
        _setup(part, one, by_position[one.for_position]) for one in whole.setups if one.for_position in by_position
    ]
    goods = [line for line in lines if line.kind is ArticleKind.PHYSICAL]
    delivery = replace(whole.delivery, fee_minor=_fee(part)) if whole.delivery is not None and goods else None
    return _taxed(whole, lines, setups, delivery, pieces, country)


def _line(part: _Cut, line: PricedLine) -> PricedLine:
    gone = part.taken.lines.get(line.position, TakenLine())
    amount = part.share(line.amount_minor, line.reference, gone.amount_minor)
    full = part.share(line.full_minor, line.reference, gone.amount_minor + gone.discount_minor)
    again = part.share(line.recurring_minor, line.reference, gone.recurring_minor)
    return replace(
        line,
        quantity=line.quantity // part.of[line.reference] * part.pieces[line.reference],
        amount_minor=amount,
        discount_minor=max(0, full - amount),
        recurring_minor=again,
    )


def _setup(part: _Cut, setup: FeeLine, line: PricedLine) -> FeeLine:
    gone = part.taken.lines.get(setup.position, TakenLine())
    return replace(setup, amount_minor=part.share(setup.amount_minor, line.reference, gone.amount_minor))


def _fee(part: _Cut) -> int:
    """The delivery fee by the value of the goods that are sent; where they have none, all of it with the first."""
    goods = [line for line in part.whole.lines if line.kind is ArticleKind.PHYSICAL]
    worth = sum(line.amount_minor for line in goods)
    sent = sum(share_of(line.amount_minor, part.upto[line.reference], part.of[line.reference]) for line in goods)
    due = share_of(part.whole.fee_minor, sent, worth) if worth else part.whole.fee_minor
    return max(0, due - part.taken.fee_minor)


def _taxed(
    whole: PricedBasket,
    lines: Sequence[PricedLine],
    setups: Sequence[FeeLine],
    delivery: Delivery | None,
    pieces: Mapping[str, int],
    country: str,
) -> PricedBasket:
    goods = [
        Accompanied(line.tax, line.tax_reason, line.business_unit_id, line.amount_minor)
        for line in lines
        if line.kind is ArticleKind.PHYSICAL
    ]
    fees = _fee_lines(whole, delivery, share_fee(delivery, goods))
    carrying: list[PricedLine | FeeLine] = [*lines, *setups, *fees]
    taxed = split_by_tax(whole.mode, [Anchor(tax=one.tax, amount_minor=one.amount_minor) for one in carrying])
    splits = iter(taxed.splits)
    lines = [_with(line, next(splits)) for line in lines]
    setups = [_with(setup, next(splits)) for setup in setups]
    fees = [_with(fee, next(splits)) for fee in fees]
    part = replace(
        whole,
        lines=tuple(lines),
        bundles=tuple(_bundle(one, pieces[one.reference], lines) for one in whole.bundles if pieces.get(one.reference)),
        fees=tuple(fees),
        setups=tuple(setups),
        delivery=delivery,
        groups=taxed.groups,
        net=sum(group.net for group in taxed.groups),
        tax=sum(group.tax_minor for group in taxed.groups),
        gross=sum(group.gross for group in taxed.groups),
        recurring=recurring_totals(whole.mode, lines),
    )
    return replace(part, fingerprint=fingerprint_of(part, country=country))


def _fee_lines(whole: PricedBasket, delivery: Delivery | None, shares: Sequence[FeeDraft]) -> list[FeeLine]:
    if delivery is None:
        return []
    there: list[PricedLine | BundleLine | FeeLine] = [*whole.lines, *whole.bundles, *whole.setups]
    last = max(one.position for one in there)
    return [
        FeeLine(
            position=last + at,
            code=delivery.code,
            name=delivery.name,
            business_unit_id=share.business_unit_id,
            amount_minor=share.amount_minor,
            tax=share.tax,
            net_minor=0,
            tax_minor=0,
            gross_minor=0,
            tax_reason=share.reason,
        )
        for at, share in enumerate(shares, start=1)
    ]


def _with(one: Carries, split: Split) -> Carries:
    return replace(one, net_minor=split.net, tax_minor=split.tax_minor, gross_minor=split.gross)


def _bundle(heading: BundleLine, pieces: int, lines: Sequence[PricedLine]) -> BundleLine:
    inside = [line for line in lines if line.parent_position == heading.position]
    return replace(
        heading,
        quantity=pieces,
        amount_minor=sum(line.full_minor for line in inside),
        recurring_minor=sum(line.full_minor for line in inside if line.interval_months is not None),
    )
