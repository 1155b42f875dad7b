"""The status of an order, derived from its parts by open quantities."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from core.orders.states import OrderState, PartState

SETTLED = frozenset({PartState.COMPLETED, PartState.CANCELLED})
CANCELLABLE = frozenset({PartState.PLANNED, PartState.ACKNOWLEDGED, PartState.IN_PROGRESS, PartState.FAILED})


@dataclass(frozen=True, slots=True, kw_only=True)
class PartProgress:
    """How far a part is: its state and what is still open of each of its lines."""

    state: PartState
    open_quantities: tuple[int, ...] = ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing will happen any more: it is at an end, and not one piece is open."""
        return self.state in SETTLED and not any(self.open_quantities)


def open_quantity(quantity: int, fulfilled: int, cancelled: int) -> int:
    """What is still to be done of a line."""
    return quantity - fulfilled - cancelled


def derive_state(parts: Collection[PartProgress]) -> OrderState:
    """The status of a placed order, from nothing but its parts.

    Completed if and only if every part is settled and at least one of them is completed, by open quantities: one
    missing piece in a quarter of a million keeps the order open. Cancelled if every part is cancelled.
    """
    if all(part.state is PartState.CANCELLED for part in parts):
        return OrderState.CANCELLED
    if all(part.is_settled for part in parts):
        return OrderState.COMPLETED
    if all(part.state in (PartState.PLANNED, PartState.CANCELLED) for part in parts):
        return OrderState.PLACED
    return OrderState.IN_FULFILMENT


def state_after_fulfilling(open_quantities: Iterable[int]) -> PartState:
    """The state of a part of which something was just done."""
    return PartState.IN_PROGRESS if any(open_quantities) else PartState.COMPLETED


def state_after_cancelling(fulfilled_quantities: Iterable[int]) -> PartState:
    """The state of a part whose rest was just cancelled: what was done before stays done."""
    return PartState.COMPLETED if any(fulfilled_quantities) else PartState.CANCELLED


def is_cancellable(states: Collection[PartState], fulfilled_quantities: Iterable[int]) -> bool:
    """Whether a whole order may still be cancelled: nothing is fulfilled, and no part is just being handed over."""
    open_states = [state for state in states if state is not PartState.CANCELLED]
    is_untouched = not any(fulfilled_quantities)
    return bool(open_states) and is_untouched and all(state in CANCELLABLE for state in open_states)
