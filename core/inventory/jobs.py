"""What inventory does by itself: free what nobody confirmed in time, serve those who wait for goods."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.inventory import operations
from core.kernel.jobs import enqueue, job


@job("inventory.release_expired")
def release_expired(session: Session, **_: object) -> None:
    """Free expired reservations; running twice frees nothing twice."""
    operations.release_expired(session)


@job("inventory.tell_wishers")
def tell_wishers(session: Session, **_: object) -> None:
    """Goods are back, or were given back: who wished to hear of them is told once."""
    operations.tell_wishers(session)


@job("inventory.forget_wishes")
def forget_wishes(session: Session, **_: object) -> None:
    """Every day: addresses that nobody confirmed, and wishes that are over."""
    operations.forget_wishes(session)


@job("inventory.book_stocktake")
def book_stocktake(session: Session, *, stocktake_id: str, **_: object) -> None:
    """Book some lines of a stocktake, and leave the rest to the next job; what is booked is not booked again."""
    if not operations.book_lines(session, UUID(stocktake_id)):
        enqueue(session, "inventory.book_stocktake", {"stocktake_id": stocktake_id})


@job("inventory.serve_waiting")
def serve_waiting(session: Session, **_: object) -> None:
    """Goods have come, or a pre-order has its day: who waits longest gets them; again serves nobody twice."""
    operations.allocate_waiting(session)
