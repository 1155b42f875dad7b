"""Offers that change a running contract: approval, the next invoices to the cent, executed once, never for another."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from core.billing.operations import bill_subscriptions
from core.kernel import clock
from core.kernel.db import unit_of_work
from core.quotes import operations as quotes
from core.quotes.errors import NoSubscription
from core.quotes.rules import Rule
from core.quotes.states import Measure, VersionState
from core.subscriptions.errors import ChangeInsidePeriod, ContractMoved, EndsTooEarly
from core.subscriptions.operations import end_contract
from tests.support import quoting
from tests.support.deals import Market, a_company, open_market
from tests.support.extending import a_running_contract, agree, an_extension, change, contract, extend, invoices, preview
from tests.support.quoting import a_team, line

BEGIN = datetime(2027, 1, 31, 9, tzinfo=UTC)
EXTENSION = Rule(code="extension", measure=Measure.EXTENSION, threshold=Decimal(0), level=1)
CLUB_NET, CLUB_GROSS = 3510, 3756
"""90 % of the retail price, and with 7 % of VAT."""


@pytest.fixture
def at(database: str) -> Iterator[clock.SimulatedClock]:
    with clock.frozen(BEGIN) as stopped:
        yield stopped


@pytest.fixture
def market(at: clock.SimulatedClock) -> Market:
    return open_market()


def test_a_change_is_approved_then_every_invoice_of_two_years_is_as_it_was_shown(
    market: Market, at: clock.SimulatedClock
) -> None:
    team, buyer = a_team(), a_company()
    quoting.write_rules(EXTENSION)
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    change(quote_id, team, line(market, "CLUB", 3, recurring_minor=3300))
    extend(quote_id, team, date(2027, 3, 31), 12)
    shown = preview(quote_id)

    assert quoting.submit(quote_id, team) is VersionState.IN_APPROVAL
    quoting.grant(quote_id, team.lead, code="extension")
    quoting.offer(quote_id, team)
    agree(quote_id, buyer)
    agree(quote_id, buyer)
    at.move_to(BEGIN + timedelta(days=760))
    with unit_of_work() as session:
        bill_subscriptions(session, up_to=date(2029, 1, 31))

    assert [(row.start, row.old_minor, row.new_minor) for row in shown.rows[:3]] == [
        (date(2027, 2, 28), CLUB_GROSS, CLUB_GROSS),
        (date(2027, 3, 31), CLUB_GROSS, 10593),
        (date(2027, 4, 30), CLUB_GROSS, 10593),
    ]
    assert len(shown.rows) == 24
    billed = invoices(contract_id)
    assert billed[1:25] == [row.new_minor for row in shown.rows]
    assert (contract(contract_id).version, contract(contract_id).bound_until) == (2, date(2028, 3, 31))


def test_a_prolonged_contract_does_not_end_before_its_new_term(market: Market) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    extend(quote_id, team, date(2027, 2, 28), 24)
    quoting.send(quote_id, team)
    agree(quote_id, buyer)

    with pytest.raises(EndsTooEarly), unit_of_work() as session:
        end_contract(session, contract_id, ends_on=date(2028, 2, 29), acting_user=team.rep.actor)

    assert contract(contract_id).bound_until == date(2029, 2, 28)


def test_of_two_offers_for_one_version_of_a_contract_one_is_executed(market: Market) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    first, second = an_extension(contract_id, team), an_extension(contract_id, team)
    for quote_id in (first, second):
        change(quote_id, team, line(market, "CLUB", 2))
        quoting.send(quote_id, team)
    agree(first, buyer)

    with pytest.raises(ContractMoved):
        agree(second, buyer)

    assert (contract(contract_id).version, contract(contract_id).quantity) == (2, 2)
    assert quoting.quote(second).state.value == "open"


def test_an_offer_is_not_executed_for_a_period_that_was_billed_meanwhile(
    market: Market, at: clock.SimulatedClock
) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    quoting.set_terms(quote_id, team, valid_until=date(2027, 4, 30))
    quoting.send(quote_id, team)
    at.move_to(BEGIN + timedelta(days=30))
    with unit_of_work() as session:
        bill_subscriptions(session, up_to=date(2027, 3, 1))

    with pytest.raises(ChangeInsidePeriod):
        agree(quote_id, buyer)

    assert contract(contract_id).version == 1
    assert invoices(contract_id) == [CLUB_GROSS, CLUB_GROSS]


def test_an_offer_is_not_executed_for_a_contract_that_was_ended_since_it_was_approved(market: Market) -> None:
    team, buyer = a_team(), a_company()
    quoting.write_rules(EXTENSION)
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    change(quote_id, team, line(market, "CLUB", 4))
    extend(quote_id, team, date(2028, 1, 31), 12)
    quoting.submit(quote_id, team)
    quoting.grant(quote_id, team.lead, code="extension")
    quoting.offer(quote_id, team)
    with unit_of_work() as session:
        end_contract(session, contract_id, ends_on=date(2028, 1, 31), acting_user=team.rep.actor)

    with pytest.raises(ContractMoved):
        agree(quote_id, buyer)

    assert (contract(contract_id).version, contract(contract_id).quantity) == (1, 1)
    assert (quoting.quote(quote_id).state.value, quoting.states(quote_id)) == ("open", {1: "offered"})
    assert invoices(contract_id) == [CLUB_GROSS]


def test_a_change_begins_with_a_period_and_concerns_one_contract(market: Market) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    before = quoting.working(quote_id)

    with pytest.raises(ChangeInsidePeriod):
        extend(quote_id, team, date(2027, 3, 15), 12)
    with pytest.raises(NoSubscription), unit_of_work() as session:
        edition = quoting.working(quote_id).edition
        quotes.add_line(session, quote_id, line(market, "CUP", 1), edition=edition, acting_user=team.rep.actor)

    after = quoting.working(quote_id)
    assert (after.edition, after.effective_on, len(after.lines)) == (before.edition, date(2027, 2, 28), 1)
