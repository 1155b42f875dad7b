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
class StocktakeEvent(Event):
    """Something about the counting of a warehouse."""

    stocktake_id: UUID
    stocktake_number: str

    def subjects(self) -> tuple[Subject, ...]:
        """The stocktake."""
        return (Subject(type="stocktake", id=self.stocktake_id),)


@dataclass(frozen=True, slots=True, kw_only=True)
class StocktakeBegun(StocktakeEvent):
    """A warehouse is being counted from here on."""

    KIND: ClassVar[str] = "stocktake.begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class StocktakePosted(StocktakeEvent):
    """Everything that was counted is booked."""

    KIND: ClassVar[str] = "stocktake.posted"

    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StocktakeHeldBack(StocktakeEvent):
    """Some lines could not be booked: more is kept for orders than would be left."""

    KIND: ClassVar[str] = "stocktake.held_back"

    articles: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StocktakeCancelled(StocktakeEvent):
    """What was counted is not booked."""

    KIND: ClassVar[str] = "stocktake.cancelled"

    reason: str


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
