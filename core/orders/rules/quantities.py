"""Which quantities somebody may choose for the lines of an order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.orders.errors import ForeignLine, NothingChosen, QuantityTooLarge, QuantityTooSmall


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """How many of a line may be chosen at most."""

    line_id: UUID
    name: str
    most: int


def require_possible(chosen: Mapping[UUID, int], possible: Sequence[Possible]) -> None:
    """Raises InvalidInput on the field of the first quantity that is foreign, below one or too large, or if none."""
    if not chosen:
        raise NothingChosen
    limits = {line.line_id: line for line in possible}
    for line_id, quantity in chosen.items():
        if line_id not in limits:
            raise ForeignLine(line_id=line_id)
        limit = limits[line_id]
        if quantity < 1:
            raise QuantityTooSmall(line_id=line_id, name=limit.name)
        if quantity > limit.most:
            raise QuantityTooLarge(line_id=line_id, name=limit.name, most=limit.most)
