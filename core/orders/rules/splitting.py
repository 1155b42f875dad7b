"""Cutting an order into parts: what is agreed per line, and which lines are fulfilled together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Generic, Protocol, TypeVar
from uuid import UUID

from core.orders.states import LineKind
from core.pricing.rounding import share_of
from core.pricing.rules import FeeLine, LineKey, PricedBasket, PricedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class LineTerms:
    """One line as it is agreed, article or fee. Money in minor units; `amount_minor` counts as the list counts.

    `fee_for` is the position of the subscription that a fee is for; without it the fee is for the delivery.
    `destination` counts the addresses that goods go to, 0 is the order's own.
    """

    position: int
    bundle_position: int | None = None
    bundle_name: str | None = None
    variant_id: UUID | None = None
    sku: str
    name: str
    picture: str = ""
    kind: LineKind
    business_unit_id: UUID
    quantity: int
    unit_minor: int
    amount_minor: int
    discount_minor: int = 0
    tax_country: str
    tax_rate: Decimal
    tax_category: str
    tax_reason: str = ""
    net_minor: int
    tax_minor: int
    gross_minor: int
    interval_months: int | None = None
    term_months: int | None = None
    notice_months: int | None = None
    trial_days: int = 0
    recurring_minor: int = 0
    fee_for: int | None = None
    destination: int = 0
    reference: str = ""


class Splittable(Protocol):
    """What cutting needs to know about a line."""

    @property
    def kind(self) -> LineKind:
        """Its kind: never a bundle."""

    @property
    def business_unit_id(self) -> UUID:
        """The unit that answers for it."""

    @property
    def position(self) -> int:
        """Where it stands."""

    @property
    def fee_for(self) -> int | None:
        """The position of the subscription that a fee is for."""

    @property
    def destination(self) -> int:
        """Which of the addresses it goes to."""


Line = TypeVar("Line", bound=Splittable)
PartKey = tuple[LineKind, UUID, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedPart(Generic[Line]):
    """The lines that one business unit fulfils in one way, at one address."""

    kind: LineKind
    business_unit_id: UUID
    destination: int
    lines: tuple[Line, ...]


def lines_of(basket: PricedBasket) -> tuple[LineTerms, ...]:
    """Every line of a priced basket, fees last. The basket's bundles are exploded into their components already."""
    fees = (*basket.setups, *basket.fees)
    return (*(_article_line(line) for line in basket.lines), *(_fee_line(fee) for fee in fees))


def cut_by_destination(lines: Sequence[LineTerms], destinations: Sequence[Mapping[LineKey, int]]) -> list[LineTerms]:
    """The same lines, those that go to several addresses cut into one for each; the pieces behind get new positions.

    All parts of a line together are the line, to the piece and the cent, in each of its amounts.
    """
    cut: list[LineTerms] = []
    position = max(line.position for line in lines)
    for line in lines:
        before, key = 0, LineKey(line.variant_id, "") if line.variant_id is not None else None
        is_divided = line.kind is LineKind.PHYSICAL and line.bundle_position is None
        wanted = [pieces.get(key, 0) if is_divided and key is not None else 0 for pieces in destinations]
        quantities = [line.quantity - sum(wanted), *wanted]
        for destination, pieces in enumerate(quantities):
            if pieces:
                position += 1 if before else 0
                own = line.position if not before else position
                cut.append(_piece(line, before, pieces, position=own, destination=destination))
                before += pieces
    return cut


def _piece(line: LineTerms, before: int, pieces: int, *, position: int, destination: int) -> LineTerms:
    """So many pieces of a line, behind those that were cut off before."""
    if pieces == line.quantity:
        return replace(line, destination=destination)

    def share(amount: int) -> int:
        return share_of(amount, before + pieces, line.quantity) - share_of(amount, before, line.quantity)

    net, gross = share(line.net_minor), share(line.gross_minor)
    return replace(
        line,
        position=position,
        destination=destination,
        quantity=pieces,
        amount_minor=share(line.amount_minor),
        discount_minor=share(line.discount_minor),
        net_minor=net,
        tax_minor=gross - net,
        gross_minor=gross,
    )


def split_into_parts(lines: Sequence[Line]) -> tuple[PlannedPart[Line], ...]:
    """Cut an order's lines into parts per (kind, business unit, address), in the order in which they first appear.

    Every line ends in exactly one part, whole: quantities and cents are neither cut nor joined. A fee for setting up
    stays with its subscription; another travels with the goods of its business unit, or else with the first goods.
    Raises ValueError for no lines at all, and for fees without goods.
    """
    if not lines:
        raise ValueError("An order has at least one line.")
    found: dict[PartKey, list[Line]] = {}
    for line in lines:
        if line.kind is not LineKind.FEE:
            found.setdefault((line.kind, line.business_unit_id, line.destination), []).append(line)
    for line in lines:
        if line.kind is LineKind.FEE:
            _members_for(line, lines, found).append(line)
    return tuple(
        PlannedPart(kind=kind, business_unit_id=unit, destination=destination, lines=tuple(members))
        for (kind, unit, destination), members in found.items()
    )


def _members_for(fee: Line, lines: Sequence[Line], found: dict[PartKey, list[Line]]) -> list[Line]:
    if fee.fee_for is None:
        return _goods_for(fee, found)
    owner = next(line for line in lines if line.position == fee.fee_for)
    return found[owner.kind, owner.business_unit_id, owner.destination]


def _goods_for(fee: Line, found: dict[PartKey, list[Line]]) -> list[Line]:
    goods = {key: members for key, members in found.items() if key[0] is LineKind.PHYSICAL}
    for (_kind, unit, _destination), members in goods.items():
        if unit == fee.business_unit_id:
            return members
    for members in goods.values():
        return members
    raise ValueError("A delivery fee needs goods that are delivered.")


def _article_line(line: PricedLine) -> LineTerms:
    return LineTerms(
        position=line.position,
        bundle_position=line.parent_position,
        bundle_name=line.parent_name or None,
        variant_id=line.variant_id,
        sku=line.sku,
        name=line.name,
        picture=line.picture,
        kind=LineKind(line.kind.value),  # a bundle is no kind of line: it would fail here
        business_unit_id=line.business_unit_id,
        quantity=line.quantity,
        unit_minor=line.unit_minor,
        amount_minor=line.amount_minor,
        discount_minor=line.discount_minor,
        tax_country=line.tax.country,
        tax_rate=line.tax.rate,
        tax_category=line.tax.category.value,
        tax_reason=line.tax_reason.value,
        net_minor=line.net_minor,
        tax_minor=line.tax_minor,
        gross_minor=line.gross_minor,
        interval_months=line.interval_months,
        term_months=line.term_months,
        notice_months=line.notice_months,
        trial_days=line.trial_days,
        recurring_minor=line.recurring_minor,
        reference=line.reference,
    )


def _fee_line(fee: FeeLine) -> LineTerms:
    return LineTerms(
        position=fee.position,
        sku=fee.code,
        name=fee.name,
        kind=LineKind.FEE,
        business_unit_id=fee.business_unit_id,
        quantity=1,
        unit_minor=fee.amount_minor,
        amount_minor=fee.amount_minor,
        tax_country=fee.tax.country,
        tax_rate=fee.tax.rate,
        tax_category=fee.tax.category.value,
        tax_reason=fee.tax_reason.value,
        net_minor=fee.net_minor,
        tax_minor=fee.tax_minor,
        gross_minor=fee.gross_minor,
        fee_for=fee.for_position,
    )
