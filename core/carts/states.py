"""The life of a cart."""

from enum import StrEnum

from core.kernel.states import StateMachine


class CartState(StrEnum):
    """Where a cart stands."""

    OPEN = "open"
    ORDERED = "ordered"
    MERGED = "merged"


CART_LIFE = StateMachine("cart", CartState.OPEN, {
    CartState.OPEN:    frozenset({CartState.ORDERED, CartState.MERGED}),
    CartState.ORDERED: frozenset(),
    CartState.MERGED:  frozenset(),
})  # fmt: skip
