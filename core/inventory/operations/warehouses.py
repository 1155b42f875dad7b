"""Opening, changing and closing warehouses, and who of them gives first."""

from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.inventory.errors import LastWarehouse, WarehouseCodeTaken, WarehouseNotEmpty
from core.inventory.models import Stock, StockRules, Warehouse
from core.inventory.states import Sourcing
from core.kernel.db import insert_if_absent, lock, lock_all, new_id, on_constraint


@dataclass(frozen=True, slots=True, kw_only=True)
class WarehouseInput:
    """What people write about a warehouse. A low `priority` gives first."""

    name: str
    priority: int = 0
    street: str = ""
    postal_code: str = ""
    city: str = ""
    country: str = "DE"
    is_active: bool = True


def create_warehouse(session: Session, *, code: str, name: str, priority: int = 0, country: str = "DE") -> Warehouse:
    """Open a place for goods. Raises WarehouseCodeTaken."""
    return open_warehouse(session, code, WarehouseInput(name=name, priority=priority, country=country))


def open_warehouse(session: Session, code: str, wanted: WarehouseInput) -> Warehouse:
    """Open a place for goods, with its address. Raises WarehouseCodeTaken."""
    made = Warehouse(id=new_id(), code=code, **asdict(wanted))
    with on_constraint(session, {"uq_warehouse_code": lambda: WarehouseCodeTaken(code=code)}):
        session.add(made)
    return made


def change_warehouse(session: Session, warehouse_id: UUID, wanted: WarehouseInput) -> Warehouse:
    """Rename, move or close a warehouse. Raises WarehouseNotEmpty and LastWarehouse for one that cannot be closed."""
    warehouse = lock(session, Warehouse, warehouse_id)
    if warehouse.is_active and not wanted.is_active:
        _require_closable(session, warehouse)
    for name in WarehouseInput.__dataclass_fields__:
        setattr(warehouse, name, getattr(wanted, name))
    return warehouse


def choose_sourcing(session: Session, sourcing: Sourcing) -> None:
    """Say which warehouse gives first from now on; what is reserved stays where it is."""
    if not insert_if_absent(session, StockRules, id=1, sourcing=sourcing):
        lock_all(session, StockRules, [1])[0].sourcing = sourcing  # type: ignore[list-item]  # the only row


def _require_closable(session: Session, warehouse: Warehouse) -> None:
    pieces = session.scalar(select(func.sum(Stock.on_hand)).where(Stock.warehouse_id == warehouse.id)) or 0
    if pieces:
        raise WarehouseNotEmpty(name=warehouse.name, pieces=int(pieces))
    others = select(Warehouse.id).where(Warehouse.is_active, Warehouse.id != warehouse.id).limit(1)
    if session.scalar(others) is None:
        raise LastWarehouse
