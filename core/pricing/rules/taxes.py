"""VAT groups: amounts gathered by tax key, split once per group, and spread back over the amounts."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.pricing.rounding import Split, split_group, split_lines
from core.pricing.rules.values import TaxGroup, TaxKey
from core.pricing.states import PriceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """An amount that never moves, and under which key it is taxed."""

    tax: TaxKey
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxed:
    """The groups in order of their first amount, and the split of every amount in its own order."""

    groups: tuple[TaxGroup, ...]
    splits: tuple[Split, ...]


def split_by_tax(mode: PriceMode, anchors: Sequence[Anchor]) -> Taxed:
    """Split every group once; the splits of a group's amounts sum to the group in each column."""
    members: dict[TaxKey, list[int]] = {}
    for index, anchor in enumerate(anchors):
        members.setdefault(anchor.tax, []).append(index)
    splits: dict[int, Split] = {}
    groups = []
    for tax, indexes in members.items():
        amounts = [anchors[index].amount_minor for index in indexes]
        splits.update(zip(indexes, split_lines(mode, amounts, tax.rate), strict=True))
        whole = split_group(mode, sum(amounts), tax.rate)
        groups.append(TaxGroup(tax=tax, net=whole.net, tax_minor=whole.tax_minor, gross=whole.gross))
    return Taxed(groups=tuple(groups), splits=tuple(splits[index] for index in range(len(anchors))))
