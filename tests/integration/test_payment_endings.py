"""Orders that end: not paid in time, cancelled, money that came too late; what was paid goes back and is posted."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.billing.models import Payout, Receipt
from core.fulfilment.operations import ship
from core.inventory.operations import count_stock
from core.kernel import events, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import Permanent
from core.kernel.jobs import Job, JobState
from core.orders.operations import cancel_part
from core.orders.operations import release_order as release_order_of
from core.orders.states import LineKind, OrderState
from core.payments.errors import OrderNotPayable, RefundRunning
from core.payments.models import Refund
from core.payments.operations import (
    answer_question,
    cancel_paid_order,
    record_refund_answer,
    record_refund_paid,
    start_attempt,
)
from core.payments.protocol import Answer, Outcome
from core.payments.queries import open_refunds
from core.payments.states import AttemptState, PaymentState, RefundState
from tests.support.deals import GUEST, STAFF, line_of, part_of_kind
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
    free,
    is_released,
    on_accounts,
    order_of,
    pay,
    payment_of,
    require_every_cent_in_its_place,
    transfer,
)
from tests.support.payment_stand_in import Card, Mood

pytestmark = pytest.mark.usefixtures("database")
CANCELLED = (OrderState.CANCELLED, PaymentState.CANCELLED)
GIVEN_BACK = (OrderState.CANCELLED, PaymentState.REFUNDED)


@pytest.fixture
def world(database: object, tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as opened:
        yield opened


def cancel(order_id: UUID) -> None:
    with unit_of_work() as session:
        cancel_paid_order(session, order_id, reason="Changed their mind.", acting_user=STAFF)
    jobs.run_due()


def states(order_id: UUID) -> tuple[OrderState, PaymentState]:
    return order_of(order_id).state, payment_of(order_id).state


def refunds(order_id: UUID) -> list[tuple[RefundState, int]]:
    return [(refund.state, refund.amount_minor) for refund in payment_of(order_id).refunds]


def the_refund() -> UUID:
    with reading() as session:
        return session.scalars(select(Refund.id)).one()


def told(order_id: UUID) -> list[str]:
    with reading() as session:
        return [entry.kind for entry in events.timeline(session, "order", order_id)]


# --- not paid in time


@pytest.mark.parametrize(("pieces", "sku"), [({"MACHINE": 2}, "MACHINE"), (INSTALL, ""), ({"CLUB": 1}, "")])
def test_an_unpaid_card_order_is_cancelled_and_its_goods_are_free_again(
    world: World, pieces: dict[str, int], sku: str
) -> None:
    order_id = bought(world.market, pieces)
    world.pass_time(minutes=29)
    assert states(order_id) == (OrderState.PLACED, PaymentState.OPEN)

    world.pass_time(minutes=1)

    assert states(order_id) == CANCELLED
    assert sku == "" or free(world.market, sku) == 10
    assert told(order_id).count("order.cancelled") == 1
    with pytest.raises(OrderNotPayable), unit_of_work() as session:
        start_attempt(session, order_id, instrument=Card.GOOD, acting_user=GUEST)


def test_an_unpaid_prepayment_is_cancelled_after_its_days_and_part_of_it_goes_back_by_bank(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="prepayment")
    transfer(order_id, 5_000)

    world.pass_time(days=10)

    assert states(order_id) == CANCELLED
    assert refunds(order_id) == [(RefundState.REQUESTED, 5_000)]
    with unit_of_work() as session:
        record_refund_paid(session, the_refund(), acting_user=STAFF)
        record_refund_paid(session, the_refund(), acting_user=STAFF)
    assert (states(order_id), on_accounts(), count(Payout)) == (GIVEN_BACK, {}, [1])
    require_every_cent_in_its_place(world.company)


def test_on_account_nothing_expires(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="on_account")

    world.pass_time(days=300)

    assert states(order_id) == (OrderState.IN_FULFILMENT, PaymentState.OPEN)


def test_while_an_attempt_is_unknown_the_order_waits_and_is_then_paid(world: World) -> None:
    order_id = bought(world.market, {"MACHINE": 1})
    world.at.advance(timedelta(minutes=29))
    world.company.feel(Mood.SILENT)
    pay(order_id, Card.GOOD)
    world.pass_time(minutes=2)
    assert states(order_id) == (OrderState.PLACED, PaymentState.OPEN)

    world.company.recover()
    world.pass_time(minutes=2)

    assert (is_released(order_id), payment_of(order_id).state) == (True, PaymentState.PAID)
    require_every_cent_in_its_place(world.company)


def test_while_an_attempt_is_unknown_the_order_waits_and_ends_with_the_decline(world: World) -> None:
    order_id = bought(world.market, {"MACHINE": 1})
    world.at.advance(timedelta(minutes=29))
    world.company.feel(Mood.SILENT)
    pay(order_id, Card.BROKE)
    world.pass_time(minutes=2)
    world.company.recover()

    world.pass_time(minutes=2)

    assert (states(order_id), free(world.market, "MACHINE")) == (CANCELLED, 10)


def test_a_question_that_is_left_alone_is_answered_with_no_and_the_order_ends(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.ASKS)

    world.pass_time(minutes=31)

    assert states(order_id) == CANCELLED
    assert [a.state for a in payment_of(order_id).attempts or ()] == [AttemptState.DECLINED]
    assert (world.company.heard(), world.company.taken()) == (["charge", "confirm"], [])


def test_a_yes_that_comes_after_the_end_takes_no_money(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.ASKS)
    with unit_of_work() as session:
        cancel_paid_order(session, order_id, reason="Changed their mind.", acting_user=STAFF)
        answer_question(session, order_id, is_confirmed=True, acting_user=GUEST)
    jobs.run_due()
    answer(order_id, is_confirmed=True)

    assert (states(order_id), world.company.taken(), count(Receipt)) == (CANCELLED, [], [0])
    assert "payment.declined" not in told(order_id)


def test_one_that_cannot_be_cancelled_stops_no_other_and_does_not_loop(world: World) -> None:
    stuck, other = bought(world.market, {"CUP": 9}), bought(world.market, INSTALL)
    with unit_of_work() as session:
        release_order_of(session, stuck, acting_user=STAFF)  # somebody trusted this customer
    jobs.run_due()
    with unit_of_work() as session:
        part, line = part_of_kind(session, stuck, LineKind.PHYSICAL), line_of(session, stuck, "CUP")
        ship(session, part, quantities={line: 1}, carrier="DHL", tracking="1", acting_user=STAFF)
    jobs.run_due()

    world.pass_time(minutes=30)
    assert states(other) == CANCELLED
    for _ in range(30):
        world.pass_time(hours=6)

    assert states(stuck) == (OrderState.IN_FULFILMENT, PaymentState.OPEN)
    assert [line.split(":")[0] for line in failed()] == ["payments.cancel_unpaid"]
    with reading() as session:
        made = session.scalars(select(Job).where(Job.name == "payments.cancel_unpaid")).all()
    assert sorted(job.state for job in made) == [JobState.DONE, JobState.FAILED]


# --- money that comes too late


def test_a_capture_after_the_order_was_cancelled_goes_back_by_itself(world: World) -> None:
    order_id = bought(world.market, {"MACHINE": 1})
    pay(order_id, Card.ANSWER_LOST)
    cancel(order_id)
    assert states(order_id) == CANCELLED

    world.pass_time(seconds=4)

    assert states(order_id) == GIVEN_BACK
    assert (refunds(order_id), world.company.given_back()) == ([(RefundState.DONE, 59_900)], [59_900])
    assert (count(Receipt, Payout), on_accounts()) == ([1, 1], {})
    assert [told(order_id).count(kind) for kind in ("money.received", "refund.paid")] == [1, 1]
    require_every_cent_in_its_place(world.company)


@pytest.mark.parametrize("card", [Card.GOOD, Card.QUESTION_LOST])
def test_what_never_arrived_is_not_charged_after_the_order_was_cancelled(world: World, card: Card) -> None:
    order_id = bought(world.market, INSTALL)
    begin(order_id, card)
    if card is Card.QUESTION_LOST:
        jobs.run_due()
    cancel(order_id)
    world.pass_time(seconds=4)

    assert (states(order_id), world.company.taken(), count(Receipt)) == (CANCELLED, [], [0])
    assert "payment.declined" not in told(order_id)


def test_a_transfer_after_the_end_goes_back_by_bank_every_time(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="prepayment")
    world.pass_time(days=10)

    transfer(order_id, 4_000)
    with unit_of_work() as session:
        record_refund_paid(session, the_refund(), acting_user=STAFF)
    assert states(order_id) == GIVEN_BACK
    transfer(order_id, 1_000)

    assert refunds(order_id) == [(RefundState.DONE, 4_000), (RefundState.REQUESTED, 1_000)]
    require_every_cent_in_its_place(world.company)


def test_a_second_transfer_after_the_end_is_a_second_refund(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="prepayment")
    world.pass_time(days=10)

    transfer(order_id, 4_000)
    transfer(order_id, 1_000)

    assert refunds(order_id) == [(RefundState.REQUESTED, 4_000), (RefundState.REQUESTED, 1_000)]
    assert [told(order_id).count(kind) for kind in ("money.received", "refund.requested")] == [2, 2]


def test_money_for_goods_that_are_gone_meanwhile_goes_back(world: World) -> None:
    order_id = bought(world.market, {"MACHINE": 1})
    world.at.advance(timedelta(minutes=29))
    pay(order_id, Card.LATE)
    world.pass_time(minutes=5)  # the reservation ran out while the answer is open
    with unit_of_work() as session:
        count_stock(session, world.market["MACHINE"], 0, acting_user=STAFF)
    world.company.answer_late()

    world.pass_time(minutes=10)

    assert (states(order_id), world.company.given_back(), on_accounts()) == (GIVEN_BACK, [59_900], {})
    require_every_cent_in_its_place(world.company)


# --- refunds


def test_a_paid_order_that_is_cancelled_gives_its_money_back_once(world: World) -> None:
    order_id = bought(world.market, {"MACHINE": 1, "INSTALL": 1, "BEANS": 2})
    pay(order_id, Card.GOOD)

    cancel(order_id)
    cancel(order_id)

    total = 59_900 + PRICE + 2 * 1_890
    assert states(order_id) == GIVEN_BACK
    assert (refunds(order_id), world.company.given_back()) == ([(RefundState.DONE, total)], [total])
    assert (count(Receipt, Payout), on_accounts(), free(world.market, "MACHINE")) == ([1, 1], {}, 10)
    require_every_cent_in_its_place(world.company)


def test_money_goes_back_the_way_it_came(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.GOOD)
    transfer(order_id, 500)

    cancel(order_id)

    assert refunds(order_id) == [(RefundState.DONE, PRICE), (RefundState.REQUESTED, 500)]
    assert (world.company.given_back(), states(order_id)[1]) == ([PRICE], PaymentState.PAID)
    require_every_cent_in_its_place(world.company)


def test_a_refund_whose_answer_got_lost_is_asked_by_reference_and_posted_once(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.GOOD)
    world.company.feel(Mood.LOSES_REFUND_ANSWERS)
    cancel(order_id)
    assert refunds(order_id) == [(RefundState.UNKNOWN, PRICE)]
    with pytest.raises(RefundRunning), unit_of_work() as session:
        record_refund_paid(session, the_refund(), acting_user=STAFF)

    world.company.recover()
    world.pass_time(seconds=4)

    assert (states(order_id), count(Payout), world.company.given_back()) == (GIVEN_BACK, [1], [PRICE])
    assert world.company.heard() == ["charge", "refund_status", "refund", "refund_status"]
    require_every_cent_in_its_place(world.company)


def test_a_refund_that_nobody_answers_ends_on_the_desk_and_can_be_transferred(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.GOOD)
    world.company.feel(Mood.SILENT)
    cancel(order_id)
    for _ in range(20):
        world.pass_time(hours=1)

    assert [line.split(":")[0] for line in failed()] == ["payments.refund"]
    assert refunds(order_id) == [(RefundState.UNKNOWN, PRICE)]
    with unit_of_work() as session:
        record_refund_paid(session, the_refund(), acting_user=STAFF)
    assert (states(order_id), refunds(order_id)) == (GIVEN_BACK, [(RefundState.DONE, PRICE)])
    assert on_accounts() == {"1460": PRICE, "1800": -PRICE}


def test_a_refused_refund_waits_once_for_a_transfer(world: World) -> None:
    order_id = bought(world.market, {"MACHINE": 1, "INSTALL": 1})
    pay(order_id, Card.GOOD)
    world.company.feel(Mood.REFUSES_REFUNDS)

    cancel(order_id)

    assert refunds(order_id) == [(RefundState.FAILED, 74_800)]
    with unit_of_work() as session:
        assert [line.amount_minor for line in open_refunds(session)] == [74_800]
        record_refund_paid(session, the_refund(), acting_user=STAFF)
        session.flush()
        assert open_refunds(session) == []
    assert (states(order_id), count(Payout)) == (GIVEN_BACK, [1])


def test_another_amount_given_back_waits_on_the_desk(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.GOOD)
    with unit_of_work() as session:
        cancel_paid_order(session, order_id, reason="Changed their mind.", acting_user=STAFF)
    with unit_of_work() as session, pytest.raises(Permanent, match="gave back 1 EUR, we asked for 14900 EUR"):
        record_refund_answer(session, the_refund(), Answer(outcome=Outcome.REFUNDED, amount_minor=1, currency="EUR"))

    assert count(Payout) == [0]


def test_an_unpaid_order_whose_parts_are_all_cancelled_is_not_called_paid(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="prepayment")

    with unit_of_work() as session:
        cancel_part(session, part_of_kind(session, order_id, LineKind.SERVICE), reason="No visit.", acting_user=STAFF)
    jobs.run_due()

    assert states(order_id) == CANCELLED
    assert "payment.settled" not in told(order_id)
