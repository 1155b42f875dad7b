"""What contracts do by themselves."""

from sqlalchemy.orm import Session

from core.kernel.jobs import job
from core.subscriptions.operations import end_due_contracts


@job("subscriptions.end_contracts")
def end_contracts(session: Session) -> None:
    """Every day: contracts whose last day has passed are over."""
    end_due_contracts(session)
