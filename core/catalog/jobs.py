"""What happens to the catalogue by itself: planned changes, dates of visibility, reading everything anew."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy.orm import Session

from core.catalog import operations
from core.catalog.operations.search import index_products
from core.catalog.operations.searches import forget_old_searches
from core.catalog.queries.texts import product_ids_after
from core.kernel import db
from core.kernel.jobs import job

BATCH = 50  # on SQLite everybody who writes waits for one batch


@job("catalog.apply_change")
def apply_change(session: Session, change_id: str) -> None:
    """Make a planned change when its moment has come."""
    operations.apply_change(session, UUID(change_id))


@job("catalog.follow_dates")
def follow_dates(session: Session) -> None:
    """Show and hide what has a date."""
    operations.follow_dates(session)


@job("catalog.forget_searches")
def forget_searches(session: Session) -> None:
    """Every day: forget what was searched long ago."""
    forget_old_searches(session)


def reindex() -> Iterator[int]:
    """Let search read every product anew; yields how many each batch took. May be ended and begun again."""
    last: UUID | None = None
    while True:
        with db.unit_of_work() as session:
            batch = product_ids_after(session, last, most=BATCH)
            index_products(session, batch)
        if not batch:
            return
        last = batch[-1]
        yield len(batch)
