"""What was ordered of an offer that is ordered in several calls, and what is left of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.orders.models import Order, OrderLine
from core.orders.states import LineKind, OrderState
from core.pricing.rules.cutting import Taken, TakenLine
from core.quotes.models import QuoteAcceptance
from core.quotes.rules.calls import left_of
from core.quotes.rules.shapes import Line


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """One call: who ordered how many pieces of which lines, by their ids, and the order that it became."""

    key: str
    name: str
    at: datetime
    taken: Mapping[UUID, int]
    order_id: UUID
    order_number: str
    order_state: OrderState
    gross_minor: int

    @property
    def is_live(self) -> bool:
        """Whether it counts: what a cancelled order had taken can be ordered again."""
        return self.order_state is not OrderState.CANCELLED


def calls_of(session: Session, version_id: UUID) -> tuple[CallView, ...]:
    """All calls of a version, the oldest first; one statement."""
    statement = (
        select(QuoteAcceptance, Order.number, Order.state, Order.gross_minor)
        .join(Order, Order.id == QuoteAcceptance.order_id)
        .where(QuoteAcceptance.version_id == version_id)
        .order_by(QuoteAcceptance.at, QuoteAcceptance.id)
    )
    return tuple(
        CallView(
            key=proof.key,
            name=proof.name,
            at=proof.at,
            taken={UUID(line_id): quantity for line_id, quantity in json.loads(proof.choices).items()},
            order_id=proof.order_id,
            order_number=number,
            order_state=state,
            gross_minor=gross,
        )
        for proof, number, state, gross in session.execute(statement)
    )


def left_after(lines: Sequence[Line], calls: Sequence[CallView]) -> dict[UUID, int]:
    """How many pieces of each line can be ordered still."""
    return left_of(lines, [call.taken for call in calls if call.is_live])


def taken_by(session: Session, calls: Sequence[CallView]) -> Taken:
    """What the calls that count came to, as the orders say; one statement."""
    live = [call for call in calls if call.is_live]
    pieces: dict[str, int] = {}
    for call in live:
        for line_id, quantity in call.taken.items():
            pieces[str(line_id)] = pieces.get(str(line_id), 0) + quantity
    if not live:
        return Taken()
    sums = (func.sum(OrderLine.amount_minor), func.sum(OrderLine.discount_minor), func.sum(OrderLine.recurring_minor))
    is_delivery = (OrderLine.kind == LineKind.FEE) & OrderLine.fee_for.is_(None)
    rows = session.execute(
        select(OrderLine.position, is_delivery, *sums)
        .where(OrderLine.order_id.in_([call.order_id for call in live]))
        .group_by(OrderLine.position, is_delivery)
    ).all()
    return Taken(
        pieces=pieces,
        lines={
            position: TakenLine(amount_minor=int(amount), discount_minor=int(discount), recurring_minor=int(again))
            for position, is_fee, amount, discount, again in rows
            if not is_fee
        },
        fee_minor=sum(int(amount) for _, is_fee, amount, *_ in rows if is_fee),
    )
