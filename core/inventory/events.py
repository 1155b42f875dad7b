"""What inventory tells."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ReservationExpired(Event):
    """An order did not get on in time; its pieces are free again."""

    KIND: ClassVar[str] = "inventory.reservation_expired"

    order_id: UUID

    def subjects(self) -> tuple[Subject, ...]:
        """The order whose pieces were kept."""
        return (Subject(type="order", id=self.order_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class BackorderAllocated(Event):
    """Pieces that an order waited for have come and are kept for it."""

    KIND: ClassVar[str] = "inventory.backorder_allocated"

    order_id: UUID
    variant_id: UUID
    quantity: int

    def subjects(self) -> tuple[Subject, ...]:
        """The order that waited."""
        return (Subject(type="order", id=self.order_id),)
