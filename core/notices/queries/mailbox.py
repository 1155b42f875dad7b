"""Letters as the mailbox shows them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from core.kernel.settings import get_settings
from core.notices.errors import NoticeNotFound
from core.notices.models import Notice
from core.notices.states import KEY_LETTERS, NoticeKind, NoticeState

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """A letter in a list."""

    id: UUID
    kind: NoticeKind
    document_type: str
    document_id: UUID
    order_id: UUID | None
    recipient: str
    locale: str
    subject: str
    state: NoticeState
    created_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView(NoticeRow):
    """A letter to read. With an `invoice_number` that PDF goes along; `failure` says why it could not leave."""

    text: str
    html: str
    invoice_number: str
    failure: str

    @property
    def is_sealed(self) -> bool:
        """Whether only its reader may see what it says; in the demo, whose readers have no mailbox, nothing is."""
        return self.kind in KEY_LETTERS and not get_settings().is_demo


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticePage:
    """Letters, the latest first; `next_before` continues, or is None at the end."""

    notices: tuple[NoticeRow, ...]
    next_before: UUID | None


def mailbox(session: Session, *, before: UUID | None = None, size: int = PAGE) -> NoticePage:
    """One page of letters; `before` is where the page before ended."""
    statement = select(*_columns(NoticeRow))
    if before is not None:
        place = select(Notice.created_at, Notice.id).where(Notice.id == before)
        statement = statement.where(tuple_(Notice.created_at, Notice.id) < place.scalar_subquery())
    statement = statement.order_by(Notice.created_at.desc(), Notice.id.desc()).limit(size + 1)
    rows = [NoticeRow(**row._mapping) for row in session.execute(statement)]
    return NoticePage(notices=tuple(rows[:size]), next_before=rows[size - 1].id if len(rows) > size else None)


def get_notice(session: Session, notice_id: UUID) -> NoticeView:
    """One letter. Raises NoticeNotFound."""
    found = session.execute(select(*_columns(NoticeView)).where(Notice.id == notice_id)).one_or_none()
    if found is None:
        raise NoticeNotFound
    return NoticeView(**found._mapping)


def notices_about(session: Session, order_id: UUID) -> list[NoticeRow]:
    """The letters about an order and its documents, the oldest first."""
    statement = select(*_columns(NoticeRow)).where(Notice.order_id == order_id)
    rows = session.execute(statement.order_by(Notice.created_at, Notice.id))
    return [NoticeRow(**row._mapping) for row in rows]


def _columns(view: type[NoticeRow]) -> list[Any]:
    return [getattr(Notice, name) for name in view.__dataclass_fields__]
