"""What contracts tell."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractEvent(Event):
    """Something that happened to a contract, and the day from which it counts."""

    contract_id: UUID
    contract_number: str
    order_id: UUID
    part_id: UUID
    customer_id: UUID
    effective_on: date

    def subjects(self) -> tuple[Subject, ...]:
        """The contract, its part and order, and the customer."""
        return (
            Subject(type="contract", id=self.contract_id),
            Subject(type="order_part", id=self.part_id),
            Subject(type="order", id=self.order_id),
            Subject(type="customer", id=self.customer_id),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionActivated(ContractEvent):
    """A subscription runs from a day on; its first period is due."""

    KIND: ClassVar[str] = "contract.activated"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionChanged(ContractEvent):
    """A running subscription costs something else, or binds for longer, from a day on."""

    KIND: ClassVar[str] = "contract.changed"
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionEnded(ContractEvent):
    """A subscription has run out; nothing more is due."""

    KIND: ClassVar[str] = "contract.ended"
