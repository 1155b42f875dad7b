"""Who gets a request: by company, by territory, then in turn by how much everybody has to do. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A colleague who answers requests, from where, how many at a time, and how many there are."""

    user_id: UUID
    territory: str
    capacity: int
    waiting: int

    @property
    def has_room(self) -> bool:
        """Whether one more fits."""
        return self.waiting < self.capacity


def choose_desk(desks: Sequence[Desk], *, country: str, postal_code: str, known_id: UUID | None) -> UUID | None:
    """Who answers: whoever knows the company, else the most particular territory, else whoever has least to do.

    Whoever is full is passed over while somebody else is not; None when nobody answers requests at all.
    """
    if not desks:
        return None
    free = [desk for desk in desks if desk.has_room] or list(desks)
    if known_id is not None and any(desk.user_id == known_id for desk in free):
        return known_id
    fitting = [(reach(desk.territory, country, postal_code), desk) for desk in free]
    near = max(depth for depth, _ in fitting)
    chosen = [desk for depth, desk in fitting if depth == near] if near >= 0 else free
    return min(chosen, key=lambda desk: (desk.waiting, str(desk.user_id))).user_id


def reach(territory: str, country: str, postal_code: str) -> int:
    """How particularly a territory names a place: -1 not at all, 0 everywhere, 1 the country, more by postal code."""
    if not territory.strip():
        return 0
    depths = [-1]
    for word in territory.upper().replace(",", " ").split():
        code, _, begin = word.partition("-")
        if code == country.upper() and postal_code.upper().startswith(begin):
            depths.append(1 + len(begin))
    return max(depths)
