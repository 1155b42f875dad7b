"""The scheduled work of the books."""

from datetime import timedelta

from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.jobs import job
from core.ledger.operations import recognise_revenue


@job("ledger.recognise_revenue")
def recognise_revenue_due(session: Session, **_: object) -> None:
    """Recognise the revenue of every month that has ended."""
    recognise_revenue(session, up_to=clock.today() - timedelta(days=1))
