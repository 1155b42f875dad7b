"""The reference cases of discount, proration and rounding by their numbers, so that none of them is lost.

Cases of tax stand in test_tax_decision and tests/integration/test_taxes.
"""

from decimal import Decimal

import pytest

from core.catalog.states import TaxClass
from core.kernel.money import allocate
from core.pricing.rounding import split_group
from core.pricing.rules.promotions.actions.amount import AmountOff
from core.pricing.rules.promotions.actions.order_percent import PercentOffOrder
from core.pricing.rules.promotions.actions.percent import PercentOffLines
from core.pricing.states import PriceMode
from tests.support.pricebook import Shop, offer

TEN = Decimal(10)


def taken(shop: Shop, amounts: list[int], *, quantity: int = 1) -> list[int]:
    """What promotions take off lines of these amounts."""
    lines = [(shop.add(amount), quantity) for amount in amounts]
    return [line.discount_minor for line in shop.price(*lines).lines]


@pytest.mark.parametrize(
    ("case", "amount", "weights", "wanted"),
    [
        ("C31", 300, [123], [300]),
        ("C31", 300, [4000, 2000, 2000], [150, 75, 75]),
        ("C31", -300, [4000, 2000, 2000], [-150, -75, -75]),
        ("C32", 299, [4300, 1400, 2300], [161, 52, 86]),
        ("C34", 95, [10, 20, 10, 30, 50, 20, 10, 40], [5, 10, 5, 15, 25, 10, 5, 20]),
        ("C34", 93, [10, 20, 10, 30, 50, 20, 10, 40], [5, 10, 5, 15, 24, 10, 5, 19]),
        ("C35", 40, [10, 0], [40, 0]),
        ("C35", 10, [0, 0], [5, 5]),
        ("C35", 0, [0, 0], [0, 0]),
        ("C37", 1500, [100], [1500]),
        ("C37", 1500, [50, 50, 50], [500, 500, 500]),
        ("C37", 1000, [1, 1, 1], [334, 333, 333]),
        ("C38", 1500, [15_000, 5000, 10_000], [750, 250, 500]),
    ],
)
def test_an_amount_is_spread_as_the_case_says(case: str, amount: int, weights: list[int], wanted: list[int]) -> None:
    assert allocate(amount, weights) == wanted, case


def test_c22_ten_percent_as_a_promotion_of_lines_and_of_the_order() -> None:
    by_line = Shop(promotions=(offer(PercentOffLines(percent=TEN)),))
    by_order = Shop(promotions=(offer(PercentOffOrder(percent=TEN)),))
    pieces = Shop(promotions=(offer(PercentOffLines(percent=TEN)),))

    assert taken(by_line, [106, 206, 306, 406]) == [11, 21, 31, 41]
    assert taken(by_order, [106, 206, 306, 406]) == [11, 21, 30, 40]
    assert taken(pieces, [106], quantity=4) == [42]


def test_c23_ten_percent_of_single_units() -> None:
    assert taken(Shop(promotions=(offer(PercentOffLines(percent=TEN)),)), [104, 204, 304, 404]) == [10, 20, 30, 40]


def test_c25_a_voucher_above_the_subtotal_never_eats_delivery() -> None:
    shop = Shop(promotions=(offer(AmountOff(off_minor=10_000)),))
    article = shop.add(4000)

    priced = shop.price((article, 1), delivery="standard")

    assert (priced.gross, priced.discounts[0].amount_minor) == (590, 4000)


@pytest.mark.parametrize(
    ("case", "amounts", "wanted"),
    [("C40", [12_000, 23_000, 30_000], [923, 1769, 2308]), ("C41", [1200, 2300, 1000], [180, 345, 150])],
)
def test_fifteen_percent_capped_at_fifty(case: str, amounts: list[int], wanted: list[int]) -> None:
    shop = Shop(promotions=(offer(PercentOffOrder(percent=Decimal(15), most_minor=5000)),))

    assert taken(shop, amounts) == wanted, case


def test_c44_five_off_two_equal_lines_keeps_the_rate_of_each() -> None:
    shop = Shop(promotions=(offer(AmountOff(off_minor=500)),))
    first, second = shop.add(500), shop.add(500, tax_class=TaxClass.REDUCED)

    priced = shop.price((first, 1), (second, 1))

    assert ([line.discount_minor for line in priced.lines], priced.gross) == ([250, 250], 500)
    assert [str(line.tax.rate) for line in priced.lines] == ["0.19", "0.07"]


def test_c47_half_off_halves_each_tax_group() -> None:
    shop = Shop(mode=PriceMode.NET, promotions=(offer(PercentOffOrder(percent=Decimal(50))),))
    first, second = shop.add(10_000), shop.add(6000, tax_class=TaxClass.REDUCED)

    priced = shop.price((first, 1), (second, 1))

    assert [(group.net, group.tax_minor) for group in priced.groups] == [(5000, 950), (3000, 210)]


def test_c56_a_deposit_that_holds_its_vat_says_the_amount_that_was_agreed() -> None:
    split = split_group(PriceMode.GROSS, 10_000, Decimal("0.21"))

    assert (split.net, split.tax_minor, split.gross) == (8264, 1736, 10_000)


def test_c59_the_vat_of_a_group_is_rounded_once() -> None:
    net = 7 * 550_326 + 2 * 405_804

    assert split_group(PriceMode.NET, net, Decimal("0.15")).gross == 5_363_474
