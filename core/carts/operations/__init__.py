"""What can be done with carts and lists."""

from core.carts.operations.changing import change_selection, set_quantities
from core.carts.operations.filling import (
    KEPT_FOR,
    Wanted,
    acknowledge,
    add_many,
    add_to_cart,
    discard_expired,
    enter_code,
    find_locked_cart,
    mark_ordered,
    merge_carts,
    remove_code,
    set_quantity,
)

__all__ = [
    "KEPT_FOR",
    "Wanted",
    "acknowledge",
    "add_many",
    "add_to_cart",
    "change_selection",
    "discard_expired",
    "enter_code",
    "find_locked_cart",
    "mark_ordered",
    "merge_carts",
    "remove_code",
    "set_quantities",
    "set_quantity",
]
