"""Offers that add to a running contract: one order, contracts that run and are billed beside it, exactly as shown."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from core.accounts.operations import RoleInput
from core.accounts.states import BuyerRole
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import AppError
from core.orders.errors import OverOrderLimit
from core.orders.models import Order
from core.orders.operations import decide_on_purchase
from core.quotes import operations as quotes
from core.quotes.errors import (
    AddedTooLate,
    BeginsWithTrial,
    LineIsFixed,
    NoSubscription,
    OneContract,
    OtherInterval,
    SkuUnknown,
    UndoTooLate,
)
from core.quotes.rules import Rule
from core.quotes.states import LineRole, Measure, VersionState
from core.subscriptions.errors import ContractMoved, StartsBeside
from core.subscriptions.models import ContractAddition, ContractChange
from core.subscriptions.states import ContractState
from tests.support import quoting
from tests.support.companies import buyer_of, colleague_of, the_admin
from tests.support.deals import Market, a_company, activate, open_market
from tests.support.extending import (
    a_running_contract,
    add,
    agree,
    agree_and_order,
    an_extension,
    bill_until,
    billed,
    contract,
    exchange,
    extend,
    preview,
    run,
    shown_from,
    with_more,
)
from tests.support.quoting import a_team, line

BEGIN = datetime(2027, 1, 31, 9, tzinfo=UTC)
CLUB_GROSS, YEARLY_GROSS = 3756, 40446
"""90 % of the retail price, and with 7 % of VAT."""


@pytest.fixture
def at(database: str) -> Iterator[clock.SimulatedClock]:
    with clock.frozen(BEGIN) as stopped:
        yield stopped


@pytest.fixture
def market(at: clock.SimulatedClock) -> Market:
    return with_more(open_market())


def test_what_is_added_is_one_order_whose_contracts_are_billed_as_it_was_shown(
    market: Market, at: clock.SimulatedClock
) -> None:
    team, buyer = a_team(), a_company()
    quoting.write_rules(Rule(code="amount", measure=Measure.AMOUNT, threshold=Decimal(6000), level=1))
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    add(quote_id, team, line(market, "CARE", 1, recurring_minor=1777), line(market, "FILTER", 3, discount_minor=101))
    quoting.set_terms(quote_id, team, discount_percent=Decimal("2.5"), delivery_method="", with_promotions=False)
    extend(quote_id, team, date(2027, 2, 28), 18)

    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL
    quoting.grant(quote_id, team.lead, code="amount")
    quoting.offer(quote_id, team)
    shown = preview(quote_id)
    order_id = agree_and_order(quote_id, buyer)
    care, filters = run(order_id)

    for added in (care, filters):
        assert (added.state, added.starts_on, added.anchor_day) == (ContractState.ACTIVE, date(2027, 2, 28), 31)
        assert (added.bound_until, added.term_months, added.notice_months) == (date(2028, 8, 31), 18, 1)
    assert (contract(contract_id).version, contract(contract_id).bound_until) == (2, date(2028, 8, 31))
    with reading() as session:
        order = session.scalars(select(Order).where(Order.id == order_id)).one()
        version = quoting.version(quote_id)
        assert session.scalar(select(func.count()).select_from(Order)) == 2
    amounts = [one.amount_minor for one in version.lines]
    assert (order.net_minor, order.start_on) == (sum(amounts[1:]) + 3 * 1003, date(2027, 2, 28))
    assert [care.amount_minor, filters.amount_minor] == amounts[1:]
    bill_until(at, date(2029, 3, 1))
    names = {contract_id: "Bean club", care.id: "Care", filters.id: "Filters"}
    assert len(shown.rows) == 72
    assert [one for one in billed(names) if date(2027, 2, 1) < one[0] < date(2029, 1, 31)] == shown_from(
        shown, date(2029, 1, 31)
    )


def test_what_is_added_is_due_together_with_the_contract_and_costs_setting_up_once(market: Market) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    add(quote_id, team, line(market, "FILTER", 2))
    extend(quote_id, team, date(2027, 3, 31), 0)

    rows = preview(quote_id).rows

    first, again = 2 * (999 + 1003), 2 * 999
    assert [(row.start, row.name, row.old_minor, row.new_minor) for row in rows[:5]] == [
        (date(2027, 2, 28), "Bean club", CLUB_GROSS, CLUB_GROSS),
        (date(2027, 3, 31), "Bean club", CLUB_GROSS, CLUB_GROSS),
        (date(2027, 3, 31), "Filters", None, first + 761),
        (date(2027, 4, 30), "Bean club", CLUB_GROSS, CLUB_GROSS),
        (date(2027, 4, 30), "Filters", None, again + 380),
    ]


def test_many_articles_are_added_and_every_first_invoice_is_as_it_was_shown(
    market: Market, at: clock.SimulatedClock
) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    prices = [1000 + 7 * place for place in range(30)]
    add(quote_id, team, *(line(market, ("CARE", "FILTER")[p % 2], 1, recurring_minor=p) for p in prices))
    quoting.send(quote_id, team)
    shown = preview(quote_id)
    contracts = run(agree_and_order(quote_id, buyer))
    bill_until(at, date(2027, 4, 1))

    names = {one.id: one.name for one in contracts}
    last = date(2027, 4, 30)
    expected = [one for one in shown_from(shown, last) if one[1] != "Bean club"]
    assert (len(contracts), len(expected), len(shown.rows)) == (30, 60, 31 * 24)
    assert billed(names) == expected


def test_agreeing_twice_makes_one_change_and_one_order(market: Market) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    add(quote_id, team, line(market, "CARE"))
    quoting.send(quote_id, team)

    first, second = agree_and_order(quote_id, buyer), agree_and_order(quote_id, buyer)

    assert first == second is not None
    assert quoting.quote(quote_id).order_id == first
    assert counted(Order, ContractAddition, ContractChange) == [2, 1, 2]
    with pytest.raises(UndoTooLate), unit_of_work() as session:
        quotes.undo_acceptance(session, quote_id, reason="by mistake", acting_user=team.rep.actor)


def test_a_buyer_with_a_limit_needs_a_colleagues_word_to_change_a_contract(market: Market) -> None:
    team, admin = a_team(), the_admin()
    berta = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER, per_order_minor=5_000))
    contract_id = a_running_contract(market, buyer_of(berta))
    quote_id = an_extension(contract_id, team)
    add(quote_id, team, line(market, "CARE"))
    quoting.send(quote_id, team)

    for user_id in (berta.id, None):  # signed in, and by a link
        with pytest.raises(OverOrderLimit):
            agree_and_order(quote_id, buyer_of(berta), user_id=user_id)
    assert (contract(contract_id).version, counted(Order, ContractAddition)) == (1, [1, 0])
    with unit_of_work() as session:
        asked = quotes.ask_colleague(session, quote_id, by=berta)
        assert asked.amount_minor == CLUB_GROSS + 2379
    with unit_of_work() as session:
        decide_on_purchase(session, asked.id, is_granted=True, by=admin)
    agree_and_order(quote_id, buyer_of(berta))

    assert (contract(contract_id).version, counted(Order, ContractAddition)) == (2, [2, 1])


def test_the_term_that_approvers_see_is_what_binds_and_not_what_a_plan_says(market: Market) -> None:
    team, buyer = a_team(), a_company()
    quoting.write_rules(Rule(code="term", measure=Measure.TERM_MONTHS, threshold=Decimal(6), level=1))
    quote_id = an_extension(a_running_contract(market, buyer), team)
    add(quote_id, team, line(market, "CARE"))
    extend(quote_id, team, date(2027, 2, 28), 6)

    assert quoting.submit(quote_id, team) is VersionState.APPROVED


def test_without_anything_added_there_is_no_order(market: Market) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    add(quote_id, team, line(market, "CARE"))
    taken_out = quoting.working(quote_id).lines[1].id
    with unit_of_work() as session:
        edition = quoting.working(quote_id).edition
        quotes.remove_line(session, quote_id, taken_out, edition=edition, acting_user=team.rep.actor)
    quoting.send(quote_id, team)

    agree(quote_id, buyer)

    assert (quoting.quote(quote_id).order_id, contract(contract_id).version) == (None, 2)
    assert counted(Order, ContractAddition) == [1, 0]


def test_a_contract_that_was_changed_since_is_refused_and_nothing_is_ordered(market: Market) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    first, second = an_extension(contract_id, team), an_extension(contract_id, team)
    add(second, team, line(market, "CARE"))
    for quote_id in (first, second):
        quoting.send(quote_id, team)
    agree(first, buyer)

    with pytest.raises(ContractMoved):
        agree_and_order(second, buyer)

    assert (contract(contract_id).version, quoting.quote(second).state.value) == (2, "open")
    assert counted(Order, ContractAddition, ContractChange) == [1, 0, 2]


def test_what_would_have_begun_already_is_refused(market: Market, at: clock.SimulatedClock) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    add(quote_id, team, line(market, "CARE"))
    quoting.send(quote_id, team)
    at.move_to(BEGIN + timedelta(days=29))

    with pytest.raises(AddedTooLate):
        agree_and_order(quote_id, buyer)

    assert (contract(contract_id).version, counted(Order, ContractChange)) == (1, [1, 0])


def test_what_is_paid_too_late_begins_on_a_billing_day_of_the_contract(
    market: Market, at: clock.SimulatedClock
) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    add(quote_id, team, line(market, "CARE"))
    quoting.send(quote_id, team)
    order_id = agree_and_order(quote_id, buyer)
    at.move_to(BEGIN + timedelta(days=35))

    (care,) = run(order_id)
    with pytest.raises(StartsBeside):
        activate(care.id, date(2027, 3, 15))
    assert contract(care.id).state is ContractState.PENDING
    activate(care.id, date(2027, 3, 31))

    assert (contract(care.id).starts_on, contract(care.id).anchor_day) == (date(2027, 3, 31), 31)


@pytest.mark.parametrize(
    ("sku", "changes", "refusal"),
    [
        ("YEARLY", {}, OtherInterval),
        ("TRIAL", {}, BeginsWithTrial),
        ("CUP", {}, NoSubscription),
        ("KITCHEN", {}, NoSubscription),
        ("CARE", {"role": LineRole.OPTIONAL}, LineIsFixed),
        ("CARE", {"max_quantity": 5}, LineIsFixed),
    ],
)
def test_what_cannot_run_beside_a_contract_is_refused(
    market: Market, sku: str, changes: dict[str, object], refusal: type[AppError]
) -> None:
    team, buyer = a_team(), a_company()
    quote_id = an_extension(a_running_contract(market, buyer), team)
    before = quoting.working(quote_id)

    with pytest.raises(refusal):
        add(quote_id, team, line(market, sku, 1, **changes))

    after = quoting.working(quote_id)
    assert (after.edition, len(after.lines), after.gross_minor) == (before.edition, 1, CLUB_GROSS)


def test_the_line_of_the_contract_stays_and_an_unknown_article_is_said(market: Market) -> None:
    team, buyer = a_team(), a_company()
    quote_id = an_extension(a_running_contract(market, buyer), team)
    own = quoting.working(quote_id).lines[0].id

    with pytest.raises(OneContract), unit_of_work() as session:
        edition = quoting.working(quote_id).edition
        quotes.remove_line(session, quote_id, own, edition=edition, acting_user=team.rep.actor)
    with pytest.raises(SkuUnknown):
        exchange(quote_id, team, "NOTHING")

    assert [one.sku for one in quoting.working(quote_id).lines] == ["CLUB"]


def counted(*models: type) -> list[int]:
    with reading() as session:
        return [session.scalar(select(func.count()).select_from(model)) or 0 for model in models]
