"""The pricing function: what holds for every shop and every basket."""

from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from core.catalog.rules import Component
from core.catalog.states import ArticleKind, TaxClass
from core.pricing.rules import FeeLine, PricedBasket, PricedLine
from core.pricing.states import PriceMode
from tests.support.pricebook import COFFEE, MACHINES, SERVICE, Shop, tier


@st.composite
def shops(draw: st.DrawFn) -> Shop:
    """A shop with plain articles of all kinds, and bundles of them."""
    shop = Shop(mode=draw(st.sampled_from(PriceMode)))
    amounts, units = st.integers(0, 500_000), st.sampled_from([MACHINES, COFFEE, SERVICE])
    tax_classes = st.sampled_from(TaxClass)
    for kind in draw(st.lists(st.sampled_from(list(ArticleKind)[:3]), min_size=2, max_size=6)):
        again = kind is ArticleKind.SUBSCRIPTION
        shop.add(
            0 if again else draw(amounts),
            kind=kind,
            tax_class=draw(tax_classes),
            unit=draw(units),
            recurring=draw(amounts) if again else 0,
            tiers=[tier(5, 0 if again else draw(amounts), draw(amounts) if again else 0)],
        )
    for _ in range(draw(st.integers(0, 2))):
        inside = draw(st.lists(st.sampled_from([UUID(int=1), UUID(int=2)]), min_size=1, unique=True))
        parts = [Component(variant_id=variant_id, quantity=draw(st.integers(1, 4))) for variant_id in inside]
        kinds = {shop.articles[variant_id].kind for variant_id in inside}
        shop.add(
            draw(amounts) if kinds - {ArticleKind.SUBSCRIPTION} else 0,
            kind=ArticleKind.BUNDLE,
            recurring=draw(amounts) if ArticleKind.SUBSCRIPTION in kinds else 0,
            components=parts,
        )
    return shop


@st.composite
def bought(draw: st.DrawFn) -> tuple[Shop, list[tuple[UUID, int]]]:
    """A shop and some lines from it."""
    shop = draw(shops())
    line = st.tuples(st.sampled_from(sorted(shop.articles)), st.integers(1, 20))
    return shop, draw(st.lists(line, min_size=1, max_size=6, unique_by=lambda pair: pair[0]))


def everything_in(priced: PricedBasket) -> list[PricedLine | FeeLine]:
    """All lines that carry tax."""
    return [*priced.lines, *priced.fees]


@given(bought(), st.sampled_from(["DE", "AT"]), st.sampled_from([None, "standard"]))
def test_lines_sum_to_groups_and_groups_to_the_total(
    case: tuple[Shop, list[tuple[UUID, int]]], country: str, delivery: str | None
) -> None:
    shop, lines = case

    priced = shop.price(*lines, country=country, delivery=delivery)

    for group in priced.groups:
        members = [line for line in everything_in(priced) if line.tax == group.tax]
        assert sum(line.net_minor for line in members) == group.net
        assert sum(line.tax_minor for line in members) == group.tax_minor
        assert sum(line.gross_minor for line in members) == group.gross
    everything = everything_in(priced)
    assert sum(line.gross_minor for line in everything) == priced.gross == priced.net + priced.tax
    assert all(line.net_minor + line.tax_minor == line.gross_minor for line in everything)
    assert [line.amount_minor for line in everything] == [
        line.gross_minor if shop.mode is PriceMode.GROSS else line.net_minor for line in everything
    ]


@given(bought(), st.sampled_from([None, "standard"]))
def test_the_total_is_what_the_shopper_saw(case: tuple[Shop, list[tuple[UUID, int]]], delivery: str | None) -> None:
    shop, lines = case

    priced = shop.price(*lines, delivery=delivery)

    seen = 0
    for variant_id, quantity in lines:
        row = [row for row in shop.prices[variant_id] if row.min_quantity <= quantity][-1]
        seen += (row.amount_minor + row.recurring_minor) * quantity
    seen += priced.delivery.fee_minor if priced.delivery else 0
    assert (priced.gross if shop.mode is PriceMode.GROSS else priced.net) == seen


@given(bought())
def test_the_components_of_a_bundle_sum_to_its_price(case: tuple[Shop, list[tuple[UUID, int]]]) -> None:
    shop, lines = case

    priced = shop.price(*lines)

    for heading in priced.bundles:
        inside = [line for line in priced.lines if line.parent_position == heading.position]
        again = [line for line in inside if line.interval_months is not None]
        assert sum(line.amount_minor for line in inside) == heading.amount_minor
        assert sum(line.amount_minor for line in again) == heading.recurring_minor
    positions = [line.position for line in everything_in(priced)]
    positions += [heading.position for heading in priced.bundles]
    assert sorted(positions) == list(range(1, len(positions) + 1))


@given(bought(), st.randoms(use_true_random=False))
def test_the_order_of_the_lines_changes_neither_groups_nor_total(
    case: tuple[Shop, list[tuple[UUID, int]]], random: Random
) -> None:
    shop, lines = case
    shuffled = list(lines)
    random.shuffle(shuffled)

    first, second = shop.price(*lines), shop.price(*shuffled)

    assert {group.tax: group for group in first.groups} == {group.tax: group for group in second.groups}
    assert (first.gross, first.recurring, first.fingerprint) == (second.gross, second.recurring, second.fingerprint)


@given(bought(), st.integers(1, 19))
def test_a_line_cut_in_two_costs_the_same(case: tuple[Shop, list[tuple[UUID, int]]], cut: int) -> None:
    shop, lines = case
    (variant_id, quantity), rest = lines[0], lines[1:]
    if cut >= quantity:
        cut = 0
    halves = [(variant_id, cut), (variant_id, quantity - cut)] if cut else [(variant_id, quantity)]

    assert shop.price(*halves, *rest).gross == shop.price(*lines).gross
