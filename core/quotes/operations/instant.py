"""The online channel: a request that lies inside policy is answered at once, with a binding offer at list prices."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel.actor import SYSTEM
from core.kernel.db import lock
from core.kernel.events import announce
from core.quotes.events import RequestLeft
from core.quotes.models import Quote, QuoteRequest
from core.quotes.operations.aggregate import lock_quote, working_version
from core.quotes.operations.approving import needs_now, submit_version
from core.quotes.operations.offering import offer_version
from core.quotes.operations.requests import quote_from_request
from core.quotes.queries.readiness import ready_at_once
from core.quotes.states import OPEN_REQUESTS, RequestState


def answer_at_once(session: Session, request_id: UUID) -> Quote | None:
    """Offer what was asked for, if all that the shop looks at is well and no rule of the policy asks.

    None: a person answers, which is told; where only the policy asks, the draft is written for them. For a request that
    is answered or has ended nothing happens.
    """
    request = lock(session, QuoteRequest, request_id)
    if request.state not in OPEN_REQUESTS:
        return None
    left = RequestLeft(request_id=request.id, number=request.number)
    is_free = request.state is RequestState.SUBMITTED
    if not is_free or not all(one.is_well for one in ready_at_once(session, request_id)):
        announce(session, left, acting_user=SYSTEM)
        return None
    quote = lock_quote(session, quote_from_request(session, request_id, acting_user=SYSTEM).id)
    version = working_version(session, quote)
    if version is None or needs_now(session, quote, version):
        announce(session, left, acting_user=SYSTEM)
        return None
    submit_version(session, quote.id, acting_user=SYSTEM)
    offer_version(session, quote.id, acting_user=SYSTEM)
    return quote
