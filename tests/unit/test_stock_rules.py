"""What may be sold, what an order gets, which warehouse gives: without a database."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.inventory.rules import Place, Policy, Split, availability, source, split_wanted
from core.inventory.states import Selling, Sourcing, StockLevel

TODAY, CHRISTMAS = date(2026, 11, 25), date(2026, 12, 24)
BACKORDER = Policy(selling=Selling.BACKORDER, expected_on=CHRISTMAS)
PREORDER = Policy(selling=Selling.PREORDER, expected_on=CHRISTMAS, most_waiting=20, waiting=12)


# --- what a shopper may have


@pytest.mark.parametrize(
    ("free", "policy", "level", "at_once", "most"),
    [
        (3, Policy(), StockLevel.FEW_LEFT, 3, 3),
        (3, Policy(safety=2), StockLevel.FEW_LEFT, 1, 1),
        (2, Policy(safety=2), StockLevel.OUT_OF_STOCK, 0, 0),
        (12, Policy(low_from=12), StockLevel.FEW_LEFT, 12, 12),
        (0, Policy(is_tracked=False), StockLevel.IN_STOCK, None, None),
        (3, Policy(selling=Selling.BACKORDER, most_waiting=5), StockLevel.FEW_LEFT, 3, 8),
        (0, BACKORDER, StockLevel.BACKORDER, 0, None),
        (0, Policy(selling=Selling.BACKORDER, most_waiting=5, waiting=5), StockLevel.OUT_OF_STOCK, 0, 0),
        (10, PREORDER, StockLevel.PREORDER, 0, 8),
        (10, Policy(waiting=4), StockLevel.IN_STOCK, 6, 6),
    ],
)
def test_what_may_be_sold_follows_from_stock_and_policy(
    free: int, policy: Policy, level: StockLevel, at_once: int | None, most: int | None
) -> None:
    found = availability(free, policy, today=TODAY)

    assert (found.level, found.at_once, found.most) == (level, at_once, most)


def test_on_its_day_a_pre_order_becomes_an_article_like_others() -> None:
    found = availability(30, PREORDER, today=CHRISTMAS)

    assert (found.level, found.at_once, found.most) == (StockLevel.IN_STOCK, 18, 18)


# --- what an order gets


@pytest.mark.parametrize(
    ("wanted", "held", "free", "own_waiting", "policy", "split"),
    [
        (5, 0, 5, 0, Policy(), Split(take=5, wait=0, short=0)),
        (3, 0, 2, 0, Policy(), Split(take=2, wait=0, short=1)),
        (3, 0, 2, 0, BACKORDER, Split(take=2, wait=1, short=0)),
        (8, 0, 3, 0, Policy(selling=Selling.BACKORDER, most_waiting=5), Split(take=3, wait=5, short=0)),
        (9, 0, 3, 0, Policy(selling=Selling.BACKORDER, most_waiting=5), Split(take=3, wait=5, short=1)),
        (10, 3, 10, 0, Policy(), Split(take=10, wait=0, short=0)),
        (3, 3, 3, 0, Policy(safety=5), Split(take=3, wait=0, short=0)),
        (4, 0, 9, 0, PREORDER, Split(take=0, wait=4, short=0)),
        (9, 0, 9, 0, PREORDER, Split(take=0, wait=8, short=1)),
        # what was promised to this order stays promised, though nothing more is taken ahead
        (8, 3, 3, 5, Policy(waiting=5), Split(take=3, wait=5, short=0)),
        # goods have come, but seven pieces are promised to others
        (8, 3, 10, 5, Policy(waiting=12), Split(take=3, wait=5, short=0)),
        (5, 0, 0, 0, Policy(is_tracked=False), Split(take=0, wait=0, short=0)),
    ],
)
def test_an_order_gets_what_is_there_then_what_is_promised_and_never_what_others_wait_for(
    wanted: int, held: int, free: int, own_waiting: int, policy: Policy, split: Split
) -> None:
    assert split_wanted(wanted, held=held, free=free, own_waiting=own_waiting, policy=policy, today=TODAY) == split


# --- which warehouse gives

PLACES = (
    Place(free=3, priority=1, country="DE"),
    Place(free=4, priority=2, country="AT"),
    Place(free=9, priority=3, country="FR"),
)


@pytest.mark.parametrize(
    ("wanted", "strategy", "country", "given_pieces"),
    [
        (5, Sourcing.HIGHEST_STOCK, "DE", [0, 0, 5]),
        (11, Sourcing.HIGHEST_STOCK, "DE", [0, 2, 9]),
        (5, Sourcing.PRIORITY, "AT", [3, 2, 0]),
        (4, Sourcing.FEWEST_PARCELS, "DE", [0, 4, 0]),
        (3, Sourcing.FEWEST_PARCELS, "DE", [3, 0, 0]),
        (10, Sourcing.FEWEST_PARCELS, "DE", [0, 1, 9]),
        (4, Sourcing.NEAREST, "AT", [0, 4, 0]),
        (6, Sourcing.NEAREST, "AT", [2, 4, 0]),
        (6, Sourcing.NEAREST, "IT", [3, 3, 0]),
    ],
)
def test_the_strategy_says_which_warehouse_gives(
    wanted: int, strategy: Sourcing, country: str, given_pieces: list[int]
) -> None:
    assert source(wanted, PLACES, strategy=strategy, country=country) == given_pieces


def test_four_and_three_give_five_as_four_and_one() -> None:
    assert source(5, [Place(free=4), Place(free=3)], strategy=Sourcing.HIGHEST_STOCK) == [4, 1]


def test_what_an_order_holds_stays_where_it_is() -> None:
    places = [Place(free=5, held=2), Place(free=9)]

    assert source(4, places, strategy=Sourcing.HIGHEST_STOCK) == [2, 2]
    assert source(1, places, strategy=Sourcing.HIGHEST_STOCK) == [1, 0]


@given(
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 3), st.sampled_from(["DE", "AT"])), min_size=1, max_size=5),
    st.sampled_from(list(Sourcing)),
)
def test_no_strategy_takes_more_than_there_is_or_other_than_wanted(
    wanted: int, rows: list[tuple[int, int, str]], strategy: Sourcing
) -> None:
    places = [Place(free=free, held=min(free, 1), priority=priority, country=land) for free, priority, land in rows]
    if wanted > sum(place.free for place in places):
        with pytest.raises(ValueError, match="not enough"):
            source(wanted, places, strategy=strategy, country="AT")
        return

    given_pieces = source(wanted, places, strategy=strategy, country="AT")

    assert sum(given_pieces) == wanted
    assert all(0 <= pieces <= place.free for pieces, place in zip(given_pieces, places, strict=True))


@given(st.integers(1, 50), st.integers(0, 20), st.integers(0, 40), st.integers(0, 20), st.integers(0, 30))
def test_a_limit_on_orders_ahead_is_never_exceeded(wanted: int, free: int, limit: int, own: int, others: int) -> None:
    waiting = min(own + others, limit)
    own = min(own, waiting)
    policy = Policy(selling=Selling.BACKORDER, most_waiting=limit, waiting=waiting)

    split = split_wanted(wanted, held=0, free=free, own_waiting=own, policy=policy, today=TODAY)

    assert waiting - own + split.wait <= limit
    assert split.take + split.wait + split.short == wanted
    assert split.take <= max(0, free - (waiting - own))
