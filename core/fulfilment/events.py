"""What fulfilment tells."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from core.kernel.events import Event, Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class FulfilmentEvent(Event):
    """Something that was done for a part of an order."""

    order_id: UUID
    order_number: str
    customer_id: UUID

    def documents(self) -> tuple[Subject, ...]:
        """The documents of fulfilment that it is about."""
        return ()

    def subjects(self) -> tuple[Subject, ...]:
        """Those documents, the order, and its customer."""
        order = Subject(type="order", id=self.order_id)
        return *self.documents(), order, Subject(type="customer", id=self.customer_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsShipped(FulfilmentEvent):
    """Goods have left the house."""

    KIND: ClassVar[str] = "shipment.shipped"

    shipment_id: UUID
    shipment_number: str
    part_id: UUID
    carrier: str
    tracking: str

    def documents(self) -> tuple[Subject, ...]:
        """The shipment and its part."""
        return Subject(type="shipment", id=self.shipment_id), Subject(type="order_part", id=self.part_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitScheduled(FulfilmentEvent):
    """A visit has a date, the first or another one."""

    KIND: ClassVar[str] = "service_job.scheduled"

    service_job_id: UUID
    service_job_number: str
    part_id: UUID
    technician: str
    visit_on: date

    def documents(self) -> tuple[Subject, ...]:
        """The visit and its part."""
        return Subject(type="service_job", id=self.service_job_id), Subject(type="order_part", id=self.part_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceCompleted(FulfilmentEvent):
    """A visit took place and its report is written."""

    KIND: ClassVar[str] = "service_job.completed"

    service_job_id: UUID
    service_job_number: str
    part_id: UUID

    def documents(self) -> tuple[Subject, ...]:
        """The visit and its part."""
        return Subject(type="service_job", id=self.service_job_id), Subject(type="order_part", id=self.part_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsReturned(FulfilmentEvent):
    """Goods came back and lie in the warehouse again."""

    KIND: ClassVar[str] = "customer_return.received"

    return_id: UUID
    return_number: str

    def documents(self) -> tuple[Subject, ...]:
        """The return."""
        return (Subject(type="customer_return", id=self.return_id),)
