"""Many hands on one offer at the same moment: one order, or none, and nothing half done."""

import threading
from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

import pytest

from core import flows
from core.inventory.errors import NotEnoughStock
from core.kernel import clock, jobs
from core.kernel.db import unit_of_work
from core.quotes import operations as quotes
from core.quotes.errors import OfferExpired
from core.quotes.operations import Acceptance, Counter
from tests.support import quoting
from tests.support.deals import Buyer, Market, a_company, an_order, free, open_market
from tests.support.quoting import Team, a_quote, a_team, line
from tests.support.racing import DONE, held, queued, race, require_as_many, told

RIVALS = 20
ROUNDS = 5


@pytest.fixture
def market(database: str) -> Market:
    flows.install()
    return open_market()


def test_twenty_acceptances_at_the_same_moment_are_one_order(market: Market) -> None:
    team, buyer = a_team(), a_company()
    quote_id = a_quote(team, [line(market, "MACHINE", 2)], buyer=buyer)
    quoting.send(quote_id, team)
    before = free(market, "MACHINE")

    with ThreadPoolExecutor(RIVALS) as pool:
        found = set(pool.map(lambda _: quoting.accept(quote_id, buyer), range(RIVALS)))

    assert len(found) == 1
    require_as_many(1)
    assert free(market, "MACHINE") == before - 2


def test_of_an_acceptance_and_a_counter_offer_one_holds(market: Market) -> None:
    """Fails without the lock."""
    team, buyer, orders = a_team(), a_company(), 0
    before, heard, jobs_before = free(market, "CUP"), told(), queued()

    for _round in range(ROUNDS):
        quote_id = an_offer(market, team, buyer)
        ended = race(partial(quoting.accept, quote_id, buyer), partial(counter, quote_id, buyer))

        orders += ended[0] == DONE
        assert ended in ([DONE, "quotes.not_offered"], ["quotes.not_offered", DONE])
        assert_ended(quote_id, "accepted" if ended[0] == DONE else "countered")

    assert_told(heard, {"accepted": orders, "countered": ROUNDS - orders})
    assert_queued(jobs_before, {"tell_desk_acceptance": orders, "tell_desk_counter": ROUNDS - orders})
    require_as_many(orders)
    assert free(market, "CUP") == before - 3 * orders


def test_of_an_acceptance_on_the_last_day_and_the_end_of_that_day_one_holds(market: Market) -> None:
    """The customer presses a second before midnight, the job begins a second after it. Fails without the lock."""
    team, buyer, orders = a_team(), a_company(), 0
    before, heard, jobs_before = free(market, "CUP"), told(), queued()

    for _round in range(ROUNDS):
        quote_id = an_offer(market, team, buyer)
        midnight = clock.day_begins(quoting.version(quote_id).valid_until + timedelta(days=1))
        with every_thread_its_own_time() as when:
            ended = race(
                partial(accept_at, quote_id, buyer, when, midnight - timedelta(seconds=1)),
                partial(expire_at, when, midnight + timedelta(seconds=1)),
            )

        orders += ended[0] == DONE
        assert ended in ([DONE, DONE], ["quotes.expired", DONE])
        assert_ended(quote_id, "accepted" if ended[0] == DONE else "expired")

    assert_told(heard, {"accepted": orders, "expired": ROUNDS - orders})
    assert_queued(jobs_before, {"tell_desk_acceptance": orders, "tell_offer_expired": ROUNDS - orders})
    require_as_many(orders)
    assert free(market, "CUP") == before - 3 * orders


def test_of_an_acceptance_and_the_next_version_that_is_sent_one_holds(market: Market) -> None:
    """Fails without the lock."""
    team, buyer, orders = a_team(), a_company(), 0
    before = free(market, "CUP")

    for _round in range(ROUNDS):
        quote_id = an_offer(market, team, buyer)
        seen = quoting.version(quote_id)
        with unit_of_work() as session:
            quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
        quoting.submit(quote_id, team)
        heard, acceptance = told(), quoting.an_acceptance(seen, buyer)
        ended = race(partial(accept_this, quote_id, acceptance, buyer), partial(quoting.offer, quote_id, team))

        orders += ended[0] == DONE
        assert ended in ([DONE, "quotes.closed"], ["quotes.not_offered", DONE])
        is_sold = ended[0] == DONE
        assert quoting.states(quote_id) == (
            {1: "accepted", 2: "superseded"} if is_sold else {1: "superseded", 2: "offered"}
        )
        assert_told(heard, {"accepted": is_sold, "offered": not is_sold})
        assert sum(held(one.id) for one in quoting.versions(quote_id)) == 3 * (not is_sold)

    require_as_many(orders)
    assert free(market, "CUP") == before - 3 * ROUNDS


def test_of_many_acceptances_and_a_withdrawal_either_all_are_one_order_or_all_are_refused(market: Market) -> None:
    """Fails without the lock."""
    team, buyer, orders = a_team(), a_company(), 0
    before, heard, jobs_before = free(market, "CUP"), told(), queued()

    for _round in range(ROUNDS):
        quote_id = an_offer(market, team, buyer)
        presses = [partial(quoting.accept, quote_id, buyer)] * 3
        *accepted, withdrawn = race(*presses, partial(withdraw, quote_id, team))

        orders += accepted[0] == DONE
        expected = ([DONE] * 3, "quotes.closed") if accepted[0] == DONE else (["quotes.not_offered"] * 3, DONE)
        assert (accepted, withdrawn) == expected
        assert_ended(quote_id, "accepted" if accepted[0] == DONE else "superseded")

    assert_told(heard, {"accepted": orders, "withdrawn": ROUNDS - orders})
    assert_queued(jobs_before, {"tell_desk_acceptance": orders})
    require_as_many(orders)
    assert free(market, "CUP") == before - 3 * orders


def test_offers_that_end_by_the_clock_and_by_hand_at_once_do_not_wait_in_a_circle(market: Market) -> None:
    """The job ends several quotes that hold one article; whoever withdraws one of them waits for that article.

    Fails on PostgreSQL when the job locks one quote after the other.
    """
    team, buyer, withdrawn = a_team(), a_company(), 0
    before, heard = free(market, "CUP"), told()

    for day in range(3):
        with clock.frozen(clock.now() + timedelta(days=100 * day)):
            found = sorted(an_offer(market, team, buyer) for _ in range(6))
            over = clock.day_begins(quoting.version(found[0]).valid_until + timedelta(days=1))
        with clock.frozen(over):
            ended = race(keep_time, *(partial(withdraw, quote_id, team) for quote_id in reversed(found[1:])))

        assert ended[0] == DONE
        assert set(ended[1:]) <= {DONE, "quotes.closed"}
        withdrawn += ended[1:].count(DONE)

    assert_told(heard, {"withdrawn": withdrawn, "expired": 18 - withdrawn})
    assert free(market, "CUP") == before
    require_as_many(0)


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
    require_as_many(0)


def test_what_is_held_for_an_offer_is_there_for_its_order(market: Market) -> None:
    team, buyer = a_team(), a_company()
    before = free(market, "MACHINE")
    quote_id = a_quote(team, [line(market, "MACHINE", before)], buyer=buyer)
    quoting.set_terms(quote_id, team, holds_stock=True)
    quoting.send(quote_id, team)

    quoting.accept(quote_id, buyer)

    assert free(market, "MACHINE") == 0
    require_as_many(1)


# --- what both sides do


def an_offer(market: Market, team: Team, buyer: Buyer) -> UUID:
    """Three cups on offer, held until it ends."""
    quote_id = a_quote(team, [line(market, "CUP", 3)], buyer=buyer)
    quoting.set_terms(quote_id, team, holds_stock=True)
    quoting.send(quote_id, team)
    return quote_id


def accept_this(quote_id: UUID, acceptance: Acceptance, buyer: Buyer) -> None:
    with unit_of_work() as session:
        quotes.accept_quote(session, quote_id, acceptance, acting_user=buyer.actor)


def counter(quote_id: UUID, buyer: Buyer) -> None:
    with unit_of_work() as session:
        wish = Counter(version=1, lines={}, total_minor=1000)
        quotes.counter_offer(session, quote_id, wish, author="Bert Kranz", acting_user=buyer.actor)


def withdraw(quote_id: UUID, team: Team) -> None:
    with unit_of_work() as session:
        quotes.withdraw_quote(session, quote_id, reason="The price was wrong.", acting_user=team.rep.actor)


def keep_time() -> None:
    with unit_of_work() as session:
        jobs.HANDLERS["quotes.keep_time"].function(session)


@contextmanager
def every_thread_its_own_time() -> Iterator[dict[int, datetime]]:
    """A clock that each thread may set for itself, by its identity."""
    start, when = clock.now(), dict[int, datetime]()
    clock.set_source(lambda: when.get(threading.get_ident(), start))
    try:
        yield when
    finally:
        clock.set_source(None)


def accept_at(quote_id: UUID, buyer: Buyer, when: dict[int, datetime], moment: datetime) -> None:
    when[threading.get_ident()] = moment
    quoting.accept(quote_id, buyer)


def expire_at(when: dict[int, datetime], moment: datetime) -> None:
    when[threading.get_ident()] = moment
    keep_time()


# --- what is left behind them


def assert_ended(quote_id: UUID, state: str) -> None:
    """The only version ended so, nothing is held for it, and there is an order if and only if it was accepted."""
    quote = quoting.quote(quote_id)
    assert quoting.states(quote_id) == {1: state}
    assert held(quoting.version(quote_id).id) == 0
    assert (quote.order_id is not None) == (state == "accepted")
    assert quote.order_id is None or held(quote.order_id) == 3


def assert_told(before: Tally[str], kinds: Mapping[str, int]) -> None:
    """Exactly so many of these events since then, each other end none."""
    since = told() - before
    ends = ("accepted", "countered", "expired", "withdrawn", "declined")
    looked = {f"quotes.{kind}" for kind in (*ends, *kinds)}
    assert {kind: since[kind] for kind in looked} == {kind: int(kinds.get(kind[7:], 0)) for kind in looked}


def assert_queued(before: Tally[str], names: Mapping[str, int]) -> None:
    """Exactly so many letters about ends, and one confirmation for each order."""
    since = queued() - before
    ends = ("tell_desk_acceptance", "tell_desk_counter", "tell_offer_expired", "confirm_order")
    expected = {**names, "confirm_order": names.get("tell_desk_acceptance", 0)}
    assert {name: since[f"notices.{name}"] for name in ends} == {name: expected.get(name, 0) for name in ends}
