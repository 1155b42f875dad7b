"""What feedback tells."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackGiven(Event):
    """A customer has answered. The comment is not told: people's own words stay where they can be erased."""

    KIND: ClassVar[str] = "feedback.given"

    answer_id: UUID
    order_id: UUID
    customer_id: UUID
    score: int

    def subjects(self) -> tuple[Subject, ...]:
        """The order and its customer."""
        return Subject(type="order", id=self.order_id), Subject(type="customer", id=self.customer_id)
