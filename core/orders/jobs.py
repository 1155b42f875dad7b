"""What orders do by themselves: note that goods which were missing have come."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel.jobs import job
from core.orders import operations


@job("orders.note_allocation")
def note_allocation(session: Session, *, order_id: str, **_: object) -> None:
    """Goods are kept for an order that waited for them."""
    operations.note_allocation(session, UUID(order_id))
