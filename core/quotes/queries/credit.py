"""By how much more than their limit a customer may owe for a version."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.quotes.models import QuoteApproval, QuoteVersion
from core.quotes.states import ApprovalState, Measure


def granted_excess(session: Session, version: QuoteVersion) -> int:
    """What somebody has granted for exactly this content, in minor units; 0 when nobody has."""
    granted = select(func.max(QuoteApproval.measured)).where(
        QuoteApproval.version_id == version.id,
        QuoteApproval.measure == Measure.CREDIT_EXCEEDED,
        QuoteApproval.state == ApprovalState.GRANTED,
        QuoteApproval.content_hash == version.content_hash,
    )
    return int(session.scalar(granted) or 0)
