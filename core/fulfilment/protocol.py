"""What Kontor asks of every back-end that fulfils parts of orders."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class TaskState(StrEnum):
    """How a back-end sees what was handed over to it."""

    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverLine:
    """So many of one article."""

    line_id: UUID
    sku: str
    name: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """A part of an order as a back-end receives it. `key` is the same however often it is sent."""

    key: str
    part_id: UUID
    part_position: int
    order_number: str
    kind: str
    business_unit_id: UUID
    wished_on: date | None
    lines: tuple[HandOverLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A back-end's word that it has the part, and the reference under which it keeps it."""

    key: str
    reference: str
    received_at: datetime


class BackendTimeout(Exception):
    """No answer came: the back-end may or may not have done what we asked."""


class BackendRefused(Exception):
    """The back-end says no, and why."""


class FulfilmentBackend(Protocol):
    """A system that fulfils parts. Every method may raise BackendTimeout; it is called outside transactions."""

    name: str
    label: str
    """What people read for it: a name of its own, or a sentence of ours that is marked for translation."""

    def submit(self, hand_over: HandOver) -> Receipt:
        """Take a part on. The same key again gives the same receipt and no second task. Raises BackendRefused."""

    def find(self, key: str) -> Receipt | None:
        """The receipt of what was handed over with this key; None when nothing has arrived."""

    def amend(self, reference: str, hand_over: HandOver) -> TaskState:
        """Less of a part is wanted: `hand_over` says under the same key what is left. Again gives the same answer.

        Raises BackendRefused when it is too late, or for a reference that the back-end does not know.
        """

    def status(self, reference: str) -> TaskState:
        """How far it is. Raises BackendRefused for a reference that the back-end does not know."""

    def cancel(self, reference: str) -> TaskState:
        """Take a part back; again gives the same answer. Raises BackendRefused when it is too late."""
