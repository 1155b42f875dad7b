"""Offers that are ordered in several calls: all calls together are the offer, and nobody takes more than is left."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select

from core import flows
from core.accounts.operations import RoleInput
from core.accounts.states import BuyerRole
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import AppError
from core.orders.errors import OverOrderLimit
from core.orders.models import OrderLine
from core.orders.operations import decide_on_purchase
from core.quotes import operations as quotes
from core.quotes.errors import (
    CallEmpty,
    CallMoved,
    CallTooMuch,
    ChoiceNotOffered,
    NotForCalls,
    NothingLeft,
    NotOffered,
    OfferExpired,
    QuoteClosed,
    TextMissing,
    UndoTooLate,
)
from core.quotes.operations import Counter as CounterOffer
from core.quotes.operations import CounterLine
from core.quotes.queries.calls import calls_of, left_after
from core.quotes.states import LineRole
from tests.support import quoting
from tests.support.companies import buyer_of, colleague_of, the_admin
from tests.support.deals import Buyer, Market, a_company, free, open_market
from tests.support.quote_calls import a_contingent, calls, cancel, left, order, orders, undo
from tests.support.quoting import Team, a_quote, a_team, line
from tests.support.racing import held, told
from tests.support.rows import changed, everything


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


# --- until it is used up


def test_an_offer_is_ordered_in_three_calls_at_the_prices_of_the_whole(
    market: Market, team: Team, buyer: Buyer
) -> None:
    """10 machines at 500.00 and 3 cups at 12.50, 0.99 and 0.01 off, are 4,999.01 and 37.49; 10.00 of delivery beside.

    By the worth of the goods 0.99, 6.01 and 3.00 of it.
    """
    quote_id = a_contingent(market, team, buyer, {"MACHINE": 10, "CUP": 3}, discount_minor=100, fee_minor=1_000)
    whole = quoting.version(quote_id)
    assert (whole.goods_minor, whole.net_minor) == (503_650, 504_650)

    order(quote_id, buyer, {"MACHINE": 1})
    first = (quoting.quote(quote_id).state.value, quoting.states(quote_id), left(quote_id))
    order(quote_id, buyer, {"MACHINE": 6, "CUP": 2})
    order(quote_id, buyer)

    assert first == ("partly_ordered", {1: "offered"}, {"MACHINE": 9, "CUP": 3})
    assert calls(quote_id) == [
        ({"MACHINE": 1}, "placed"), ({"MACHINE": 6, "CUP": 2}, "placed"), ({"MACHINE": 3, "CUP": 1}, "placed"),
    ]  # fmt: skip
    assert [one.net_minor for one in orders()] == [49_990 + 99, 299_941 + 2_499 + 601, 149_970 + 1_250 + 300]
    assert sum(one.net_minor for one in orders()) == whole.net_minor
    assert (quoting.quote(quote_id).state.value, quoting.states(quote_id)) == ("accepted", {1: "accepted"})
    assert told()["quotes.accepted"] == 3
    with pytest.raises(NotOffered):
        order(quote_id, buyer)


def test_lines_of_one_article_are_told_apart(market: Market, team: Team, buyer: Buyer) -> None:
    """1, 2 and 3 cups on three lines at three prices, ordered by line: one of the second, two of the third."""
    quote_id = a_quote(team, [line(market, "CUP", many, unit_minor=many * 1_000) for many in (1, 2, 3)], buyer=buyer)
    quoting.set_terms(quote_id, team, in_calls=True)
    seen = quoting.send(quote_id, team)

    order(quote_id, buyer, choice={seen.lines[1].id: 1, seen.lines[2].id: 2})
    with reading() as session:
        after = left_after(seen.lines, calls_of(session, seen.id))
        ordered = session.execute(select(OrderLine.reference, OrderLine.amount_minor).where(OrderLine.sku == "CUP"))
        amounts = dict(ordered.all())

    assert [after[one.id] for one in seen.lines] == [1, 1, 1]
    assert amounts == {str(seen.lines[1].id): 2_000, str(seen.lines[2].id): 6_000}
    with pytest.raises(CallTooMuch) as refused:
        order(quote_id, buyer, choice={seen.lines[1].id: 2})
    assert (refused.value.field, refused.value.values["left"]) == (f"quantity-{seen.lines[1].id}", 1)


def test_bundles_and_subscriptions_are_ordered_in_calls_and_start_with_them(
    market: Market, team: Team, buyer: Buyer
) -> None:
    quote_id = a_contingent(market, team, buyer, {"KITCHEN": 3, "CLUB": 4}, discount_percent=Decimal("7.77"))
    whole = quoting.version(quote_id)

    for wanted in ({"KITCHEN": 1, "CLUB": 1}, {"KITCHEN": 1, "CLUB": 2}, None):
        order(quote_id, buyer, wanted)

    with reading() as session:
        lines = session.scalars(select(OrderLine).where(OrderLine.variant_id.is_not(None))).all()
    assert sum(one.amount_minor for one in lines) == whole.goods_minor
    pieces = [sum(one.quantity for one in lines if one.sku == sku) for sku in ("MACHINE", "CUP", "CLUB")]
    assert pieces == [3, 6, 3 + 4]
    assert sum(one.net_minor for one in orders()) == whole.net_minor


def test_what_a_cancelled_order_had_taken_can_be_ordered_again_to_the_cent(
    market: Market, team: Team, buyer: Buyer
) -> None:
    """99.99 for three cups: 33.33 each; with 100.00 the odd cent comes back with the piece that had it."""
    quote_id = a_quote(team, [line(market, "CUP", 3, unit_minor=5_000, discount_minor=5_000)], buyer=buyer)
    quoting.set_terms(quote_id, team, in_calls=True, fee_minor=0)
    quoting.send(quote_id, team)
    for _ in range(2):
        order(quote_id, buyer, {"CUP": 1})
    assert [one.net_minor for one in orders()] == [3_333, 3_334]

    cancel(orders()[1].id)
    assert left(quote_id) == {"CUP": 2}
    order(quote_id, buyer, {"CUP": 1})
    order(quote_id, buyer, {"CUP": 1})

    assert [one.net_minor for one in orders() if one.state.value != "cancelled"] == [3_333, 3_334, 3_333]
    assert quoting.quote(quote_id).state.value == "accepted"


# --- what is refused


def test_the_same_call_sent_twice_is_one_order(market: Market, team: Team, buyer: Buyer) -> None:
    quote_id = a_contingent(market, team, buyer, {"CUP": 10})

    first = order(quote_id, buyer, {"CUP": 4}, key="a" * 32, call=1)
    before = everything()
    again = order(quote_id, buyer, {"CUP": 4}, key="a" * 32, call=1)

    assert again == first
    assert changed(before) == []


@pytest.mark.parametrize(
    ("wanted", "refusal", "field"),
    [({"CUP": 7}, CallTooMuch, True), ({"CUP": 0}, CallEmpty, "choice"), ({}, CallEmpty, "choice")],
    ids=["more than is left", "nothing of it", "nothing at all"],
)
def test_a_call_takes_some_of_what_is_left(
    market: Market, team: Team, buyer: Buyer, wanted: dict[str, int], refusal: type[AppError], field: object
) -> None:
    quote_id = a_contingent(market, team, buyer, {"CUP": 10})
    order(quote_id, buyer, {"CUP": 4})
    before = everything()

    with pytest.raises(refusal) as refused:
        order(quote_id, buyer, wanted)

    expected = f"quantity-{quoting.version(quote_id).lines[0].id}" if field is True else field
    assert refused.value.field == expected
    assert changed(before) == []


def test_a_foreign_line_and_pieces_below_zero_are_not_offered(market: Market, team: Team, buyer: Buyer) -> None:
    quote_id = a_contingent(market, team, buyer, {"CUP": 10})
    own, before = quoting.version(quote_id).lines[0].id, everything()

    for choice in ({uuid4(): 1}, {own: -1}):
        with pytest.raises(ChoiceNotOffered):
            order(quote_id, buyer, choice=choice)

    assert changed(before) == []


def test_whoever_saw_the_offer_before_somebody_else_ordered_looks_again(
    market: Market, team: Team, buyer: Buyer
) -> None:
    quote_id = a_contingent(market, team, buyer, {"CUP": 10})
    order(quote_id, buyer, {"CUP": 4}, call=1)
    before = everything()

    with pytest.raises(CallMoved):
        order(quote_id, buyer, {"CUP": 4}, call=1)

    assert changed(before) == []


def test_after_the_first_call_nothing_is_negotiated_any_more(market: Market, team: Team, buyer: Buyer) -> None:
    quote_id = a_contingent(market, team, buyer, {"CUP": 10})
    with unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
    first = quoting.versions(quote_id)[0]
    with unit_of_work() as session:
        acceptance = quoting.an_acceptance(first, buyer, choice={first.lines[0].id: 4}, key="k")
        quotes.accept_quote(session, quote_id, acceptance, acting_user=buyer.actor)
    assert quoting.states(quote_id) == {1: "offered", 2: "superseded"}
    before = everything()

    counter = CounterOffer(version=1, lines={first.lines[0].id: CounterLine(unit_minor=1)})
    with pytest.raises(NotOffered), unit_of_work() as session:
        quotes.counter_offer(session, quote_id, counter, author="Bert", acting_user=buyer.actor)
    with pytest.raises(NotOffered), unit_of_work() as session:
        quotes.decline_offer(session, quote_id, version=1, reason="no", author="Bert", acting_user=buyer.actor)
    with pytest.raises(QuoteClosed), unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
    with pytest.raises(QuoteClosed), unit_of_work() as session:
        quotes.withdraw_quote(session, quote_id, reason="no", acting_user=team.rep.actor)

    assert changed(before) == []


@pytest.mark.parametrize("changes", [{"role": LineRole.OPTIONAL}, {"max_quantity": 20}], ids=["optional", "a range"])
def test_an_offer_with_something_to_choose_is_not_ordered_in_calls(
    market: Market, team: Team, changes: dict[str, object]
) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 10), line(market, "CUP", 5, **changes)])
    before = everything()

    with pytest.raises(NotForCalls) as refused:
        quoting.set_terms(quote_id, team, in_calls=True)

    assert (refused.value.field, changed(before)) == ("in_calls", [])


def test_a_line_that_becomes_optional_later_is_found_when_the_version_is_settled(market: Market, team: Team) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 10)])
    quoting.set_terms(quote_id, team, in_calls=True)
    optional = line(market, "CUP", 5, role=LineRole.OPTIONAL)
    with unit_of_work() as session:
        quotes.add_line(
            session, quote_id, optional, edition=quoting.working(quote_id).edition, acting_user=team.rep.actor
        )
    before = everything()

    with pytest.raises(NotForCalls):
        quoting.submit(quote_id, team)

    assert changed(before) == []


def test_whether_it_is_ordered_in_calls_is_part_of_what_was_approved(market: Market, team: Team) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 20)])
    quoting.set_terms(quote_id, team, in_calls=True)
    hash_in_calls = quoting.version(quote_id).content_hash
    quoting.set_terms(quote_id, team, in_calls=False)

    assert quoting.version(quote_id).content_hash != hash_in_calls


# --- stock, limits


def test_goods_that_are_held_go_to_the_calls_and_the_rest_stays_held(market: Market, team: Team, buyer: Buyer) -> None:
    before = free(market, "MACHINE")
    quote_id = a_contingent(market, team, buyer, {"MACHINE": 8}, holds_stock=True)
    version_id = quoting.version(quote_id).id

    placed = order(quote_id, buyer, {"MACHINE": 3})

    assert (held(version_id), held(placed), free(market, "MACHINE")) == (5, 3, before - 8)
    order(quote_id, buyer)
    assert (held(version_id), free(market, "MACHINE")) == (0, before - 8)


def test_a_colleague_grants_one_call_and_not_the_next(market: Market, team: Team) -> None:
    admin = the_admin()
    small = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=10_000))
    buyer = buyer_of(small)
    quote_id = a_contingent(market, team, buyer, {"CUP": 40}, fee_minor=0)
    seen = quoting.version(quote_id)
    wanted = {seen.lines[0].id: 10}
    with pytest.raises(OverOrderLimit):
        order(quote_id, buyer, {"CUP": 10})
    with unit_of_work() as session:
        asked = quotes.ask_colleague(session, quote_id, choice=wanted, by=small)
        assert asked.amount_minor == 14_875  # 10 x 12.50 and 19 %
    with unit_of_work() as session:
        decide_on_purchase(session, asked.id, is_granted=True, by=admin)

    with pytest.raises(OverOrderLimit):
        order(quote_id, buyer, {"CUP": 11})
    order(quote_id, buyer, {"CUP": 10})
    before = everything()
    with pytest.raises(OverOrderLimit):
        order(quote_id, buyer, {"CUP": 10})

    assert changed(before) == []
    order(quote_id, buyer, {"CUP": 6})  # 89.25 needs nobody
    assert left(quote_id) == {"CUP": 24}


# --- the end


def test_what_is_left_on_the_last_day_lapses_and_the_customer_is_told(market: Market, team: Team, buyer: Buyer) -> None:
    quote_id = a_contingent(market, team, buyer, {"MACHINE": 8}, holds_stock=True)
    order(quote_id, buyer, {"MACHINE": 3})
    begun = free(market, "MACHINE")
    with clock.frozen(clock.now() + timedelta(days=31)):
        with pytest.raises(OfferExpired):
            order(quote_id, buyer, {"MACHINE": 1})
        with unit_of_work() as session:
            assert quotes.expire_offers(session) == [quote_id]
        with unit_of_work() as session:
            assert quotes.expire_offers(session) == []

    assert (quoting.quote(quote_id).state.value, quoting.states(quote_id)) == ("accepted", {1: "accepted"})
    assert free(market, "MACHINE") == begun + 5
    assert told()["quotes.expired"] == 1


def test_the_office_ends_the_rest_and_says_why(market: Market, team: Team, buyer: Buyer) -> None:
    quote_id = a_contingent(market, team, buyer, {"MACHINE": 8}, holds_stock=True)
    with pytest.raises(NothingLeft), unit_of_work() as session:
        quotes.end_rest(session, quote_id, reason="sold out", acting_user=team.rep.actor)
    order(quote_id, buyer, {"MACHINE": 3})
    begun, before = free(market, "MACHINE"), everything()
    with pytest.raises(TextMissing), unit_of_work() as session:
        quotes.end_rest(session, quote_id, reason=" ", acting_user=team.rep.actor)
    assert changed(before) == []

    with unit_of_work() as session:
        quotes.end_rest(session, quote_id, reason="sold out", acting_user=team.rep.actor)

    assert (quoting.quote(quote_id).state.value, free(market, "MACHINE")) == ("accepted", begun + 5)
    with pytest.raises(NotOffered):
        order(quote_id, buyer)


def test_the_last_call_is_undone_and_can_be_ordered_again(market: Market, team: Team, buyer: Buyer) -> None:
    quote_id = a_contingent(market, team, buyer, {"CUP": 10})
    order(quote_id, buyer, {"CUP": 4})
    order(quote_id, buyer)
    assert quoting.quote(quote_id).state.value == "accepted"

    undo(quote_id)
    after_one = (quoting.quote(quote_id).state.value, quoting.states(quote_id), left(quote_id))
    undo(quote_id)
    after_two = (quoting.quote(quote_id).state.value, quoting.states(quote_id), left(quote_id))

    assert after_one == ("partly_ordered", {1: "offered"}, {"CUP": 6})
    assert after_two == ("open", {1: "offered"}, {"CUP": 10})
    assert [one.state.value for one in orders()] == ["cancelled", "cancelled"]
    with pytest.raises(UndoTooLate):
        undo(quote_id)
    order(quote_id, buyer, {"CUP": 10})
    assert quoting.quote(quote_id).state.value == "accepted"
