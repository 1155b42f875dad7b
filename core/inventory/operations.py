"""Moving and keeping stock: receive, reserve, ship, release, put back, count. Rows lock in order of their ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, insert, select
from sqlalchemy.orm import Session

from core.catalog.queries import articles_for
from core.inventory.errors import (
    NoQuantity,
    NotEnoughStock,
    NotReserved,
    Shortage,
    StillReserved,
    UnknownWarehouse,
)
from core.inventory.events import ReservationExpired
from core.inventory.models import Reservation, Stock, StockMovement, Warehouse
from core.inventory.rules import spread_over
from core.inventory.states import MovementReason, ReservationState
from core.kernel import clock, events
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import insert_if_absent, new_id, table_of

MAIN_WAREHOUSE = "main"


@dataclass(frozen=True, slots=True)
class _Held:
    """A stock row and what an order holds of it."""

    stock: Stock
    own: Reservation | None

    @property
    def owned(self) -> int:
        return self.own.quantity - self.own.consumed if self.own else 0

    @property
    def free(self) -> int:
        """For this order: its own pieces count as available."""
        return self.stock.on_hand - self.stock.reserved + self.owned


def create_warehouse(session: Session, *, code: str, name: str) -> Warehouse:
    """Open a place for goods."""
    made = Warehouse(id=new_id(), code=code, name=name)
    session.add(made)
    session.flush()  # stock points to it
    return made


def receive_stock(
    session: Session,
    variant_id: UUID,
    quantity: int,
    *,
    reference: str = "",
    warehouse_code: str = MAIN_WAREHOUSE,
    acting_user: Actor,
) -> StockMovement:
    """Goods came in. Raises NoQuantity, UnknownWarehouse."""
    return _add(
        session, variant_id, quantity, MovementReason.RECEIVED, reference, warehouse_code, acting_user=acting_user
    )


def open_stock(
    session: Session,
    pieces: Mapping[UUID, int],
    *,
    reference: str = "",
    warehouse_code: str = MAIN_WAREHOUSE,
    acting_user: Actor,
) -> None:
    """Goods of articles that were never in stock came in: in three statements, however many there are.

    Raises UnknownWarehouse. The articles are new in this transaction, so nobody else counts them.
    """
    if not pieces:
        return
    warehouse_id = _warehouse_id(session, warehouse_code)
    came = [
        {"variant_id": variant_id, "warehouse_id": warehouse_id, "quantity": count}
        for variant_id, count in pieces.items()
    ]
    same = {
        "reason": MovementReason.RECEIVED,
        "reference": reference,
        "at": clock.now(),
        "actor_name": acting_user.name,
    }
    stock = [{**row, "on_hand": row["quantity"], "reserved": 0} for row in came]
    session.execute(insert(table_of(Stock)), [{k: v for k, v in row.items() if k != "quantity"} for row in stock])
    session.execute(insert(table_of(StockMovement)), [{"id": new_id(), **row, **same} for row in came])


def put_back(
    session: Session,
    variant_id: UUID,
    quantity: int,
    *,
    reference: str = "",
    warehouse_code: str = MAIN_WAREHOUSE,
    acting_user: Actor,
) -> StockMovement:
    """Goods that a customer returned can be sold again. Raises NoQuantity, UnknownWarehouse."""
    return _add(
        session, variant_id, quantity, MovementReason.RETURNED, reference, warehouse_code, acting_user=acting_user
    )


def count_stock(
    session: Session, variant_id: UUID, counted: int, *, warehouse_code: str = MAIN_WAREHOUSE, acting_user: Actor
) -> StockMovement | None:
    """Book what was counted; None when the books were right. Raises StillReserved below what orders hold."""
    warehouse_id = _warehouse_id(session, warehouse_code)
    stock = _locked_stock(session, variant_id, warehouse_id)
    if counted < stock.reserved:
        raise StillReserved(reserved=stock.reserved)
    difference = counted - stock.on_hand
    if difference == 0:
        return None
    stock.on_hand = counted
    return _move(session, stock, difference, MovementReason.COUNTED, "", acting_user)


def reserve(
    session: Session,
    order_id: UUID,
    wanted: Mapping[UUID, int],
    *,
    expires_at: datetime | None,
    acting_user: Actor = SYSTEM,
    locale: str = "en",
) -> None:
    """Keep exactly so many pieces of each variant for an order: all of them, or nothing and NotEnoughStock.

    What the order holds already counts as available to it, so that asking again changes the quantity.
    """
    if any(quantity < 1 for quantity in wanted.values()):
        raise NoQuantity
    rows = _lock_for(session, order_id, wanted)
    _require_enough(session, wanted, rows, locale=locale)
    for variant_id, quantity in wanted.items():
        given = spread_over(quantity, [row.free for row in rows[variant_id]])
        for row, pieces in zip(rows[variant_id], given, strict=True):
            row.stock.reserved += pieces - row.owned
            _hold(session, order_id, row, pieces, expires_at=expires_at, acting_user=acting_user)


def keep_reservation(session: Session, order_id: UUID, *, until: datetime | None = None) -> None:
    """What an order holds stays until then; without a moment until it is shipped or released."""
    for row in _lock_held(session, Reservation.order_id == order_id):
        assert row.own is not None
        row.own.expires_at = until


def consume(
    session: Session, order_id: UUID, variant_id: UUID, quantity: int, *, reference: str = "", acting_user: Actor
) -> None:
    """Reserved pieces leave the warehouse. Raises NotReserved, and moves nothing, when fewer are held."""
    if quantity < 1:
        raise NoQuantity
    rows = _lock_held(session, and_(Reservation.order_id == order_id, Reservation.variant_id == variant_id))
    held = sum(row.owned for row in rows)
    if held < quantity:
        raise NotReserved(held=held, wanted=quantity)
    for row, pieces in zip(rows, spread_over(quantity, [row.owned for row in rows]), strict=True):
        if pieces:
            row.stock.on_hand -= pieces
            row.stock.reserved -= pieces
            _consume_own(row, pieces, acting_user)
            _move(session, row.stock, -pieces, MovementReason.SHIPPED, reference, acting_user)


def release(
    session: Session,
    order_id: UUID,
    *,
    quantities: Mapping[UUID, int] | None = None,
    acting_user: Actor,
    reason: str = "",
) -> None:
    """Give back what an order still holds: everything, or at most so many pieces of some variants."""
    left = dict(quantities) if quantities is not None else None
    for row in _lock_held(session, Reservation.order_id == order_id):
        pieces = row.owned
        if left is not None:
            pieces = min(pieces, left.get(row.stock.variant_id, 0))
            left[row.stock.variant_id] = left.get(row.stock.variant_id, 0) - pieces
        if pieces:
            _let_go(row, pieces, ReservationState.RELEASED, acting_user, reason)


def release_expired(session: Session) -> list[UUID]:
    """Free what was not confirmed in time, and tell for each order; returns the orders."""
    rows = _lock_held(session, Reservation.expires_at <= clock.now())
    orders: dict[UUID, None] = {}
    for row in rows:
        assert row.own is not None
        _let_go(row, row.owned, ReservationState.EXPIRED, SYSTEM, "not confirmed in time")
        orders[row.own.order_id] = None
    for order_id in orders:
        events.announce(session, ReservationExpired(order_id=order_id), acting_user=SYSTEM)
    return list(orders)


# --- steps


def _require_enough(
    session: Session, wanted: Mapping[UUID, int], rows: Mapping[UUID, list[_Held]], *, locale: str
) -> None:
    free = {variant_id: sum(row.free for row in rows[variant_id]) for variant_id in wanted}
    short = [variant_id for variant_id, quantity in wanted.items() if free[variant_id] < quantity]
    if not short:
        return
    articles = articles_for(session, short)
    raise NotEnoughStock(
        [
            Shortage(
                variant_id=variant_id,
                name=articles[variant_id].name_in(locale) if variant_id in articles else "?",
                wanted=wanted[variant_id],
                free=free[variant_id],
            )
            for variant_id in short
        ]
    )


def _hold(
    session: Session, order_id: UUID, row: _Held, pieces: int, *, expires_at: datetime | None, acting_user: Actor
) -> None:
    if row.own is None and pieces:
        session.add(
            Reservation(
                order_id=order_id,
                variant_id=row.stock.variant_id,
                warehouse_id=row.stock.warehouse_id,
                quantity=pieces,
                expires_at=expires_at,
            )
        )
    elif row.own is not None and pieces:
        row.own.quantity = row.own.consumed + pieces
        row.own.expires_at = expires_at
    elif row.own is not None:
        row.own.move_to(ReservationState.RELEASED, acting_user=acting_user, reason="the order needs it no longer")


def _consume_own(row: _Held, pieces: int, acting_user: Actor) -> None:
    assert row.own is not None
    row.own.consumed += pieces
    if row.own.consumed == row.own.quantity:
        row.own.move_to(ReservationState.CONSUMED, acting_user=acting_user)


def _let_go(row: _Held, pieces: int, state: ReservationState, acting_user: Actor, reason: str) -> None:
    assert row.own is not None
    row.stock.reserved -= pieces
    if pieces == row.owned:
        row.own.move_to(state, acting_user=acting_user, reason=reason)
    else:
        row.own.quantity -= pieces


def _add(
    session: Session,
    variant_id: UUID,
    quantity: int,
    reason: MovementReason,
    reference: str,
    warehouse_code: str,
    *,
    acting_user: Actor,
) -> StockMovement:
    if quantity < 1:
        raise NoQuantity
    stock = _locked_stock(session, variant_id, _warehouse_id(session, warehouse_code))
    stock.on_hand += quantity
    return _move(session, stock, quantity, reason, reference, acting_user)


def _move(
    session: Session, stock: Stock, quantity: int, reason: MovementReason, reference: str, acting_user: Actor
) -> StockMovement:
    movement = StockMovement(
        id=new_id(),
        variant_id=stock.variant_id,
        warehouse_id=stock.warehouse_id,
        quantity=quantity,
        reason=reason,
        reference=reference,
        at=clock.now(),
        actor_name=acting_user.name,
    )
    session.add(movement)
    return movement


# --- rows, locked


_LOCK_FOR = (
    select(Stock, Reservation)
    .outerjoin(
        Reservation,
        and_(
            Reservation.variant_id == Stock.variant_id,
            Reservation.warehouse_id == Stock.warehouse_id,
            Reservation.order_id == bindparam("order_id", type_=Uuid()),
            Reservation.state == ReservationState.HELD,
        ),
    )
    .where(Stock.variant_id.in_(bindparam("variant_ids", expanding=True, type_=Uuid())))
    .order_by(Stock.variant_id, Stock.warehouse_id)
    .with_for_update(of=Stock)
    .execution_options(populate_existing=True)
)


def _lock_for(session: Session, order_id: UUID, wanted: Mapping[UUID, int]) -> dict[UUID, list[_Held]]:
    rows: dict[UUID, list[_Held]] = {variant_id: [] for variant_id in wanted}
    for stock, reservation in session.execute(_LOCK_FOR, {"order_id": order_id, "variant_ids": list(wanted)}):
        rows[stock.variant_id].append(_Held(stock, reservation))
    return rows


def _lock_held(session: Session, condition: ColumnElement[bool]) -> list[_Held]:
    same = and_(Reservation.variant_id == Stock.variant_id, Reservation.warehouse_id == Stock.warehouse_id)
    statement = (
        select(Stock, Reservation)
        .join(Reservation, same)
        .where(Reservation.state == ReservationState.HELD, condition)
        .order_by(Stock.variant_id, Stock.warehouse_id, Reservation.id)
        .with_for_update(of=[Stock, Reservation])
        .execution_options(populate_existing=True)
    )
    return [_Held(stock, reservation) for stock, reservation in session.execute(statement)]


def _locked_stock(session: Session, variant_id: UUID, warehouse_id: UUID) -> Stock:
    insert_if_absent(session, Stock, variant_id=variant_id, warehouse_id=warehouse_id, on_hand=0, reserved=0)
    statement = select(Stock).where(Stock.variant_id == variant_id, Stock.warehouse_id == warehouse_id)
    return session.scalars(statement.with_for_update().execution_options(populate_existing=True)).one()


def _warehouse_id(session: Session, code: str) -> UUID:
    found = session.scalar(select(Warehouse.id).where(Warehouse.code == code))
    if found is None:
        raise UnknownWarehouse(code=code)
    return found
