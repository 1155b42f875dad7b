"""Letters about purchases that need a colleague's word."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.queries import colleagues_of, get_user
from core.kernel.jobs import job
from core.notices.operations import About, Reader, write_to
from core.notices.states import NoticeKind
from core.orders.queries import get_approval


@job("notices.ask_approvers")
def ask_approvers(session: Session, *, approval_id: str, customer_id: str, **_: object) -> None:
    """Everybody of the company who may decide is asked."""
    approval = get_approval(session, UUID(approval_id))
    for colleague in colleagues_of(session, UUID(customer_id)):
        if colleague.may_approve and colleague.id != approval.user_id:
            reader = Reader(name=colleague.name, email=colleague.email, locale=colleague.locale)
            about = About(type="purchase_approval", id=approval.id, occasion=str(colleague.id))
            link = f"/account/approvals/{approval.id}"
            write_to(session, NoticeKind.APPROVAL_ASKED, reader=reader, about=about, link=link, approval=approval)


@job("notices.tell_decision")
def tell_decision(session: Session, *, approval_id: str, **_: object) -> None:
    """Whoever asked learns the answer."""
    approval = get_approval(session, UUID(approval_id))
    buyer = get_user(session, approval.user_id)
    reader = Reader(name=buyer.name, email=buyer.email, locale=buyer.locale)
    about = About(type="purchase_approval", id=approval.id, occasion="decided")
    link = f"/account/approvals/{approval.id}"
    write_to(session, NoticeKind.APPROVAL_DECIDED, reader=reader, about=about, link=link, approval=approval)
