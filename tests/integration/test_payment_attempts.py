"""Paying by card: every answer, no answer, late and double answers; one reference is one capture and one receipt."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest

from core.billing.models import Receipt
from core.kernel import events, jobs
from core.kernel.db import reading, unit_of_work
from core.ledger.models import JournalEntry
from core.orders.states import OrderState
from core.payments.errors import AlreadyPaid, AttemptRunning, OrderNotPayable, PaymentNotFound
from core.payments.operations import answer_question, begin_asking, record_answer, record_silence, start_attempt
from core.payments.protocol import Answer, Outcome
from core.payments.states import AttemptState, PaymentState
from tests.support.deals import GUEST
from tests.support.paying import (
    INSTALL,
    PRICE,
    World,
    a_world,
    answer,
    begin,
    bought,
    count,
    failed,
    is_released,
    on_accounts,
    order_of,
    pay,
    payment_of,
    require_every_cent_in_its_place,
    waiting,
)
from tests.support.payment_stand_in import Card, Mood

pytestmark = pytest.mark.usefixtures("database")
PAID_INTO_THE_BOOKS = {"1460": PRICE, "3272": -12_521, "3806": -2_379}


@pytest.fixture
def world(database: object, tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as opened:
        yield opened


def require_paid_once(world: World) -> None:
    assert count(Receipt, JournalEntry) == [1, 1]
    assert on_accounts() == PAID_INTO_THE_BOOKS
    assert world.company.taken() == [PRICE]
    require_every_cent_in_its_place(world.company)


# --- answers


@pytest.mark.parametrize(("method", "card"), [("stand_in", Card.GOOD), ("demo_card", "success")])
def test_a_card_that_is_good_releases_the_order(world: World, method: str, card: str) -> None:
    order_id = bought(world.market, INSTALL, method=method)
    assert not is_released(order_id)

    pay(order_id, card)

    payment = payment_of(order_id)
    assert (payment.state, payment.received_minor, is_released(order_id)) == (PaymentState.PAID, PRICE, True)
    assert [(a.state, a.asks, a.amount_minor) for a in payment.attempts] == [(AttemptState.CAPTURED, 1, PRICE)]
    assert (count(Receipt), on_accounts()) == ([1], PAID_INTO_THE_BOOKS)


def test_a_declined_card_releases_nothing_and_another_one_may_be_tried(world: World) -> None:
    order_id = bought(world.market, INSTALL)

    pay(order_id, Card.BROKE)
    assert (is_released(order_id), payment_of(order_id).can_pay_online, count(Receipt)) == (False, True, [0])
    pay(order_id, Card.GOOD)

    payment = payment_of(order_id)
    assert [(a.state, a.reason) for a in payment.attempts] == [
        (AttemptState.DECLINED, "No money."),
        (AttemptState.CAPTURED, ""),
    ]
    assert is_released(order_id)
    require_paid_once(world)


def test_a_card_that_nobody_issued_is_declined(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="demo_card")

    pay(order_id, "4242 4242")

    assert [(a.state, a.reason) for a in payment_of(order_id).attempts] == [
        (AttemptState.DECLINED, "There is no such card.")
    ]
    assert failed() == []


def test_a_confirmed_question_takes_the_money_once(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.ASKS)
    assert (payment_of(order_id).needs_confirmation, is_released(order_id)) == (True, False)

    answer(order_id, is_confirmed=True)
    answer(order_id, is_confirmed=False)

    assert is_released(order_id)
    assert world.company.heard() == ["charge", "confirm"]
    require_paid_once(world)


def test_a_refused_question_takes_nothing_and_the_order_can_still_be_paid(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.ASKS)

    answer(order_id, is_confirmed=False)

    assert (payment_of(order_id).can_pay_online, is_released(order_id)) == (True, False)
    assert (world.company.taken(), count(Receipt)) == ([], [0])


def test_two_clicks_on_confirm_are_one_answer(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.ASKS)

    with unit_of_work() as session:
        for _ in range(2):
            answer_question(session, order_id, is_confirmed=True, acting_user=GUEST)
    jobs.run_due()

    assert world.company.heard() == ["charge", "confirm"]
    require_paid_once(world)


def test_only_a_question_that_was_asked_has_an_answer(world: World) -> None:
    order_id = bought(world.market, INSTALL)

    with pytest.raises(PaymentNotFound):
        answer(order_id, is_confirmed=True)


# --- no answer


@pytest.mark.parametrize("card", [Card.ANSWER_LOST, Card.QUESTION_LOST])
def test_what_got_lost_is_unknown_and_asked_by_reference_and_captured_once(world: World, card: Card) -> None:
    order_id = bought(world.market, INSTALL)

    pay(order_id, card)
    payment = payment_of(order_id)
    assert [a.state for a in payment.attempts] == [AttemptState.UNKNOWN]
    assert (payment.is_waiting, is_released(order_id), count(Receipt)) == (True, False, [0])
    world.pass_time(seconds=3)
    assert world.company.heard() == ["charge"]
    world.pass_time(seconds=1)

    repeated = ["status"] if card is Card.ANSWER_LOST else ["status", "charge"]
    assert world.company.heard() == ["charge", *repeated]
    assert [(a.state, a.asks) for a in payment_of(order_id).attempts] == [(AttemptState.CAPTURED, 2)]
    assert is_released(order_id)
    require_paid_once(world)


def test_while_nobody_knows_no_second_charge_begins(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.ANSWER_LOST)

    with pytest.raises(AttemptRunning), unit_of_work() as session:
        start_attempt(session, order_id, instrument=Card.GOOD, acting_user=GUEST)

    assert world.company.heard() == ["charge"]


def test_a_late_answer_counts_when_it_comes(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.LATE)
    world.pass_time(seconds=4)
    assert [(a.state, a.asks) for a in payment_of(order_id).attempts] == [(AttemptState.UNKNOWN, 2)]

    world.company.answer_late()
    world.pass_time(seconds=8)

    assert is_released(order_id)
    require_paid_once(world)


def test_the_demo_card_answers_late_by_itself(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="demo_card")
    pay(order_id, "late_answer")

    for _ in range(12):
        world.pass_time(seconds=3)

    assert (is_released(order_id), on_accounts()) == (True, PAID_INTO_THE_BOOKS)


def test_a_confirmation_that_got_lost_asks_the_customer_again(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.ASKS)
    world.company.feel(Mood.SILENT)
    answer(order_id, is_confirmed=True)
    world.company.recover()

    world.pass_time(minutes=1)
    assert payment_of(order_id).needs_confirmation
    answer(order_id, is_confirmed=True)

    require_paid_once(world)


def test_who_never_answers_ends_on_the_desk_and_is_asked_again_from_there(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    world.company.feel(Mood.SILENT)
    pay(order_id, Card.GOOD)
    for _ in range(20):
        world.pass_time(hours=1)

    message = "The provider does not say what became of this charge. Ask them, then run this job again."
    assert failed() == [f"payments.give_up: Permanent: {message}"]
    assert [(a.state, a.asks) for a in payment_of(order_id).attempts] == [(AttemptState.UNKNOWN, 13)]
    assert order_of(order_id).state is OrderState.PLACED  # it waits, however long ago it should have been paid
    assert waiting("payments.charge") == 0

    world.company.recover()
    with unit_of_work() as session:
        (stuck,) = jobs.stuck_jobs(session)
        jobs.replay(session, stuck.id)
    jobs.run_due()

    assert (is_released(order_id), failed()) == (True, [])
    require_paid_once(world)


# --- twice


def test_webhook_and_browser_at_one_moment_are_one_capture(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    attempt_id = begin(order_id, Card.GOOD)
    with unit_of_work() as session:
        question = begin_asking(session, attempt_id)
    assert question is not None
    heard = world.company.charge(question.charge)
    start = Barrier(4)

    def tell() -> AttemptState:
        start.wait()
        with unit_of_work() as session:
            return record_answer(session, attempt_id, heard).state

    with ThreadPoolExecutor(4) as pool:
        told = [pool.submit(tell) for _ in range(4)]

    assert [one.result() for one in told] == [AttemptState.CAPTURED] * 4
    jobs.run_due()
    require_paid_once(world)
    with reading() as session:
        kinds = [entry.kind for entry in events.timeline(session, "order", order_id)]
    assert [kinds.count(kind) for kind in ("order.released", "money.received", "payment.settled")] == [1, 1, 1]


def test_two_workers_with_one_charge_take_the_money_once(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    attempt_id = begin(order_id, Card.GOOD)
    charge = jobs.HANDLERS["payments.charge"].function

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(charge, attempt_id=str(attempt_id)) for _ in range(3)]:
            done.result()

    assert is_released(order_id)
    require_paid_once(world)


def test_a_silence_after_the_answer_changes_nothing(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    attempt_id = pay(order_id, Card.GOOD)

    with unit_of_work() as session:
        record_silence(session, attempt_id)
        record_answer(session, attempt_id, Answer(outcome=Outcome.DECLINED))

    assert [a.state for a in payment_of(order_id).attempts] == [AttemptState.CAPTURED]
    require_paid_once(world)


def test_money_that_comes_after_a_no_is_booked_nevertheless(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    attempt_id = pay(order_id, Card.BROKE)
    sure = Answer(outcome=Outcome.CAPTURED, amount_minor=PRICE, currency="EUR")

    with unit_of_work() as session:
        record_answer(session, attempt_id, sure)

    assert (is_released(order_id), on_accounts(), count(Receipt)) == (True, PAID_INTO_THE_BOOKS, [1])


def test_a_paid_order_is_not_paid_again(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.GOOD)

    with pytest.raises(AlreadyPaid), unit_of_work() as session:
        start_attempt(session, order_id, instrument=Card.GOOD, acting_user=GUEST)


@pytest.mark.parametrize("method", ["on_account", "prepayment"])
def test_a_card_pays_only_orders_by_card(world: World, method: str) -> None:
    order_id = bought(world.market, INSTALL, method=method)

    with pytest.raises(OrderNotPayable), unit_of_work() as session:
        start_attempt(session, order_id, instrument=Card.GOOD, acting_user=GUEST)


# --- another amount


def test_a_capture_of_another_amount_is_nobodys_payment_and_waits_on_the_desk(world: World) -> None:
    order_id = bought(world.market, INSTALL)

    pay(order_id, Card.GREEDY)

    payment = payment_of(order_id)
    reference = payment.attempts[0].reference
    told = f"{reference}: the provider took 14901 EUR, we asked for 14900 EUR."
    assert failed() == [f"payments.charge: Permanent: {told}"]
    assert (payment.state, payment.attempts[0].state) == (PaymentState.OPEN, AttemptState.ASKING)
    assert (is_released(order_id), count(Receipt), on_accounts()) == (False, [0], {})
    world.at.advance(timedelta(days=1))
    world.pass_time(minutes=1)
    assert order_of(order_id).state is OrderState.PLACED  # money is out there: nothing ends by itself


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.REFUNDED])
def test_an_answer_that_is_none_waits_on_the_desk(
    world: World, outcome: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    order_id = bought(world.market, INSTALL)
    monkeypatch.setattr(type(world.company), "charge", lambda *_: Answer(outcome=outcome))

    pay(order_id, Card.GOOD)

    reference = payment_of(order_id).attempts[0].reference
    assert failed() == [f"payments.charge: Permanent: {reference}: the provider says {outcome} about a charge."]
