"""Who acts: the name that stands behind every change."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    """In which role somebody acts."""

    STAFF = "staff"
    CUSTOMER = "customer"
    GUEST = "guest"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody, or the system itself, by whom a change is made; `on_behalf_of` whom, where it is not for themselves."""

    kind: ActorKind
    id: UUID | None
    name: str
    on_behalf_of: UUID | None = None


SYSTEM = Actor(ActorKind.SYSTEM, None, "Kontor")
