"""Fulfilment on real databases: hand-over with faults, shipping, visits, subscriptions, returns, desks."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.fulfilment.backends import add_backend, get_backend
from core.fulfilment.errors import NotGoods, TextMissing, VisitInThePast
from core.fulfilment.jobs import withdraw_part
from core.fulfilment.models import CustomerReturn, ServiceJob, Shipment
from core.fulfilment.operations import (
    activate_subscription,
    complete_service,
    hand_over_again,
    receive_return,
    schedule_service,
    ship,
)
from core.fulfilment.operations.hand_over import record_receipt
from core.fulfilment.protocol import Receipt, TaskState
from core.fulfilment.queries import (
    fulfilment_of,
    goods_to_ship,
    subscriptions_to_activate,
    visits_planned,
    visits_to_plan,
)
from core.fulfilment.states import ServiceJobState
from core.inventory.queries import free_stock, held_for, stock_differences
from core.kernel import clock, events, jobs
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.errors import AppError, InvalidInput, WrongState
from core.kernel.settings import get_settings
from core.orders.errors import (
    NotReleased,
    OtherReference,
    PartNotReady,
    QuantityTooLarge,
    QuantityTooSmall,
    quantity_field,
)
from core.orders.models import OrderPart
from core.orders.operations import cancel_order, start_part
from core.orders.queries import OrderView, get_order, movements_by
from core.orders.states import LineKind, OrderState, PartState, WaitingFor
from core.subscriptions.errors import (
    BilledOutOfOrder,
    EndsInsidePeriod,
    EndsTooEarly,
    StartsElsewhere,
    StartsTooEarly,
)
from core.subscriptions.models import Contract
from core.subscriptions.operations import end_contract, end_due_contracts, record_billed
from core.subscriptions.queries import contracts_due, contracts_of, get_contract
from core.subscriptions.states import ContractState
from tests.support.backend import Fault, Killed, StrictBackend
from tests.support.deals import (
    MORNING,
    STAFF,
    Market,
    a_running_order,
    an_order,
    hand_over,
    line_of,
    open_market,
    part_of_kind,
    release,
)
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def market() -> Market:
    return open_market()


Choose = Callable[[StrictBackend], StrictBackend]


@pytest.fixture
def choose(monkeypatch: pytest.MonkeyPatch) -> Choose:
    """Let the parts of this test go to a stand-in."""

    def choose_it(backend: StrictBackend) -> StrictBackend:
        add_backend("strict", lambda: backend)
        monkeypatch.setenv("KONTOR_FULFILMENT_BACKEND", "strict")
        get_settings.cache_clear()
        return backend

    return choose_it


def order(order_id: UUID) -> OrderView:
    with reading() as session:
        return get_order(session, order_id)


def kinds_told(order_id: UUID) -> list[str]:
    with reading() as session:
        return [entry.kind for entry in events.timeline(session, "order", order_id)]


def ship_it(order_id: UUID, pieces: dict[str, int], *, key: str | None = None) -> UUID:
    with unit_of_work() as session:
        quantities = {line_of(session, order_id, sku): quantity for sku, quantity in pieces.items()}
        part_id = part_of_kind(session, order_id, LineKind.PHYSICAL)
        return ship(
            session, part_id, quantities=quantities, carrier="DHL", tracking="JJD1", idempotency_key=key,
            acting_user=STAFF,
        ).id  # fmt: skip


def the_visit(order_id: UUID) -> UUID:
    with reading() as session:
        return session.scalars(select(ServiceJob.id).where(ServiceJob.order_id == order_id)).one()


def the_contract(order_id: UUID) -> UUID:
    with reading() as session:
        return session.scalars(select(Contract.id).where(Contract.order_id == order_id)).one()


def count(model: type[Shipment | CustomerReturn | ServiceJob | Contract]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


# --- hand-over


def test_every_part_is_handed_over_acknowledged_and_laid_out(market: Market) -> None:
    order_id = a_running_order(market, {"KITCHEN": 1})

    found = order(order_id)
    assert found.state is OrderState.IN_FULFILMENT
    assert [(part.kind, part.state, part.waiting_for, part.backend) for part in found.parts] == [
        (LineKind.PHYSICAL, PartState.ACKNOWLEDGED, WaitingFor.SHIPMENT, "native"),
        (LineKind.SERVICE, PartState.ACKNOWLEDGED, WaitingFor.VISIT_PLAN, "native"),
        (LineKind.SUBSCRIPTION, PartState.ACKNOWLEDGED, WaitingFor.ACTIVATION, "native"),
    ]
    assert [part.backend_reference for part in found.parts] == [f"{found.number}/{n}" for n in (1, 2, 3)]
    assert (count(ServiceJob), count(Contract)) == (1, 1)
    with reading() as session:
        contract = get_contract(session, the_contract(order_id))
    assert (contract.state, contract.quantity, contract.interval_months) == (ContractState.PENDING, 1, 1)
    (club,) = found.parts[2].lines
    assert (contract.gross_minor, contract.amount_minor) == (club.gross_minor, club.amount_minor)


def test_an_order_that_is_not_released_is_not_handed_over(market: Market) -> None:
    order_id = an_order(market, {"CUP": 1})
    part_id = order(order_id).parts[0].id

    with pytest.raises(NotReleased), unit_of_work() as session:
        start_part(session, part_id, backend="native", acting_user=STAFF)

    assert order(order_id).parts[0].state is PartState.PLANNED


def test_handing_an_order_over_twice_writes_one_job_per_part(market: Market) -> None:
    order_id = an_order(market, {"CUP": 1, "INSTALL": 1})
    release(order_id)

    hand_over(order_id)
    hand_over(order_id)

    assert kinds_told(order_id).count("order_part.acknowledged") == 2
    assert count(ServiceJob) == 1


def run_through(*, rounds: int = 30) -> None:
    """A worker's life: jobs run, we are killed, leases end, pauses pass."""
    for _ in range(rounds):
        with suppress(Killed):
            jobs.run_due()
        clock_at = clock._source
        assert isinstance(clock_at, clock.SimulatedClock), "this needs a clock that can be moved"
        clock_at.advance(timedelta(hours=7))
        with unit_of_work() as session:
            jobs.claim_due(session)


FAULTS = [fault for fault in Fault if fault is not Fault.NONE]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=st.lists(st.sampled_from(FAULTS), max_size=7))
def test_whatever_is_lost_doubled_late_or_killed_a_part_ends_in_one_acknowledgement(
    market: Market, choose: Choose, faults: list[Fault]
) -> None:
    backend = choose(StrictBackend(faults))
    with clock.frozen(MORNING):
        order_id = an_order(market, {"INSTALL": 1})
        release(order_id)
        visits_before = count(ServiceJob)
        with suppress(Killed):
            hand_over(order_id)
        run_through()

    (part,) = order(order_id).parts
    assert (part.state, part.waiting_for) == (PartState.ACKNOWLEDGED, WaitingFor.VISIT_PLAN)
    assert list(backend.tasks) == [part.handover_key]
    assert part.backend_reference == backend.receipts[part.handover_key].reference
    assert kinds_told(order_id).count("order_part.acknowledged") == 1
    assert count(ServiceJob) == visits_before + 1


def test_after_a_time_out_the_part_is_unknown_and_we_ask_before_we_repeat(market: Market, choose: Choose) -> None:
    backend = choose(StrictBackend([Fault.ANSWER_LOST]))
    with clock.frozen(MORNING) as at:
        order_id = an_order(market, {"CUP": 1})
        release(order_id)
        hand_over(order_id)
        (part,) = order(order_id).parts
        assert (part.state, part.waiting_for) == (PartState.UNKNOWN, WaitingFor.BACKEND_ANSWER)

        at.advance(timedelta(seconds=10))
        jobs.run_due()

    assert backend.calls == ["submit", "find"]
    assert order(order_id).parts[0].state is PartState.ACKNOWLEDGED


def test_what_never_arrived_is_sent_again_with_the_same_key(market: Market, choose: Choose) -> None:
    backend = choose(StrictBackend([Fault.QUESTION_LOST]))
    with clock.frozen(MORNING) as at:
        order_id = an_order(market, {"CUP": 1})
        release(order_id)
        hand_over(order_id)
        at.advance(timedelta(seconds=10))
        jobs.run_due()

    assert backend.calls == ["submit", "find", "submit"]
    assert order(order_id).parts[0].state is PartState.ACKNOWLEDGED


def test_a_worker_killed_after_asking_asks_first_when_it_comes_back(market: Market, choose: Choose) -> None:
    backend = choose(StrictBackend([Fault.KILLED_AFTER]))
    with clock.frozen(MORNING) as at:
        order_id = an_order(market, {"CUP": 1})
        release(order_id)
        with pytest.raises(Killed):
            hand_over(order_id)
        assert order(order_id).parts[0].state is PartState.HANDED_OVER
        at.advance(timedelta(seconds=61))
        with unit_of_work() as session:
            assert len(jobs.claim_due(session)) == 1
        jobs.run_due()

    assert backend.calls == ["submit", "find"]
    assert order(order_id).parts[0].state is PartState.ACKNOWLEDGED


def test_a_refusal_waits_for_a_person_who_hands_over_again(market: Market, choose: Choose) -> None:
    backend = choose(StrictBackend(refuses="Article unknown"))
    order_id = an_order(market, {"CUP": 1})
    release(order_id)
    hand_over(order_id)
    (part,) = order(order_id).parts
    assert (part.state, part.failure, part.waiting_for) == (PartState.FAILED, "Article unknown", WaitingFor.REPAIR)
    assert order(order_id).state is OrderState.IN_FULFILMENT

    backend.refuses = ""
    with unit_of_work() as session:
        hand_over_again(session, part.id, acting_user=STAFF)
    jobs.run_due()

    (part,) = order(order_id).parts
    assert (part.state, part.failure) == (PartState.ACKNOWLEDGED, "")


def test_a_second_reference_for_a_part_is_refused(market: Market) -> None:
    order_id = a_running_order(market, {"INSTALL": 1})
    (part,) = order(order_id).parts
    receipt = Receipt(key=part.handover_key, reference="T-2", received_at=MORNING)

    with pytest.raises(OtherReference), unit_of_work() as session:
        record_receipt(session, part.id, receipt)

    assert (order(order_id).parts[0].backend_reference, count(ServiceJob)) == (part.backend_reference, 1)


def test_a_cancelled_order_is_taken_back_from_its_back_end_and_the_desks(market: Market) -> None:
    order_id = a_running_order(market, {"INSTALL": 1, "CLUB": 1, "CUP": 1})
    with unit_of_work() as session:
        cancel_order(session, order_id, reason="Moved away", acting_user=STAFF)
    for part in order(order_id).parts:
        with unit_of_work() as session:
            withdraw_part(session, part_id=str(part.id), reason="x")
    jobs.run_due()

    native = get_backend("native")
    for part in order(order_id).parts:
        assert part.backend_reference is not None
        assert native.status(part.backend_reference) is TaskState.WITHDRAWN
    with reading() as session:
        done = fulfilment_of(session, order_id)
    assert [visit.state for visit in done.visits] == [ServiceJobState.CANCELLED]
    assert [contract.state for contract in done.contracts] == [ContractState.CANCELLED]


def test_a_receipt_that_comes_after_a_cancellation_leads_to_a_withdrawal(market: Market, choose: Choose) -> None:
    backend = choose(StrictBackend(refuses="Not today"))
    order_id = an_order(market, {"CUP": 1})
    release(order_id)
    hand_over(order_id)
    (part,) = order(order_id).parts
    with unit_of_work() as session:
        cancel_order(session, order_id, reason="", acting_user=STAFF)
    backend.refuses = ""
    receipt = Receipt(key=part.handover_key, reference="T-9", received_at=MORNING)
    backend.receipts[part.handover_key] = receipt

    with unit_of_work() as session:
        record_receipt(session, part.id, receipt)
    jobs.run_due()

    assert order(order_id).parts[0].state is PartState.CANCELLED
    assert backend.withdrawn == {"T-9"}


# --- shipping


def test_a_partial_shipment_keeps_the_order_open_and_the_last_one_completes_it(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 5, "MACHINE": 1})
    with reading() as session:
        before = free_stock(session, [market["CUP"]])[market["CUP"]]

    first = ship_it(order_id, {"CUP": 3})
    (part,) = order(order_id).parts
    assert (order(order_id).state, part.state) == (OrderState.IN_FULFILMENT, PartState.IN_PROGRESS)
    assert {line.sku: (line.fulfilled_quantity, line.open_quantity) for line in part.lines} == {
        "CUP": (3, 2),
        "MACHINE": (0, 1),
    }
    ship_it(order_id, {"CUP": 2, "MACHINE": 1})

    found = order(order_id)
    assert (found.state, found.parts[0].state) == (OrderState.COMPLETED, PartState.COMPLETED)
    assert found.completed_at is not None
    with reading() as session:
        assert held_for(session, order_id) == []
        assert stock_differences(session) == []
        assert free_stock(session, [market["CUP"]])[market["CUP"]] == before
        assert [(move.quantity, move.cause_type) for move in movements_by(session, first)] == [(3, "shipment")]
        shipments = fulfilment_of(session, order_id).shipments
    assert [sum(line.quantity for line in shipment.lines) for shipment in shipments] == [3, 3]
    assert kinds_told(order_id)[-3:] == ["shipment.shipped", "shipment.shipped", "order.completed"]


def test_the_fee_counts_as_delivered_with_the_first_shipment(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 2})

    shipment = ship_it(order_id, {"CUP": 1})

    (part,) = order(order_id).parts
    assert [(line.kind, line.fulfilled_quantity) for line in part.lines] == [(LineKind.PHYSICAL, 1), (LineKind.FEE, 1)]
    with reading() as session:
        assert sorted(move.quantity for move in movements_by(session, shipment)) == [1, 1]


@pytest.mark.parametrize(
    ("quantity", "refusal"), [(0, QuantityTooSmall), (-1, QuantityTooSmall), (6, QuantityTooLarge)]
)
def test_a_wrong_quantity_is_refused_on_its_field_and_nothing_leaves(
    market: Market, quantity: int, refusal: type[AppError]
) -> None:
    order_id = a_running_order(market, {"CUP": 5, "MACHINE": 1})
    line_id = next(line.id for line in order(order_id).lines if line.sku == "CUP")

    with pytest.raises(refusal) as refused:
        ship_it(order_id, {"MACHINE": 1, "CUP": quantity})

    assert refused.value.field == quantity_field(line_id)
    assert all(line.fulfilled_quantity == 0 for line in order(order_id).lines)
    assert count(Shipment) == 0
    with reading() as session:
        assert sum(held.quantity for held in held_for(session, order_id)) == 6


def test_nothing_chosen_no_carrier_and_foreign_lines_are_refused(market: Market) -> None:
    order_id, other = a_running_order(market, {"CUP": 1}), a_running_order(market, {"BEANS": 1})
    (part,) = order(order_id).parts
    foreign = order(other).lines[0].id

    for quantities, carrier, field in (
        ({}, "DHL", "quantities"),
        ({part.lines[0].id: 1}, " ", "carrier"),
        ({foreign: 1}, "DHL", quantity_field(foreign)),
        ({part.lines[-1].id: 1}, "DHL", quantity_field(part.lines[-1].id)),
    ):
        with pytest.raises(InvalidInput) as refused, unit_of_work() as session:
            ship(session, part.id, quantities=quantities, carrier=carrier, acting_user=STAFF)
        assert refused.value.field == field

    assert count(Shipment) == 0


def test_only_goods_of_acknowledged_parts_can_be_shipped(market: Market) -> None:
    waiting = an_order(market, {"CUP": 1})
    visit = a_running_order(market, {"INSTALL": 1})
    (visit_part,) = order(visit).parts

    with pytest.raises(PartNotReady):
        ship_it(waiting, {"CUP": 1})
    with pytest.raises(NotGoods), unit_of_work() as session:
        ship(session, visit_part.id, quantities={visit_part.lines[0].id: 1}, carrier="DHL", acting_user=STAFF)

    assert count(Shipment) == 0


def test_a_completed_part_ships_nothing_more(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 1})
    ship_it(order_id, {"CUP": 1})

    with pytest.raises(PartNotReady, match="Everything of this part is done already"):
        ship_it(order_id, {"CUP": 1})

    assert count(Shipment) == 1


def test_the_same_key_ships_once(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 5})

    first, second = ship_it(order_id, {"CUP": 1}, key="form-1"), ship_it(order_id, {"CUP": 1}, key="form-1")

    assert first == second
    assert order(order_id).lines[0].fulfilled_quantity == 1


def test_the_last_piece_leaves_once_when_two_ship_it(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 1})

    def try_to_ship(_: int) -> bool:
        try:
            ship_it(order_id, {"CUP": 1})
        except (PartNotReady, QuantityTooLarge):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        shipped = list(pool.map(try_to_ship, range(4)))

    assert (sum(shipped), count(Shipment)) == (1, 1)
    assert order(order_id).state is OrderState.COMPLETED
    with reading() as session:
        assert stock_differences(session) == []


# --- visits


def schedule(visit_id: UUID, at: datetime, *, technician: str = "Vera Voss") -> None:
    with unit_of_work() as session:
        schedule_service(session, visit_id, at=at, technician=technician, acting_user=STAFF)


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


def activate(contract_id: UUID, starts_on: date) -> None:
    with unit_of_work() as session:
        activate_subscription(session, contract_id, starts_on=starts_on, acting_user=STAFF)


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


# --- what comes back


def take_back(order_id: UUID, pieces: dict[str, int], *, key: str | None = None) -> UUID:
    lines = {line.sku: line.id for line in order(order_id).lines}
    with unit_of_work() as session:
        quantities = {lines[sku]: quantity for sku, quantity in pieces.items()}
        return receive_return(
            session, order_id, quantities=quantities, reason="Wrong colour", idempotency_key=key, acting_user=STAFF
        ).id


def test_returned_goods_lie_in_the_warehouse_again_and_the_order_stays_completed(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 3})
    ship_it(order_id, {"CUP": 3})

    return_id = take_back(order_id, {"CUP": 2}, key="form-2")
    assert take_back(order_id, {"CUP": 2}, key="form-2") == return_id

    found = order(order_id)
    assert (found.state, found.lines[0].returned_quantity) == (OrderState.COMPLETED, 2)
    with reading() as session:
        assert free_stock(session, [market["CUP"]])[market["CUP"]] == 99
        assert stock_differences(session) == []
        assert [(move.quantity, move.kind.value) for move in movements_by(session, return_id)] == [(2, "returned")]
    assert kinds_told(order_id)[-1] == "customer_return.received"


@pytest.mark.parametrize("pieces", [{"CUP": 0}, {"CUP": -1}, {"CUP": 2}, {"BEANS": 1}, {"INSTALL": 1}, {}])
def test_only_what_was_shipped_and_is_not_back_yet_can_come_back(market: Market, pieces: dict[str, int]) -> None:
    order_id = a_running_order(market, {"CUP": 3, "BEANS": 1, "INSTALL": 1})
    ship_it(order_id, {"CUP": 2})
    take_back(order_id, {"CUP": 1})

    with pytest.raises(InvalidInput):
        take_back(order_id, pieces)

    assert count(CustomerReturn) == 1
    with reading() as session:
        assert free_stock(session, [market["CUP"]])[market["CUP"]] == 98


def test_the_same_goods_come_back_once_when_two_take_them(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 1})
    ship_it(order_id, {"CUP": 1})

    def try_to_take(_: int) -> bool:
        try:
            take_back(order_id, {"CUP": 1})
        except QuantityTooLarge:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_to_take, range(4))) == 1
    assert order(order_id).lines[0].returned_quantity == 1


# --- the whole


def test_the_last_part_completes_a_mixed_order(market: Market) -> None:
    with clock.frozen(MORNING):
        order_id = a_running_order(market, {"KITCHEN": 1})
        ship_it(order_id, {"MACHINE": 1, "CUP": 2})
        assert order(order_id).state is OrderState.IN_FULFILMENT
        activate(the_contract(order_id), date(2027, 2, 1))
        assert order(order_id).state is OrderState.IN_FULFILMENT
        schedule(the_visit(order_id), MORNING + timedelta(days=2))
        with unit_of_work() as session:
            complete_service(session, the_visit(order_id), report="Done", acting_user=STAFF)

    assert order(order_id).state is OrderState.COMPLETED
    assert kinds_told(order_id).count("order.completed") == 1


def test_the_desks_show_what_waits_the_oldest_first(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        first = a_running_order(market, {"KITCHEN": 1})
        at.advance(timedelta(hours=1))
        second = a_running_order(market, {"CUP": 4, "INSTALL": 1})
        an_order(market, {"CUP": 1})
        ship_it(second, {"CUP": 1})
        schedule(the_visit(second), MORNING + timedelta(days=1))

        with reading() as session:
            goods, plan = goods_to_ship(session), visits_to_plan(session)
            planned, subscriptions = visits_planned(session), subscriptions_to_activate(session)

    assert [found.order_id for found in goods] == [first, second]
    assert [[(line.sku, line.open_quantity) for line in found.lines] for found in goods] == [
        [("MACHINE", 1), ("CUP", 2)],
        [("CUP", 3)],
    ]
    assert goods[0].destination.city == "Hamburg"
    assert [visit.order_id for visit in plan] == [first]
    assert [(visit.order_id, visit.technician) for visit in planned] == [(second, "Vera Voss")]
    assert [found.order_id for found in subscriptions] == [first]


def test_the_desks_take_the_same_statements_for_one_row_and_for_many(market: Market) -> None:
    def look() -> int:
        with counted(engine()) as statements, reading() as session:
            goods_to_ship(session)
            visits_to_plan(session)
            visits_planned(session)
            subscriptions_to_activate(session)
        return statements.count

    a_running_order(market, {"KITCHEN": 1})
    one = look()
    for _ in range(4):
        a_running_order(market, {"KITCHEN": 1})

    assert (one, look()) == (5, 5)


def test_every_part_has_a_key_of_its_own(market: Market) -> None:
    for _ in range(3):
        an_order(market, {"KITCHEN": 1})

    with reading() as session:
        keys = list(session.scalars(select(OrderPart.handover_key)))
    assert len(keys) == len(set(keys)) == 9
    assert uuid4() not in keys
