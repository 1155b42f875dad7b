"""How an amount of money spreads over places that can each take only so much."""

from collections.abc import Sequence

from core.kernel.money import allocate


def spread_within(amount_minor: int, rooms: Sequence[int]) -> list[int]:
    """Shares of an amount by the room in each place; never more than the room, what does not fit stays out.

    Full rooms are filled exactly. Minor units; rooms below zero count as none.
    """
    limits = [max(room, 0) for room in rooms]
    fitting = min(amount_minor, sum(limits))
    return allocate(fitting, limits) if fitting > 0 else [0] * len(limits)
