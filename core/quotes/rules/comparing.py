"""What moved from one version to another, line by line, and how far both sides are apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from core.quotes.rules.shapes import Line, Version


class Moved(StrEnum):
    """What happened to a line."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that is not what it was. The kind of the value is told by the name: `_minor` is money."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDifference:
    """A line that was added, taken out, or of which something changed."""

    origin_id: UUID
    name: str
    moved: Moved
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions beside each other."""

    before: int
    after: int
    head: tuple[Difference, ...]
    lines: tuple[LineDifference, ...]

    @property
    def is_same(self) -> bool:
        """Whether nothing moved."""
        return not self.head and not self.lines


HEAD = (
    "goods_minor", "gross_minor", "discount_percent", "discount_minor", "deposit_percent", "fee_minor", "terms_days",
    "delivery_method", "valid_until", "in_calls", "closing",
)  # fmt: skip
LINE = (
    "quantity", "unit_minor", "recurring_minor", "discount_percent", "discount_minor", "is_free", "role", "group",
    "min_quantity", "max_quantity", "breaks", "amount_minor", "note",
)  # fmt: skip


def compare(before: Version, after: Version) -> Comparison:
    """What is different in the later version; lines are matched by where they come from, never by their article."""
    old = {line.origin_id: line for line in before.lines}
    new = {line.origin_id: line for line in after.lines}
    found = [_line(old.get(line.origin_id), line) for line in after.lines]
    found += [_gone(line) for line in before.lines if line.origin_id not in new]
    return Comparison(
        before=before.version,
        after=after.version,
        head=_differences(before, after, HEAD),
        lines=tuple(line for line in found if line is not None),
    )


def unit_of(line: Line) -> int:
    """What one piece costs as it is agreed, before discounts: as typed, else as listed."""
    once = line.listed_unit_minor if line.unit_minor is None else line.unit_minor
    again = line.listed_recurring_minor if line.recurring_minor is None else line.recurring_minor
    return once + again


def _line(before: Line | None, after: Line) -> LineDifference | None:
    if before is None:
        return LineDifference(origin_id=after.origin_id, name=after.name, moved=Moved.ADDED, differences=_all_of(after))
    changed = _differences(before, after, LINE)
    if not changed:
        return None
    return LineDifference(origin_id=after.origin_id, name=after.name, moved=Moved.CHANGED, differences=changed)


def _gone(line: Line) -> LineDifference:
    return LineDifference(origin_id=line.origin_id, name=line.name, moved=Moved.REMOVED, differences=())


def _all_of(line: Line) -> tuple[Difference, ...]:
    return tuple(
        Difference(field=name, before=None, after=getattr(line, name)) for name in ("quantity", "amount_minor")
    )


def _differences(before: Any, after: Any, names: Sequence[str]) -> tuple[Difference, ...]:
    return tuple(
        Difference(field=name, before=getattr(before, name), after=getattr(after, name))
        for name in names
        if getattr(before, name) != getattr(after, name)
    )
