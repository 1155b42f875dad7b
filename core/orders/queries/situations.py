"""What the rules need to know about a part, read from its rows."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from core.inventory.queries import TimeWanted
from core.orders.models import Order, OrderLine, OrderPart
from core.orders.queries.views import LineView, PartView
from core.orders.rules import PartProgress, PartSituation
from core.orders.states import LineKind


def lines_of_part(order: Order, part: OrderPart) -> list[OrderLine]:
    """The lines of one part of a loaded order."""
    return [line for line in order.lines if line.part_id == part.id]


def progress_of(order: Order, part: OrderPart) -> PartProgress:
    """How far a part is."""
    lines = lines_of_part(order, part)
    return PartProgress(state=part.state, open_quantities=tuple(line.open_quantity for line in lines))


def situation_of(order: Order, part: OrderPart) -> PartSituation:
    """What the next step of a part of a loaded order follows from."""
    return situation(part, lines_of_part(order, part), is_released=order.released_at is not None)


def situation(part: OrderPart | PartView, lines: Iterable[OrderLine | LineView], *, is_released: bool) -> PartSituation:
    """What the next step of a part follows from; fees are no pieces that anybody ships."""
    articles = [line for line in lines if line.kind is not LineKind.FEE]
    return PartSituation(
        kind=part.kind,
        state=part.state,
        is_released=is_released,
        waiting_on=part.waiting_on,
        open_pieces=sum(line.open_quantity for line in articles),
        all_pieces=sum(line.quantity for line in articles),
        missing_pieces=sum(line.backordered_quantity for line in articles),
        expected_on=expected_on(articles),
    )


def expected_on(lines: Iterable[OrderLine | LineView]) -> date | None:
    """When the last of the missing goods comes; None when nothing is missing, or nobody knows."""
    days = [line.goods_expected_on for line in lines if line.backordered_quantity]
    return max((day for day in days if day is not None), default=None) if None not in days else None


def visits_of(lines: Iterable[OrderLine]) -> list[TimeWanted]:
    """The visits of lines that are still to be made."""
    return [
        TimeWanted(
            order_line_id=line.id,
            variant_id=line.variant_id,
            business_unit_id=line.business_unit_id,
            pieces=line.open_quantity,
        )
        for line in lines
        if line.kind is LineKind.SERVICE and line.variant_id is not None and line.open_quantity
    ]


def pieces_of(lines: Iterable[OrderLine]) -> dict[UUID, int]:
    """How many pieces of which variant are still to be shipped."""
    pieces: Counter[UUID] = Counter()
    for line in lines:
        if line.kind is LineKind.PHYSICAL and line.variant_id is not None and line.open_quantity:
            pieces[line.variant_id] += line.open_quantity
    return dict(pieces)
