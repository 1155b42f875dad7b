"""The page of one order: every part with its clock, the single reason why it is not complete, and its timeline."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.queries import BusinessUnitView, business_units
from core.kernel.events import TimelineEntry, timeline
from core.kernel.states import StateChange
from core.orders.queries.orders import Owner, get_order_by_number, get_order_for_office
from core.orders.queries.situations import situation
from core.orders.queries.views import OrderView, PartView
from core.orders.rules import (
    ClockStep,
    PartTimes,
    Reason,
    clock_of,
    is_cancellable,
    why_not_complete,
    why_part_is_open,
)
from core.orders.states import PART_LIFE, PartState


@dataclass(frozen=True, slots=True, kw_only=True)
class PartPage:
    """A part as pages show it."""

    part: PartView
    business_unit: BusinessUnitView
    steps: tuple[ClockStep, ...]
    why_open: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """An order as its page shows it. `why_not_complete` is the single most important reason, None at the end."""

    order: OrderView
    parts: tuple[PartPage, ...]
    why_not_complete: Reason | None
    can_be_cancelled: bool
    timeline: tuple[TimelineEntry, ...]


def get_order_page(session: Session, number: str, *, owner: Owner) -> OrderPage:
    """The page of an order for the customer whom it belongs to. Raises OrderNotFound."""
    return _page(session, get_order_by_number(session, number, owner=owner))


def get_order_page_for_office(session: Session, number: str) -> OrderPage:
    """The page of an order for staff. Raises OrderNotFound."""
    return _page(session, get_order_for_office(session, number))


def _page(session: Session, order: OrderView) -> OrderPage:
    units = {unit.id: unit for unit in business_units(session)}
    moves = first_moves(session, [part.id for part in order.parts])
    situations = [situation(part, part.lines, is_released=order.released_at is not None) for part in order.parts]
    parts = tuple(
        PartPage(
            part=part,
            business_unit=units[part.business_unit_id],
            steps=clock_of(part.kind, times_of(order, part, moves.get(part.id, {}))),
            why_open=why_part_is_open(situation),
        )
        for part, situation in zip(order.parts, situations, strict=True)
    )
    return OrderPage(
        order=order,
        parts=parts,
        why_not_complete=why_not_complete(situations),
        can_be_cancelled=is_cancellable(
            [part.state for part in order.parts], [line.fulfilled_quantity for line in order.lines]
        ),
        timeline=tuple(timeline(session, "order", order.id)),
    )


def first_moves(session: Session, part_ids: list[UUID]) -> dict[UUID, dict[str, datetime]]:
    """When each part first came into each state, from its history."""
    statement = (
        select(StateChange.document_id, StateChange.to_state, StateChange.at)
        .where(StateChange.document_type == PART_LIFE.name, StateChange.document_id.in_(part_ids))
        .order_by(StateChange.at, StateChange.id)
    )
    found: dict[UUID, dict[str, datetime]] = {}
    for part_id, state, at in session.execute(statement):
        found.setdefault(part_id, {}).setdefault(state, at)
    return found


def times_of(order: OrderView, part: PartView, moves: dict[str, datetime]) -> PartTimes:
    """The moments of a part's clock; `moves` says when it first came into each state."""
    return PartTimes(
        placed_at=order.placed_at,
        released_at=order.released_at,
        acknowledged_at=part.acknowledged_at,
        started_at=moves.get(PartState.IN_PROGRESS.value),
        completed_at=part.completed_at,
        cancelled_at=moves.get(PartState.CANCELLED.value),
    )
