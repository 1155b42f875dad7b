"""The life of a reservation, the reasons for movements, and how a shelf speaks about stock."""

from enum import StrEnum

from core.kernel.states import StateMachine


class ReservationState(StrEnum):
    """Whether pieces are still kept for an order, and if not, where they went."""

    HELD = "held"
    CONSUMED = "consumed"
    RELEASED = "released"
    EXPIRED = "expired"


RESERVATION_LIFE = StateMachine(
    "reservation",
    ReservationState.HELD,
    {
        ReservationState.HELD: frozenset(
            {ReservationState.CONSUMED, ReservationState.RELEASED, ReservationState.EXPIRED}
        ),
        ReservationState.CONSUMED: frozenset(),
        ReservationState.RELEASED: frozenset(),
        ReservationState.EXPIRED: frozenset(),
    },
)


class MovementReason(StrEnum):
    """Why pieces came or went."""

    RECEIVED = "received"
    SHIPPED = "shipped"
    RETURNED = "returned"
    COUNTED = "counted"


class StockLevel(StrEnum):
    """What a shopper needs to know about stock."""

    IN_STOCK = "in_stock"
    FEW_LEFT = "few_left"
    OUT_OF_STOCK = "out_of_stock"
    NOT_STOCKED = "not_stocked"
