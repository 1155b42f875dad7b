"""What orders tell."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderEvent(Event):
    """Something that happened to an order as a whole."""

    order_id: UUID
    customer_id: UUID
    order_number: str

    def subjects(self) -> tuple[Subject, ...]:
        """The order and its customer."""
        return Subject(type="order", id=self.order_id), Subject(type="customer", id=self.customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPlaced(OrderEvent):
    """A customer has ordered, with the obligation to pay."""

    KIND: ClassVar[str] = "order.placed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReleased(OrderEvent):
    """The condition of payment is met: fulfilment may begin."""

    KIND: ClassVar[str] = "order.released"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged(OrderEvent):
    """Some of an order will not come, or goes elsewhere; the amount is what is left of it."""

    KIND: ClassVar[str] = "order.changed"

    change_id: UUID
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCompleted(OrderEvent):
    """Every part is at its end, and at least one was fulfilled."""

    KIND: ClassVar[str] = "order.completed"


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCancelled(OrderEvent):
    """Every part is cancelled."""

    KIND: ClassVar[str] = "order.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartEvent(Event):
    """Something that happened to one part of an order: where it is, under which reference there, and why."""

    part_id: UUID
    order_id: UUID
    order_number: str
    part_kind: str
    backend: str
    reference: str
    reason: str

    def subjects(self) -> tuple[Subject, ...]:
        """The part and its order."""
        return Subject(type="order_part", id=self.part_id), Subject(type="order", id=self.order_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartHandedOver(PartEvent):
    """A part was handed over to a back-end."""

    KIND: ClassVar[str] = "order_part.handed_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartAcknowledged(PartEvent):
    """A back-end has accepted a part and given its reference."""

    KIND: ClassVar[str] = "order_part.acknowledged"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartUnknown(PartEvent):
    """A back-end did not answer: we do not know whether it has the part, and ask."""

    KIND: ClassVar[str] = "order_part.unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFailed(PartEvent):
    """A back-end refused a part; a person has to look at it."""

    KIND: ClassVar[str] = "order_part.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCancelled(PartEvent):
    """What was open of a part will not be fulfilled."""

    KIND: ClassVar[str] = "order_part.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseApprovalEvent(Event):
    """Something about a purchase that somebody may not make alone."""

    approval_id: UUID
    customer_id: UUID
    amount_minor: int

    def subjects(self) -> tuple[Subject, ...]:
        """The purchase and the company."""
        return Subject(type="purchase_approval", id=self.approval_id), Subject(type="customer", id=self.customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseApprovalAsked(PurchaseApprovalEvent):
    """A buyer asks for a colleague's word."""

    KIND: ClassVar[str] = "purchase_approval.asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseApprovalGranted(PurchaseApprovalEvent):
    """A colleague said yes."""

    KIND: ClassVar[str] = "purchase_approval.granted"


@dataclass(frozen=True, slots=True, kw_only=True)
class PurchaseApprovalRefused(PurchaseApprovalEvent):
    """A colleague said no."""

    KIND: ClassVar[str] = "purchase_approval.refused"
