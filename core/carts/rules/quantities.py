"""Which quantities a cart holds."""

from core.pricing.errors import QuantityOutOfRange
from core.pricing.rules.checks import LARGEST_QUANTITY

MOST_LINES = 1_000


def require_quantity(quantity: int) -> None:
    """Raises QuantityOutOfRange unless a shop sells so many at once."""
    if not 1 <= quantity <= LARGEST_QUANTITY:
        raise QuantityOutOfRange


def joined_quantity(one: int, other: int) -> int:
    """The quantity of an article that lies in two carts: all of it, as far as a cart can hold."""
    return min(one + other, LARGEST_QUANTITY)
