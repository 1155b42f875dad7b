"""Rounding: worked examples of money and law, and what must hold for every amount."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.pricing.rounding import (
    Split,
    net_of_gross,
    round_half_up,
    share_of,
    split_between,
    split_group,
    split_lines,
    tax_of_net,
    unit_net,
    unit_share,
)
from core.pricing.states import PriceMode

STANDARD, REDUCED = Decimal("0.19"), Decimal("0.07")
RATES = st.sampled_from([Decimal(text) for text in ("0", "0.07", "0.10", "0.135", "0.19", "0.20", "0.255")])
MODES = st.sampled_from(PriceMode)
AMOUNTS = st.integers(min_value=0, max_value=10**9)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("0.5", 1), ("1.5", 2), ("2.5", 3), ("2.4999", 2), ("-0.5", -1), ("-2.5", -3), ("-2.4", -2), ("0", 0)],
)
def test_half_moves_away_from_zero(value: str, expected: int) -> None:
    assert round_half_up(Decimal(value)) == expected
    assert round_half_up(Fraction(value)) == expected


@pytest.mark.parametrize("value", [0.5, 1.0, float("nan")])
def test_floats_are_refused(value: float) -> None:
    with pytest.raises(TypeError):
        round_half_up(value)  # type: ignore[arg-type]  # the very mistake
    with pytest.raises(TypeError):
        net_of_gross(100, value)  # type: ignore[arg-type]  # the very mistake


@pytest.mark.parametrize("rate", ["-0.01", "19"])
def test_a_rate_that_is_no_fraction_is_refused(rate: str) -> None:
    with pytest.raises(ValueError, match="fraction"):
        net_of_gross(100, Decimal(rate))


@pytest.mark.parametrize(
    ("gross", "rate", "tax"),
    [
        (2000, "0.07", 131),
        (800, "0.07", 52),
        (1600, "0.19", 255),
        (1000, "0.19", 160),
        (500, "0.09", 41),
        (200, "0.24", 39),
        (1000, "0.23", 187),
    ],
)
def test_tax_inside_a_gross_price(gross: int, rate: str, tax: int) -> None:
    assert gross - net_of_gross(gross, Decimal(rate)) == tax


def test_tax_on_top_of_a_net_price() -> None:
    assert tax_of_net(1000, Decimal("0.23")) == 230
    assert tax_of_net(50, Decimal("0.05")) == 3
    assert tax_of_net(-50, Decimal("0.05")) == -3


def test_the_worked_example_of_gross_anchored_groups() -> None:
    standard = [5035, 4 * 4514, 4 * 7094]

    group = split_group(PriceMode.GROSS, sum(standard), STANDARD)
    lines = split_lines(PriceMode.GROSS, standard, STANDARD)
    reduced = split_group(PriceMode.GROSS, 4 * 9844, REDUCED)

    assert group == Split(net=43250, tax_minor=8217, gross=51467)
    assert [line.net for line in lines] == [4231, 15173, 23846]
    assert reduced == Split(net=36800, tax_minor=2576, gross=39376)
    assert group.gross + reduced.gross == 90843


def test_unit_prices() -> None:
    assert unit_net(23846, 4) == Decimal("59.615")
    assert unit_net(100, 3) == Decimal("0.3333")
    assert unit_share(200, 3) == 67


def test_a_share_of_nothing_is_refused() -> None:
    for part, whole in ((1, 0), (2, 1), (-1, 1)):
        with pytest.raises(ValueError, match="pieces"):
            share_of(100, part, whole)


@given(mode=MODES, rate=RATES, anchor=st.integers(min_value=-(10**9), max_value=10**9))
def test_a_group_adds_up_keeps_its_anchor_and_mirrors(mode: PriceMode, rate: Decimal, anchor: int) -> None:
    group, mirrored = split_group(mode, anchor, rate), split_group(mode, -anchor, rate)

    assert group.net + group.tax_minor == group.gross
    assert (group.gross if mode is PriceMode.GROSS else group.net) == anchor
    assert (mirrored.net, mirrored.tax_minor, mirrored.gross) == (-group.net, -group.tax_minor, -group.gross)


@given(mode=MODES, rate=RATES, amounts=st.lists(AMOUNTS, min_size=1, max_size=12), sign=st.sampled_from([1, -1]))
def test_lines_sum_to_their_group(mode: PriceMode, rate: Decimal, amounts: list[int], sign: int) -> None:
    amounts = [amount * sign for amount in amounts]

    group, lines = split_group(mode, sum(amounts), rate), split_lines(mode, amounts, rate)

    assert sum(line.net for line in lines) == group.net
    assert sum(line.tax_minor for line in lines) == group.tax_minor
    assert sum(line.gross for line in lines) == group.gross
    assert [line.gross if mode is PriceMode.GROSS else line.net for line in lines] == amounts
    assert all(line.net + line.tax_minor == line.gross for line in lines)


@given(mode=MODES, rate=RATES, amounts=st.lists(AMOUNTS, min_size=1, max_size=12))
def test_a_line_is_never_a_cent_away_from_its_exact_value(mode: PriceMode, rate: Decimal, amounts: list[int]) -> None:
    for amount, line in zip(amounts, split_lines(mode, amounts, rate), strict=True):
        exact = Fraction(amount) / (1 + Fraction(rate)) if mode is PriceMode.GROSS else amount * Fraction(rate)
        assert abs((line.net if mode is PriceMode.GROSS else line.tax_minor) - exact) <= 1


@given(mode=MODES, rate=RATES, parts=st.lists(AMOUNTS, min_size=1, max_size=12))
def test_any_partition_of_the_anchor_sums_to_the_whole(mode: PriceMode, rate: Decimal, parts: list[int]) -> None:
    before, net, tax, gross = 0, 0, 0, 0
    for part in parts:
        step = split_between(mode, before, before + part, rate)
        before, net, tax, gross = before + part, net + step.net, tax + step.tax_minor, gross + step.gross

    assert Split(net=net, tax_minor=tax, gross=gross) == split_group(mode, sum(parts), rate)


@given(total=st.integers(min_value=-(10**9), max_value=10**9), pieces=st.lists(st.integers(1, 50), min_size=1))
def test_shares_cut_anywhere_sum_to_the_total(total: int, pieces: list[int]) -> None:
    whole, before, sum_of_shares = sum(pieces), 0, 0
    for piece in pieces:
        sum_of_shares += share_of(total, before + piece, whole) - share_of(total, before, whole)
        before += piece

    assert sum_of_shares == total
