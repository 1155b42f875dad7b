"""Lists of orders, page by page: the office's with its filters, and a customer's own."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.errors import InvalidInput
from core.kernel.i18n import N_
from core.orders.models import Order, OrderLine, OrderPart
from core.orders.rules import PartSituation, Reason, why_not_complete
from core.orders.states import LineKind, OrderState, WaitingFor

PAGE = 50
YEARS_BACK = 11
"""How many years of order numbers a bare number means."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFilter:
    """What the office looks for. `text` is (the start of) an order number, or part of a name, company or e-mail."""

    state: OrderState | None = None
    kind: LineKind | None = None
    waiting_for: WaitingFor | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order in a list, with the kinds of its parts and the single reason why it is not complete."""

    id: UUID
    number: str
    placed_at: datetime
    customer_id: UUID
    contact_name: str
    company: str
    email: str
    gross_minor: int
    dropped_minor: int
    currency: str
    payment_method: str
    state: OrderState
    kinds: tuple[LineKind, ...]
    why_not_complete: Reason | None

    @property
    def worth_minor(self) -> int:
        """What it comes to: after changes what is left, of a cancelled order what it came to."""
        is_over = self.state is OrderState.CANCELLED
        return self.gross_minor if is_over else self.gross_minor - self.dropped_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderList:
    """One page of orders, newest first; `next_page` goes into the link to the older ones, None at the end."""

    rows: tuple[OrderRow, ...]
    next_page: str | None


def office_orders(session: Session, filters: OrderFilter, *, after: str | None = None, size: int = PAGE) -> OrderList:
    """A page of all orders; `after` is the `next_page` of the page before. Two statements, however many rows."""
    return _list(session, _conditions(filters), after=after, size=size)


def orders_of(session: Session, customer_id: UUID, *, after: str | None = None, size: int = PAGE) -> OrderList:
    """A page of one customer's orders. Two statements, however many rows."""
    return _list(session, [Order.customer_id == customer_id], after=after, size=size)


def waiting_counts(session: Session) -> dict[WaitingFor, int]:
    """How many open parts wait for what, for the desk's Today."""
    statement = (
        select(OrderPart.waiting_for, func.count().label("parts"))
        .where(OrderPart.waiting_for.in_([code for code in WaitingFor if code is not WaitingFor.NOTHING]))
        .group_by(OrderPart.waiting_for)
    )
    return {row.waiting_for: row.parts for row in session.execute(statement)}


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingParts:
    """How many parts wait for the same thing, and when the oldest of them was ordered."""

    count: int
    oldest_at: datetime


def waiting_parts(session: Session) -> dict[WaitingFor, WaitingParts]:
    """What open parts wait for, in one statement."""
    statement = (
        select(OrderPart.waiting_for, func.count().label("parts"), func.min(OrderPart.created_at).label("oldest"))
        .where(OrderPart.waiting_for.in_([code for code in WaitingFor if code is not WaitingFor.NOTHING]))
        .group_by(OrderPart.waiting_for)
    )
    return {row.waiting_for: WaitingParts(count=row.parts, oldest_at=row.oldest) for row in session.execute(statement)}


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFigures:
    """How many orders were placed in a span of time, and their value in minor units; cancelled ones do not count."""

    count: int
    gross_minor: int


def order_figures(session: Session, *, since: datetime, until: datetime) -> OrderFigures:
    """The orders from a moment (included) to another (excluded), in one statement."""
    columns = (func.count(Order.id), func.coalesce(func.sum(Order.gross_minor - Order.dropped_minor), 0))
    statement = select(*columns).where(Order.placed_at >= since, Order.placed_at < until)
    count, gross = session.execute(statement.where(Order.state != OrderState.CANCELLED)).one()
    return OrderFigures(count=count, gross_minor=int(gross))


def _list(session: Session, conditions: list[ColumnElement[bool]], *, after: str | None, size: int) -> OrderList:
    if after:
        conditions.append(_older_than(after))
    names = OrderRow.__dataclass_fields__.keys() - {"kinds", "why_not_complete"}
    columns = [getattr(Order, name) for name in sorted(names)]
    statement = select(*columns, Order.released_at).where(*conditions)
    found = session.execute(statement.order_by(Order.placed_at.desc(), Order.id.desc()).limit(size + 1)).all()
    shown = found[:size]
    situations = _situations(session, {row.id: row.released_at is not None for row in shown})
    rows = tuple(
        OrderRow(
            **{name: getattr(row, name) for name in names},
            kinds=tuple(dict.fromkeys(part.kind for part in situations[row.id])),
            why_not_complete=why_not_complete(situations[row.id]),
        )
        for row in shown
    )
    return OrderList(rows=rows, next_page=_cursor(rows[-1]) if len(found) > size else None)


def _situations(session: Session, released: dict[UUID, bool]) -> dict[UUID, list[PartSituation]]:
    is_article = OrderLine.kind != LineKind.FEE
    open_pieces = OrderLine.quantity - OrderLine.fulfilled_quantity - OrderLine.cancelled_quantity
    statement = (
        select(
            OrderPart.order_id,
            OrderPart.kind,
            OrderPart.state,
            OrderPart.waiting_on,
            func.sum(case((is_article, open_pieces), else_=0)).label("open_pieces"),
            func.sum(case((is_article, OrderLine.quantity), else_=0)).label("all_pieces"),
            func.sum(OrderLine.backordered_quantity).label("missing_pieces"),
            func.max(case((OrderLine.backordered_quantity > 0, OrderLine.goods_expected_on))).label("expected_on"),
        )
        .join(OrderLine, OrderLine.part_id == OrderPart.id)
        .where(OrderPart.order_id.in_(released))
        .group_by(OrderPart.id)
        .order_by(OrderPart.order_id, OrderPart.position)
    )
    found: dict[UUID, list[PartSituation]] = {order_id: [] for order_id in released}
    for row in session.execute(statement):
        found[row.order_id].append(
            PartSituation(
                kind=row.kind,
                state=row.state,
                is_released=released[row.order_id],
                waiting_on=row.waiting_on,
                open_pieces=int(row.open_pieces),
                all_pieces=int(row.all_pieces),
                missing_pieces=int(row.missing_pieces),
                expected_on=row.expected_on,
            )
        )
    return found


def _conditions(filters: OrderFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.state is not None:
        conditions.append(Order.state == filters.state)
    if filters.kind is not None:
        conditions.append(exists().where(OrderPart.order_id == Order.id, OrderPart.kind == filters.kind))
    if filters.waiting_for is not None:  # few wait, many are done: begin with those who wait
        waiting = select(OrderPart.order_id).where(OrderPart.waiting_for == filters.waiting_for)
        conditions.append(Order.id.in_(waiting))
    if text := filters.text.strip():
        conditions.append(_matches(text))
    return conditions


def _matches(text: str) -> ColumnElement[bool]:
    if text.upper().startswith("SO-"):
        return Order.number.startswith(text.upper(), autoescape=True)
    if re.fullmatch(r"[0-9]{1,6}", text):
        this_year = clock.today().year
        return Order.number.in_([f"SO-{this_year - age}-{int(text):06d}" for age in range(YEARS_BACK)])
    return Order.search_text.contains(text.lower(), autoescape=True)


def _cursor(row: OrderRow) -> str:
    return f"{row.placed_at.isoformat()}_{row.id}"


def _older_than(after: str) -> ColumnElement[bool]:
    moment, _, identity = after.partition("_")
    try:
        placed_at, order_id = datetime.fromisoformat(moment).astimezone(UTC), UUID(identity)
    except ValueError:
        raise InvalidInput("order.page", N_("This page of the list does not exist."), field="after") from None
    is_same_moment = and_(Order.placed_at == placed_at, Order.id < order_id)
    return or_(Order.placed_at < placed_at, is_same_moment)
