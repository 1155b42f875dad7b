"""Pure rules of stock: which warehouse gives how many, and how full a shelf is called."""

from collections.abc import Sequence

from core.inventory.states import StockLevel

FEW = 5


def level_of(free: int) -> StockLevel:
    """What a shopper reads about so many free pieces."""
    if free <= 0:
        return StockLevel.OUT_OF_STOCK
    return StockLevel.FEW_LEFT if free <= FEW else StockLevel.IN_STOCK


def spread_over(wanted: int, free: Sequence[int]) -> list[int]:
    """How many each warehouse gives: the fullest first, the earlier of equals. ValueError when all are too few."""
    if wanted > sum(free):
        raise ValueError("There is not enough.")
    given = [0] * len(free)
    for index in sorted(range(len(free)), key=lambda index: (-free[index], index)):
        given[index] = min(wanted, free[index])
        wanted -= given[index]
    return given
