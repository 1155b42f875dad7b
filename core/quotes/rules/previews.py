"""What a change of a contract means in money: its invoices as they would be, beside those that are offered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from core.billing.rules import BilledLine, GroupKey, groups_of
from core.pricing.rounding import Split
from core.pricing.rules import FeeLine, PricedBasket, PricedLine
from core.subscriptions.rules import Charge


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """An invoice to come, as it would be and as it will be; gross, in minor units, None where there is none."""

    start: date
    end: date
    name: str
    old_minor: int | None
    new_minor: int | None

    @property
    def last(self) -> date:
        """The last day that it is for."""
        return self.end - timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Until when a changed contract binds, from when on what is added runs, to how much the order of that comes with
    its first periods, and the invoices of two years."""

    bound_until: date | None
    added_from: date | None
    added_minor: int
    rows: tuple[PreviewRow, ...]


def rows_beside(old: Sequence[Charge], new: Sequence[Charge]) -> list[PreviewRow]:
    """The invoices of one contract: those that begin on the same day stand beside each other."""
    before, after = ({charge.period.start: charge for charge in charges} for charges in (old, new))
    found = []
    for start in sorted({*before, *after}):
        was, will = before.get(start), after.get(start)
        shown = will or was
        assert shown is not None, "it is in one of them"
        found.append(
            PreviewRow(
                start=start,
                end=shown.period.end,
                name=shown.rate.name,
                old_minor=was.rate.gross_minor if was else None,
                new_minor=will.rate.gross_minor if will else None,
            )
        )
    return found


def rows_added(charges: Sequence[Charge], first_minor: int) -> list[PreviewRow]:
    """The invoices of a contract that is added; the first is part of an order, and came to so much."""
    return [
        PreviewRow(
            start=charge.period.start,
            end=charge.period.end,
            name=charge.rate.name,
            old_minor=None,
            new_minor=charge.rate.gross_minor if charge.period.index else first_minor,
        )
        for charge in charges
    ]


def first_invoices(basket: PricedBasket) -> list[int]:
    """What the first invoice of each line will be with what setting it up costs, gross, in the order of the lines."""
    everything: list[PricedLine | FeeLine] = [*basket.lines, *basket.setups]
    ids = {part.position: UUID(int=part.position) for part in everything}
    billed: set[UUID] = set()
    found = []
    for line in basket.lines:
        wanted = {ids[line.position]: line.quantity}
        wanted |= {ids[fee.position]: fee.quantity for fee in basket.setups if fee.for_position == line.position}
        parts = [_billed(part, ids[part.position], billed) for part in everything]
        found.append(sum(group.next_part(wanted).gross for group in groups_of(basket.mode, parts).values()))
        billed |= wanted.keys()
    return found


def _billed(part: PricedLine | FeeLine, identity: UUID, billed: set[UUID]) -> BilledLine:
    return BilledLine(
        id=identity,
        key=GroupKey(business_unit_id=part.business_unit_id, tax=part.tax),
        quantity=part.quantity,
        amount_minor=part.amount_minor,
        total=Split(net=part.net_minor, tax_minor=part.tax_minor, gross=part.gross_minor),
        billed=part.quantity if identity in billed else 0,
        billable=part.quantity,
    )


def preview_to(preview: Preview) -> str:
    """A preview as an offered version keeps it."""
    rows = [
        [row.start.isoformat(), row.end.isoformat(), row.name, row.old_minor, row.new_minor] for row in preview.rows
    ]
    head = [_text(preview.bound_until), _text(preview.added_from), preview.added_minor]
    return json.dumps([*head, rows], ensure_ascii=False)


def preview_from(text: str) -> Preview:
    """The preview that `preview_to` wrote."""
    bound_until, added_from, added_minor, rows = json.loads(text)
    return Preview(
        bound_until=_day(bound_until),
        added_from=_day(added_from),
        added_minor=added_minor,
        rows=tuple(
            PreviewRow(
                start=date.fromisoformat(start),
                end=date.fromisoformat(end),
                name=name,
                old_minor=old_minor,
                new_minor=new_minor,
            )
            for start, end, name, old_minor, new_minor in rows
        ),
    )


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
