"""Rules of stock without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inventory.rules import level_of, spread_over
from core.inventory.states import StockLevel


@pytest.mark.parametrize(
    ("free", "level"),
    [
        (-1, StockLevel.OUT_OF_STOCK),
        (0, StockLevel.OUT_OF_STOCK),
        (1, StockLevel.FEW_LEFT),
        (5, StockLevel.FEW_LEFT),
        (6, StockLevel.IN_STOCK),
    ],
)
def test_the_level_that_shoppers_read(free: int, level: StockLevel) -> None:
    assert level_of(free) is level


@given(st.lists(st.integers(0, 50), min_size=1, max_size=6), st.integers(0, 300))
def test_warehouses_never_give_more_than_they_have(free: list[int], wanted: int) -> None:
    if wanted > sum(free):
        with pytest.raises(ValueError, match="not enough"):
            spread_over(wanted, free)
        return
    given_pieces = spread_over(wanted, free)
    assert sum(given_pieces) == wanted
    assert all(0 <= pieces <= most for pieces, most in zip(given_pieces, free, strict=True))
