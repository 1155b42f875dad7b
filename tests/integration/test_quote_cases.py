"""Quotes, approvals and contracts case by case: what is easily forgotten, each with its own numbers."""

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from core.accounts.operations import RoleInput
from core.accounts.queries import UserView
from core.accounts.states import BuyerRole, LimitWindow
from core.kernel import clock
from core.kernel.db import unit_of_work
from core.kernel.errors import AppError
from core.orders.errors import OverWindowLimit
from core.orders.models import Order
from core.orders.queries import OrderView
from core.payments.errors import CreditLimitExceeded
from core.quotes import operations as quotes
from core.quotes.errors import (
    ApprovalOver,
    EmptyVersion,
    NotApproved,
    NotOffered,
    NotYourApproval,
    QuoteClosed,
    ValidityPast,
    VersionSettled,
)
from core.quotes.models import QuoteVersion
from core.quotes.rules import Rule
from core.quotes.states import Measure, VersionState
from tests.support import paying, quoting
from tests.support.companies import buyer_of, colleague_of, the_admin
from tests.support.deals import Buyer, Market, a_company, open_market, order
from tests.support.quoting import OVER_TEN, Team, a_quote, a_team, line
from tests.support.racing import require_as_many, told
from tests.support.rows import changed, everything

LINES_OVER_TEN = Rule(code="line-10", measure=Measure.LINE_DISCOUNT, threshold=Decimal(10), level=1)
LONG_TERMS = Rule(code="terms", measure=Measure.TERMS_DAYS, threshold=Decimal(30), level=2, step=2)


@pytest.fixture
def market(database: object) -> Market:
    return open_market()


@pytest.fixture
def team(market: Market) -> Team:
    return a_team()


# --- what a discount is


@pytest.mark.parametrize(
    ("on_line", "on_whole", "measured"),
    [("0", "12", "12.00"), ("12", "0", "12.00"), ("6", "6", "11.64")],
    ids=["for the whole only", "on the line only", "half and half"],
)
def test_a_discount_is_measured_as_one_wherever_it_is_written(
    market: Market, team: Team, on_line: str, on_whole: str, measured: str
) -> None:
    """Of 250.00 goods: 12 % on the line, 12 % on the whole, or 6 % of each, which is 250.00 x 0.94 x 0.94 = 220.90."""
    quoting.write_rules(OVER_TEN)
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(on_line), unit_minor=None)])
    quoting.set_terms(quote_id, team, discount_percent=Decimal(on_whole))

    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL

    assert [(one.rule_code, one.measured) for one in quoting.approvals(quote_id)] == [
        ("discount-10", Decimal(measured))
    ]


def test_a_discount_on_the_whole_counts_for_a_rule_about_lines_too(market: Market, team: Team) -> None:
    quoting.write_rules(LINES_OVER_TEN)
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(6))])
    quoting.set_terms(quote_id, team, discount_percent=Decimal(6))

    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL


def test_an_amount_and_a_percentage_taken_off_are_one_discount(market: Market, team: Team) -> None:
    quoting.write_rules(OVER_TEN)
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(8))])
    full = quoting.version(quote_id).listed_minor
    quoting.set_terms(quote_id, team, discount_minor=full * 4 // 100)

    quoting.submit(quote_id, team)

    assert [one.measured for one in quoting.approvals(quote_id)] == [Decimal("12.00")]


# --- asking again


def test_of_several_rules_only_the_one_that_got_worse_is_asked_again_and_both_are_needed(
    market: Market, team: Team
) -> None:
    quoting.write_rules(OVER_TEN, LONG_TERMS)
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(14))])
    quoting.set_terms(quote_id, team, terms_days=45)
    quoting.submit(quote_id, team)
    quoting.grant(quote_id, team.lead, code="discount-10")
    quoting.grant(quote_id, team.head, code="terms")

    begin_again(quote_id, team.rep)
    quoting.set_terms(quote_id, team, terms_days=60)
    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL
    with pytest.raises(NotApproved):
        quoting.offer(quote_id, team)

    latest = [one for one in quoting.approvals(quote_id) if one.version_id == quoting.version(quote_id).id]
    assert [(one.rule_code, one.state.value, one.carried_from_id is None) for one in latest] == [
        ("discount-10", "granted", False),
        ("terms", "pending", True),
    ]
    quoting.grant(quote_id, team.head, code="terms")
    assert quoting.offer(quote_id, team).state is VersionState.OFFERED


def test_an_answer_that_was_given_before_is_not_taken_along_to_ones_own_work(market: Market, team: Team) -> None:
    """Who has allowed 14 % on twenty cups and then writes a hundred at 14 % needs somebody else for that."""
    quoting.write_rules(OVER_TEN)
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(14))])
    quoting.submit(quote_id, team)
    quoting.grant(quote_id, team.lead, code="discount-10")

    begin_again(quote_id, team.lead)
    change(quote_id, market, team.lead, pieces=100, percent=14)
    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL
    with pytest.raises(NotYourApproval):
        quoting.grant(quote_id, team.lead, code="discount-10")
    quoting.grant(quote_id, team.head, code="discount-10")

    assert quoting.states(quote_id) == {1: "superseded", 2: "approved"}


def test_a_refusal_is_not_forgotten_for_the_yes_before_it(market: Market, team: Team) -> None:
    quoting.write_rules(OVER_TEN)
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(14))])
    quoting.submit(quote_id, team)
    quoting.grant(quote_id, team.lead, code="discount-10")
    begin_again(quote_id, team.rep)
    change(quote_id, market, team.rep, pieces=20, percent=16)
    quoting.submit(quote_id, team)
    refuse(quote_id, team.lead)

    begin_again(quote_id, team.rep)
    change(quote_id, market, team.rep, pieces=20, percent=13)

    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL


def test_what_one_rule_granted_is_worth_nothing_for_a_stricter_edition(market: Market, team: Team) -> None:
    quoting.write_rules(OVER_TEN)
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(14))])
    quoting.submit(quote_id, team)
    quoting.grant(quote_id, team.lead, code="discount-10")
    quoting.write_rules(replace(OVER_TEN, level=2))

    with pytest.raises(NotApproved):
        quoting.offer(quote_id, team)
    begin_again(quote_id, team.rep)

    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL
    with pytest.raises(NotYourApproval):
        quoting.grant(quote_id, team.lead, code="discount-10")


# --- what is refused, clearly


def test_whoever_decides_second_is_told_so_and_nothing_changes(market: Market, team: Team) -> None:
    quoting.write_rules(OVER_TEN)
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(14))])
    quoting.submit(quote_id, team)
    (asked,) = quoting.approvals(quote_id)
    start, ended = threading.Barrier(2), list[type[AppError] | None]()

    def press(by: UserView, *, is_granted: bool) -> None:
        start.wait()
        try:
            with unit_of_work() as session:
                quotes.decide(session, asked.id, is_granted=is_granted, note="My word.", by=by)
            ended.append(None)
        except AppError as refusal:
            ended.append(type(refusal))

    both = [
        threading.Thread(target=press, args=(team.lead,), kwargs={"is_granted": True}),
        threading.Thread(target=press, args=(team.head,), kwargs={"is_granted": False}),
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()

    assert sorted(ended, key=str) == sorted([None, ApprovalOver], key=str)
    since = told()
    assert since["quotes.approval_granted"] + since["quotes.approval_refused"] == 1


def test_a_version_is_submitted_once_and_not_when_it_is_empty_or_too_late(market: Market, team: Team) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 3)])
    empty = a_quote(team, [], buyer=a_company("empty@firma.example"))
    last = quoting.version(quote_id).valid_until

    with pytest.raises(EmptyVersion):
        quoting.submit(empty, team)
    with clock.frozen(clock.day_begins(last + timedelta(days=1))), pytest.raises(ValidityPast):
        quoting.submit(quote_id, team)
    assert (quoting.states(empty), quoting.states(quote_id)) == ({1: "draft"}, {1: "draft"})
    quoting.submit(quote_id, team)
    with pytest.raises(VersionSettled):
        quoting.submit(quote_id, team)

    assert told()["quotes.approved"] == 1


def test_an_approved_version_is_not_sent_after_its_last_day(market: Market, team: Team) -> None:
    quote_id = a_quote(team, [line(market, "CUP", 3)])
    quoting.submit(quote_id, team)

    with clock.frozen(clock.now() + timedelta(days=31)), pytest.raises(ValidityPast):
        quoting.offer(quote_id, team)

    assert quoting.states(quote_id) == {1: "approved"}


def test_an_offer_holds_to_the_end_of_its_last_day_where_the_company_is(market: Market, team: Team) -> None:
    buyer = a_company()
    quote_id = a_quote(team, [line(market, "CUP", 3)], buyer=buyer)
    quoting.send(quote_id, team)
    midnight = clock.day_begins(quoting.version(quote_id).valid_until + timedelta(days=1))

    with clock.frozen(midnight - timedelta(seconds=1)):
        with unit_of_work() as session:
            assert quotes.expire_offers(session) == []
        quoting.accept(quote_id, buyer)

    require_as_many(1)


def test_what_the_customer_declined_does_not_expire_as_well(market: Market, team: Team) -> None:
    buyer = a_company()
    quote_id = a_quote(team, [line(market, "CUP", 3)], buyer=buyer)
    quoting.send(quote_id, team)
    with unit_of_work() as session:
        quotes.decline_offer(
            session, quote_id, version=1, reason="Too dear.", author="Bert Kranz", acting_user=buyer.actor
        )

    with clock.frozen(clock.now() + timedelta(days=40)), unit_of_work() as session:
        assert quotes.expire_offers(session) == []

    assert quoting.quote(quote_id).state.value == "declined"
    assert quoting.states(quote_id) == {1: "rejected"}


def test_nothing_is_accepted_that_is_in_work_in_approval_or_withdrawn(market: Market, team: Team) -> None:
    quoting.write_rules(OVER_TEN)
    buyer = a_company()
    quote_id = a_quote(team, [line(market, "CUP", 20, discount_percent=Decimal(14))], buyer=buyer)

    with pytest.raises(NotOffered):
        quoting.accept(quote_id, buyer)
    quoting.submit(quote_id, team)
    with pytest.raises(NotOffered):
        quoting.accept(quote_id, buyer)
    quoting.grant(quote_id, team.lead, code="discount-10")
    with pytest.raises(NotOffered):
        quoting.accept(quote_id, buyer)
    quoting.offer(quote_id, team)
    with unit_of_work() as session:
        quotes.withdraw_quote(session, quote_id, reason="Sold.", acting_user=team.rep.actor)
    with pytest.raises(NotOffered):
        quoting.accept(quote_id, buyer)
    with pytest.raises(QuoteClosed):
        begin_again(quote_id, team.rep)

    require_as_many(0)


# --- what a buyer may spend


def test_what_was_accepted_in_the_morning_counts_in_the_afternoon(market: Market, team: Team) -> None:
    admin = the_admin()
    limit = RoleInput(role=BuyerRole.BUYER, per_window_minor=20_000, window=LimitWindow.DAY)
    buyer = buyer_of(colleague_of(admin, "berta@hafen.example", limit))
    first, second = (a_quote(team, [line(market, "CUP", pieces)], buyer=buyer) for pieces in (12, 4))
    with clock.frozen(datetime(2027, 3, 2, 8, 10, tzinfo=UTC)) as at:
        for quote_id in (first, second):
            quoting.set_terms(quote_id, team)
            quoting.send(quote_id, team)
        assert quoting.version(first).gross_minor + quoting.version(second).gross_minor > 20_000
        quoting.accept(first, buyer)
        at.advance(timedelta(hours=6, minutes=35))

        with pytest.raises(OverWindowLimit):
            quoting.accept(second, buyer)
        require_as_many(1)
        at.advance(timedelta(days=1))
        quoting.accept(second, buyer)

    require_as_many(2)


# --- subscriptions and contracts


def test_two_lines_of_one_plan_keep_their_own_prices(market: Market, team: Team) -> None:
    buyer = a_company()
    lines = [line(market, "CLUB", 2, recurring_minor=3100), line(market, "CLUB", 5, recurring_minor=2700)]
    quote_id = a_quote(team, lines, buyer=buyer)
    quoting.send(quote_id, team)

    placed: OrderView = order(quoting.accept(quote_id, buyer))

    clubs = [(row.quantity, row.recurring_minor) for row in placed.lines if row.sku == "CLUB"]
    assert sorted(clubs) == [(2, 6200), (5, 13500)]
    assert paying.count(Order) == [1]


# --- steps


def begin_again(quote_id: UUID, who: UserView) -> None:
    with unit_of_work() as session:
        quotes.begin_version(session, quote_id, acting_user=who.actor)


def change(quote_id: UUID, market: Market, who: UserView, *, pieces: int, percent: int) -> QuoteVersion:
    draft = quoting.working(quote_id)
    wanted = line(market, "CUP", pieces, discount_percent=Decimal(percent))
    with unit_of_work() as session:
        return quotes.change_line(
            session, quote_id, draft.lines[0].id, wanted, edition=draft.edition, acting_user=who.actor
        )


def refuse(quote_id: UUID, by: UserView) -> None:
    asked = next(one for one in quoting.approvals(quote_id) if one.state.value == "pending")
    with unit_of_work() as session:
        quotes.decide(session, asked.id, is_granted=False, note="Too much.", by=by)


def test_what_was_granted_beyond_the_credit_limit_is_used_once(market: Market, team: Team) -> None:
    buyer = paying.a_company(limit_minor=50_000)
    quoting.write_rules(Rule(code="credit", measure=Measure.CREDIT_EXCEEDED, threshold=Decimal(0), level=2))
    first, second = (granted_beyond_credit(market, team, buyer) for _ in range(2))
    assert [int(one.measured) for quote_id in (first, second) for one in quoting.approvals(quote_id)] == [
        14_153
    ] * 2  # 641.53 with tax, less the limit

    quoting.accept(first, buyer, payment_method="on_account")
    before = everything()
    with pytest.raises(CreditLimitExceeded):
        quoting.accept(second, buyer, payment_method="on_account")

    assert changed(before) == []
    assert quoting.states(first) == {1: "accepted"}
    assert quoting.states(second) == {1: "offered"}
    quoting.accept(second, buyer, payment_method="prepayment")
    assert quoting.states(second) == {1: "accepted"}


def granted_beyond_credit(market: Market, team: Team, buyer: Buyer) -> UUID:
    """An offer of a machine that only goes because somebody allows the customer to owe more."""
    quote_id = quoting.a_quote(team, [line(market, "MACHINE")], buyer=buyer)
    quoting.set_terms(quote_id, team)
    quoting.submit(quote_id, team)
    quoting.grant(quote_id, team.head, code="credit")
    quoting.offer(quote_id, team)
    return quote_id
