"""Reading stock: what may be sold, what is kept and awaited, what moved, where it lies."""

from core.inventory.queries.low import LowPage, LowRow, low_stock
from core.inventory.queries.movements import MovementPage, MovementRow, movement_page
from core.inventory.queries.stock import (
    POLICY_COLUMNS,
    HeldAt,
    HeldPieces,
    StockDifference,
    free_stock,
    held_at,
    held_for,
    missing_for,
    on_offer,
    policy_from,
    stock_differences,
)
from core.inventory.queries.warehouses import (
    PolicyView,
    ShelfRow,
    WarehouseView,
    find_policy,
    get_warehouse,
    open_warehouses,
    shelves_of,
    sourcing_now,
    warehouses,
)

__all__ = [
    "POLICY_COLUMNS",
    "HeldAt",
    "HeldPieces",
    "LowPage",
    "LowRow",
    "MovementPage",
    "MovementRow",
    "PolicyView",
    "ShelfRow",
    "StockDifference",
    "WarehouseView",
    "find_policy",
    "free_stock",
    "get_warehouse",
    "held_at",
    "held_for",
    "low_stock",
    "missing_for",
    "movement_page",
    "on_offer",
    "open_warehouses",
    "policy_from",
    "shelves_of",
    "sourcing_now",
    "stock_differences",
    "warehouses",
]
