"""Where the goods of a part are packed: each warehouse with what it gives."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from core.inventory.queries import HeldAt


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyLine:
    """A line of an order, and how many of its pieces could leave now if they lie somewhere."""

    line_id: UUID
    variant_id: UUID | None
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PackingPlace:
    """A warehouse, and how many pieces of which line it gives. Without a code: goods that are not counted."""

    code: str
    name: str
    pieces: dict[UUID, int]


def packing_places(lines: Sequence[ReadyLine], held: Iterable[HeldAt]) -> list[PackingPlace]:
    """Which warehouse packs what. Goods that are not counted go with the first warehouse, or alone."""
    left = {line.line_id: line.pieces for line in lines}
    places: dict[str, PackingPlace] = {}
    for kept in held:
        pieces = kept.quantity
        for line in lines:
            taken = min(pieces, left[line.line_id]) if line.variant_id == kept.variant_id else 0
            if taken:
                place = places.setdefault(kept.code, PackingPlace(code=kept.code, name=kept.name, pieces={}))
                place.pieces[line.line_id] = place.pieces.get(line.line_id, 0) + taken
                left[line.line_id] -= taken
                pieces -= taken
    uncounted = {line_id: pieces for line_id, pieces in left.items() if pieces}
    found = list(places.values())
    if uncounted and found:
        found[0].pieces.update(uncounted)
    elif uncounted:
        found = [PackingPlace(code="", name="", pieces=uncounted)]
    return found
