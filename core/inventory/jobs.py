"""What inventory does by itself: free reservations that nobody confirmed in time."""

from sqlalchemy.orm import Session

from core.inventory import operations
from core.kernel.jobs import job


@job("inventory.release_expired")
def release_expired(session: Session, **_: object) -> None:
    """Free expired reservations; running twice frees nothing twice."""
    operations.release_expired(session)
