"""Refunds that the provider answers with another amount, or not at all: a person says what went back, once."""

import json
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.billing.models import Payout
from core.kernel import jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.events import EventRow
from core.payments.errors import AmountNegative, AttemptAnswered, GivenTooMuch
from core.payments.models import Refund
from core.payments.operations import cancel_paid_order, record_refund_answer, record_refund_paid, settle_refund
from core.payments.protocol import Answer, Outcome
from core.payments.states import PaymentState, RefundState
from tests.support.deals import STAFF
from tests.support.paying import (
    INSTALL,
    PRICE,
    World,
    a_world,
    bought,
    count,
    failed,
    on_accounts,
    pay,
    payment_of,
    require_every_cent_in_its_place,
)
from tests.support.payment_stand_in import Card, Mood

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def world(database: object, tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as opened:
        yield opened


@pytest.fixture
def order_id(world: World) -> UUID:
    """A paid and cancelled order of whose refund the provider gave back a euro too little."""
    identity = bought(world.market, INSTALL)
    pay(identity, Card.GOOD)
    world.company.feel(Mood.GIVES_LESS)
    with unit_of_work() as session:
        cancel_paid_order(session, identity, reason="Changed their mind.", acting_user=STAFF)
    jobs.run_due()
    world.company.recover()
    return identity


def refunds() -> list[tuple[RefundState, int]]:
    with reading() as session:
        rows = session.scalars(select(Refund).order_by(Refund.created_at, Refund.id))
        return [(row.state, row.amount_minor) for row in rows]


def settle(given_minor: int) -> None:
    with unit_of_work() as session:
        (stuck,) = [row for row in jobs.stuck_jobs(session) if row.state is jobs.JobState.FAILED]
        settle_refund(session, stuck.id, given_minor=given_minor, note="Read their statement.", acting_user=STAFF)
    jobs.run_due()


def test_less_is_booked_as_it_went_back_and_the_rest_is_requested_anew(world: World, order_id: UUID) -> None:
    assert (refunds(), count(Payout), len(failed())) == ([(RefundState.ASKING, PRICE)], [0], 1)

    settle(PRICE - 100)

    assert refunds() == [(RefundState.DONE, PRICE - 100), (RefundState.DONE, 100)]
    assert sorted(world.company.given_back()) == [100, PRICE - 100]
    assert (payment_of(order_id).state, failed()) == (PaymentState.REFUNDED, [])
    require_every_cent_in_its_place(world.company)
    with reading() as session:
        (line,) = session.scalars(select(EventRow).where(EventRow.kind == "refund.settled_by_hand"))
    told = json.loads(line.data)
    assert (told["amount_minor"], told["asked_minor"], told["note"]) == (PRICE - 100, PRICE, "Read their statement.")


def test_nothing_that_went_back_waits_for_a_transfer(world: World, order_id: UUID) -> None:
    settle(0)

    assert (refunds(), count(Payout), failed()) == ([(RefundState.FAILED, PRICE)], [0], [])
    with unit_of_work() as session:
        record_refund_paid(session, payment_of(order_id).refunds[0].id, acting_user=STAFF)
    assert (refunds(), on_accounts()["1800"]) == ([(RefundState.DONE, PRICE)], -PRICE)


def test_more_than_is_owed_negative_and_what_was_answered_meanwhile_change_nothing(
    world: World, order_id: UUID
) -> None:
    before = (refunds(), on_accounts(), len(failed()))

    with pytest.raises(GivenTooMuch):
        settle(PRICE + 1)
    with pytest.raises(AmountNegative):
        settle(-1)
    assert (refunds(), on_accounts(), len(failed())) == before

    with unit_of_work() as session:
        answer = Answer(outcome=Outcome.REFUNDED, amount_minor=PRICE, currency="EUR")
        record_refund_answer(session, payment_of(order_id).refunds[0].id, answer)
    after = (refunds(), on_accounts(), len(failed()))
    with pytest.raises(AttemptAnswered):
        settle(PRICE)
    assert (refunds(), on_accounts(), len(failed())) == after
