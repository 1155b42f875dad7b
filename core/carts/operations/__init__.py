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
from core.carts.operations.lists import (
    PutIntoCart,
    change_list,
    create_list,
    keep_cart,
    list_to_cart,
    put_on_list,
    remove_list,
    save_for_later,
    set_on_list,
)

__all__ = [
    "KEPT_FOR",
    "PutIntoCart",
    "Wanted",
    "acknowledge",
    "add_many",
    "add_to_cart",
    "change_list",
    "change_selection",
    "create_list",
    "discard_expired",
    "enter_code",
    "find_locked_cart",
    "keep_cart",
    "list_to_cart",
    "mark_ordered",
    "merge_carts",
    "put_on_list",
    "remove_code",
    "remove_list",
    "save_for_later",
    "set_on_list",
    "set_quantities",
    "set_quantity",
]
