"""The lives of what fulfilment keeps: shipments, visits and returns."""

from enum import StrEnum

from core.kernel.states import StateMachine


class ShipmentState(StrEnum):
    """Where a shipment stands."""

    OPEN = "open"
    SHIPPED = "shipped"


class ServiceJobState(StrEnum):
    """Where a visit stands."""

    TO_SCHEDULE = "to_schedule"
    SCHEDULED = "scheduled"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class ReturnState(StrEnum):
    """Where a return stands."""

    ANNOUNCED = "announced"
    RECEIVED = "received"


SHIPMENT_LIFE = StateMachine("shipment", ShipmentState.OPEN, {
    ShipmentState.OPEN:    frozenset({ShipmentState.SHIPPED}),
    ShipmentState.SHIPPED: frozenset(),
})  # fmt: skip

SERVICE_JOB_LIFE = StateMachine("service_job", ServiceJobState.TO_SCHEDULE, {
    ServiceJobState.TO_SCHEDULE: frozenset({ServiceJobState.SCHEDULED, ServiceJobState.CANCELLED}),
    # to itself: a visit may be moved to another day
    ServiceJobState.SCHEDULED:   frozenset({
        ServiceJobState.SCHEDULED, ServiceJobState.COMPLETED, ServiceJobState.CANCELLED,
    }),
    ServiceJobState.COMPLETED:   frozenset(),
    ServiceJobState.CANCELLED:   frozenset(),
})  # fmt: skip

RETURN_LIFE = StateMachine("customer_return", ReturnState.ANNOUNCED, {
    ReturnState.ANNOUNCED: frozenset({ReturnState.RECEIVED}),
    ReturnState.RECEIVED:  frozenset(),
})  # fmt: skip
