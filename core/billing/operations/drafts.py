"""A document before it has a number: what it will say and post."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from core.billing.models import Invoice
from core.billing.rules import Group, LineAmounts, amounts_of_lines
from core.billing.states import InvoiceCause, InvoiceKind
from core.orders.models import Order
from core.pricing.rounding import Split
from core.pricing.rules import TaxKey


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLine:
    """A line to be. `anchor_minor` counts as the document counts, after the discount."""

    order_line_id: UUID | None = None
    contract_id: UUID | None = None
    original_line_id: UUID | None = None
    sku: str
    name: str
    note: str
    quantity: int
    unit_minor: int
    anchor_minor: int
    tax: TaxKey
    split: Split
    discount_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftTax:
    """The sums of one tax."""

    tax: TaxKey
    split: Split


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A document to be. `earned_until` (exclusive) marks revenue that is earned day by day from `supplied_from`."""

    kind: InvoiceKind
    order: Order
    contract_id: UUID | None = None
    business_unit_id: UUID
    cause_type: InvoiceCause
    cause_id: UUID
    cause_detail: str = ""
    original: Invoice | None = None
    supplied_from: date
    supplied_to: date
    earned_until: date | None = None
    lines: tuple[DraftLine, ...]
    taxes: tuple[DraftTax, ...]

    @property
    def total(self) -> Split:
        """All taxes together."""
        return add_up(tax.split for tax in self.taxes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A part cut out of the groups of an order or invoice: what each line is worth, and the sums by tax."""

    lines: tuple[LineAmounts, ...]
    taxes: tuple[DraftTax, ...]


def cut_part(groups: Iterable[Group], quantities: Mapping[UUID, int]) -> Cut:
    """What these quantities, by line, are worth as the next part of their groups."""
    lines: list[LineAmounts] = []
    taxes: list[DraftTax] = []
    for group in groups:
        wanted = {line.id: quantities[line.id] for line in group.lines if quantities.get(line.id)}
        if wanted:
            lines += amounts_of_lines(group, wanted)
            taxes.append(DraftTax(tax=group.key.tax, split=group.next_part(wanted)))
    return Cut(lines=tuple(lines), taxes=tuple(taxes))


def add_up(splits: Iterable[Split]) -> Split:
    """The sum of amounts."""
    found = list(splits)
    return Split(
        net=sum(split.net for split in found),
        tax_minor=sum(split.tax_minor for split in found),
        gross=sum(split.gross for split in found),
    )
