"""What a part of an order, or of an invoice, is worth, so that all parts together are the whole, to the cent.

Amounts are counted per group (business unit and tax). What was billed so far is always the same function of the
quantities billed so far; a further part is worth the difference. So neither the number of parts nor their order can
lose or invent a cent, and the last part takes what rounding left over.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.kernel.money import allocate
from core.pricing.rounding import Split, share_of, split_group
from core.pricing.rules import TaxKey
from core.pricing.states import PriceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupKey:
    """What is billed and posted together: one business unit, one tax."""

    business_unit_id: UUID
    tax: TaxKey


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledLine:
    """A line of an order or of an invoice, with how much of it was billed (or credited) and how much ever can be."""

    id: UUID
    key: GroupKey
    quantity: int
    amount_minor: int
    total: Split
    billed: int
    billable: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAmounts:
    """What a quantity of one line is worth in a part. `anchor_minor` counts as the document counts."""

    line_id: UUID
    quantity: int
    anchor_minor: int
    split: Split


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """All lines of one unit and tax."""

    key: GroupKey
    mode: PriceMode
    lines: tuple[BilledLine, ...]

    @property
    def total(self) -> Split:
        """The whole group."""
        return Split(
            net=sum(line.total.net for line in self.lines),
            tax_minor=sum(line.total.tax_minor for line in self.lines),
            gross=sum(line.total.gross for line in self.lines),
        )

    @property
    def billed(self) -> Split:
        """What was billed so far."""
        return self._up_to(self._anchor(billed=True))

    @property
    def billable(self) -> Split:
        """What will have been billed when nothing is open any more; cancelled pieces never are."""
        return self._up_to(self._anchor(billed=False))

    @property
    def open_gross(self) -> int:
        """What is still to be billed."""
        return self.billable.gross - self.billed.gross

    def next_part(self, quantities: dict[UUID, int]) -> Split:
        """What these quantities, by line, are worth as the next part."""
        before = self._anchor(billed=True)
        added = sum(piece_anchor(line, quantities.get(line.id, 0)) for line in self.lines)
        first, then = self._up_to(before), self._up_to(before + added)
        return Split(
            net=then.net - first.net, tax_minor=then.tax_minor - first.tax_minor, gross=then.gross - first.gross
        )

    def _anchor(self, *, billed: bool) -> int:
        return sum(
            share_of(line.amount_minor, line.billed if billed else line.billable, line.quantity) for line in self.lines
        )

    def _up_to(self, anchor_minor: int) -> Split:
        return cumulative(self.mode, self.total, anchor_minor, self.key)


def groups_of(mode: PriceMode, lines: Iterable[BilledLine]) -> dict[GroupKey, Group]:
    """The lines by unit and tax, in the order in which the groups first appear."""
    found: dict[GroupKey, list[BilledLine]] = {}
    for line in lines:
        found.setdefault(line.key, []).append(line)
    return {key: Group(key=key, mode=mode, lines=tuple(members)) for key, members in found.items()}


def piece_anchor(line: BilledLine, quantity: int) -> int:
    """What the next so many pieces of a line are worth, as the document counts."""
    before = share_of(line.amount_minor, line.billed, line.quantity)
    return share_of(line.amount_minor, line.billed + quantity, line.quantity) - before


def cumulative(mode: PriceMode, total: Split, anchor_minor: int, key: GroupKey) -> Split:
    """Net, tax and gross of a group up to an anchor: never more than the whole, and exactly the whole at its end.

    The whole may differ by a cent from its own tax arithmetic when a VAT group of the order is spread over several
    business units: the odd cent was given to one of them when the order was priced.
    """
    whole = total.gross if mode is PriceMode.GROSS else total.net
    if anchor_minor == whole:
        return total
    exact = split_group(mode, anchor_minor, key.tax.rate)
    if mode is PriceMode.GROSS:
        net = min(max(exact.net, anchor_minor - total.tax_minor), total.net)
        return Split(net=net, tax_minor=anchor_minor - net, gross=anchor_minor)
    tax = min(exact.tax_minor, total.tax_minor)
    return Split(net=anchor_minor, tax_minor=tax, gross=anchor_minor + tax)


def amounts_of_lines(group: Group, quantities: dict[UUID, int]) -> list[LineAmounts]:
    """What each of these quantities is worth; net and tax sum to the part's, odd cents by largest remainder."""
    lines = [line for line in group.lines if quantities.get(line.id)]
    if not lines:
        return []
    anchors = [piece_anchor(line, quantities[line.id]) for line in lines]
    splits = _spread(group.mode, group.next_part(quantities), anchors)
    return [
        LineAmounts(line_id=line.id, quantity=quantities[line.id], anchor_minor=anchor, split=split)
        for line, anchor, split in zip(lines, anchors, splits, strict=True)
    ]


def _spread(mode: PriceMode, part: Split, anchors: Sequence[int]) -> list[Split]:
    if mode is PriceMode.GROSS:
        nets = allocate(part.net, anchors)
        return [Split(net=net, tax_minor=anchor - net, gross=anchor) for net, anchor in zip(nets, anchors, strict=True)]
    taxes = allocate(part.tax_minor, anchors)
    return [Split(net=anchor, tax_minor=tax, gross=anchor + tax) for tax, anchor in zip(taxes, anchors, strict=True)]
