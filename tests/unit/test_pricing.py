"""The pricing function on books written by hand: exact examples, refusals, the fingerprint."""

from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest

from core.catalog.rules import Plan
from core.catalog.states import ArticleKind, TaxClass
from core.kernel.errors import AppError
from core.pricing.errors import (
    NoDeliveryThere,
    NoPrice,
    NotForSale,
    QuantityOutOfRange,
    UnknownArticle,
    UnknownDeliveryMethod,
)
from core.pricing.rounding import split_group
from core.pricing.rules import (
    RecurringTotal,
    find_problems,
    price,
    trace_from_text,
    trace_to_text,
)
from core.pricing.states import PriceMode
from tests.support.pricebook import (
    COFFEE,
    DE_7,
    DE_19,
    MACHINES,
    REDUCED,
    SERVICE,
    STANDARD,
    Shop,
    basket,
    team_kitchen,
    tier,
)

# --- exact examples


def test_the_worked_example_equals_what_the_shopper_saw() -> None:
    shop = Shop()
    first, second, third = shop.add(5035), shop.add(4514), shop.add(7094)
    beans = shop.add(9844, tax_class=TaxClass.REDUCED, unit=COFFEE)

    priced = shop.price((first, 1), (second, 4), (third, 4), (beans, 4))

    assert (priced.net, priced.tax, priced.gross) == (80050, 10793, 90843)
    assert [(group.tax, group.net, group.tax_minor, group.gross) for group in priced.groups] == [
        (DE_19, 43250, 8217, 51467),
        (DE_7, 36800, 2576, 39376),
    ]
    assert [line.net_minor for line in priced.lines] == [4231, 15173, 23846, 36800]
    assert [line.amount_minor for line in priced.lines] == [5035, 18056, 28376, 39376]


def test_a_net_list_taxes_the_sum_of_each_group() -> None:
    shop = Shop(mode=PriceMode.NET)
    first, second = shop.add(33), shop.add(16)

    priced = shop.price((first, 1), (second, 1))

    assert (priced.net, priced.tax, priced.gross) == (49, 9, 58)
    assert [(line.net_minor, line.tax_minor, line.gross_minor) for line in priced.lines] == [(33, 6, 39), (16, 3, 19)]


def test_gross_prices_stay_in_another_country_and_services_are_taxed_at_home() -> None:
    shop = Shop()
    machine, visit = shop.add(12_000), shop.add(11_900, kind=ArticleKind.SERVICE, unit=SERVICE)

    priced = shop.price((machine, 1), (visit, 1), country="AT")

    assert priced.gross == 23_900
    assert [(line.tax.country, line.tax.rate, line.net_minor) for line in priced.lines] == [
        ("AT", Decimal("0.20"), 10_000),
        ("DE", STANDARD, 10_000),
    ]


@pytest.mark.parametrize(
    ("quantity", "unit", "total"), [(1, 1000, 1000), (9, 1000, 9000), (10, 900, 9000), (24, 850, 20400)]
)
def test_the_highest_tier_that_is_reached_holds(quantity: int, unit: int, total: int) -> None:
    shop = Shop(mode=PriceMode.NET)
    beans = shop.add(1000, tax_class=TaxClass.REDUCED, tiers=[tier(10, 900), tier(24, 850)])

    priced = shop.price((beans, quantity))

    assert (priced.lines[0].unit_minor, priced.net) == (unit, total)
    assert ("tier" in [step.step for step in priced.trace]) == (quantity >= 10)


def test_a_tier_counts_all_pieces_of_a_variant_and_no_others() -> None:
    shop = Shop()
    cup, other = shop.add(1000, tiers=[tier(12, 900)]), shop.add(1000, tiers=[tier(12, 900)])

    priced = shop.price((cup, 6), (cup, 6), (other, 11))

    assert [line.unit_minor for line in priced.lines] == [900, 900, 1000]


def test_a_bundle_becomes_its_components_and_keeps_its_price() -> None:
    shop = Shop()
    kitchen = team_kitchen(shop)

    priced = shop.price((kitchen, 2))

    heading = priced.bundles[0]
    assert (heading.position, heading.amount_minor, heading.recurring_minor) == (1, 2 * 234_800, 2 * 14_900)
    assert (heading.unit_minor, heading.interval_months) == (234_800, 1)
    assert [line.position for line in priced.lines] == [2, 3, 4, 5, 6]
    assert {line.parent_position for line in priced.lines} == {1}
    assert [line.quantity for line in priced.lines] == [2, 2, 4, 4, 2]
    # once: 219,900 by 189,000 : 14,900 : 89,800; each month: 14,900 by 17,800 : 3,900
    assert [line.amount_minor for line in priced.lines] == [
        2 * 141_509, 2 * 11_156, 2 * 67_235, 2 * 12_222, 2 * 2_678,
    ]  # fmt: skip
    assert sum(line.amount_minor for line in priced.lines) == heading.amount_minor == priced.gross
    assert [(group.tax.rate, group.gross) for group in priced.groups] == [(STANDARD, 445_156), (REDUCED, 24_444)]


def test_what_comes_again_is_told_per_interval() -> None:
    shop = Shop()
    monthly = shop.add(kind=ArticleKind.SUBSCRIPTION, tax_class=TaxClass.REDUCED, recurring=2490)
    quarterly = shop.add(kind=ArticleKind.SUBSCRIPTION, recurring=11_900, interval=3)
    kitchen = team_kitchen(shop)

    priced = shop.price((monthly, 2), (quarterly, 1), (kitchen, 1))

    assert priced.recurring == (
        RecurringTotal(
            interval_months=1,
            net=split_group(PriceMode.GROSS, 4980 + 12_222, REDUCED).net
            + split_group(PriceMode.GROSS, 2_678, STANDARD).net,
            tax=19_880 - 16_077 - 2_250,
            gross=19_880,
        ),
        RecurringTotal(interval_months=3, net=10_000, tax=1900, gross=11_900),
    )
    assert priced.gross == 4980 + 11_900 + 234_800
    assert (priced.lines[0].interval_months, priced.lines[0].term_months, priced.lines[0].notice_months) == (1, 12, 1)


def test_the_delivery_fee_follows_the_value_and_the_rates_of_the_goods() -> None:
    shop = Shop()
    cup, beans = shop.add(3000), shop.add(1500, tax_class=TaxClass.REDUCED, unit=COFFEE)
    mug = shop.add(1500, unit=COFFEE)

    priced = shop.price((cup, 1), (beans, 1), (mug, 1), delivery="standard")

    assert [(fee.tax, fee.business_unit_id, fee.amount_minor) for fee in priced.fees] == [
        (DE_19, MACHINES, 295),
        (DE_19, COFFEE, 148),
        (DE_7, COFFEE, 147),
    ]
    assert [fee.position for fee in priced.fees] == [4, 5, 6]
    assert priced.gross == 6000 + 590
    assert priced.delivery is not None
    assert (priced.delivery.fee_minor, priced.delivery.missing_minor) == (590, 4000)


def test_a_fee_counts_as_its_list_counts() -> None:
    shop = Shop(mode=PriceMode.NET)
    cup = shop.add(3000)

    priced = shop.price((cup, 1), delivery="standard")

    assert (priced.net, priced.tax, priced.gross) == (3496, 664, 4160)


@pytest.mark.parametrize(("amount", "fees"), [(9999, 1), (10_000, 0), (10_001, 0)])
def test_delivery_is_free_from_its_limit_on(amount: int, fees: int) -> None:
    shop = Shop()
    cup = shop.add(amount)

    priced = shop.price((cup, 1), delivery="standard")

    assert len(priced.fees) == fees
    assert priced.delivery is not None
    assert priced.delivery.is_free == (fees == 0)


def test_services_and_subscriptions_alone_cost_no_delivery() -> None:
    shop = Shop()
    visit = shop.add(5000, kind=ArticleKind.SERVICE)
    plan = shop.add(kind=ArticleKind.SUBSCRIPTION, recurring=2000)

    priced = shop.price((visit, 1), (plan, 1), delivery="standard")

    assert (priced.fees, priced.delivery, priced.gross, priced.needs_delivery) == ((), None, 7000, False)


def test_only_goods_count_towards_free_delivery() -> None:
    shop = Shop()
    cup, visit = shop.add(2000), shop.add(50_000, kind=ArticleKind.SERVICE)

    priced = shop.price((cup, 1), (visit, 1), delivery="standard")

    assert priced.gross == 52_590


def test_an_empty_basket_costs_nothing() -> None:
    priced = Shop().price(delivery="standard")

    assert (priced.net, priced.tax, priced.gross, priced.lines, priced.groups) == (0, 0, 0, (), ())


def test_names_speak_the_language_of_the_basket() -> None:
    shop = Shop()
    kitchen = team_kitchen(shop)

    priced = shop.price((kitchen, 1), locale="de")

    assert priced.lines[0].name == "Artikel 1"
    assert priced.lines[0].parent_name == priced.bundles[0].name == "Artikel 6"


def test_the_trace_tells_every_step_and_survives_as_text() -> None:
    shop = Shop()
    cup = shop.add(1000, tiers=[tier(5, 900)])

    priced = shop.price((cup, 5), delivery="standard")

    assert [step.step for step in priced.trace] == ["list", "tier", "amount", "delivery", "tax_rule", "tax"]
    assert priced.trace[1].params == {"pieces": 5, "unit_minor": 900}
    assert [step.text_template % step.params for step in priced.trace][-1] == (
        "VAT DE 19 %: 4277 net, 813 VAT, 5090 gross."
    )
    assert trace_from_text(trace_to_text(priced.trace)) == priced.trace


# --- refusals


@pytest.mark.parametrize("quantity", [0, -1, 100_000, 1_000_000_000, True, 1.0, "3"])
def test_a_quantity_out_of_range_is_refused_on_its_field(quantity: object) -> None:
    shop = Shop()
    cup = shop.add(1000)

    with pytest.raises(QuantityOutOfRange) as refusal:
        shop.price((cup, quantity))  # type: ignore[arg-type]  # what a form may let through

    assert refusal.value.field == "quantity"
    assert str(refusal.value) == "Please enter a whole quantity between 1 and 99,999."


def test_the_largest_quantity_is_priced() -> None:
    shop = Shop()

    assert shop.price((shop.add(1000), 99_999)).gross == 99_999_000


def _withdraw(shop: Shop, cup: UUID) -> None:
    shop.articles[cup] = replace(shop.articles[cup], is_published=False)


def _stop(shop: Shop, cup: UUID) -> None:
    shop.articles[cup] = replace(shop.articles[cup], is_active=False)


def _forget_price(shop: Shop, cup: UUID) -> None:
    del shop.prices[cup]


def _sell_in_dozens(shop: Shop, cup: UUID) -> None:
    shop.prices[cup] = (tier(12, 900),)


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [(_withdraw, NotForSale), (_stop, NotForSale), (_forget_price, NoPrice), (_sell_in_dozens, NoPrice)],
)
def test_what_cannot_be_sold_is_refused_by_name(spoil: object, refusal: type[AppError]) -> None:
    shop = Shop()
    cup = shop.add(1000)
    spoil(shop, cup)  # type: ignore[operator]  # one of the functions above

    with pytest.raises(refusal) as refused:
        shop.price((cup, 1), locale="de")

    assert refused.value.field == "variant_id"
    assert refused.value.values["name"] == "Artikel 1"


def test_a_foreign_variant_is_refused() -> None:
    with pytest.raises(UnknownArticle):
        Shop().price((UUID(int=999), 1))


def test_a_bundle_with_a_missing_or_unpriced_component_is_refused() -> None:
    shop = Shop()
    kitchen = team_kitchen(shop)
    beans = UUID(int=4)

    del shop.prices[beans]
    with pytest.raises(NoPrice):
        shop.price((kitchen, 1))

    shop.prices[beans] = (tier(1, 0, 8900),)
    _stop(shop, beans)
    with pytest.raises(NotForSale):
        shop.price((kitchen, 1))


def test_a_component_that_is_not_published_by_itself_is_sold_in_its_bundle() -> None:
    shop = Shop()
    kitchen = team_kitchen(shop)
    _withdraw(shop, UUID(int=4))

    assert shop.price((kitchen, 1)).gross == 234_800


def test_a_country_without_rates_is_refused() -> None:
    shop = Shop()

    with pytest.raises(NoDeliveryThere) as refusal:
        shop.price((shop.add(1000), 1), country="US")

    assert refusal.value.field == "country"


def test_an_unknown_way_of_delivery_is_refused() -> None:
    shop = Shop()

    with pytest.raises(UnknownDeliveryMethod) as refusal:
        shop.price((shop.add(1000), 1), delivery="by-ship")

    assert refusal.value.field == "delivery_method"


def test_all_problems_are_found_at_once() -> None:
    shop = Shop()
    good, gone, free = shop.add(1000), shop.add(1000), shop.add(1000)
    _withdraw(shop, gone)
    _forget_price(shop, free)

    found = find_problems(basket(PriceMode.GROSS, [(good, 1), (gone, 1), (free, 1)]), shop.book())

    assert {key.variant_id: type(problem) for key, problem in found.items()} == {gone: NotForSale, free: NoPrice}


def test_a_basket_of_another_list_is_an_error() -> None:
    shop = Shop()

    with pytest.raises(ValueError, match="count differently"):
        price(basket(PriceMode.NET, [(shop.add(1000), 1)]), shop.book())


# --- fingerprint


def test_the_fingerprint_moves_with_everything_that_was_agreed() -> None:
    shop = Shop()
    cup, beans = shop.add(1000), shop.add(1000, tax_class=TaxClass.REDUCED)
    plan = shop.add(kind=ArticleKind.SUBSCRIPTION, recurring=1000)
    lines = ((cup, 2), (beans, 1), (plan, 1))
    agreed = shop.price(*lines, delivery="standard").fingerprint

    others = {
        shop.price((cup, 1), (beans, 1), (plan, 1), delivery="standard").fingerprint,
        shop.price(*lines).fingerprint,
        shop.price(*lines, country="AT", delivery="standard").fingerprint,
    }
    shop.prices[beans] = (tier(1, 1001),)
    others.add(shop.price(*lines, delivery="standard").fingerprint)
    shop.prices[beans] = (tier(1, 1000),)
    shop.articles[plan] = replace(shop.articles[plan], plan=Plan(interval_months=1, term_months=24, notice_months=1))
    others.add(shop.price(*lines, delivery="standard").fingerprint)

    assert len(others) == 5
    assert agreed not in others


def test_the_fingerprint_ignores_names_language_and_order() -> None:
    shop = Shop()
    cup, beans = shop.add(1000), shop.add(1000, tax_class=TaxClass.REDUCED)
    agreed = shop.price((cup, 2), (beans, 1)).fingerprint

    shop.articles[cup] = replace(shop.articles[cup], name="Renamed", picture="other.svg")

    assert shop.price((beans, 1), (cup, 2), locale="de").fingerprint == agreed
