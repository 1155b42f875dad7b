"""Writing letters beside their cause, and noting that they left."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock, new_id
from core.kernel.events import announce
from core.kernel.jobs import enqueue
from core.kernel.settings import get_settings
from core.notices.events import NoticeSent
from core.notices.models import Notice
from core.notices.queries.heads import OrderHead
from core.notices.rules import Letter, write_letter
from core.notices.states import NoticeKind, NoticeState
from core.orders.queries import OrderView
from core.orders.queries.links import order_token

Addressee = OrderView | OrderHead


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a letter is about. `occasion` tells letters of one kind about one document apart."""

    type: str
    id: UUID
    occasion: str = ""
    invoice_number: str = ""


def compose_notice(session: Session, kind: NoticeKind, *, order: Addressee, about: About, **values: object) -> bool:
    """Write a letter to whoever placed the order, and a job that sends it. False when it was written before.

    A kind, a document and an occasion lead to one letter, however often they are told. `values` go to the templates.
    Without a mail server it lies in the demo's mailbox at once.
    """
    known = (Notice.kind == kind, Notice.document_id == about.id, Notice.occasion == about.occasion)
    if session.scalar(select(Notice.id).where(*known)):
        return False
    settings = get_settings()
    link = f"{settings.public_url}/orders/{order.number}?t={order_token(order.id)}"
    letter = write_letter(
        kind,
        locale=order.locale,
        company=settings.company_name,
        number=order.number,
        document_number=about.invoice_number,
        values={"order": order, "link": link, **values},
    )
    notice = _notice(kind, order, about, letter)
    session.add(notice)  # if a rival writes the same letter now, one of us fails, tries again and finds the other's
    if settings.smtp_url:
        enqueue(session, "notices.send", {"notice_id": str(notice.id)})
    else:
        _leave(session, notice, acting_user=SYSTEM)
    return True


def _notice(kind: NoticeKind, order: Addressee, about: About, letter: Letter) -> Notice:
    return Notice(
        id=new_id(),
        kind=kind,
        document_type=about.type,
        document_id=about.id,
        occasion=about.occasion,
        order_id=order.id,
        invoice_number=about.invoice_number,
        recipient=order.email,
        locale=order.locale,
        subject=letter.subject,
        text=letter.text,
        html=letter.html,
        state=NoticeState.QUEUED,
        created_at=clock.now(),
        failure="",
    )


def record_sent(session: Session, notice_id: UUID, *, acting_user: Actor) -> Notice:
    """Note that a letter has left. Again changes nothing."""
    notice = lock(session, Notice, notice_id)
    if notice.state is not NoticeState.SENT:
        _leave(session, notice, acting_user=acting_user)
    return notice


def _leave(session: Session, notice: Notice, *, acting_user: Actor) -> None:
    notice.move_to(NoticeState.SENT, acting_user=acting_user)
    notice.sent_at, notice.failure = clock.now(), ""
    told = NoticeSent(
        notice_id=notice.id,
        notice_kind=notice.kind.value,
        document_type=notice.document_type,
        document_id=notice.document_id,
        order_id=notice.order_id,
    )
    announce(session, told, acting_user=acting_user)


def record_failure(session: Session, notice_id: UUID, *, reason: str, acting_user: Actor) -> Notice:
    """Note that a letter will not leave as it stands, and why. A person decides what happens with it."""
    notice = lock(session, Notice, notice_id)
    if notice.state is NoticeState.QUEUED:
        notice.move_to(NoticeState.FAILED, acting_user=acting_user, reason=reason[:500])
        notice.failure = reason[:500]
    return notice
