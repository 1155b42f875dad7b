"""What happens to carts that nobody comes back to."""

from sqlalchemy.orm import Session

from core.carts.operations import discard_expired
from core.kernel.jobs import job
from core.pricing.operations import discard_code_attempts


@job("carts.discard_expired")
def discard_expired_carts(session: Session) -> None:
    """Every day: forget carts that nobody touched for two months, and who tried codes."""
    discard_expired(session)
    discard_code_attempts(session)
