"""Visits and subscriptions on real databases: planned, moved, done; activated, billed on, ended."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.fulfilment.errors import TextMissing, VisitInThePast
from core.fulfilment.operations import (
    complete_service,
)
from core.fulfilment.queries import (
    visits_to_plan,
)
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import WrongState
from core.orders.states import LineKind, OrderState, PartState, WaitingFor
from core.subscriptions.errors import (
    BilledOutOfOrder,
    EndsInsidePeriod,
    EndsTooEarly,
    StartsElsewhere,
    StartsTooEarly,
)
from core.subscriptions.operations import end_contract, end_due_contracts, record_billed
from core.subscriptions.queries import contracts_due, contracts_of, get_contract
from core.subscriptions.states import ContractState
from tests.support.deals import (
    MORNING,
    STAFF,
    Market,
    a_running_order,
    activate,
    kinds_told,
    open_market,
    order,
    schedule,
    the_contract,
    the_visit,
)

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def market() -> Market:
    return open_market()


# --- visits


def test_a_visit_is_planned_moved_and_done(market: Market) -> None:
    with clock.frozen(MORNING):
        order_id = a_running_order(market, {"INSTALL": 1})
        visit_id = the_visit(order_id)
        schedule(visit_id, datetime(2027, 2, 3, 9, tzinfo=UTC))
        schedule(visit_id, datetime(2027, 2, 4, 23, 30, tzinfo=UTC))

        (part,) = order(order_id).parts
        # half past eleven at night in UTC is the next day where the visit takes place
        assert (part.state, part.waiting_for, part.waiting_on) == (
            PartState.IN_PROGRESS,
            WaitingFor.VISIT,
            date(2027, 2, 5),
        )
        for _ in range(2):
            with unit_of_work() as session:
                complete_service(session, visit_id, report="Runs. Water filter changed.", acting_user=STAFF)

    found = order(order_id)
    assert (found.state, found.parts[0].waiting_on) == (OrderState.COMPLETED, None)
    told = kinds_told(order_id)
    assert (told.count("service_job.scheduled"), told.count("service_job.completed")) == (2, 1)


def test_the_part_waits_for_the_visit_without_a_day_before_the_planned_one(market: Market) -> None:
    with clock.frozen(MORNING):
        order_id = a_running_order(market, {"INSTALL": 1, "KITCHEN": 1})
        with reading() as session:
            one, two = (visit.id for visit in visits_to_plan(session))
        schedule(one, datetime(2027, 2, 10, 9, tzinfo=UTC))
        part = next(part for part in order(order_id).parts if part.kind is LineKind.SERVICE)
        assert (part.waiting_for, part.waiting_on) == (WaitingFor.VISIT_PLAN, None)
        schedule(two, datetime(2027, 2, 5, 9, tzinfo=UTC))
        part = next(part for part in order(order_id).parts if part.kind is LineKind.SERVICE)
        assert (part.waiting_for, part.waiting_on) == (WaitingFor.VISIT, date(2027, 2, 5))
        with unit_of_work() as session:
            complete_service(session, two, report="Done", acting_user=STAFF)

        part = next(part for part in order(order_id).parts if part.kind is LineKind.SERVICE)
    assert (part.state, part.waiting_on) == (PartState.IN_PROGRESS, date(2027, 2, 10))


def test_a_visit_in_the_past_without_technician_report_or_date_is_refused(market: Market) -> None:
    with clock.frozen(MORNING):
        order_id = a_running_order(market, {"INSTALL": 1})
        visit_id = the_visit(order_id)
        later = MORNING + timedelta(days=1)

        with pytest.raises(VisitInThePast) as past:
            schedule(visit_id, MORNING)
        with pytest.raises(TextMissing) as nobody:
            schedule(visit_id, later, technician=" ")
        with pytest.raises(WrongState), unit_of_work() as session:
            complete_service(session, visit_id, report="Done", acting_user=STAFF)
        schedule(visit_id, later)
        with pytest.raises(TextMissing) as nothing, unit_of_work() as session:
            complete_service(session, visit_id, report=" ", acting_user=STAFF)

    assert (past.value.field, nobody.value.field, nothing.value.field) == ("at", "technician", "report")
    assert order(order_id).state is OrderState.IN_FULFILMENT


# --- subscriptions


def test_a_subscription_runs_from_its_day_and_completes_its_part(market: Market) -> None:
    with clock.frozen(MORNING):
        order_id = a_running_order(market, {"CLUB": 6})
        contract_id = the_contract(order_id)
        activate(contract_id, date(2027, 1, 31))
        activate(contract_id, date(2027, 1, 31))

    with reading() as session:
        contract = get_contract(session, contract_id)
        assert [found.id for found in contracts_of(session, contract.customer_id)] == [contract_id]
    assert (contract.state, contract.starts_on, contract.anchor_day, contract.quantity) == (
        ContractState.ACTIVE,
        date(2027, 1, 31),
        31,
        6,
    )
    assert order(order_id).state is OrderState.COMPLETED
    assert kinds_told(order_id).count("contract.activated") == 1


def test_another_start_or_one_before_the_order_is_refused(market: Market) -> None:
    with clock.frozen(MORNING):
        order_id = a_running_order(market, {"CLUB": 1})
        contract_id = the_contract(order_id)

        with pytest.raises(StartsTooEarly):
            activate(contract_id, date(2027, 1, 30))
        assert order(order_id).parts[0].state is PartState.ACKNOWLEDGED
        activate(contract_id, date(2027, 2, 15))
        with pytest.raises(StartsElsewhere):
            activate(contract_id, date(2027, 2, 16))

    with reading() as session:
        assert get_contract(session, contract_id).starts_on == date(2027, 2, 15)


def test_periods_are_due_until_they_are_billed_one_after_the_other(market: Market) -> None:
    with clock.frozen(MORNING):
        contract_id = the_contract(a_running_order(market, {"CLUB": 1}))
        activate(contract_id, date(2027, 1, 31))

    with reading() as session:
        (due,) = contracts_due(session, date(2027, 3, 31))
        assert contracts_due(session, date(2027, 1, 30)) == []
    assert [period.end for period in due.periods] == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30)]
    with pytest.raises(BilledOutOfOrder), unit_of_work() as session:
        record_billed(session, contract_id, until=date(2027, 3, 31))
    for _ in range(2):
        with unit_of_work() as session:
            record_billed(session, contract_id, until=date(2027, 2, 28))
    with reading() as session:
        (due,) = contracts_due(session, date(2027, 2, 28))
        assert [period.start for period in due.periods] == [date(2027, 2, 28)]
        assert contracts_due(session, date(2027, 2, 27)) == []


def test_a_contract_ends_after_its_term_at_the_end_of_a_period(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        contract_id = the_contract(a_running_order(market, {"CLUB": 1}))
        activate(contract_id, date(2027, 1, 31))

        for ends_on, refusal in ((date(2027, 2, 28), EndsTooEarly), (date(2028, 2, 1), EndsInsidePeriod)):
            with pytest.raises(refusal), unit_of_work() as session:
                end_contract(session, contract_id, ends_on=ends_on, acting_user=STAFF)
        with unit_of_work() as session:
            end_contract(session, contract_id, ends_on=date(2028, 1, 31), acting_user=STAFF)
        with reading() as session:
            assert get_contract(session, contract_id).state is ContractState.ACTIVE
        at.advance(timedelta(days=365))
        with unit_of_work() as session:
            assert end_due_contracts(session) == 1

    with reading() as session:
        assert get_contract(session, contract_id).state is ContractState.ENDED
        (due,) = contracts_due(session, date(2028, 6, 1))
    assert len(due.periods) == 12
