"""Rows of stock, locked. Who needs several kinds locks stock first, then policies, then backorders, by variant."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Uuid, and_, bindparam, select
from sqlalchemy.orm import Session

from core.inventory.errors import UnknownWarehouse, WarehouseClosed
from core.inventory.models import Backorder, Reservation, Stock, StockMovement, StockPolicy, StockRules, Warehouse
from core.inventory.rules import PLAIN, Place, Policy
from core.inventory.states import BackorderState, MovementReason, ReservationState, Sourcing
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import insert_if_absent, new_id

LIVE = (BackorderState.WAITING, BackorderState.PAUSED)


@dataclass(frozen=True, slots=True)
class Held:
    """A stock row, what an order holds of it, and the warehouse that it lies in."""

    stock: Stock
    own: Reservation | None
    priority: int = 0
    country: str = ""

    @property
    def owned(self) -> int:
        """What the order holds here."""
        return self.own.quantity - self.own.consumed if self.own else 0

    @property
    def free(self) -> int:
        """For this order: its own pieces count as available."""
        return self.stock.on_hand - self.stock.reserved + self.owned

    @property
    def place(self) -> Place:
        """The warehouse as sourcing sees it."""
        return Place(free=self.free, held=self.owned, priority=self.priority, country=self.country)


@dataclass(frozen=True, slots=True)
class OnShelves:
    """What lies of a variant in all warehouses, and the policy that was read with it: None without one."""

    rows: list[Held]
    policy: Policy | None
    sourcing: Sourcing

    @property
    def free(self) -> int:
        """What nobody else has reserved."""
        return sum(row.free for row in self.rows)

    @property
    def held(self) -> int:
        """What the order holds already."""
        return sum(row.owned for row in self.rows)


EMPTY = OnShelves([], None, Sourcing.HIGHEST_STOCK)

_POLICY = (
    StockPolicy.is_tracked,
    StockPolicy.low_from,
    StockPolicy.safety,
    StockPolicy.selling,
    StockPolicy.expected_on,
    StockPolicy.most_waiting,
    StockPolicy.waiting,
)
_LOCK_FOR = (
    select(
        Stock,
        Reservation,
        Warehouse.priority,
        Warehouse.country,
        select(StockRules.sourcing).scalar_subquery().label("sourcing"),
        *_POLICY,
    )
    .join(Warehouse, Warehouse.id == Stock.warehouse_id)
    .outerjoin(
        Reservation,
        and_(
            Reservation.variant_id == Stock.variant_id,
            Reservation.warehouse_id == Stock.warehouse_id,
            Reservation.order_id == bindparam("order_id", type_=Uuid()),
            Reservation.state == ReservationState.HELD,
        ),
    )
    .outerjoin(StockPolicy, StockPolicy.variant_id == Stock.variant_id)
    .where(Stock.variant_id.in_(bindparam("variant_ids", expanding=True, type_=Uuid())))
    .order_by(Stock.variant_id, Stock.warehouse_id)
    .with_for_update(of=Stock)
    .execution_options(populate_existing=True)
)


def lock_for(session: Session, order_id: UUID, variant_ids: Collection[UUID]) -> dict[UUID, OnShelves]:
    """The stock of variants with what an order holds of it; nothing for what was never stocked. One statement."""
    found: dict[UUID, OnShelves] = {}
    for row in session.execute(_LOCK_FOR, {"order_id": order_id, "variant_ids": list(variant_ids)}):
        stock, own, priority, country, sourcing = row[0], row[1], row[2], row[3], row[4]
        if stock.variant_id not in found:
            policy = None if row.is_tracked is None else policy_of(row)
            found[stock.variant_id] = OnShelves([], policy, sourcing or Sourcing.HIGHEST_STOCK)
        found[stock.variant_id].rows.append(Held(stock, own, priority, country))
    return found


def policy_of(row: object) -> Policy:
    """The policy in a row that has its columns."""
    return Policy(**{name: getattr(row, name) for name in Policy.__dataclass_fields__})


def lock_held(session: Session, condition: ColumnElement[bool]) -> list[Held]:
    """Reservations that are held, with their stock."""
    same = and_(Reservation.variant_id == Stock.variant_id, Reservation.warehouse_id == Stock.warehouse_id)
    statement = (
        select(Stock, Reservation)
        .join(Reservation, same)
        .where(Reservation.state == ReservationState.HELD, condition)
        .order_by(Stock.variant_id, Stock.warehouse_id, Reservation.id)
        .with_for_update(of=[Stock, Reservation])
        .execution_options(populate_existing=True)
    )
    return [Held(stock, reservation) for stock, reservation in session.execute(statement)]


def lock_stock(session: Session, variant_id: UUID, warehouse_id: UUID) -> Stock:
    """The stock row of a variant in a warehouse; a new one where there was none."""
    insert_if_absent(session, Stock, variant_id=variant_id, warehouse_id=warehouse_id, on_hand=0, reserved=0)
    statement = select(Stock).where(Stock.variant_id == variant_id, Stock.warehouse_id == warehouse_id)
    return session.scalars(statement.with_for_update().execution_options(populate_existing=True)).one()


def lock_policies(session: Session, variant_ids: Collection[UUID]) -> dict[UUID, StockPolicy]:
    """The policies of variants that have one."""
    statement = select(StockPolicy).where(StockPolicy.variant_id.in_(list(variant_ids)))
    statement = statement.order_by(StockPolicy.variant_id).with_for_update()
    found = session.scalars(statement.execution_options(populate_existing=True))
    return {policy.variant_id: policy for policy in found}


def lock_policy(session: Session, variant_id: UUID) -> StockPolicy:
    """The policy of a variant; a plain one where there was none."""
    insert_if_absent(session, StockPolicy, variant_id=variant_id)
    return lock_policies(session, [variant_id])[variant_id]


def lock_backorders(session: Session, condition: ColumnElement[bool]) -> list[Backorder]:
    """Backorders that wait or are paused, the oldest of each variant first."""
    statement = (
        select(Backorder)
        .where(Backorder.state.in_(LIVE), condition)
        .order_by(Backorder.variant_id, Backorder.created_at, Backorder.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(statement))


def plain_or(policy: StockPolicy | None) -> Policy:
    """A policy row as the rules know it."""
    return PLAIN if policy is None else policy_of(policy)


def warehouse_id(session: Session, code: str, *, must_be_open: bool = False) -> UUID:
    """The warehouse with this code. Raises UnknownWarehouse, WarehouseClosed."""
    found = session.execute(select(Warehouse.id, Warehouse.is_active).where(Warehouse.code == code)).one_or_none()
    if found is None:
        raise UnknownWarehouse(code=code)
    if must_be_open and not found.is_active:
        raise WarehouseClosed(code=code)
    identity: UUID = found.id
    return identity


def move(
    session: Session, stock: Stock, quantity: int, reason: MovementReason, reference: str, acting_user: Actor
) -> StockMovement:
    """Write down that pieces came or went; the caller has changed the stock row."""
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
