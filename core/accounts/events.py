"""What happens to people and companies that others want to know."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerRegistered(Event):
    """A customer opened an account."""

    KIND: ClassVar[str] = "customer.registered"

    customer_id: UUID

    def subjects(self) -> tuple[Subject, ...]:
        return (Subject(type="customer", id=self.customer_id),)
