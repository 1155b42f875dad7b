"""Warehouses, what lies in them of an article, and how it is kept and sold."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.inventory.errors import UnknownWarehouse
from core.inventory.models import Stock, StockPolicy, StockRules, Warehouse
from core.inventory.states import Selling, Sourcing


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseView:
    """A warehouse with how many pieces lie in it, and how many of them are reserved."""

    id: UUID
    code: str
    name: str
    priority: int
    street: str
    postal_code: str
    city: str
    country: str
    is_active: bool
    on_hand: int
    reserved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfRow:
    """What lies of an article in one warehouse."""

    warehouse_id: UUID
    code: str
    name: str
    on_hand: int
    reserved: int

    @property
    def free(self) -> int:
        """What nobody has reserved."""
        return self.on_hand - self.reserved


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
    """How an article is kept and sold, with what is promised."""

    is_tracked: bool
    low_from: int
    safety: int
    selling: Selling
    expected_on: date | None
    most_waiting: int | None
    waiting: int
    lead_days: int
    unit_cost_minor: int | None


def warehouses(session: Session) -> list[WarehouseView]:
    """All warehouses in the order in which they give, closed ones last. One statement."""
    on_hand, reserved = func.coalesce(func.sum(Stock.on_hand), 0), func.coalesce(func.sum(Stock.reserved), 0)
    statement = (
        select(Warehouse, on_hand, reserved)
        .outerjoin(Stock, Stock.warehouse_id == Warehouse.id)
        .group_by(Warehouse.id)
        .order_by(Warehouse.is_active.desc(), Warehouse.priority, Warehouse.code)
    )
    return [_view(warehouse, int(lying), int(kept)) for warehouse, lying, kept in session.execute(statement)]


def open_warehouses(session: Session) -> list[WarehouseView]:
    """The warehouses in which something may be booked."""
    return [warehouse for warehouse in warehouses(session) if warehouse.is_active]


def get_warehouse(session: Session, code: str) -> WarehouseView:
    """The warehouse with this code. Raises UnknownWarehouse."""
    for warehouse in warehouses(session):
        if warehouse.code == code:
            return warehouse
    raise UnknownWarehouse(code=code)


def shelves_of(session: Session, variant_id: UUID) -> list[ShelfRow]:
    """What lies of a variant in each warehouse that ever had it. One statement."""
    columns = (Warehouse.id.label("warehouse_id"), Warehouse.code, Warehouse.name, Stock.on_hand, Stock.reserved)
    statement = select(*columns).join(Stock, Stock.warehouse_id == Warehouse.id).where(Stock.variant_id == variant_id)
    return [ShelfRow(**row._mapping) for row in session.execute(statement.order_by(Warehouse.priority, Warehouse.code))]


def find_policy(session: Session, variant_id: UUID) -> PolicyView | None:
    """How a variant is kept and sold; None when nobody has decided anything."""
    found = session.get(StockPolicy, variant_id)
    if found is None:
        return None
    return PolicyView(**{name: getattr(found, name) for name in PolicyView.__dataclass_fields__})


def sourcing_now(session: Session) -> Sourcing:
    """Which warehouse gives first."""
    return session.scalar(select(StockRules.sourcing)) or Sourcing.HIGHEST_STOCK


def _view(warehouse: Warehouse, on_hand: int, reserved: int) -> WarehouseView:
    names = WarehouseView.__dataclass_fields__.keys() - {"on_hand", "reserved"}
    return WarehouseView(**{name: getattr(warehouse, name) for name in names}, on_hand=on_hand, reserved=reserved)
