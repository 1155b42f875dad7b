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


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWishEvent(Event):
    """Something about the wish to hear that an article is back."""

    wish_id: UUID
    variant_id: UUID

    def subjects(self) -> tuple[Subject, ...]:
        """The wish, by which no person is named."""
        return (Subject(type="stock_wish", id=self.wish_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockWishAsked(StockWishEvent):
    """Somebody wants to hear of it, by an address that is to be confirmed."""

    KIND: ClassVar[str] = "stock_wish.asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class WishedGoodsBack(StockWishEvent):
    """The article can be bought again."""

    KIND: ClassVar[str] = "stock_wish.fulfilled"
