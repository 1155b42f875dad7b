"""The only place where money is rounded: half up, per VAT group, and spread so that parts sum to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from typing import Any

from core.pricing.states import PriceMode


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """One amount seen three ways, in minor units: net + tax_minor = gross."""

    net: int
    tax_minor: int
    gross: int


@dataclass(frozen=True, slots=True)
class _Ratio:
    """1 + rate, as whole numbers over each other."""

    gross: int
    net: int


def round_half_up(value: Decimal | Fraction) -> int:
    """The nearest whole number; a half moves away from zero, so that refunds mirror charges."""
    if not isinstance(value, Decimal | Fraction):
        raise TypeError("Only exact numbers are rounded: Decimal or Fraction.")
    numerator, denominator = value.as_integer_ratio()
    return _half_up(numerator, denominator)


def net_of_gross(gross: int, rate: Decimal) -> int:
    """The net amount inside a gross amount."""
    ratio = _ratio(rate)
    return _half_up(gross * ratio.net, ratio.gross)


def tax_of_net(net: int, rate: Decimal) -> int:
    """The tax on top of a net amount."""
    ratio = _ratio(rate)
    return _half_up(net * (ratio.gross - ratio.net), ratio.net)


def share_of(total: int, part: int, whole: int) -> int:
    """What `part` of `whole` pieces is worth. For a following part take the difference of two such shares:
    then all parts together are the total, to the cent, however they were cut.

    Raises ValueError unless 0 <= part <= whole and whole > 0.
    """
    if whole <= 0 or not 0 <= part <= whole:
        raise ValueError("A share is some pieces of a whole.")
    return _half_up(total * part, whole)


def percent_of(amount: int, percent: Decimal) -> int:
    """So many percent of an amount, rounded once."""
    if not isinstance(percent, Decimal):
        raise TypeError("A percentage is a Decimal.")
    return round_half_up(Fraction(percent) * amount / 100)


def raised_by(amount: Any, basis_points: int) -> Any:
    """An amount changed by so many hundredths of a percent, half up: a number, or a column in a statement.

    Amounts are not negative, and nothing falls by more than all of itself.
    """
    if basis_points < -10_000:
        raise ValueError("Nothing falls by more than all of itself.")
    return (amount * (2 * (10_000 + basis_points)) + 10_000) // 20_000


def split_group(mode: PriceMode, anchor_minor: int, rate: Decimal) -> Split:
    """Net, tax and gross of one VAT group whose anchor (gross or net sum) never moves."""
    if mode is PriceMode.GROSS:
        net = net_of_gross(anchor_minor, rate)
        return Split(net=net, tax_minor=anchor_minor - net, gross=anchor_minor)
    tax = tax_of_net(anchor_minor, rate)
    return Split(net=anchor_minor, tax_minor=tax, gross=anchor_minor + tax)


def split_between(mode: PriceMode, before_minor: int, after_minor: int, rate: Decimal) -> Split:
    """What a further part adds to a group whose anchor stood at `before` and will stand at `after`.

    The parts of a group, cut anywhere and taken one after the other, sum to `split_group` of the whole.
    """
    before, after = split_group(mode, before_minor, rate), split_group(mode, after_minor, rate)
    return Split(
        net=after.net - before.net, tax_minor=after.tax_minor - before.tax_minor, gross=after.gross - before.gross
    )


def split_lines(mode: PriceMode, amounts_minor: Sequence[int], rate: Decimal) -> list[Split]:
    """Net, tax and gross of the lines of one VAT group; each column sums to `split_group` of the sum.

    The odd cents go to the largest remainders of the exact amounts, ties to the earliest line.
    """
    ratio, group = _ratio(rate), split_group(mode, sum(amounts_minor), rate)
    if mode is PriceMode.GROSS:
        nets = _spread(group.net, [amount * ratio.net for amount in amounts_minor], ratio.gross)
        return [
            Split(net=net, tax_minor=amount - net, gross=amount)
            for net, amount in zip(nets, amounts_minor, strict=True)
        ]
    taxes = _spread(group.tax_minor, [amount * (ratio.gross - ratio.net) for amount in amounts_minor], ratio.net)
    return [
        Split(net=amount, tax_minor=tax, gross=amount + tax) for tax, amount in zip(taxes, amounts_minor, strict=True)
    ]


def unit_net(net_minor: int, quantity: int) -> Decimal:
    """The net price of one piece in major units with four decimals, as invoices print it."""
    return Decimal(_half_up(net_minor * 100, quantity)) / Decimal(10_000)


def unit_share(amount_minor: int, quantity: int) -> int:
    """The price of one piece in minor units, for show only: the amount of the line is what counts."""
    return _half_up(amount_minor, quantity)


@cache
def _ratio(rate: Decimal) -> _Ratio:
    if not isinstance(rate, Decimal):
        raise TypeError("A rate is a Decimal.")
    if not 0 <= rate < 10:
        raise ValueError("A rate is a fraction such as 0.19.")
    gross, net = (1 + rate).as_integer_ratio()
    return _Ratio(gross, net)


def _half_up(numerator: int, denominator: int) -> int:
    if numerator < 0:
        return -_half_up(-numerator, denominator)
    return (2 * numerator + denominator) // (2 * denominator)


def _spread(total: int, numerators: Sequence[int], denominator: int) -> list[int]:
    """Whole numbers that sum to the total, each the floor of its exact value or one more."""
    if total < 0:
        return [-part for part in _spread(-total, [-numerator for numerator in numerators], denominator)]
    exact = [divmod(numerator, denominator) for numerator in numerators]
    missing = total - sum(whole for whole, _ in exact)
    by_remainder = sorted(range(len(exact)), key=lambda index: (-exact[index][1], index))
    favoured = set(by_remainder[:missing])
    return [whole + (index in favoured) for index, (whole, _) in enumerate(exact)]
