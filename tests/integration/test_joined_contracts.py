"""Offers that end a contract with another one, or change its interval: what is shown is what is billed."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pytest

from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.quotes.errors import (
    AddedOtherwise,
    NoSuchContract,
)
from core.quotes.queries.paper import offer_pdf_for_office
from core.quotes.rules import Rule
from core.quotes.states import Measure
from core.subscriptions.errors import EndIsFixed, EndsTooEarly, OtherEnd
from core.subscriptions.operations import end_contract
from tests.support import quoting
from tests.support.deals import Market, a_company, open_market
from tests.support.extending import (
    a_running_contract,
    add,
    agree,
    agree_and_order,
    an_extension,
    bill,
    bill_until,
    billed,
    change,
    contract,
    exchange,
    extend,
    invoices,
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


# --- ending with another contract


def test_a_contract_ends_on_the_day_of_another_that_is_billed_on_the_same_days(market: Market) -> None:
    team, buyer = a_team(), a_company()
    other = a_running_contract(market, buyer, sku="CARE")
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    extend(quote_id, team, date(2027, 3, 31), coterm_id=other)
    shown = preview(quote_id)
    quoting.send(quote_id, team)
    agree(quote_id, buyer)

    assert (shown.coterm, shown.bound_until) == (contract(other), date(2029, 1, 31))
    assert {row.new_minor for row in shown.rows} == {CLUB_GROSS}
    changed = contract(contract_id)
    assert (changed.bound_until, changed.term_months) == (date(2029, 1, 31), 22)
    assert (changed.anchor_day, changed.stretches) == (31, "")
    with pytest.raises(EndsTooEarly), unit_of_work() as session:
        end_contract(session, contract_id, ends_on=date(2028, 12, 31), acting_user=team.rep.actor)
    with unit_of_work() as session:
        end_contract(session, contract_id, ends_on=date(2029, 1, 31), acting_user=team.rep.actor)


def test_a_short_period_is_paid_by_days_then_both_are_billed_together(market: Market, at: clock.SimulatedClock) -> None:
    """C107: from the 7th to the 15th of February are 8 of 28 days; afterwards whole periods from the 15th."""
    team, buyer = a_team(), a_company()
    at.move_to(datetime(2028, 1, 7, 9, tzinfo=UTC))
    contract_id = a_running_contract(market, buyer)
    other = a_running_contract(market, buyer, sku="CARE", starts_on=date(2028, 1, 15))
    at.move_to(datetime(2028, 12, 10, 9, tzinfo=UTC))
    bill(clock.today())
    quote_id = an_extension(contract_id, team)
    change(quote_id, team, line(market, "CLUB", 3, recurring_minor=3333))
    extend(quote_id, team, date(2029, 2, 7), coterm_id=other)
    quoting.send(quote_id, team)
    shown = preview(quote_id)
    agree(quote_id, buyer)
    bill_until(at, date(2031, 1, 20))

    full, short = 10699, 3057  # 99.99 net, and 8/28 of it: 28.57 net with 2.00 of VAT
    assert [(row.start, row.end, row.old_minor, row.new_minor) for row in shown.rows[:6]] == [
        (date(2029, 1, 7), date(2029, 2, 7), CLUB_GROSS, CLUB_GROSS),
        (date(2029, 2, 7), date(2029, 2, 15), CLUB_GROSS, short),
        (date(2029, 2, 15), date(2029, 3, 15), None, full),
        (date(2029, 3, 7), date(2029, 4, 7), CLUB_GROSS, None),
        (date(2029, 3, 15), date(2029, 4, 15), None, full),
        (date(2029, 4, 7), date(2029, 5, 7), CLUB_GROSS, None),
    ]
    assert [one for one in billed({contract_id: "Bean club"}) if shown.rows[0].start <= one[0] < date(2031, 1, 7)] == (
        shown_from(shown, date(2031, 1, 7))
    )
    changed = contract(contract_id)
    assert (changed.anchor_day, changed.bound_until, changed.billed_until) == (15, date(2030, 1, 15), date(2031, 2, 15))


def test_what_is_added_to_a_contract_that_moves_begins_with_its_first_whole_period(
    market: Market, at: clock.SimulatedClock
) -> None:
    team, buyer = a_team(), a_company()
    other = a_running_contract(market, buyer, sku="CARE", starts_on=date(2027, 2, 20))
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    extend(quote_id, team, date(2027, 2, 28), coterm_id=other)
    add(quote_id, team, line(market, "FILTER", 2))
    quoting.send(quote_id, team)
    shown = preview(quote_id)
    (filters,) = run(agree_and_order(quote_id, buyer))
    bill_until(at, date(2029, 3, 1))

    assert shown.added_from == filters.starts_on == date(2027, 3, 20)
    assert (filters.anchor_day, filters.bound_until) == (20, date(2029, 2, 20))
    names = {contract_id: "Bean club", filters.id: "Filters"}
    last = date(2029, 1, 31)
    assert [one for one in billed(names) if shown.rows[0].start <= one[0] < last] == shown_from(shown, last)
    assert shown.rows[0].new_minor == 2424  # 20 of 31 days of 35.10 net: 22.65, with 1.59 of VAT


def test_another_contract_that_moved_since_is_refused_and_nothing_is_changed(market: Market) -> None:
    team, buyer = a_team(), a_company()
    other = a_running_contract(market, buyer, sku="CARE")
    contract_id = a_running_contract(market, buyer)
    quote_id, longer = an_extension(contract_id, team), an_extension(other, team)
    extend(quote_id, team, date(2027, 3, 31), coterm_id=other)
    extend(longer, team, date(2027, 3, 31), 60)
    for one in (quote_id, longer):
        quoting.send(one, team)
    agree(longer, buyer)

    with pytest.raises(OtherEnd):
        agree(quote_id, buyer)

    assert preview(quote_id).is_outdated
    assert (contract(contract_id).version, contract(contract_id).bound_until) == (1, None)
    assert quoting.states(quote_id) == {1: "offered"}


def test_a_draft_whose_other_contract_moved_is_not_offered(market: Market) -> None:
    team, buyer = a_team(), a_company()
    other = a_running_contract(market, buyer, sku="CARE")
    quote_id = an_extension(a_running_contract(market, buyer), team)
    extend(quote_id, team, date(2027, 3, 31), coterm_id=other)
    longer = an_extension(other, team)
    extend(longer, team, date(2027, 3, 31), 60)
    quoting.send(longer, team)
    agree(longer, buyer)
    quoting.submit(quote_id, team)

    with pytest.raises(OtherEnd):
        quoting.offer(quote_id, team)

    assert quoting.states(quote_id) == {1: "approved"}


def test_only_a_contract_of_the_same_customer_that_binds_for_longer_is_another_end(market: Market) -> None:
    team, buyer = a_team(), a_company()
    foreign = a_running_contract(market, a_company("other@hafen.example", vat_id="DE136695976"))
    unbound = a_running_contract(market, buyer, sku="FILTER")
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    before = quoting.working(quote_id)

    for wrong, refusal in ((foreign, NoSuchContract), (contract_id, NoSuchContract), (UUID(int=1), NoSuchContract),
                           (unbound, OtherEnd)):  # fmt: skip
        with pytest.raises(refusal) as refused:
            extend(quote_id, team, date(2027, 3, 31), coterm_id=wrong)
        assert refused.value.field == "coterm"

    after = quoting.working(quote_id)
    assert (after.edition, after.coterm_id, after.bound_until) == (before.edition, None, None)


def test_the_approvers_see_for_how_long_a_contract_binds_that_ends_with_another(market: Market) -> None:
    team, buyer = a_team(), a_company()
    quoting.write_rules(Rule(code="term", measure=Measure.TERM_MONTHS, threshold=Decimal(21), level=1))
    other = a_running_contract(market, buyer, sku="CARE")
    quote_id = an_extension(a_running_contract(market, buyer), team)
    extend(quote_id, team, date(2027, 3, 31), coterm_id=other)

    quoting.submit(quote_id, team)

    (asked,) = quoting.approvals(quote_id)
    assert asked.measured == 22


# --- another interval


def test_a_monthly_contract_becomes_a_yearly_one_as_it_was_shown(market: Market, at: clock.SimulatedClock) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    exchange(quote_id, team, "YEARLY")
    extend(quote_id, team, date(2027, 4, 30), 12)
    quoting.send(quote_id, team)
    shown = preview(quote_id)
    agree(quote_id, buyer)
    bill_until(at, date(2029, 5, 10))

    assert [(row.start, row.end, row.new_minor) for row in shown.rows if row.new_minor is not None] == [
        (date(2027, 2, 28), date(2027, 3, 31), CLUB_GROSS),
        (date(2027, 3, 31), date(2027, 4, 30), CLUB_GROSS),
        (date(2027, 4, 30), date(2028, 4, 30), YEARLY_GROSS),
        (date(2028, 4, 30), date(2029, 4, 30), YEARLY_GROSS),
    ]
    assert (shown.old_minor, shown.new_minor) == (24 * CLUB_GROSS, 2 * CLUB_GROSS + 2 * YEARLY_GROSS)
    assert invoices(contract_id) == [CLUB_GROSS] * 3 + [YEARLY_GROSS] * 3
    changed = contract(contract_id)
    assert (changed.interval_months, changed.anchor_day, changed.bound_until) == (12, 31, date(2028, 4, 30))


def test_a_yearly_contract_becomes_a_monthly_one_again(market: Market, at: clock.SimulatedClock) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer, sku="YEARLY")
    quote_id = an_extension(contract_id, team)
    exchange(quote_id, team, "CLUB")
    quoting.send(quote_id, team)
    shown = preview(quote_id)
    agree(quote_id, buyer)
    bill_until(at, date(2028, 4, 5))

    assert shown.rows[0].start == date(2028, 1, 31)
    assert billed({contract_id: "Bean club"})[1:] == [
        (date(2028, 1, 31), "Bean club", CLUB_GROSS),
        (date(2028, 2, 29), "Bean club", CLUB_GROSS),
        (date(2028, 3, 31), "Bean club", CLUB_GROSS),
    ]


def test_an_exchange_to_an_article_of_another_tax_is_billed_with_that(market: Market, at: clock.SimulatedClock) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    exchange(quote_id, team, "CARE")
    extend(quote_id, team, date(2027, 3, 31), 0)
    quoting.send(quote_id, team)
    agree(quote_id, buyer)
    bill_until(at, date(2027, 4, 1))

    assert invoices(contract_id) == [CLUB_GROSS, CLUB_GROSS, 2379]  # 19.99 net with 19 %


def test_a_later_agreement_takes_the_place_of_one_that_has_not_begun(market: Market, at: clock.SimulatedClock) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    for sku, day in (("YEARLY", date(2027, 5, 31)), ("CLUB", date(2027, 3, 31))):
        quote_id = an_extension(contract_id, team)
        exchange(quote_id, team, sku)
        extend(quote_id, team, day, 0)
        quoting.send(quote_id, team)
        agree(quote_id, buyer)
    shown = preview(quote_id)
    bill_until(at, date(2027, 8, 10))

    assert {row.new_minor for row in shown.rows} == {CLUB_GROSS}
    assert invoices(contract_id) == [CLUB_GROSS] * 7
    assert (contract(contract_id).version, contract(contract_id).stretches) == (3, "")


def test_another_interval_is_refused_beside_what_is_added_and_before_an_end_inside_it(market: Market) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    add(quote_id, team, line(market, "CARE"))
    with pytest.raises(AddedOtherwise):
        exchange(quote_id, team, "YEARLY")
    other = an_extension(contract_id, team)
    extend(other, team, date(2027, 4, 30), 0)
    with unit_of_work() as session:
        end_contract(session, contract_id, ends_on=date(2028, 3, 31), acting_user=team.rep.actor)

    with pytest.raises(EndIsFixed):
        exchange(other, team, "YEARLY")
    extend(other, team, date(2027, 4, 30), 24)
    exchange(other, team, "YEARLY")
    quoting.send(other, team)
    agree(other, buyer)

    assert (contract(contract_id).ends_on, contract(contract_id).bound_until) == (None, date(2029, 4, 30))
    assert [one.sku for one in quoting.working(quote_id).lines] == ["CLUB", "CARE"]


# --- paper


def test_the_paper_of_an_offered_change_stays_as_it_was_offered(market: Market, at: clock.SimulatedClock) -> None:
    team, buyer = a_team(), a_company()
    contract_id = a_running_contract(market, buyer)
    quote_id = an_extension(contract_id, team)
    extend(quote_id, team, date(2027, 4, 30), 12)
    quoting.set_terms(quote_id, team, valid_until=date(2027, 4, 20), delivery_method="")
    quoting.send(quote_id, team)
    number, before, shown = quoting.quote(quote_id).number, paper(quote_id), preview(quote_id).rows

    at.move_to(datetime(2027, 4, 15, 9, tzinfo=UTC))
    bill(clock.today())

    assert (paper(quote_id), preview(quote_id).rows) == (before, shown)
    assert shown[0].start == date(2027, 2, 28)
    assert number


def paper(quote_id: UUID) -> bytes:
    with reading() as session:
        return offer_pdf_for_office(session, quoting.quote(quote_id).number, 1).content
