"""Money: whole cents, and splits that lose none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.kernel.money import Money, allocate

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=30)
AMOUNT = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("weights", "amount", "parts"),
    [
        ([7], 31, [31]),
        ([400, 200, 200], 300, [150, 75, 75]),
        ([400, 200, 200], -300, [-150, -75, -75]),
        ([43, 14, 23], 299, [161, 52, 86]),
        ([1, 1, 1], 1000, [334, 333, 333]),
        ([10, 0], 40, [40, 0]),
        ([0, 0], 11, [6, 5]),
        ([0, 0], 0, [0, 0]),
        ([12000, 23000, 30000], 5000, [923, 1769, 2308]),
    ],
)
def test_splits_by_largest_remainder_with_ties_to_the_earliest(
    weights: list[int], amount: int, parts: list[int]
) -> None:
    assert allocate(amount, weights) == parts


@given(amount=AMOUNT, weights=WEIGHTS)
def test_no_cent_is_lost_or_made(amount: int, weights: list[int]) -> None:
    assert sum(allocate(amount, weights)) == amount


@given(amount=AMOUNT, weights=WEIGHTS)
def test_each_part_is_within_one_cent_of_its_exact_share(amount: int, weights: list[int]) -> None:
    whole = sum(weights)
    if whole:
        for part, weight in zip(allocate(amount, weights), weights, strict=True):
            assert abs(part * whole - amount * weight) < whole


@given(amount=AMOUNT, weights=WEIGHTS)
def test_a_negative_amount_mirrors_the_positive_one(amount: int, weights: list[int]) -> None:
    assert allocate(-amount, weights) == [-part for part in allocate(amount, weights)]


@pytest.mark.parametrize("weights", [[], [1, -1]])
def test_a_split_without_weights_or_with_a_negative_one_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="at least one weight"):
        allocate(1, weights)


def test_money_adds_subtracts_and_compares_in_one_currency() -> None:
    assert Money(250) + Money(50) - Money(100) * 2 == Money(100)
    assert -Money(5) == Money(-5)
    assert Money(99) < Money(100)
    assert Money(100).allocate([1, 2]) == [Money(33), Money(67)]
    assert Money.zero().is_zero
    assert (str(Money(-1205)), str(Money(7, "USD"))) == ("-12.05 EUR", "0.07 USD")


def test_money_refuses_other_currencies_and_broken_cents() -> None:
    with pytest.raises(ValueError, match="cannot be mixed"):
        Money(1, "EUR") + Money(1, "USD")
    with pytest.raises(TypeError):
        Money(1.5)  # type: ignore[arg-type]  # the mistake that is tested
    with pytest.raises(TypeError):
        Money(1) * 0.5  # type: ignore[operator]  # the mistake that is tested
