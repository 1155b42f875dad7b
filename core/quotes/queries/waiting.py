"""How much waits at the quote desk, and since when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.db import table_of
from core.quotes.models import Quote, QuoteRequest, QuoteVersion
from core.quotes.states import QuoteState, RequestState, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingFigures:
    """So much waits, the oldest since a moment; some of it is late."""

    count: int
    oldest_at: datetime | None
    late: int = 0


def waiting_requests(session: Session) -> WaitingFigures:
    """Requests that we have to answer, in one statement."""
    is_late = case((QuoteRequest.answer_due_at < clock.now(), 1), else_=0)
    row = session.execute(
        select(func.count(), func.min(QuoteRequest.submitted_at), func.coalesce(func.sum(is_late), 0)).where(
            QuoteRequest.state.in_((RequestState.SUBMITTED, RequestState.IN_REVIEW))
        )
    ).one()
    return WaitingFigures(count=row[0], oldest_at=row[1], late=int(row[2]))


def waiting_counters(session: Session) -> WaitingFigures:
    """Counter-offers without a later version, in one statement."""
    newer = table_of(QuoteVersion).alias("newer")
    later = newer.c.quote_id == QuoteVersion.quote_id, newer.c.version > QuoteVersion.version
    row = session.execute(
        select(func.count(), func.min(QuoteVersion.offered_at))
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .where(
            Quote.state == QuoteState.OPEN,
            QuoteVersion.state == VersionState.COUNTERED,
            ~select(newer.c.id).where(*later).exists(),
        )
    ).one()
    return WaitingFigures(count=row[0], oldest_at=row[1])
