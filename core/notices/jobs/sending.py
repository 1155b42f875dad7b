"""Taking letters to the mail server."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.billing.queries import get_invoice_pdf
from core.kernel.actor import SYSTEM
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import Permanent
from core.kernel.jobs import network_job
from core.kernel.settings import get_settings
from core.notices.operations import record_failure, record_sent
from core.notices.protocol import Attachment, OutgoingLetter
from core.notices.providers import carrier_of
from core.notices.queries import NoticeView, get_notice
from core.notices.states import NoticeState


@network_job("notices.send")
def send(*, notice_id: str) -> None:
    """Hand a letter to the mail server; without one it stays in the demo's mailbox, where it counts as sent.

    When we are killed between the server's yes and our note of it, the letter leaves twice under one Message-ID.
    """
    identity = UUID(notice_id)
    with reading() as session:
        notice = get_notice(session, identity)
        letter = _outgoing(session, notice)
    if notice.state is NoticeState.SENT:
        return
    try:
        carrier = carrier_of(get_settings())
        if carrier is not None:
            carrier.carry(letter)
    except Permanent as refusal:
        with unit_of_work() as session:
            record_failure(session, identity, reason=str(refusal), acting_user=SYSTEM)
        raise
    with unit_of_work() as session:
        record_sent(session, identity, acting_user=SYSTEM)


def _outgoing(session: Session, notice: NoticeView) -> OutgoingLetter:
    attachments: tuple[Attachment, ...] = ()
    if notice.invoice_number:
        pdf = get_invoice_pdf(session, notice.invoice_number)
        attachments = (Attachment(name=f"{pdf.number}.pdf", media_type="application/pdf", content=pdf.content),)
    return OutgoingLetter(
        reference=str(notice.id),
        recipient=notice.recipient,
        locale=notice.locale,
        subject=notice.subject,
        text=notice.text,
        html=notice.html,
        attachments=attachments,
    )
