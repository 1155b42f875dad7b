"""What may still be changed of an order: per line how many can stay, and for the rest the single reason why not."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from core.accounts.rules import AddressInput
from core.kernel.errors import AppError
from core.orders.errors import BelowTier, ForeignLine, NothingToChange, PartFixed, QuantityTooLarge, QuantityTooSmall
from core.orders.states import LineKind, PartState

UNTOUCHED = frozenset({PartState.PLANNED, PartState.ACKNOWLEDGED})
"""States in which nobody has begun to work on a part."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRow:
    """What can be chosen as one: a line, or a bundle with the `pieces` of its lines. `quantity` is still to come.

    A row that is whole can only be kept or taken out. `least` is how many keep the agreed price.
    """

    pieces: Mapping[UUID, int]
    name: str
    picture: str
    quantity: int
    least: int
    is_whole: bool
    why_fixed: AppError | None

    @property
    def key(self) -> UUID:
        """The line that names the row in forms."""
        return next(iter(self.pieces))


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeWish:
    """What somebody wants instead: for rows, named by their key, how many are to stay; and another address."""

    quantities: Mapping[UUID, int] = field(default_factory=dict)
    delivery: AddressInput | None = None


def why_part_is_fixed(
    kind: LineKind, state: PartState, *, has_begun: bool, waiting_on: date | None, is_office: bool = False
) -> AppError | None:
    """The one reason why a part cannot be changed any more; None while nobody has begun to work on it.

    The office may still take back what has a date but was not done.
    """
    if state in UNTOUCHED and not has_begun:
        return None
    if is_office and state in (PartState.IN_PROGRESS, PartState.FAILED) and not has_begun:
        return None
    if state is PartState.IN_PROGRESS and kind is LineKind.SERVICE and waiting_on is not None and not has_begun:
        return PartFixed("visit_agreed", date=waiting_on)
    if state in (PartState.IN_PROGRESS, *UNTOUCHED):
        return PartFixed("begun")
    return PartFixed(state.value)


def require_change(rows: Sequence[ChangeRow], wish: ChangeWish) -> dict[UUID, int]:
    """How many of which line are to be dropped. Raises the reason why a row is fixed, ForeignLine,
    QuantityTooSmall, QuantityTooLarge or BelowTier on the row's field, and NothingToChange when all is as it was."""
    by_key = {row.key: row for row in rows}
    dropped: dict[UUID, int] = {}
    for key, wanted in wish.quantities.items():
        row = by_key.get(key)
        if row is None:
            raise ForeignLine(line_id=key)
        if wanted != row.quantity:
            _require_possible(row, wanted)
            dropped |= row.pieces if not wanted else {row.key: row.quantity - wanted}
    if not dropped and wish.delivery is None:
        raise NothingToChange
    return dropped


def _require_possible(row: ChangeRow, wanted: int) -> None:
    if row.why_fixed is not None:
        raise row.why_fixed
    if wanted < 0:
        raise QuantityTooSmall(line_id=row.key, name=row.name)
    if wanted > row.quantity or (row.is_whole and wanted):
        raise QuantityTooLarge(line_id=row.key, name=row.name, most=row.quantity)
    if 0 < wanted < row.least:
        raise BelowTier(line_id=row.key, name=row.name, least=row.least)


def hash_of(content: object) -> str:
    """A name for exactly this content, so that what is confirmed is what was shown."""
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
