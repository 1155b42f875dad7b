"""Cutting lines for several addresses: all parts together are the line, and each delivery is paid for."""

from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.rules import Component
from core.catalog.states import ArticleKind
from core.orders.rules import cut_by_destination, lines_of, split_into_parts
from core.orders.states import LineKind
from core.pricing.errors import WrongSplit
from core.pricing.rules import Destination, LineKey, PricedBasket, price
from core.pricing.states import PriceMode
from tests.support.pricebook import Shop, basket, tier


def divided(shop: Shop, pieces: dict[UUID, int], *further: dict[UUID, int]) -> PricedBasket:
    """The price of a basket of which some goes to further addresses."""
    wanted = basket(shop.mode, list(pieces.items()), delivery="standard")
    destinations = tuple(
        Destination(postal_code="24103", pieces={LineKey(sku, ""): number for sku, number in one.items()})
        for one in further
    )
    return price(replace(wanted, destinations=destinations), shop.book())


@given(
    mode=st.sampled_from(PriceMode),
    amount=st.integers(0, 1_000_00),
    cheaper=st.integers(0, 1_000_00),
    shares=st.lists(st.integers(0, 9), min_size=1, max_size=4),
    rest=st.integers(0, 9),
)
def test_all_pieces_of_a_line_are_the_line_to_the_cent(
    mode: PriceMode, amount: int, cheaper: int, shares: list[int], rest: int
) -> None:
    quantity = sum(shares) + rest
    if not quantity:
        return
    shop = Shop(mode=mode)
    cup = shop.add(amount, tiers=[tier(5, cheaper)])
    priced = divided(shop, {cup: quantity}, *({cup: share} for share in shares if share))
    whole = lines_of(priced)

    cut = cut_by_destination(whole, [{LineKey(cup, ""): share} for share in shares])

    for name in ("quantity", "amount_minor", "discount_minor", "net_minor", "tax_minor", "gross_minor"):
        assert sum(getattr(line, name) for line in cut) == sum(getattr(line, name) for line in whole), name
    assert all(line.net_minor + line.tax_minor == line.gross_minor for line in cut)
    assert len({line.position for line in cut}) == len(cut)
    parts = split_into_parts(cut)
    assert sum(len(part.lines) for part in parts) == len(cut)
    goods = [line for line in cut if line.kind is LineKind.PHYSICAL]
    assert [line.quantity for line in goods] == [number for number in (rest, *shares) if number]


def test_each_address_pays_its_delivery_and_has_its_own_limit_for_a_free_one() -> None:
    shop = Shop(mode=PriceMode.GROSS)
    cup = shop.add(2_000)
    alone = divided(shop, {cup: 3})
    two = divided(shop, {cup: 3}, {cup: 1})
    all_elsewhere = divided(shop, {cup: 3}, {cup: 3})

    assert alone.fee_minor > 0
    assert (two.fee_minor, all_elsewhere.fee_minor) == (2 * alone.fee_minor, alone.fee_minor)
    assert "delivery_addresses" in [step.step for step in two.trace]
    assert two.fingerprint != alone.fingerprint
    assert two.goods_minor == alone.goods_minor


def test_more_than_there_is_and_what_is_not_divided_is_refused() -> None:
    shop = Shop(mode=PriceMode.GROSS)
    cup = shop.add(2_000)
    visit = shop.add(9_000, kind=ArticleKind.SERVICE)
    both = shop.add(5_000, kind=ArticleKind.BUNDLE, components=[Component(variant_id=cup, quantity=2)])

    for pieces, further in (
        ({cup: 3}, {cup: 4}),
        ({cup: 3}, {cup: 0}),
        ({cup: 3}, {cup: -1}),
        ({cup: 3}, {UUID(int=99): 1}),
        ({cup: 3, visit: 1}, {visit: 1}),
        ({cup: 3, both: 1}, {both: 1}),
    ):
        with pytest.raises(WrongSplit):
            divided(shop, pieces, further)
    with pytest.raises(WrongSplit):
        divided(shop, {cup: 3}, {cup: 2}, {cup: 2})
