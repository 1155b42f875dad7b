"""Lives and choices of inventory: reservations, goods that are awaited, movements, how a shelf speaks about stock."""

from enum import StrEnum

from core.kernel.states import StateMachine

FEW = 5
"""At so few pieces an article counts as running short, unless its policy says else."""


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


class BackorderState(StrEnum):
    """Whether an order still waits for pieces that were not there when it was placed."""

    WAITING = "waiting"
    PAUSED = "paused"
    ALLOCATED = "allocated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


BACKORDER_LIFE = StateMachine("backorder", BackorderState.WAITING, {
    BackorderState.WAITING: frozenset({
        BackorderState.PAUSED, BackorderState.ALLOCATED, BackorderState.CANCELLED, BackorderState.EXPIRED,
    }),
    # paused: the office gave its pieces to somebody else and says when it takes its place again
    BackorderState.PAUSED: frozenset({BackorderState.WAITING, BackorderState.CANCELLED, BackorderState.EXPIRED}),
    BackorderState.ALLOCATED: frozenset(),
    BackorderState.CANCELLED: frozenset(),
    BackorderState.EXPIRED: frozenset(),
})  # fmt: skip


class WishState(StrEnum):
    """Whether somebody still wants to hear that an article is back."""

    ASKED = "asked"
    CONFIRMED = "confirmed"
    TOLD = "told"
    WITHDRAWN = "withdrawn"


WISH_LIFE = StateMachine("stock_wish", WishState.ASKED, {
    WishState.ASKED:     frozenset({WishState.CONFIRMED, WishState.WITHDRAWN}),
    WishState.CONFIRMED: frozenset({WishState.TOLD, WishState.WITHDRAWN}),
    WishState.TOLD:      frozenset(),
    WishState.WITHDRAWN: frozenset(),
})  # fmt: skip


class StocktakeState(StrEnum):
    """Where a stocktake stands. While it is posted, its lines are booked batch by batch."""

    COUNTING = "counting"
    POSTING = "posting"
    POSTED = "posted"
    CANCELLED = "cancelled"


STOCKTAKE_LIFE = StateMachine("stocktake", StocktakeState.COUNTING, {
    StocktakeState.COUNTING:  frozenset({StocktakeState.POSTING, StocktakeState.CANCELLED}),
    # back to counting: lines below what orders hold were not booked
    StocktakeState.POSTING:   frozenset({StocktakeState.POSTED, StocktakeState.COUNTING}),
    StocktakeState.POSTED:    frozenset(),
    StocktakeState.CANCELLED: frozenset(),
})  # fmt: skip


class StocktakePart(StrEnum):
    """Which lines of a stocktake are asked for."""

    LEFT = "left"
    COUNTED = "counted"
    DIFFERENT = "different"
    HELD_BACK = "held_back"


class MovementReason(StrEnum):
    """Why pieces came or went."""

    RECEIVED = "received"
    SHIPPED = "shipped"
    RETURNED = "returned"
    COUNTED = "counted"
    TRANSFERRED = "transferred"
    CORRECTED = "corrected"
    WRITTEN_OFF = "written_off"
    IMPORTED = "imported"


class Selling(StrEnum):
    """What may be sold of an article: what is there, also what comes later, or for now only what comes later."""

    STOCK = "stock"
    BACKORDER = "backorder"
    PREORDER = "preorder"


class Sourcing(StrEnum):
    """Which warehouse gives first when several could."""

    HIGHEST_STOCK = "highest_stock"
    PRIORITY = "priority"
    FEWEST_PARCELS = "fewest_parcels"
    NEAREST = "nearest"


class StockLevel(StrEnum):
    """What a shopper needs to know about stock."""

    IN_STOCK = "in_stock"
    FEW_LEFT = "few_left"
    BACKORDER = "backorder"
    PREORDER = "preorder"
    OUT_OF_STOCK = "out_of_stock"
    NOT_STOCKED = "not_stocked"
