"""What happens to the catalogue by itself: planned changes, dates of visibility, reading everything anew."""

import time
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from core.catalog import operations
from core.catalog.operations.search import index_products
from core.catalog.operations.searches import forget_old_searches
from core.catalog.queries.texts import product_ids_after
from core.kernel import db
from core.kernel.jobs import SECONDS_PER_JOB, enqueue, job, network_job

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


@network_job("catalog.read_anew")
def read_anew(attribute_id: str | None = None, category_id: str | None = None, after: str | None = None) -> None:
    """Let search read for a while what has an attribute or stands on a shelf; what is left is the next job's."""
    began, last = time.monotonic(), UUID(after) if after else None
    of = {"attribute_id": UUID(attribute_id)} if attribute_id else {}
    of |= {"category_id": UUID(category_id)} if category_id else {}
    for batch in _batches(last, **of):
        if time.monotonic() - began > SECONDS_PER_JOB:
            left = {"attribute_id": attribute_id, "category_id": category_id, "after": str(batch[-1])}
            with db.unit_of_work() as session:
                enqueue(session, "catalog.read_anew", left)
            return


def reindex() -> Iterator[int]:
    """Let search read every product anew; yields how many each batch took. May be ended and begun again."""
    return (len(batch) for batch in _batches(None))


def _batches(last: UUID | None, **of: UUID) -> Iterator[Sequence[UUID]]:
    """The products that were read, batch by batch, each in a transaction of its own."""
    while True:
        with db.unit_of_work() as session:
            batch = product_ids_after(session, last, most=BATCH, **of)
            index_products(session, batch)
        if not batch:
            return
        last = batch[-1]
        yield batch
