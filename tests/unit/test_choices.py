"""What a bundle lets its buyer choose: every rule and its sentence, what is inside then, and what it costs."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.rules import (
    ChoiceGroup,
    ChoiceRule,
    Choices,
    Component,
    Option,
    broken_rules,
    components_of,
    faults_in,
    picks_from,
    picks_to,
)
from core.catalog.rules.choice_edits import moved, with_group, with_option, without_group, without_option
from core.catalog.states import ArticleKind, ChoiceRuleKind, OptionPricing, TaxClass
from core.pricing.errors import ChoiceRefused, NoPrice
from core.pricing.rules import Basket, BasketLine, PricedBasket, find_problems, price
from core.pricing.states import PriceMode
from tests.support.pricebook import AT, COFFEE, SERVICE, Shop


def kitchen(shop: Shop) -> UUID:
    """An installation, and a choice of machine, grinder, beans and more; 2,000.00 and 100.00 each month as proposed."""
    installation = shop.add(20_000, kind=ArticleKind.SERVICE, unit=SERVICE)
    office, large, grinder, frother = (shop.add(amount) for amount in (180_000, 300_000, 40_000, 9_000))
    small_beans, beans, yearly = (
        shop.add(
            kind=ArticleKind.SUBSCRIPTION, tax_class=TaxClass.REDUCED, unit=COFFEE, recurring=minor, interval=months
        )
        for minor, months in ((6_000, 1), (11_000, 1), (90_000, 12))
    )
    bundle = shop.add(200_000, kind=ArticleKind.BUNDLE, recurring=10_000, components=[one(installation)])
    own = OptionPricing.OWN
    choices = Choices(
        groups=(
            group(
                "machine",
                Option(code="office", variant_id=office, preset=1),
                Option(code="large", variant_id=large, extra_gross_minor=110_000, extra_net_minor=92_437),
            ),
            group(
                "beans",
                Option(code="six", variant_id=beans, preset=1),
                Option(code="three", variant_id=small_beans, extra_gross_minor=-4_500, extra_net_minor=-4_206),
                Option(code="yearly", variant_id=yearly, pricing=own),
            ),
            group(
                "more",
                Option(code="grinder", variant_id=grinder, pricing=own),
                Option(code="frother", variant_id=frother, quantity=2, most=3, extra_gross_minor=15_000),
                least=0,
                most=2,
            ),
        ),
        rules=(
            ChoiceRule(kind=ChoiceRuleKind.REQUIRES, option="large", other="grinder"),
            ChoiceRule(kind=ChoiceRuleKind.EXCLUDES, option="three", other="frother"),
            ChoiceRule(kind=ChoiceRuleKind.AT_MOST, option="frother", other="office", factor=2),
        ),
    )
    shop.articles[bundle] = replace(shop.articles[bundle], choices=choices)
    return bundle


def one(variant_id: UUID) -> Component:
    return Component(variant_id=variant_id, quantity=1)


def group(code: str, *options: Option, least: int = 1, most: int = 1) -> ChoiceGroup:
    return ChoiceGroup(code=code, name=code.capitalize(), name_de=code.upper(), options=options, least=least, most=most)


def broken(shop: Shop, bundle: UUID, **picks: int) -> list[tuple[str, str]]:
    found = broken_rules(shop.articles[bundle], picks, shop.articles)
    return [(one.group, one.template % one.params if one.params else one.template) for one in found]


def priced(shop: Shop, bundle: UUID, quantity: int = 1, **picks: int) -> PricedBasket:
    line = BasketLine(variant_id=bundle, quantity=quantity, selection=picks_to(picks))
    return price(basket_of(shop, line), shop.book())


def basket_of(shop: Shop, *lines: BasketLine) -> Basket:
    return Basket(
        lines=lines,
        delivery_method_code=None,
        delivery_country="DE",
        mode=shop.mode,
        currency="EUR",
        at=AT,
        locale="en",
    )


# --- rules


def test_what_is_proposed_breaks_no_rule() -> None:
    shop = Shop()

    assert broken(shop, kitchen(shop), office=1, six=1) == []


def test_every_broken_rule_has_its_sentence_on_its_group() -> None:
    shop = Shop()
    bundle = kitchen(shop)

    assert broken(shop, bundle) == [("machine", "Machine: please choose one."), ("beans", "Beans: please choose one.")]
    assert broken(shop, bundle, office=1, large=1, grinder=1, six=1) == [
        ("machine", "Machine: please choose at most 1.")
    ]
    assert broken(shop, bundle, large=1, six=1) == [("machine", "Article 3 works only together with Article 4.")]
    assert broken(shop, bundle, office=1, three=1, frother=1) == [
        ("beans", "Article 6 and Article 5 do not go together.")
    ]
    assert broken(shop, bundle, office=1, six=1, frother=3) == [("more", "Article 5: at most 2 for each Article 2.")]
    assert broken(shop, bundle, office=1, six=1, grinder=2) == [("more", "Article 4 can be taken at most 1 times.")]
    assert broken(shop, bundle, office=1, six=1, gone=1) == [
        ("", "One of the options is not offered any more. Please choose again.")
    ]


def test_sentences_speak_the_language_of_the_reader() -> None:
    shop = Shop()
    bundle = kitchen(shop)

    found = broken_rules(shop.articles[bundle], {"office": 1}, shop.articles, locale="de")

    assert [one.params["group"] for one in found] == ["BEANS"]


def test_subscriptions_of_different_intervals_are_no_one_bundle() -> None:
    shop = Shop()
    bundle = kitchen(shop)
    fixed = shop.add(kind=ArticleKind.SUBSCRIPTION, recurring=500)
    shop.articles[bundle] = replace(shop.articles[bundle], components=(one(fixed),))

    assert broken(shop, bundle, office=1, six=1) == []
    assert broken(shop, bundle, office=1, yearly=1) == [
        ("beans", "Subscriptions in one bundle must come at the same interval. Please choose matching ones.")
    ]


def test_what_is_not_sold_any_more_cannot_be_taken() -> None:
    shop = Shop()
    bundle = kitchen(shop)
    grinder = UUID(int=4)
    shop.articles[grinder] = replace(shop.articles[grinder], is_active=False)

    assert broken(shop, bundle, office=1, six=1, grinder=1) == [
        ("more", "Article 4 is not for sale at the moment. Please choose something else.")
    ]


# --- inside


def test_the_same_article_inside_is_one_component() -> None:
    shop = Shop()
    bundle = kitchen(shop)
    shop.articles[bundle] = replace(shop.articles[bundle], components=(one(UUID(int=5)),))

    inside = components_of(shop.articles[bundle], {"frother": 2, "office": 1})

    assert inside == (Component(variant_id=UUID(int=5), quantity=5), one(UUID(int=2)))


@given(st.dictionaries(st.from_regex(r"[a-z0-9]+(-[a-z0-9]+)?", fullmatch=True), st.integers(1, 99), max_size=8))
def test_picks_are_written_and_read_alike(picks: dict[str, int]) -> None:
    assert picks_from(picks_to(picks)) == picks
    assert picks_to(dict(reversed(picks.items()))) == picks_to(picks)


@pytest.mark.parametrize("text", ["a", "a:0", "a:100", "a:1,", "A:1", "a:1,a:1", "a:1;b:1", "a:-1", " a:1"])
def test_other_texts_are_no_picks(text: str) -> None:
    with pytest.raises(ValueError, match="no choice"):
        picks_from(text)


# --- price


def test_as_proposed_a_bundle_costs_its_own_price() -> None:
    shop = Shop()

    found = priced(shop, kitchen(shop), office=1, six=1)

    heading = found.bundles[0]
    assert (heading.unit_minor, heading.recurring_minor, heading.interval_months) == (210_000, 10_000, 1)
    assert (heading.selection, found.gross) == ("office:1,six:1", 210_000)
    assert [(line.sku, line.amount_minor) for line in found.lines] == [
        ("A-1", 20_000), ("A-2", 180_000), ("A-7", 10_000),
    ]  # fmt: skip
    assert [total.gross for total in found.recurring] == [10_000]


def test_differences_and_own_prices_move_what_is_paid_once_or_each_period() -> None:
    shop = Shop()

    found = priced(shop, kitchen(shop), 2, large=1, three=1, grinder=1)

    heading = found.bundles[0]
    assert (heading.unit_minor, heading.amount_minor, heading.recurring_minor) == (355_500, 711_000, 11_000)
    shares = {line.sku: line.amount_minor for line in found.lines}
    assert shares == {"A-1": 38_888, "A-3": 583_334, "A-4": 77_778, "A-6": 11_000}
    assert ("options", "With the chosen options: %(unit_minor)s each.") in {
        (step.step, step.text_template) for step in found.trace
    }


def test_lists_that_count_net_have_their_own_differences() -> None:
    shop = Shop(mode=PriceMode.NET)

    found = priced(shop, kitchen(shop), large=1, three=1, grinder=1)

    assert found.bundles[0].unit_minor == 200_000 + 92_437 + 40_000 + 10_000 - 4_206


def test_a_choice_that_cannot_be_bought_is_a_problem_of_its_line_alone() -> None:
    shop = Shop()
    bundle = kitchen(shop)
    good = BasketLine(variant_id=bundle, quantity=1, selection="office:1,six:1")
    bad = BasketLine(variant_id=bundle, quantity=1, selection="office:1")
    odd = BasketLine(variant_id=bundle, quantity=1, selection="§")

    found = find_problems(basket_of(shop, good, bad, odd), shop.book())

    assert {key.selection: type(problem) for key, problem in found.items()} == {
        "office:1": ChoiceRefused, "§": ChoiceRefused,
    }  # fmt: skip


def test_a_plain_article_has_nothing_to_choose() -> None:
    shop = Shop()
    line = BasketLine(variant_id=shop.add(1000), quantity=1, selection="office:1")

    assert [type(problem) for problem in find_problems(basket_of(shop, line), shop.book()).values()] == [ChoiceRefused]


def test_what_would_cost_less_than_nothing_has_no_price() -> None:
    shop = Shop()
    bundle = kitchen(shop)
    shop.prices[bundle] = (replace(shop.prices[bundle][0], recurring_minor=4_000),)

    line = BasketLine(variant_id=bundle, quantity=1, selection="office:1,three:1")

    assert [type(problem) for problem in find_problems(basket_of(shop, line), shop.book()).values()] == [NoPrice]


def test_the_agreement_differs_with_every_option() -> None:
    shop = Shop()
    bundle = kitchen(shop)

    prints = {
        priced(shop, bundle, **picks).fingerprint
        for picks in ({"office": 1, "six": 1}, {"office": 1, "six": 1, "grinder": 1}, {"office": 1, "three": 1})
    }

    assert len(prints) == 3


@given(st.sets(st.sampled_from(["grinder", "frother"])), st.booleans(), st.integers(1, 7), st.sampled_from(PriceMode))
def test_the_parts_of_every_choice_sum_to_its_price(
    more: set[str], is_large: bool, quantity: int, mode: PriceMode
) -> None:
    shop = Shop(mode=mode)
    machine = {"large": 1, "grinder": 1} if is_large else {"office": 1}
    picks = {"six": 1, **dict.fromkeys(more, 1), **machine}
    if is_large:
        picks.pop("frother", None)

    found = priced(shop, kitchen(shop), quantity, **picks)

    heading = found.bundles[0]
    assert sum(line.amount_minor for line in found.lines) == heading.amount_minor
    again = sum(line.amount_minor for line in found.lines if line.interval_months)
    assert again == heading.recurring_minor
    assert sum(line.gross_minor for line in found.lines) == found.gross


# --- what makes sense


def test_choices_that_make_no_sense_are_told() -> None:
    option = Option(code="a", variant_id=UUID(int=1))
    rule = ChoiceRule(kind=ChoiceRuleKind.REQUIRES, option="a", other="b")

    def told(choices: Choices) -> list[str]:
        return [fault.about for fault in faults_in(choices)]

    assert told(Choices(groups=(group("machine", option),))) == []
    assert told(Choices(groups=())) == ["groups"]
    assert told(Choices(groups=(group("Machine", option),))) == ["code"]
    assert told(Choices(groups=(group("machine", option, option),))) == ["code"]
    assert told(Choices(groups=(group("machine", option, least=2, most=2),))) == ["most"]
    assert told(Choices(groups=(group("machine", replace(option, most=2)),))) == ["times"]
    assert told(Choices(groups=(group("machine", replace(option, preset=1, extra_net_minor=1)),))) == ["preset"]
    assert told(Choices(groups=(group("machine", option),), rules=(rule,))) == ["other"]


def test_editing_keeps_the_rest_together() -> None:
    first = Option(code="a", variant_id=UUID(int=1), preset=1)
    second = Option(code="b", variant_id=UUID(int=2))
    rule = ChoiceRule(kind=ChoiceRuleKind.EXCLUDES, option="a", other="c")
    third = Option(code="c", variant_id=UUID(int=3))
    choices = Choices(groups=(group("machine", first, second), group("more", third, least=0)), rules=(rule,))

    proposed = with_option(choices, "machine", replace(second, preset=1), instead="b")
    assert proposed.preset == {"b": 1}
    renamed = with_option(choices, "machine", replace(first, code="z"), instead="a")
    assert renamed.rules[0].option == "z"
    assert without_option(choices, "c") == Choices(groups=(choices.groups[0],))
    assert without_group(choices, "more") == Choices(groups=(choices.groups[0],))
    assert without_group(Choices(groups=(choices.groups[0],)), "machine") is None
    assert [one.code for one in moved(choices, "more", by=-1).groups] == ["more", "machine"]
    assert moved(choices, "machine", by=-1) == choices
    assert with_group(None, choices.groups[0]) == Choices(groups=(choices.groups[0],))
