"""What comes again by itself: forgetting what nobody needs any more."""

from sqlalchemy.orm import Session

from core.accounts.operations import discard_expired_requests, discard_expired_sessions
from core.kernel.jobs import job
from core.kernel.throttle import discard_ended


@job("accounts.forget_expired")
def forget_expired(session: Session) -> None:
    """Browsers that did not come back, links that nobody used, counters of attempts."""
    discard_expired_sessions(session)
    discard_expired_requests(session)
    discard_ended(session)
