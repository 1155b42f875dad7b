"""What is told about copies and erasures: that and when, never the data itself."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyEvent(Event):
    """Something about the data of a customer, or of one of a company's people."""

    customer_id: UUID
    user_id: UUID | None

    def subjects(self) -> tuple[Subject, ...]:
        """The customer and the person."""
        person = (Subject(type="user", id=self.user_id),) if self.user_id else ()
        return (Subject(type="customer", id=self.customer_id), *person)


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCopyAsked(PrivacyEvent):
    """Somebody wants a copy of their data."""

    KIND: ClassVar[str] = "privacy.copy_asked"

    copy_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCopyWritten(PrivacyEvent):
    """The copy can be fetched."""

    KIND: ClassVar[str] = "privacy.copy_written"

    copy_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DataHandedOver(PrivacyEvent):
    """The office took a copy of somebody's data out, to send it to them."""

    KIND: ClassVar[str] = "privacy.handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureAsked(PrivacyEvent):
    """Somebody wants to be forgotten."""

    KIND: ClassVar[str] = "privacy.erasure_asked"

    erasure_id: UUID
    due_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureWithdrawn(PrivacyEvent):
    """They thought better of it."""

    KIND: ClassVar[str] = "privacy.erasure_withdrawn"

    erasure_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DataErased(PrivacyEvent):
    """What the law does not want kept is gone; the rest is sealed."""

    KIND: ClassVar[str] = "privacy.erased"

    erasure_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SealOpened(PrivacyEvent):
    """Somebody read what is sealed, and why."""

    KIND: ClassVar[str] = "privacy.seal_opened"

    reason: str
