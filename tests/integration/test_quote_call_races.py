"""Many hands on one offer that is ordered in calls: nobody takes more than is left, and no order counts twice."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from core import flows
from core.quotes.errors import CallMoved, CallTooMuch
from tests.support import quoting
from tests.support.deals import Buyer, Market, a_company, free, open_market
from tests.support.quote_calls import a_contingent, calls, end, left, order
from tests.support.quoting import Team, a_team
from tests.support.racing import DONE, race, require_as_many


@pytest.fixture
def market(database: object) -> Market:
    flows.install()
    return open_market()


@pytest.fixture
def team(market: Market) -> Team:
    return a_team()


@pytest.fixture
def buyer(market: Market) -> Buyer:
    return a_company()


def test_twenty_people_order_three_of_ten_at_the_same_moment(market: Market, team: Team, buyer: Buyer) -> None:
    """Whoever is refused looks again and tries again, until three have had theirs and one piece is left."""
    quote_id = a_contingent(market, team, buyer, {"MACHINE": 10})
    before, start = free(market, "MACHINE"), threading.Barrier(20)

    def insist(_: int) -> str:
        start.wait()
        while True:
            try:
                order(quote_id, buyer, {"MACHINE": 3})
            except CallMoved:
                continue
            except CallTooMuch as refused:
                return refused.code
            return DONE

    with ThreadPoolExecutor(20) as pool:
        ended = Counter(pool.map(insist, range(20)))

    assert ended == {DONE: 3, "quotes.call_too_much": 17}
    assert (left(quote_id), free(market, "MACHINE")) == ({"MACHINE": 1}, before - 9)
    require_as_many(3)


def test_the_same_call_pressed_by_many_at_once_is_one_order(market: Market, team: Team, buyer: Buyer) -> None:
    quote_id = a_contingent(market, team, buyer, {"MACHINE": 10})
    press = partial(order, quote_id, buyer, {"MACHINE": 3}, call=1, key="b" * 32)

    assert race(*[press] * 10) == [DONE] * 10

    assert calls(quote_id) == [({"MACHINE": 3}, "placed")]
    require_as_many(1)


def test_of_a_call_and_the_end_of_the_rest_one_is_first(market: Market, team: Team, buyer: Buyer) -> None:
    for _round in range(5):
        quote_id = a_contingent(market, team, buyer, {"CUP": 6})
        order(quote_id, buyer, {"CUP": 1})
        ended = race(partial(order, quote_id, buyer, {"CUP": 2}), partial(end, quote_id, team))

        assert ended in ([DONE, DONE], ["quotes.not_offered", DONE])
        assert quoting.quote(quote_id).state.value == "accepted"
        assert sum(taken["CUP"] for taken, _ in calls(quote_id)) == (3 if ended[0] == DONE else 1)
