"""Promotions on books written by hand: the reference cases of discounts, lanes, exclusivity, what is passed over."""

from decimal import Decimal
from uuid import UUID

import pytest

from core.catalog.rules import Component
from core.catalog.states import ArticleKind, TaxClass
from core.kernel.errors import InvalidInput
from core.pricing.rules import PricedBasket, Shopper
from core.pricing.rules.promotions.actions.amount import AmountOff
from core.pricing.rules.promotions.actions.buy_get import BuyGet
from core.pricing.rules.promotions.actions.free_delivery import FreeDelivery
from core.pricing.rules.promotions.actions.order_percent import PercentOffOrder
from core.pricing.rules.promotions.actions.percent import PercentOffLines
from core.pricing.rules.promotions.actions.tiers import CartTiers
from core.pricing.rules.promotions.conditions.article import ArticleOf
from core.pricing.rules.promotions.conditions.code import CodeEntered
from core.pricing.rules.promotions.conditions.first_order import FirstOrder
from core.pricing.rules.promotions.conditions.kind import KindOf
from core.pricing.rules.promotions.conditions.minimum_pieces import MinimumPieces
from core.pricing.rules.promotions.conditions.minimum_value import MinimumValue
from core.pricing.rules.promotions.fields import Tier
from core.pricing.rules.promotions.registry import action_kinds, condition_kinds, read_action, read_condition
from core.pricing.states import Lane, PriceMode
from tests.support.pricebook import SERVICE, Shop, offer

TEN = Decimal(10)


def off(priced: PricedBasket) -> list[int]:
    return [line.discount_minor for line in priced.lines]


def bought(shop: Shop, *prices: int) -> PricedBasket:
    return shop.price(*((shop.add(amount), 1) for amount in prices))


# --- reference cases


def test_ten_percent_off_lines_is_rounded_once_per_line() -> None:
    shop = Shop(promotions=(offer(PercentOffLines(percent=TEN)),))

    assert off(bought(shop, 106, 206, 306, 406)) == [11, 21, 31, 41]
    assert off(bought(shop, 104, 204, 304, 404)) == [10, 20, 30, 40]


def test_four_pieces_of_one_line_are_rounded_together() -> None:
    shop = Shop(promotions=(offer(PercentOffLines(percent=TEN)),))

    assert off(shop.price((shop.add(106), 4))) == [42]


def test_ten_percent_off_the_order_is_computed_once_and_spread() -> None:
    shop = Shop(promotions=(offer(PercentOffOrder(percent=TEN)),))

    priced = bought(shop, 106, 206, 306, 406)

    assert off(priced) == [11, 21, 30, 40]
    assert (priced.full_minor, priced.discounts[0].amount_minor, priced.gross) == (1024, 102, 922)


def test_a_cap_is_reached_exactly_and_spread_by_largest_remainder() -> None:
    shop = Shop(promotions=(offer(PercentOffOrder(percent=Decimal(15), most_minor=5000)),))

    assert off(bought(shop, 12_000, 23_000, 30_000)) == [923, 1769, 2308]
    assert off(bought(shop, 1200, 2300, 1000)) == [180, 345, 150]


def test_an_amount_is_spread_by_value_and_odd_cents_go_to_the_earliest_line() -> None:
    fifteen, ten = (Shop(promotions=(offer(AmountOff(off_minor=amount)),)) for amount in (1500, 1000))

    assert off(bought(fifteen, 15_000, 5000, 10_000)) == [750, 250, 500]
    assert off(bought(fifteen, 10_000)) == [1500]
    assert off(bought(ten, 4000, 4000, 4000)) == [334, 333, 333]


def test_an_amount_never_eats_delivery_and_is_recorded_as_what_it_took() -> None:
    shop = Shop(promotions=(offer(AmountOff(off_minor=10_000)),))
    cup = shop.add(2000)

    priced = shop.price((cup, 3), delivery="standard")

    assert (priced.discounts[0].amount_minor, priced.fee_minor, priced.gross) == (6000, 590, 590)
    assert [group.gross for group in priced.groups] == [590]


def test_five_off_two_lines_of_different_tax_leaves_each_its_rate() -> None:
    shop = Shop(promotions=(offer(AmountOff(off_minor=500)),))
    first, second = shop.add(500), shop.add(500, tax_class=TaxClass.REDUCED)

    priced = shop.price((first, 1), (second, 1))

    assert off(priced) == [250, 250]
    assert [(group.tax.rate, group.gross, group.net) for group in priced.groups] == [
        (Decimal("0.19"), 250, 210),
        (Decimal("0.07"), 250, 234),
    ]
    assert priced.gross == 500


def test_half_off_everything_halves_each_group_of_a_net_list() -> None:
    shop = Shop(mode=PriceMode.NET, promotions=(offer(PercentOffOrder(percent=Decimal(50))),))
    first, second = shop.add(10_000), shop.add(6000, tax_class=TaxClass.REDUCED)

    priced = shop.price((first, 1), (second, 1))

    assert [(group.net, group.tax_minor) for group in priced.groups] == [(5000, 950), (3000, 210)]


def test_the_worked_bundle_of_four_is_reduced_by_a_tenth_in_the_shares_of_its_parts() -> None:
    shop = Shop(promotions=(offer(PercentOffLines(percent=TEN)),))
    keyboard, book = shop.add(11_900), shop.add(2140, tax_class=TaxClass.REDUCED)
    setup, care = (shop.add(amount, kind=ArticleKind.SERVICE, unit=SERVICE) for amount in (23_800, 14_280))
    parts = [Component(variant_id=part, quantity=1) for part in (keyboard, book, setup, care)]
    bundle = shop.add(52_120, kind=ArticleKind.BUNDLE, components=parts)

    priced = shop.price((bundle, 1))

    assert off(priced) == [1190, 214, 2380, 1428]
    assert [line.gross_minor for line in priced.lines] == [10_710, 1926, 21_420, 12_852]
    assert (priced.gross, priced.net) == (46_908, 39_600)


@pytest.mark.parametrize(("value", "taken"), [(1999, 200), (2000, 300), (2999, 450), (3000, 600), (9000, 1800)])
def test_the_more_lies_in_the_cart_the_higher_the_percentage(value: int, taken: int) -> None:
    action = read_action("tiers", {"base": "10", "tiers": {" 2000 ": " 15 ", "3000": "20"}})
    shop = Shop(promotions=(offer(action),))

    priced = bought(shop, value)

    assert priced.discounts[0].amount_minor == taken
    assert isinstance(action, CartTiers)
    assert action.tiers == (Tier(from_minor=2000, percent=Decimal(15)), Tier(from_minor=3000, percent=Decimal(20)))


@pytest.mark.parametrize(
    "params",
    [
        {"base": "-1", "tiers": {"2000": "15"}},
        {"base": "110", "tiers": {"2000": "15"}},
        {"base": "10", "tiers": {"0": "15"}},
        {"base": "10", "tiers": {"-5": "15"}},
        {"base": "10", "tiers": {"2000": "101"}},
        {"base": "10", "tiers": {}},
        {"base": "ten", "tiers": {"2000": "15"}},
    ],
)
def test_tiers_that_cannot_be_meant_are_refused(params: dict[str, object]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_action("tiers", params)

    assert refusal.value.field in {"tiers-base", "tiers-tiers"}


def test_tiers_that_are_no_mapping_are_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        read_action("tiers", {"base": "10", "tiers": [1, 2]})
    with pytest.raises(TypeError):
        read_action("tiers", "10")


# --- what conditions choose


def test_buy_two_get_one_frees_the_cheapest_pieces() -> None:
    shop = Shop(promotions=(offer(BuyGet(buy=2, get=1, percent=Decimal(100))),))
    dear, cheap = shop.add(1000), shop.add(300)

    assert off(shop.price((dear, 2))) == [0]
    assert off(shop.price((dear, 2), (cheap, 1))) == [0, 300]
    assert off(shop.price((dear, 4), (cheap, 2))) == [0, 600]
    assert off(shop.price((dear, 8), (cheap, 1))) == [2000, 300]


def test_buy_one_get_one_at_half_the_price() -> None:
    shop = Shop(promotions=(offer(BuyGet(buy=1, get=1, percent=Decimal(50))),))

    assert off(shop.price((shop.add(999), 3))) == [500]


def test_a_promotion_is_about_the_kinds_and_articles_that_it_names() -> None:
    shop = Shop()
    machine, visit = shop.add(10_000), shop.add(5000, kind=ArticleKind.SERVICE, unit=SERVICE)
    tenth = PercentOffLines(percent=TEN)

    shop.promotions = (offer(tenth, conditions=[KindOf(kinds=("service",))]),)
    by_kind = off(shop.price((machine, 1), (visit, 1)))
    shop.promotions = (offer(tenth, conditions=[ArticleOf(skus=("A-1",))]),)
    by_article = off(shop.price((machine, 1), (visit, 1)))

    assert (by_kind, by_article) == ([0, 500], [1000, 0])


def test_a_value_and_pieces_to_reach_count_what_the_promotion_is_about() -> None:
    shop = Shop()
    machine, cup = shop.add(10_000), shop.add(1000)
    cups = ArticleOf(skus=("A-2",))

    shop.promotions = (offer(PercentOffOrder(percent=TEN), conditions=[cups, MinimumValue(from_minor=3000)]),)
    assert off(shop.price((machine, 1), (cup, 2))) == [0, 0]
    assert off(shop.price((machine, 1), (cup, 3))) == [0, 300]
    shop.promotions = (offer(PercentOffOrder(percent=TEN), conditions=[cups, MinimumPieces(pieces=4)]),)
    assert off(shop.price((machine, 1), (cup, 3))) == [0, 0]
    assert off(shop.price((machine, 1), (cup, 4))) == [0, 400]


def test_subscriptions_are_reduced_only_where_the_promotion_says_so_and_then_in_every_period() -> None:
    shop = Shop()
    beans = shop.add(kind=ArticleKind.SUBSCRIPTION, recurring=3900)
    left_out, taken_in = (offer(PercentOffLines(percent=TEN), with_subscriptions=flag) for flag in (False, True))

    shop.promotions = (left_out,)
    assert off(shop.price((beans, 1))) == [0]
    shop.promotions = (taken_in,)
    priced = shop.price((beans, 1))

    assert off(priced) == [390]
    assert (priced.gross, priced.recurring[0].gross) == (3510, 3510)


def test_a_first_order_and_a_code_are_known_from_the_shopper() -> None:
    first = offer(AmountOff(off_minor=500), conditions=[FirstOrder()])
    coded = offer(AmountOff(off_minor=700), conditions=[CodeEntered()], number=2, lane=Lane.ARTICLE)
    shop = Shop(promotions=(first, coded), shopper=Shopper(is_new=True, codes=frozenset({UUID(int=9002)})))

    assert [d.amount_minor for d in bought(shop, 5000).discounts] == [700, 500]
    shop.shopper = Shopper(is_new=False)
    assert bought(shop, 5000).discounts == ()


# --- lanes


def test_lanes_work_one_after_the_other_on_what_is_left() -> None:
    article = offer(PercentOffLines(percent=TEN), lane=Lane.ARTICLE)
    cart = offer(PercentOffOrder(percent=TEN), lane=Lane.CART, number=2)
    shop = Shop(promotions=(cart, article))

    priced = bought(shop, 10_000)

    assert [(d.name, d.amount_minor) for d in priced.discounts] == [("Offer 1", 1000), ("Offer 2", 900)]
    assert priced.gross == 8100


def test_in_a_lane_the_highest_priority_holds_and_among_equals_what_saves_most() -> None:
    small, big = offer(AmountOff(off_minor=100)), offer(AmountOff(off_minor=300), number=2)
    chief = offer(AmountOff(off_minor=200), number=3, priority=1)

    best = bought(Shop(promotions=(small, big)), 5000)
    ordered = bought(Shop(promotions=(small, big, chief)), 5000)

    assert [d.name for d in best.discounts] == ["Offer 2"]
    assert [d.name for d in ordered.discounts] == ["Offer 3"]
    assert [(one.name, one.why.template) for one in ordered.passed_over] == [
        ("Offer 1", "Another offer saves you more, and both do not go together."),
        ("Offer 2", "Another offer saves you more, and both do not go together."),
    ]


def test_an_exclusive_promotion_holds_alone_if_that_is_better_for_the_customer() -> None:
    article = offer(AmountOff(off_minor=300), lane=Lane.ARTICLE)
    cart = offer(AmountOff(off_minor=400), number=2)
    alone = offer(AmountOff(off_minor=650), number=3, is_exclusive=True)

    assert [d.name for d in bought(Shop(promotions=(article, cart, alone)), 5000).discounts] == ["Offer 1", "Offer 2"]
    assert [d.name for d in bought(Shop(promotions=(article, alone)), 5000).discounts] == ["Offer 3"]


def test_free_delivery_takes_the_fee_over_and_says_so() -> None:
    shop = Shop(promotions=(offer(FreeDelivery(), lane=Lane.DELIVERY),))
    cup = shop.add(1000)

    priced = shop.price((cup, 1), delivery="standard")

    assert (priced.gross, priced.fees, priced.discounts[0].frees_delivery) == (1000, (), True)
    assert [step.text_template for step in priced.trace if step.step == "delivery_free"] == [
        "%(method)s: free with %(promotion)s."
    ]
    assert shop.price((cup, 10), delivery="standard").discounts == ()


def test_free_delivery_counts_the_goods_after_discounts() -> None:
    shop = Shop(promotions=(offer(AmountOff(off_minor=100)),))

    priced = shop.price((shop.add(10_000), 1), delivery="standard")

    assert (priced.fee_minor, priced.gross) == (590, 10_490)


# --- the registry


def test_every_condition_and_action_is_found_and_survives_being_kept() -> None:
    assert set(condition_kinds()) == {
        "article", "code", "first_order", "kind", "minimum_pieces", "minimum_value", "price_list", "shelf",
    }  # fmt: skip
    assert set(action_kinds()) == {"amount", "buy_get", "free_delivery", "order_percent", "percent", "tiers"}
    capped = PercentOffOrder(percent=Decimal("12.5"), most_minor=5000)
    assert read_action("order_percent", capped.params()) == capped
    assert read_condition("kind", {"kinds": ["service", "service"]}) == KindOf(kinds=("service",))
