"""What happens to the catalogue by itself: planned changes are made, and dates of visibility come."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.catalog import operations
from core.kernel.jobs import job


@job("catalog.apply_change")
def apply_change(session: Session, change_id: str) -> None:
    """Make a planned change when its moment has come."""
    operations.apply_change(session, UUID(change_id))


@job("catalog.follow_dates")
def follow_dates(session: Session) -> None:
    """Show and hide what has a date."""
    operations.follow_dates(session)
