"""A quote from its first draft to the order, through approval and negotiation."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from core.accounts.operations import RoleInput
from core.accounts.states import BuyerRole
from core.kernel import clock
from core.kernel.db import unit_of_work
from core.orders.errors import OverOrderLimit
from core.orders.operations import decide_on_purchase
from core.quotes import operations as quotes
from core.quotes.errors import (
    ApprovalTooEarly,
    NotApproved,
    NotOffered,
    NotYourApproval,
    OfferChanged,
    OfferExpired,
    SourceNotFound,
)
from core.quotes.operations import Counter, CounterLine
from core.quotes.rules.inputs import LineInput
from core.quotes.states import VersionState
from tests.support import quoting
from tests.support.companies import buyer_of, colleague_of, the_admin
from tests.support.deals import Market, a_company, an_order, open_market, order
from tests.support.quoting import OVER_TEN, OVER_TWENTY, Team, a_quote, a_team, line


def test_what_lies_inside_policy_is_offered_and_accepted_at_exactly_the_agreed_price(database: str) -> None:
    market, team, buyer = open_market(), a_team(), a_company()
    quoting.write_rules(OVER_TEN)

    quote_id = a_quote(team, [line(market, "MACHINE", 2, unit_minor=50000)], buyer=buyer)
    quoting.set_terms(quote_id, team, discount_percent=Decimal(2))
    seen = quoting.send(quote_id, team)
    order_id = quoting.accept(quote_id, buyer)

    assert (seen.state, seen.goods_minor, seen.listed_minor) == (VersionState.OFFERED, 98000, 107820)
    placed = order(order_id)
    assert placed.net_minor == seen.net_minor == 98000
    assert placed.gross_minor == seen.gross_minor
    assert [(row.sku, row.quantity, row.amount_minor) for row in placed.lines if row.sku == "MACHINE"] == [
        ("MACHINE", 2, 98000)
    ]
    assert quoting.quote(quote_id).state.value == "accepted"


def test_accepting_again_is_the_same_order(database: str) -> None:
    market, team, buyer = open_market(), a_team(), a_company()
    quote_id = a_quote(team, [line(market, "CUP", 10)], buyer=buyer)
    seen = quoting.send(quote_id, team)
    first = quoting.accept(quote_id, buyer)

    with unit_of_work() as session:
        acceptance = quoting.an_acceptance(seen, buyer)
        again = quotes.accept_quote(session, quote_id, acceptance, acting_user=buyer.actor).id

    assert again == first


def test_a_discount_beyond_policy_is_not_offered_before_both_have_agreed_one_after_the_other(database: str) -> None:
    market, team = open_market(), a_team()
    quoting.write_rules(OVER_TEN, OVER_TWENTY)
    quote_id = a_quote(team, [line(market, "MACHINE", 4, discount_percent=Decimal(25))])

    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL
    with pytest.raises(NotApproved), unit_of_work() as session:
        quotes.offer_version(session, quote_id, acting_user=team.rep.actor)
    with pytest.raises(ApprovalTooEarly):
        quoting.grant(quote_id, team.head, code="discount-20")
    quoting.grant(quote_id, team.lead, code="discount-10")
    assert quoting.version(quote_id).state is VersionState.IN_APPROVAL
    quoting.grant(quote_id, team.head, code="discount-20")

    assert quoting.offer(quote_id, team).state is VersionState.OFFERED


def test_nobody_approves_their_own_work_nor_a_copy_of_it(database: str) -> None:
    market, team = open_market(), a_team()
    quoting.write_rules(OVER_TEN)
    quote_id = a_quote(team, [line(market, "MACHINE", 1, discount_percent=Decimal(15))])
    with unit_of_work() as session:  # the lead helps with the draft
        edition = quoting.working(quote_id).edition
        quotes.set_terms(session, quote_id, quoting.terms(), edition=edition, acting_user=team.lead.actor)
    quoting.submit(quote_id, team)

    with pytest.raises(NotYourApproval):
        quoting.grant(quote_id, team.lead, code="discount-10")
    with unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
    quoting.submit(quote_id, team)
    with pytest.raises(NotYourApproval):
        quoting.grant(quote_id, team.lead, code="discount-10")
    quoting.grant(quote_id, team.head, code="discount-10")

    assert quoting.states(quote_id) == {1: "superseded", 2: "approved"}


def test_only_a_rule_whose_value_got_worse_is_asked_again(database: str) -> None:
    market, team = open_market(), a_team()
    quoting.write_rules(OVER_TEN)
    quote_id = a_quote(team, [line(market, "MACHINE", 1, discount_percent=Decimal(18))])
    quoting.submit(quote_id, team)
    quoting.grant(quote_id, team.lead, code="discount-10")

    with unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
    _change_discount(quote_id, team, market, Decimal(17))
    assert quoting.submit(quote_id, team) is VersionState.APPROVED
    with unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
    _change_discount(quote_id, team, market, Decimal(19))
    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL

    assert [(one.measured, one.state.value) for one in quoting.approvals(quote_id)] == [
        (Decimal("18.00"), "granted"),
        (Decimal("17.00"), "granted"),
        (Decimal("19.00"), "pending"),
    ]


def test_a_counter_offer_ends_the_version_and_the_next_one_is_accepted(database: str) -> None:
    market, team, buyer = open_market(), a_team(), a_company()
    quote_id = a_quote(team, [line(market, "MACHINE", 3)], buyer=buyer)
    seen = quoting.send(quote_id, team)
    wish = {seen.lines[0].id: CounterLine(unit_minor=50000)}

    with unit_of_work() as session:
        quotes.counter_offer(
            session, quote_id, Counter(version=1, lines=wish), author="Bert Kranz", acting_user=buyer.actor
        )
    with pytest.raises(NotOffered):
        quoting.accept(quote_id, buyer)
    with unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
    assert quoting.working(quote_id).lines[0].counter_unit_minor == 50000
    _change_price(quote_id, team, market, 52000)
    quoting.send(quote_id, team)
    order_id = quoting.accept(quote_id, buyer)

    assert quoting.states(quote_id) == {1: "countered", 2: "accepted"}
    assert next(row.unit_minor for row in order(order_id).lines if row.sku == "MACHINE") == 52000


def test_an_offer_is_not_accepted_after_its_last_day_nor_unseen(database: str) -> None:
    market, team, buyer = open_market(), a_team(), a_company()
    quote_id = a_quote(team, [line(market, "CUP", 3)], buyer=buyer)
    quoting.send(quote_id, team)

    with pytest.raises(OfferChanged):
        quoting.accept(quote_id, buyer, content_hash="0" * 64)
    with clock.frozen(clock.now() + timedelta(days=31)), pytest.raises(OfferExpired):
        quoting.accept(quote_id, buyer)
    with clock.frozen(clock.now() + timedelta(days=31)), unit_of_work() as session:
        assert quotes.expire_offers(session) == [quote_id]

    assert quoting.quote(quote_id).state.value == "expired"
    assert quoting.quote(quote_id).order_id is None


def _change_discount(quote_id: UUID, team: Team, market: Market, percent: Decimal) -> None:
    _change(quote_id, team, line(market, "MACHINE", 1, discount_percent=percent))


def _change_price(quote_id: UUID, team: Team, market: Market, unit_minor: int) -> None:
    _change(quote_id, team, line(market, "MACHINE", 3, unit_minor=unit_minor))


def _change(quote_id: UUID, team: Team, wanted: LineInput) -> None:
    draft = quoting.working(quote_id)
    with unit_of_work() as session:
        quotes.change_line(
            session, quote_id, draft.lines[0].id, wanted, edition=draft.edition, acting_user=team.rep.actor
        )


def test_a_quote_begins_with_a_template_an_old_quote_or_an_order_and_keeps_who_worked_at_it(database: str) -> None:
    market, team, buyer = open_market(), a_team(), a_company()
    quoting.write_rules(OVER_TEN)
    first = a_quote(team, [line(market, "MACHINE", 2, discount_percent=Decimal(12))], buyer=buyer)
    number, order_id = quoting.quote(first).number, an_order(market, {"CUP": 6, "KITCHEN": 1}, buyer=buyer)
    to = quoting.addressee(buyer)

    with unit_of_work() as session:
        template = quotes.keep_template(session, first, version=1, name="Two machines", acting_user=team.rep.actor)
    with unit_of_work() as session:
        by_template = quotes.begin_from_template(session, to, template.id, acting_user=team.head.actor).id
        by_number = quotes.begin_from_number(session, to, number.lower(), acting_user=team.head.actor).id
        by_order = quotes.begin_from_number(session, to, order(order_id).number, acting_user=team.head.actor).id
    with pytest.raises(SourceNotFound), unit_of_work() as session:
        quotes.begin_from_number(session, to, "AN-1999-000001", acting_user=team.rep.actor)

    copies = [quoting.version(one) for one in (by_template, by_number)]
    assert [(one.lines[0].sku, one.lines[0].discount_percent) for one in copies] == [("MACHINE", Decimal(12))] * 2
    assert [(one.sku, one.quantity) for one in quoting.version(by_order).lines] == [("CUP", 6), ("KITCHEN", 1)]
    assert all(one.hands.split() == [str(team.rep.id), str(team.head.id)] for one in copies)


def test_a_request_inside_policy_is_answered_at_once_at_list_prices(database: str) -> None:
    market, buyer = open_market(), a_company()
    quoting.write_rules(OVER_TEN)
    request_id = quoting.ask(market, buyer, {"CUP": 50})

    with unit_of_work() as session:
        answered = quotes.answer_at_once(session, request_id)
        again = quotes.answer_at_once(session, request_id)

    assert answered is not None
    assert again is None
    offered = quoting.version(answered.id)
    assert (offered.state, offered.author, offered.goods_minor) == (VersionState.OFFERED, "Kontor", 50 * 1125)
    assert quoting.request(request_id).state.value == "answered"


def test_a_buyer_with_a_limit_needs_a_colleagues_word_by_every_way(database: str) -> None:
    market, team, admin = open_market(), a_team(), the_admin()
    berta = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=10_000))
    buyer = buyer_of(berta)
    quote_id = a_quote(team, [line(market, "MACHINE", 1)], buyer=buyer)
    quoting.send(quote_id, team)

    with pytest.raises(OverOrderLimit):
        quoting.accept(quote_id, buyer)
    with pytest.raises(OverOrderLimit):
        quoting.accept(quote_id, buyer, user_id=None)  # by a link, without signing in
    with unit_of_work() as session:
        asked = quotes.ask_colleague(session, quote_id, by=berta)
    with unit_of_work() as session:
        decide_on_purchase(session, asked.id, is_granted=False, by=admin)
    with pytest.raises(OverOrderLimit):
        quoting.accept(quote_id, buyer)
    assert quoting.quote(quote_id).order_id is None
    with unit_of_work() as session:
        asked = quotes.ask_colleague(session, quote_id, by=berta)
    with unit_of_work() as session:
        decide_on_purchase(session, asked.id, is_granted=True, by=admin)

    order_id = quoting.accept(quote_id, buyer)

    assert quoting.quote(quote_id).order_id == order_id


@pytest.mark.parametrize(
    ("changes", "pieces"),
    [
        ({"note": "Please call me."}, 50),
        ({"wished_total_minor": 50_000}, 50),
        ({}, 101),
        ({}, 500),
    ],
    ids=["a word to read", "another price", "more than is there", "more than the limit"],
)
def test_a_request_that_needs_a_person_is_left_to_one(database: str, changes: dict[str, object], pieces: int) -> None:
    market, buyer = open_market(), a_company()
    request_id = quoting.ask(market, buyer, {"CUP": pieces}, **changes)

    with unit_of_work() as session:
        answered = quotes.answer_at_once(session, request_id)

    assert answered is None
    assert quoting.request(request_id).state.value == "submitted"
    assert quoting.quotes_of(request_id) == []
