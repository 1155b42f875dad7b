"""What a change of a contract means in money: its invoices as they would be, beside those that are offered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from core.billing.rules import GroupKey, cumulative
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
    """What the first invoice of each line will be with what setting it up costs, gross, in the order of the lines.

    What was billed so far is the same function of the amounts billed so far as in core.billing: one line after the
    other, the odd cent of a group falls where it falls there.
    """
    setups: dict[int | None, list[FeeLine]] = {}
    for fee in basket.setups:
        setups.setdefault(fee.for_position, []).append(fee)
    everything: list[PricedLine | FeeLine] = [*basket.lines, *basket.setups]
    whole: dict[GroupKey, list[PricedLine | FeeLine]] = {}
    for part in everything:
        whole.setdefault(_key(part), []).append(part)
    totals = {key: _total(parts) for key, parts in whole.items()}
    billed = dict.fromkeys(totals, 0)
    found = []
    for line in basket.lines:
        gross = 0
        for part in (line, *setups.get(line.position, ())):
            key = _key(part)
            before, billed[key] = billed[key], billed[key] + part.amount_minor
            gross += cumulative(basket.mode, totals[key], billed[key], key).gross
            gross -= cumulative(basket.mode, totals[key], before, key).gross
        found.append(gross)
    return found


def _key(part: PricedLine | FeeLine) -> GroupKey:
    return GroupKey(business_unit_id=part.business_unit_id, tax=part.tax)


def _total(parts: Sequence[PricedLine | FeeLine]) -> Split:
    return Split(
        net=sum(part.net_minor for part in parts),
        tax_minor=sum(part.tax_minor for part in parts),
        gross=sum(part.gross_minor for part in parts),
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
