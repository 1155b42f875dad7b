"""What happens to quotes by itself."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel.jobs import job
from core.quotes.operations.escalating import escalate_approvals
from core.quotes.operations.instant import answer_at_once
from core.quotes.operations.offering import expire_offers, remind_of_offers
from core.quotes.operations.requests import escalate_requests


@job("quotes.answer_at_once")
def answer(session: Session, *, request_id: str, **_: object) -> None:
    """A request came in: the shop answers by itself, or a person does."""
    answer_at_once(session, UUID(request_id))


@job("quotes.keep_time")
def keep_time(session: Session, **_: object) -> None:
    """Offers that end, offers that end soon, and answers that are late."""
    expire_offers(session)
    remind_of_offers(session)
    escalate_requests(session)
    escalate_approvals(session)
