"""What happens to quotes by itself."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel.jobs import carry_on, job, network_job
from core.quotes.operations.escalating import escalate_approvals
from core.quotes.operations.instant import answer_at_once
from core.quotes.operations.offering import expire_offers, remind_of_offers
from core.quotes.operations.requests import escalate_requests
from core.quotes.operations.trials import try_next_batch


@job("quotes.answer_at_once")
def answer(session: Session, *, request_id: str, **_: object) -> None:
    """A request came in: the shop answers by itself, or a person does."""
    answer_at_once(session, UUID(request_id))


@job("quotes.keep_time")
def keep_time(session: Session, **_: object) -> None:
    """Offers that end soon, approvals that are late, offers that end, and requests that are late.

    All quotes are locked before goods and requests: whoever works at one does it in this order.
    """
    remind_of_offers(session)
    escalate_approvals(session)
    expire_offers(session)
    escalate_requests(session)


@network_job("quotes.try_policy")
def try_policy(trial_id: str) -> None:
    """Try a policy on the versions of its period."""
    carry_on("quotes.try_policy", {"trial_id": trial_id}, lambda session: try_next_batch(session, UUID(trial_id)))
