"""Approvals that nobody has answered in time: those of the next level are asked too."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.quotes.events import QuoteApprovalOverdue
from core.quotes.models import QuoteApproval, QuoteVersion
from core.quotes.operations.aggregate import lock_quote, tell
from core.quotes.states import ApprovalState


def escalate_approvals(session: Session, *, most: int = 200) -> list[UUID]:
    """Tell of approvals whose time is over, each once; returns them."""
    late = (
        select(QuoteApproval.id, QuoteApproval.quote_id)
        .where(
            QuoteApproval.state == ApprovalState.PENDING,
            QuoteApproval.due_at < clock.now(),
            QuoteApproval.escalated_at.is_(None),
        )
        .order_by(QuoteApproval.quote_id, QuoteApproval.id)
        .limit(most)
    )
    told = []
    for approval_id, quote_id in session.execute(late).all():
        quote = lock_quote(session, quote_id)
        approval = session.get(QuoteApproval, approval_id, populate_existing=True)
        if approval is None or approval.state is not ApprovalState.PENDING or approval.escalated_at is not None:
            continue
        approval.escalated_at = clock.now()
        number = session.scalar(select(QuoteVersion.version).where(QuoteVersion.id == approval.version_id))
        tell(session, QuoteApprovalOverdue, quote, number or 0, approval_id=approval.id, acting_user=SYSTEM)
        told.append(approval.id)
    return told
