"""What can be done to fulfil parts of orders."""

from core.fulfilment.operations.activation import activate_subscription
from core.fulfilment.operations.hand_over import hand_over_again, hand_over_order
from core.fulfilment.operations.shipping import receive_return, ship
from core.fulfilment.operations.visits import complete_service, schedule_service

__all__ = [
    "activate_subscription",
    "complete_service",
    "hand_over_again",
    "hand_over_order",
    "receive_return",
    "schedule_service",
    "ship",
]
