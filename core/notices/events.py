"""What notices tell."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeSent(Event):
    """A letter about a document has left the house."""

    KIND: ClassVar[str] = "notice.sent"

    notice_id: UUID
    notice_kind: str
    document_type: str
    document_id: UUID
    order_id: UUID | None

    def subjects(self) -> tuple[Subject, ...]:
        """The document it is about, and the order that this belongs to."""
        own = Subject(type=self.document_type, id=self.document_id)
        order = Subject(type="order", id=self.order_id) if self.order_id else own
        return own, order
