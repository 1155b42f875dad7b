"""What happens to quotes by itself."""

from sqlalchemy.orm import Session

from core.kernel.jobs import job
from core.quotes.operations.escalating import escalate_approvals
from core.quotes.operations.offering import expire_offers, remind_of_offers
from core.quotes.operations.requests import escalate_requests


@job("quotes.keep_time")
def keep_time(session: Session, **_: object) -> None:
    """Offers that end, offers that end soon, and answers that are late."""
    expire_offers(session)
    remind_of_offers(session)
    escalate_requests(session)
    escalate_approvals(session)
