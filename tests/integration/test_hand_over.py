"""Handing parts over on real databases: what is lost, doubled, late, refused, killed, taken back."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from core.fulfilment.backends import add_backend, get_backend
from core.fulfilment.jobs import withdraw_part
from core.fulfilment.models import CustomerReturn, ServiceJob, Shipment
from core.fulfilment.operations import (
    hand_over_again,
)
from core.fulfilment.operations.hand_over import record_receipt
from core.fulfilment.protocol import Receipt, TaskState
from core.fulfilment.queries import (
    fulfilment_of,
)
from core.fulfilment.states import ServiceJobState
from core.kernel import clock, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.jobs import Job, JobState
from core.kernel.settings import get_settings
from core.orders.errors import (
    NotReleased,
    OtherReference,
)
from core.orders.models import OrderPart
from core.orders.operations import cancel_order, start_part
from core.orders.states import LineKind, OrderState, PartState, WaitingFor
from core.subscriptions.models import Contract
from core.subscriptions.queries import get_contract
from core.subscriptions.states import ContractState
from tests.support.backend import Fault, Killed, StrictBackend
from tests.support.deals import (
    MORNING,
    STAFF,
    Market,
    a_running_order,
    an_order,
    hand_over,
    kinds_told,
    open_market,
    order,
    release,
    the_contract,
)

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


def run_through(at: clock.SimulatedClock) -> None:
    """A worker's life until nothing is left to do: jobs run, we are killed, leases end, pauses pass."""
    for _ in range(30):
        with suppress(Killed):
            jobs.run_due()
        at.advance(timedelta(hours=7))
        with unit_of_work() as session:
            jobs.claim_due(session)
        with reading() as session:
            if not session.scalar(select(func.count()).where(Job.state.in_((JobState.READY, JobState.RUNNING)))):
                return
    raise AssertionError("the worker never comes to rest")


FAULTS = [fault for fault in Fault if fault is not Fault.NONE]


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(faults=st.lists(st.sampled_from(FAULTS), max_size=7))
def test_whatever_is_lost_doubled_late_or_killed_a_part_ends_in_one_acknowledgement(
    market: Market, choose: Choose, faults: list[Fault]
) -> None:
    backend = choose(StrictBackend(faults))
    with clock.frozen(MORNING) as at:
        order_id = an_order(market, {"INSTALL": 1})
        release(order_id)
        visits_before = count(ServiceJob)
        with suppress(Killed):
            hand_over(order_id)
        run_through(at)

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


def test_every_part_has_a_key_of_its_own(market: Market) -> None:
    for _ in range(3):
        an_order(market, {"KITCHEN": 1})

    with reading() as session:
        keys = list(session.scalars(select(OrderPart.handover_key)))
    assert len(keys) == len(set(keys)) == 9
    assert uuid4() not in keys
