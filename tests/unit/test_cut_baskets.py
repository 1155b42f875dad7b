"""A basket that is ordered in parts: every part together is the whole, and each part is a document of its own."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.states import ArticleKind, TaxClass
from core.pricing.rounding import split_group
from core.pricing.rules import PricedBasket, price
from core.pricing.rules.cutting import Taken, TakenLine, cut, pieces_of_lines
from core.pricing.rules.terms import Terms, WholeTerms
from core.pricing.states import PriceMode
from tests.support.pricebook import COFFEE, MACHINES, Shop, basket
from tests.unit.test_pricing_properties import bought


def whole_of(shop: Shop, lines: Sequence[tuple[UUID, int]], *, off_minor: int = 0, fee_minor: int = 0) -> PricedBasket:
    """Lines with references, something off the whole, and a fee that was agreed."""
    plain = basket(shop.mode, lines, delivery="standard")
    agreed = Terms(percent=Decimal("7.50"))
    named = tuple(replace(line, reference=f"line-{at}", terms=agreed) for at, line in enumerate(plain.lines))
    return price(replace(plain, lines=named, whole=WholeTerms(off_minor=off_minor, fee_minor=fee_minor)), shop.book())


def taken_by(parts: Sequence[PricedBasket]) -> Taken:
    """What parts came to, as orders remember it."""
    pieces: dict[str, int] = {}
    lines: dict[int, TakenLine] = {}
    for part in parts:
        for reference, count in pieces_of_lines(part).items():
            pieces[reference] = pieces.get(reference, 0) + count
        for line in part.lines:
            had = lines.get(line.position, TakenLine())
            lines[line.position] = TakenLine(
                amount_minor=had.amount_minor + line.amount_minor,
                discount_minor=had.discount_minor + line.discount_minor,
                recurring_minor=had.recurring_minor + line.recurring_minor,
            )
    return Taken(pieces=pieces, lines=lines, fee_minor=sum(part.fee_minor for part in parts))


def in_parts(whole: PricedBasket, random: Random) -> list[PricedBasket]:
    """The whole, ordered in parts of any size; now and then one of them is cancelled and ordered again."""
    of, parts = pieces_of_lines(whole), list[PricedBasket]()
    while True:
        taken = taken_by(parts)
        left = {reference: count - taken.pieces.get(reference, 0) for reference, count in of.items()}
        if not any(left.values()):
            return parts
        wanted = {reference: random.randint(0, count) for reference, count in left.items()}
        if any(wanted.values()):
            parts.append(cut(whole, wanted, taken, country="DE"))
        if parts and random.random() < 0.1:
            parts.remove(random.choice(parts))


@given(bought(), st.integers(0, 5_000), st.integers(0, 2_000), st.integers(0, 10_000))
def test_all_parts_together_are_the_whole(
    case: tuple[Shop, list[tuple[UUID, int]]], off_minor: int, fee_minor: int, seed: int
) -> None:
    whole = whole_of(*case, off_minor=off_minor, fee_minor=fee_minor)

    parts = in_parts(whole, Random(seed))

    assert sum(part.goods_minor for part in parts) == whole.goods_minor
    assert sum(part.fee_minor for part in parts) == whole.fee_minor
    for line in whole.lines:
        pieces = [one for part in parts for one in part.lines if one.position == line.position]
        assert sum(one.quantity for one in pieces) == line.quantity
        assert sum(one.amount_minor for one in pieces) == line.amount_minor
        assert sum(one.recurring_minor for one in pieces) == line.recurring_minor
    for part in parts:
        by_tax: dict[object, int] = {}
        for one in part.everything:
            assert one.net_minor + one.tax_minor == one.gross_minor
            by_tax[one.tax] = by_tax.get(one.tax, 0) + one.amount_minor
        for group in part.groups:
            split = split_group(part.mode, by_tax[group.tax], group.tax.rate)
            assert (group.net, group.tax_minor, group.gross) == (split.net, split.tax_minor, split.gross)


def test_the_cents_of_three_parts_and_the_tax_of_each() -> None:
    shop = Shop(mode=PriceMode.NET)
    machine, beans = shop.add(10_000, unit=MACHINES), shop.add(1_000, tax_class=TaxClass.REDUCED, unit=COFFEE)
    whole = whole_of(shop, [(machine, 3), (beans, 2)], off_minor=100, fee_minor=1_000)
    assert [line.amount_minor for line in whole.lines] == [27_656, 1_844]  # 30,000 and 2,000 less 7.5 %, less 94 and 6

    parts: list[PricedBasket] = []
    for wanted in ({"line-0": 1}, {"line-0": 1, "line-1": 1}, {"line-0": 1, "line-1": 1}):
        parts.append(cut(whole, wanted, taken_by(parts), country="DE"))

    assert [[line.amount_minor for line in part.lines] for part in parts] == [[9_219], [9_218, 922], [9_219, 922]]
    assert [part.fee_minor for part in parts] == [313, 343, 344]  # by the value of the goods: 313, 656, 1,000 of 29,500
    assert [[(g.tax.rate, g.net, g.tax_minor) for g in part.groups] for part in parts] == [
        [(Decimal("0.19"), 9_532, 1_811)],
        [(Decimal("0.19"), 9_530, 1_811), (Decimal("0.07"), 953, 67)],
        [(Decimal("0.19"), 9_532, 1_811), (Decimal("0.07"), 953, 67)],
    ]


def test_what_is_not_sent_carries_no_fee() -> None:
    shop = Shop()
    visit, machine = shop.add(9_000, kind=ArticleKind.SERVICE), shop.add(50_000)
    whole = whole_of(shop, [(visit, 1), (machine, 1)], fee_minor=700)

    first = cut(whole, {"line-0": 1}, Taken(), country="DE")
    second = cut(whole, {"line-1": 1}, taken_by([first]), country="DE")

    assert (first.delivery, first.fee_minor, first.gross) == (None, 0, 8_325)
    assert (second.fee_minor, second.gross) == (700, 46_950)


@pytest.mark.parametrize("wanted", [{}, {"line-0": 0}, {"line-0": 3}, {"line-9": 1}])
def test_a_part_is_some_of_what_is_left(wanted: dict[str, int]) -> None:
    shop = Shop()
    whole = whole_of(shop, [(shop.add(50_000), 4)])

    with pytest.raises(ValueError, match="pieces"):
        cut(whole, wanted, Taken(pieces={"line-0": 2}), country="DE")
