"""What can be done with stock: moving it, keeping it for orders, promising what comes later."""

from core.inventory.operations.moving import (
    MAIN_WAREHOUSE,
    correct_stock,
    count_stock,
    open_stock,
    put_back,
    receive_stock,
    take_out,
    transfer_stock,
)
from core.inventory.operations.policies import PolicyInput, set_policy
from core.inventory.operations.releasing import pause, release, release_expired, resume
from core.inventory.operations.reserving import keep_reservation, reserve
from core.inventory.operations.shipping import consume
from core.inventory.operations.stocktakes import (
    Counted,
    begin_stocktake,
    book_lines,
    book_stocktake,
    cancel_stocktake,
    count_file,
    count_pieces,
    take_out_lines,
)
from core.inventory.operations.visit_time import book_time, release_time, set_day, set_hours
from core.inventory.operations.waiting import allocate_waiting
from core.inventory.operations.warehouses import (
    WarehouseInput,
    change_warehouse,
    choose_sourcing,
    create_warehouse,
    open_warehouse,
)
from core.inventory.operations.wishes import confirm_wish, forget_wishes, tell_wishers, wish_for, withdraw_wish

__all__ = [
    "MAIN_WAREHOUSE",
    "Counted",
    "PolicyInput",
    "WarehouseInput",
    "allocate_waiting",
    "begin_stocktake",
    "book_lines",
    "book_stocktake",
    "book_time",
    "cancel_stocktake",
    "change_warehouse",
    "choose_sourcing",
    "confirm_wish",
    "consume",
    "correct_stock",
    "count_file",
    "count_pieces",
    "count_stock",
    "create_warehouse",
    "forget_wishes",
    "keep_reservation",
    "open_stock",
    "open_warehouse",
    "pause",
    "put_back",
    "receive_stock",
    "release",
    "release_expired",
    "release_time",
    "reserve",
    "resume",
    "set_day",
    "set_hours",
    "set_policy",
    "take_out",
    "take_out_lines",
    "tell_wishers",
    "transfer_stock",
    "wish_for",
    "withdraw_wish",
]
