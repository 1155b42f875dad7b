"""Many hands on one offer at the same moment: one order, or none, and nothing half done."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.inventory.errors import NotEnoughStock
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import AppError
from core.orders.models import Order
from core.quotes import operations as quotes
from core.quotes.errors import OfferExpired
from core.quotes.models import QuoteAcceptance
from tests.support import quoting
from tests.support.deals import Market, a_company, an_order, free, open_market
from tests.support.quoting import Team, a_quote, a_team, line

RIVALS = 20


@pytest.fixture
def market(database: str) -> Market:
    return open_market()


def test_twenty_acceptances_at_the_same_moment_are_one_order(market: Market) -> None:
    team, buyer = a_team(), a_company()
    quote_id = a_quote(team, [line(market, "MACHINE", 2)], buyer=buyer)
    quoting.send(quote_id, team)
    before = free(market, "MACHINE")

    with ThreadPoolExecutor(RIVALS) as pool:
        found = set(pool.map(lambda _: quoting.accept(quote_id, buyer), range(RIVALS)))

    assert len(found) == 1
    assert _orders_and_acceptances() == (1, 1)
    assert free(market, "MACHINE") == before - 2


def test_an_offer_that_is_withdrawn_while_many_accept_it_is_either_an_order_or_not(market: Market) -> None:
    team, buyer = a_team(), a_company()
    quote_id = a_quote(team, [line(market, "CUP", 3)], buyer=buyer)
    quoting.send(quote_id, team)
    before = free(market, "CUP")

    def one(number: int) -> str:
        try:
            if number == RIVALS // 2:
                _withdraw(quote_id, team)
                return "withdrawn"
            quoting.accept(quote_id, buyer)
        except AppError:
            return "refused"
        return "accepted"

    with ThreadPoolExecutor(RIVALS) as pool:
        ended = Counter(pool.map(one, range(RIVALS)))

    orders = 1 if quoting.quote(quote_id).state.value == "accepted" else 0
    assert _orders_and_acceptances() == (orders, orders)
    assert (ended["withdrawn"], free(market, "CUP")) == (1 - orders, before - 3 * orders)


def test_what_is_held_for_an_offer_is_sold_to_nobody_else_until_it_ends(market: Market) -> None:
    team, buyer, other = a_team(), a_company(), a_company("other@firma.example")
    before = free(market, "MACHINE")
    quote_id = a_quote(team, [line(market, "MACHINE", before)], buyer=buyer)
    quoting.set_terms(quote_id, team, holds_stock=True)
    quoting.send(quote_id, team)

    assert free(market, "MACHINE") == 0
    with pytest.raises(NotEnoughStock):
        an_order(market, {"MACHINE": 1}, buyer=other)

    with clock.frozen(clock.now() + timedelta(days=31)):
        with pytest.raises(OfferExpired):
            quoting.accept(quote_id, buyer)
        with unit_of_work() as session:
            quotes.expire_offers(session)
    assert free(market, "MACHINE") == before
    assert _orders_and_acceptances() == (0, 0)


def test_what_is_held_for_an_offer_is_there_for_its_order(market: Market) -> None:
    team, buyer = a_team(), a_company()
    before = free(market, "MACHINE")
    quote_id = a_quote(team, [line(market, "MACHINE", before)], buyer=buyer)
    quoting.set_terms(quote_id, team, holds_stock=True)
    quoting.send(quote_id, team)

    quoting.accept(quote_id, buyer)

    assert free(market, "MACHINE") == 0
    assert _orders_and_acceptances() == (1, 1)


def _withdraw(quote_id: UUID, team: Team) -> None:
    with unit_of_work() as session:
        quotes.withdraw_quote(session, quote_id, reason="The price was wrong.", acting_user=team.rep.actor)


def _orders_and_acceptances() -> tuple[int, int]:
    with reading() as session:
        return (
            session.scalar(select(func.count()).select_from(Order)) or 0,
            session.scalar(select(func.count()).select_from(QuoteAcceptance)) or 0,
        )
