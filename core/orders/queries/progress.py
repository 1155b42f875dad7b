"""An order as its customer sees it: every part with its clock. Without the office's timeline and units."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.orders.queries.orders import Owner, get_order_by_number
from core.orders.queries.pages import first_moves, times_of
from core.orders.queries.situations import situation
from core.orders.queries.views import OrderView, PartView
from core.orders.rules import ClockStep, Reason, clock_of, why_part_is_open
from core.orders.states import PartState


@dataclass(frozen=True, slots=True, kw_only=True)
class PartProgressView:
    """A part with its clock, and why it is not complete (None at the end)."""

    part: PartView
    steps: tuple[ClockStep, ...]
    why_open: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderProgress:
    """An order with the progress of its parts."""

    order: OrderView
    parts: tuple[PartProgressView, ...]


def get_order_progress(session: Session, number: str, *, owner: Owner) -> OrderProgress:
    """The progress of an order for whom it belongs to. Three statements, four when a part has moved.

    Raises OrderNotFound, for a foreign order as for one that does not exist.
    """
    order = get_order_by_number(session, number, owner=owner)
    moved = [part.id for part in order.parts if part.state is not PartState.PLANNED]
    moves = first_moves(session, moved) if moved else {}
    return OrderProgress(
        order=order,
        parts=tuple(
            PartProgressView(
                part=part,
                steps=clock_of(part.kind, times_of(order, part, moves.get(part.id, {}))),
                why_open=why_part_is_open(situation(part, part.lines, is_released=order.released_at is not None)),
            )
            for part in order.parts
        ),
    )
