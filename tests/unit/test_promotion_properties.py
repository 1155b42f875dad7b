"""Promotions: what holds for every basket and every mix of offers."""

from decimal import Decimal
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from core.catalog.states import ArticleKind
from core.pricing.rules import PricedBasket, PricedLine, Promotion
from core.pricing.rules.promotions.actions.amount import AmountOff
from core.pricing.rules.promotions.actions.buy_get import BuyGet
from core.pricing.rules.promotions.actions.free_delivery import FreeDelivery
from core.pricing.rules.promotions.actions.order_percent import PercentOffOrder
from core.pricing.rules.promotions.actions.percent import PercentOffLines
from core.pricing.rules.promotions.actions.tiers import CartTiers
from core.pricing.rules.promotions.conditions.kind import KindOf
from core.pricing.rules.promotions.conditions.minimum_pieces import MinimumPieces
from core.pricing.rules.promotions.conditions.minimum_value import MinimumValue
from core.pricing.rules.promotions.fields import Tier
from core.pricing.rules.values import FeeLine
from core.pricing.states import Lane, PriceMode
from tests.support.pricebook import Shop, offer
from tests.unit.test_pricing_properties import bought

PERCENTS = st.decimals(0, 100, places=2)
ONCE = st.one_of(
    st.builds(AmountOff, off_minor=st.integers(1, 300_000)),
    st.builds(BuyGet, buy=st.integers(1, 4), get=st.integers(1, 3), percent=PERCENTS),
)
ALWAYS = st.one_of(
    st.builds(PercentOffLines, percent=PERCENTS),
    st.builds(PercentOffOrder, percent=PERCENTS, most_minor=st.none() | st.integers(1, 100_000)),
    st.builds(FreeDelivery),
    st.builds(
        CartTiers,
        base=PERCENTS,
        tiers=PERCENTS.map(lambda percent: (Tier(from_minor=20_000, percent=percent),)),
    ),
)
CONDITIONS = st.one_of(
    st.builds(MinimumValue, from_minor=st.integers(1, 500_000)),
    st.builds(MinimumPieces, pieces=st.integers(1, 10)),
    st.sampled_from([KindOf(kinds=(kind.value,)) for kind in list(ArticleKind)[:3]]),
)


@st.composite
def promotions(draw: st.DrawFn) -> tuple[Promotion, ...]:
    """Any mix of offers."""
    made = []
    for number in range(draw(st.integers(0, 5))):
        with_subscriptions = draw(st.booleans())
        made.append(
            offer(
                *draw(st.lists(ALWAYS if with_subscriptions else ALWAYS | ONCE, min_size=1, max_size=2)),
                conditions=draw(st.lists(CONDITIONS, max_size=2)),
                lane=draw(st.sampled_from(Lane)),
                number=number,
                priority=draw(st.integers(0, 2)),
                is_exclusive=draw(st.booleans()),
                with_subscriptions=with_subscriptions,
            )
        )
    return tuple(made)


def replayed(priced: PricedBasket) -> int:
    """What the steps of the trace come to: pieces at their price, less what was taken off, plus delivery."""
    steps = [(step.step, step.params) for step in priced.trace]
    amounts = sum(int(params["amount_minor"]) for step, params in steps if step == "amount")
    off = sum(int(params["amount_minor"]) for step, params in steps if step == "promotion")
    fee = sum(int(params["fee_minor"]) for step, params in steps if step == "delivery")
    return amounts - off + fee


@given(bought(), promotions(), st.sampled_from([None, "standard"]))
def test_whatever_is_offered_the_total_is_what_is_shown_and_what_the_trace_says(
    case: tuple[Shop, list[tuple[UUID, int]]], offers: tuple[Promotion, ...], delivery: str | None
) -> None:
    shop, lines = case
    shop.promotions = offers

    priced = shop.price(*lines, delivery=delivery)

    taken = sum(discount.amount_minor for discount in priced.discounts)
    shown = priced.full_minor - taken + priced.fee_minor
    anchor = priced.gross if shop.mode is PriceMode.GROSS else priced.net
    assert shown == anchor == priced.goods_minor + priced.fee_minor == replayed(priced)
    assert sum(int(step.params["gross_minor"]) for step in priced.trace if step.step == "tax") == priced.gross
    assert priced.net + priced.tax == priced.gross


@given(bought(), promotions(), st.sampled_from([None, "standard"]))
def test_nothing_ever_falls_below_zero_and_every_cent_taken_off_lies_on_a_line(
    case: tuple[Shop, list[tuple[UUID, int]]], offers: tuple[Promotion, ...], delivery: str | None
) -> None:
    shop, lines = case
    plain = shop.price(*lines, delivery=None)
    shop.promotions = offers

    priced = shop.price(*lines, delivery=delivery)

    shown: list[PricedLine | FeeLine] = [*priced.lines, *priced.fees]
    for line in shown:
        assert min(line.amount_minor, line.net_minor, line.tax_minor, line.gross_minor) >= 0
    for discount in priced.discounts:
        assert sum(share.amount_minor for share in discount.shares) == discount.amount_minor
    taken = [
        sum(share.amount_minor for one in priced.discounts for share in one.shares if share.position == line.position)
        for line in priced.lines
    ]
    assert taken == [line.discount_minor for line in priced.lines]
    assert [line.full_minor for line in priced.lines] == [line.amount_minor for line in plain.lines]
    assert len({discount.promotion_id for discount in priced.discounts}) == len(priced.discounts) <= len(Lane)


@given(bought(), promotions())
def test_another_offer_never_makes_a_basket_dearer(
    case: tuple[Shop, list[tuple[UUID, int]]], offers: tuple[Promotion, ...]
) -> None:
    shop, lines = case
    before = shop.price(*lines).goods_minor
    shop.promotions = (offer(PercentOffLines(percent=Decimal(5)), is_exclusive=True, number=99), *offers)

    assert shop.price(*lines).goods_minor <= before
