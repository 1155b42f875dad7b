"""Charges that no answer settles: a person says what was taken, on the integration desk, once and with a note."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.billing.models import Receipt
from core.kernel import jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.events import EventRow
from core.orders.states import OrderState
from core.payments.errors import AmountNegative, AttemptAnswered
from core.payments.operations import cancel_paid_order, record_answer, settle_attempt
from core.payments.protocol import Answer, Outcome
from core.payments.states import AttemptState, PaymentState
from tests.support.books import require_books_in_order
from tests.support.deals import STAFF
from tests.support.paying import (
    INSTALL,
    PRICE,
    World,
    a_world,
    bought,
    count,
    failed,
    is_released,
    on_accounts,
    order_of,
    pay,
    payment_of,
    require_every_cent_in_its_place,
)
from tests.support.payment_stand_in import Card, Mood

pytestmark = pytest.mark.usefixtures("database")
PAID_INTO_THE_BOOKS = {"1460": PRICE, "3272": -12_521, "3806": -2_379}


@pytest.fixture
def world(database: object, tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as opened:
        yield opened


def stuck_job() -> UUID:
    with reading() as session:
        (stuck,) = [row for row in jobs.stuck_jobs(session) if row.state is jobs.JobState.FAILED]
        return stuck.id


def settle(taken_minor: int) -> None:
    with unit_of_work() as session:
        settle_attempt(session, stuck_job(), taken_minor=taken_minor, note="Asked by telephone.", acting_user=STAFF)
    jobs.run_due()


def told(kind: str) -> list[EventRow]:
    with reading() as session:
        return list(session.scalars(select(EventRow).where(EventRow.kind == kind)))


def test_another_amount_is_settled_by_hand_and_what_was_taken_can_go_back(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.GREEDY)

    settle(PRICE + 1)

    assert (is_released(order_id), failed(), payment_of(order_id).state) == (True, [], PaymentState.PAID)
    assert on_accounts() == {**PAID_INTO_THE_BOOKS, "1460": PRICE + 1, "3250": -1}
    require_every_cent_in_its_place(world.company)
    (line,) = told("payment.settled_by_hand")
    data = json.loads(line.data)
    assert (line.actor_name, data["note"]) == (STAFF.name, "Asked by telephone.")
    assert (data["amount_minor"], data["asked_minor"]) == (PRICE + 1, PRICE)
    with unit_of_work() as session:
        cancel_paid_order(session, order_id, reason="Changed their mind.", acting_user=STAFF)
    jobs.run_due()
    assert world.company.given_back() == [PRICE + 1]
    require_every_cent_in_its_place(world.company)


def test_less_is_settled_by_hand_and_the_rest_can_be_paid(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.GREEDY)

    settle(PRICE - 900)

    payment = payment_of(order_id)
    assert (payment.state, payment.open_minor, payment.can_pay_online) == (PaymentState.OPEN, 900, True)
    assert not is_released(order_id)
    pay(order_id, Card.GOOD)
    assert (is_released(order_id), payment_of(order_id).state) == (True, PaymentState.PAID)
    with reading() as session:
        require_books_in_order(session)


def test_a_charge_that_nobody_answers_is_settled_as_not_taken_and_can_be_paid_again(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    world.company.feel(Mood.SILENT)
    pay(order_id, Card.GOOD)
    give_the_next_question_up()

    settle(0)

    payment = payment_of(order_id)
    assert (payment.attempts[0].state, payment.can_pay_online) == (AttemptState.FAILED, True)
    assert (count(Receipt), on_accounts(), len(told("payment.declined"))) == ([0], {}, 1)
    world.company.recover()
    pay(order_id, Card.GOOD)
    assert (is_released(order_id), world.company.taken(), on_accounts()) == (True, [PRICE], PAID_INTO_THE_BOOKS)
    require_every_cent_in_its_place(world.company)


def give_the_next_question_up() -> None:
    """On the desk at once, not after the hours in which the order's time would end."""
    with unit_of_work() as session:
        ready = select(jobs.Job).where(jobs.Job.name == "payments.charge", jobs.Job.state == jobs.JobState.READY)
        session.scalars(ready).one().state = jobs.JobState.FAILED


def test_a_charge_settled_as_not_taken_after_its_time_ends_the_order(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.GREEDY)
    world.at.advance(timedelta(days=1))

    settle(0)

    assert order_of(order_id).state is OrderState.CANCELLED
    assert (count(Receipt), failed()) == ([0], [])


def test_a_capture_that_a_person_did_not_know_of_is_booked_when_the_provider_tells_it(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    attempt_id = pay(order_id, Card.GREEDY)
    settle(0)

    with unit_of_work() as session:
        record_answer(session, attempt_id, Answer(outcome=Outcome.CAPTURED, amount_minor=PRICE, currency="EUR"))

    assert (is_released(order_id), on_accounts()) == (True, PAID_INTO_THE_BOOKS)


def test_what_is_answered_meanwhile_or_negative_is_refused_and_changes_nothing(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    attempt_id = pay(order_id, Card.GREEDY)
    with pytest.raises(AmountNegative):
        settle(-1)
    with unit_of_work() as session:
        record_answer(session, attempt_id, Answer(outcome=Outcome.CAPTURED, amount_minor=PRICE, currency="EUR"))

    with pytest.raises(AttemptAnswered):
        settle(PRICE + 1)

    assert (on_accounts(), len(failed()), told("payment.settled_by_hand")) == (PAID_INTO_THE_BOOKS, 1, [])
