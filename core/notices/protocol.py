"""What whoever carries our letters must be able to do."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingLetter:
    """A letter as it leaves the house. `reference` is the same for every attempt, so that a double can be seen."""

    reference: str
    recipient: str
    locale: str
    subject: str
    text: str
    html: str
    attachments: tuple[Attachment, ...] = ()


class Carrier(Protocol):
    """Takes a letter to its recipient. Raises Retryable or Permanent; returns when somebody else has taken it over."""

    def carry(self, letter: OutgoingLetter) -> None:
        """Deliver one letter."""
