"""What was measured of versions when they were submitted: as it is kept, and as policy reads it."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel.db import new_id
from core.quotes.models import QuoteReading
from core.quotes.rules import Reading
from core.quotes.states import Measure


def reading_rows(version_id: UUID, readings: Sequence[Reading]) -> list[QuoteReading]:
    """What was measured of a version that is submitted, as it is kept."""
    return [
        QuoteReading(
            id=new_id(),
            version_id=version_id,
            position=position,
            business_unit_id=one.unit_id,
            whole_minor=one.whole_minor,
            cost_minor=one.cost_minor,
            **{measure.value: value for measure, value in one.values.items()},
        )
        for position, one in enumerate(readings, 1)
    ]


def readings_by_version(session: Session, version_ids: Sequence[UUID]) -> dict[UUID, list[Reading]]:
    """What was measured of several versions, the usual choice first, in one statement; those without are left out."""
    columns = [getattr(QuoteReading, measure.value) for measure in Measure]
    statement = (
        select(
            QuoteReading.version_id,
            QuoteReading.business_unit_id,
            QuoteReading.whole_minor,
            QuoteReading.cost_minor,
            *columns,
        )
        .where(QuoteReading.version_id.in_(version_ids))
        .order_by(QuoteReading.version_id, QuoteReading.position)
    )
    found: dict[UUID, list[Reading]] = {}
    for version_id, unit_id, whole_minor, cost_minor, *values in session.execute(statement):
        read = dict(zip(Measure, map(Decimal, values), strict=True))
        one = Reading(unit_id=unit_id, whole_minor=whole_minor, cost_minor=cost_minor, values=read)
        found.setdefault(version_id, []).append(one)
    return found
