"""What a version comes to, as the approval policy and the editor see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from core.pricing.rules import PricedBasket, PricedLine
from core.quotes.rules.shapes import Line

HUNDRED = Decimal(100)
CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitShare:
    """What falls on one business unit of a line: net, and what it costs us (None: nobody has said)."""

    unit_id: UUID
    net_minor: int
    cost_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFigures:
    """One line: at list prices, as it is charged (both as the price list counts), and by business unit.

    A subscription counts with one period.
    """

    line_id: UUID
    listed_minor: int
    charged_minor: int
    net_minor: int
    cost_minor: int | None
    is_free: bool
    term_months: int
    shares: tuple[UnitShare, ...] = ()

    @property
    def discount_percent(self) -> Decimal:
        """How much is taken off the list price, in percent; more than listed is nothing off."""
        return percent_off(self.listed_minor, self.charged_minor)

    @property
    def margin_percent(self) -> Decimal | None:
        """What is left of the net price when the article is paid for; None when nobody knows what it costs."""
        return None if self.cost_minor is None else margin(self.net_minor, self.cost_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A version with one choice of its lines."""

    lines: tuple[LineFigures, ...]

    @property
    def listed_minor(self) -> int:
        """All lines at list prices."""
        return sum(line.listed_minor for line in self.lines)

    @property
    def charged_minor(self) -> int:
        """All lines as they are charged."""
        return sum(line.charged_minor for line in self.lines)

    @property
    def net_minor(self) -> int:
        """All lines net."""
        return sum(line.net_minor for line in self.lines)

    @property
    def cost_minor(self) -> int | None:
        """What all lines cost us; None as soon as one is not known."""
        costs = [line.cost_minor for line in self.lines]
        return None if any(cost is None for cost in costs) else sum(cost or 0 for cost in costs)

    @property
    def discount_percent(self) -> Decimal:
        """Everything that is taken off, as one number: line, whole, promotion, free goods."""
        return percent_off(self.listed_minor, self.charged_minor)

    @property
    def margin_percent(self) -> Decimal | None:
        """The margin of the whole, where all costs are known."""
        return None if self.cost_minor is None else margin(self.net_minor, self.cost_minor)

    @property
    def free_minor(self) -> int:
        """What the free lines would cost."""
        return sum(line.listed_minor for line in self.lines if line.is_free)

    @property
    def term_months(self) -> int:
        """The longest term among the subscriptions."""
        return max((line.term_months for line in self.lines), default=0)

    def of_unit(self, unit_id: UUID | None) -> "Figures":
        """Only the lines in which a business unit has a share, with that share; None: all."""
        if unit_id is None:
            return self
        found = (_share(line, unit_id) for line in self.lines)
        return Figures(lines=tuple(line for line in found if line is not None))


def _share(line: LineFigures, unit_id: UUID) -> LineFigures | None:
    share = next((one for one in line.shares if one.unit_id == unit_id), None)
    if share is None:
        return None
    return LineFigures(
        line_id=line.line_id,
        listed_minor=line.listed_minor,
        charged_minor=line.charged_minor,
        net_minor=share.net_minor,
        cost_minor=share.cost_minor,
        is_free=line.is_free,
        term_months=line.term_months,
        shares=(share,),
    )


def percent_off(listed_minor: int, charged_minor: int) -> Decimal:
    """How much less is charged, in percent with two decimals; never below zero."""
    if listed_minor <= 0 or charged_minor >= listed_minor:
        return Decimal("0.00")
    return (HUNDRED * (listed_minor - charged_minor) / listed_minor).quantize(CENT, ROUND_HALF_UP)


def margin(net_minor: int, cost_minor: int) -> Decimal:
    """The part of a net price that is left, in percent with two decimals; without a price all of it is lost."""
    if net_minor <= 0:
        return Decimal("-100.00") if cost_minor > 0 else Decimal("0.00")
    return (HUNDRED * (net_minor - cost_minor) / net_minor).quantize(CENT, ROUND_HALF_UP)


def figures_of(lines: Sequence[Line], priced: PricedBasket, costs: Mapping[UUID, int]) -> Figures:
    """The figures of the lines that are in a priced basket; `costs` of one piece, by variant."""
    by_reference: dict[str, list[int]] = {}
    for place, part in enumerate(priced.lines):
        by_reference.setdefault(part.reference, []).append(place)
    bundled = {bundle.reference: bundle.quantity for bundle in priced.bundles}
    found = []
    for line in lines:
        reference = str(line.id)
        inside = [priced.lines[place] for place in by_reference.get(reference, ())]
        if inside:
            found.append(_figures(line, inside, bundled.get(reference, inside[0].quantity), costs))
    return Figures(lines=tuple(found))


def _figures(line: Line, inside: Sequence[PricedLine], pieces: int, costs: Mapping[UUID, int]) -> LineFigures:
    known = [costs.get(part.variant_id) for part in inside]
    is_known = all(cost is not None for cost in known)
    shares: dict[UUID, list[int]] = {}
    for part, cost in zip(inside, known, strict=True):
        share = shares.setdefault(part.business_unit_id, [0, 0])
        share[0] += part.net_minor
        share[1] += (cost or 0) * part.quantity
    return LineFigures(
        line_id=line.id,
        listed_minor=(line.listed_unit_minor + line.listed_recurring_minor) * pieces,
        charged_minor=sum(part.amount_minor or (part.recurring_minor if part.trial_days else 0) for part in inside),
        net_minor=sum(part.net_minor for part in inside),
        cost_minor=sum((cost or 0) * part.quantity for part, cost in zip(inside, known, strict=True))
        if is_known
        else None,
        is_free=line.is_free,
        term_months=max((part.term_months or 0 for part in inside), default=0),
        shares=tuple(
            UnitShare(unit_id=unit, net_minor=net, cost_minor=cost if is_known else None)
            for unit, (net, cost) in shares.items()
        ),
    )
