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
class Reader:
    """Somebody who is written to; the name may be empty. What is written to one of ours opens pages of the office."""

    name: str
    email: str
    locale: str
    is_ours: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a letter is about. `occasion` tells letters of one kind about one document apart;
    `number` may stand in the subject."""

    type: str
    id: UUID
    occasion: str = ""
    invoice_number: str = ""
    number: str = ""


def compose_notice(session: Session, kind: NoticeKind, *, order: Addressee, about: About, **values: object) -> bool:
    """Write a letter to whoever placed the order, and a job that sends it. False when it was written before.

    A kind, a document and an occasion lead to one letter, however often they are told. `values` go to the templates.
    Without a mail server it lies in the demo's mailbox at once.
    """
    if _is_written(session, kind, about):
        return False
    link = f"{get_settings().public_url}/orders/{order.number}?t={order_token(order.id)}"
    names = {"number": order.number, "document": about.invoice_number}
    letter = _write(kind, order.locale, names, {"order": order, "link": link, **values})
    notice = _notice(kind, about, letter, recipient=order.email, locale=order.locale)
    notice.order_id = order.id
    _post(session, notice)
    return True


def write_to(
    session: Session, kind: NoticeKind, *, reader: Reader, about: About, link: str = "", **values: object
) -> bool:
    """Write a letter that belongs to no order, to somebody whom we know otherwise. False when it was written before.

    `link` is a path of the shop, for a reader of ours one of the office, or nothing.
    """
    if _is_written(session, kind, about):
        return False
    settings = get_settings()
    begins = (settings.office_url or f"{settings.public_url}/office") if reader.is_ours else settings.public_url
    url = f"{begins}{link}" if link else ""
    names = {"company": settings.company_name, "number": about.number}
    letter = _write(kind, reader.locale, names, {"reader": reader, "link": url, **values})
    _post(session, _notice(kind, about, letter, recipient=reader.email, locale=reader.locale))
    return True


def _is_written(session: Session, kind: NoticeKind, about: About) -> bool:
    known = (Notice.kind == kind, Notice.document_id == about.id, Notice.occasion == about.occasion)
    return session.scalar(select(Notice.id).where(*known)) is not None


def _write(kind: NoticeKind, locale: str, names: dict[str, str], values: dict[str, object]) -> Letter:
    return write_letter(kind, locale=locale, company=get_settings().company_name, names=names, values=values)


def _post(session: Session, notice: Notice) -> None:
    session.add(notice)  # if a rival writes the same letter now, one of us fails, tries again and finds the other's
    if get_settings().smtp_url:
        enqueue(session, "notices.send", {"notice_id": str(notice.id)})
    else:
        _leave(session, notice, acting_user=SYSTEM)


def _notice(kind: NoticeKind, about: About, letter: Letter, *, recipient: str, locale: str) -> Notice:
    return Notice(
        id=new_id(),
        kind=kind,
        document_type=about.type,
        document_id=about.id,
        occasion=about.occasion,
        invoice_number=about.invoice_number,
        recipient=recipient,
        locale=locale,
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
