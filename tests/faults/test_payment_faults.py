"""kill -9 of a worker after the card company acted and before we wrote it down: money moves once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import pytest

from core.billing.models import Payout, Receipt
from core.kernel.db import unit_of_work
from core.ledger.models import JournalEntry
from core.orders.states import OrderState
from core.payments.operations import cancel_paid_order
from core.payments.states import AttemptState, PaymentState, RefundState
from tests.support.deals import STAFF, open_market
from tests.support.paying import (
    INSTALL,
    PRICE,
    a_company_of_cards,
    begin,
    bought,
    count,
    is_released,
    on_accounts,
    order_of,
    pay,
    payment_of,
    require_every_cent_in_its_place,
)
from tests.support.payment_stand_in import Card, StandIn

pytestmark = pytest.mark.usefixtures("database")
PATIENCE = 60.0


@pytest.fixture
def company(database: object, tmp_path: Path) -> Iterator[StandIn]:
    with a_company_of_cards(tmp_path / "stand_in.sqlite3") as opened:
        yield opened


@contextmanager
def worker(company: StandIn, step: str, seconds: float, marker: Path) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [str(company.file), step, str(seconds), str(marker)]
    command = [sys.executable, "-m", "tests.support.payment_worker", *arguments]
    process = subprocess.Popen(command, env=dict(os.environ), cwd=Path(__file__).parents[2])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def kill_after(company: StandIn, step: str, marker: Path) -> None:
    """Let a worker ask the company, and kill it when the company has acted and its answer is on the way."""
    with worker(company, step, 600, marker) as process:
        wait_until(marker.exists)
        process.send_signal(signal.SIGKILL)
        process.wait()


def refund_states(order_id: UUID) -> list[RefundState]:
    return [refund.state for refund in payment_of(order_id).refunds]


def test_a_worker_killed_between_the_charge_and_its_answer_leaves_one_charge_and_one_receipt(
    company: StandIn, tmp_path: Path
) -> None:
    order_id = bought(open_market(), INSTALL)
    begin(order_id, Card.GOOD)

    kill_after(company, "charge", tmp_path / "begun")

    assert (company.taken(), count(Receipt, JournalEntry), is_released(order_id)) == ([PRICE], [0, 0], False)
    assert [attempt.state for attempt in payment_of(order_id).attempts] == [AttemptState.ASKING]

    with worker(company, "", 0, tmp_path / "again"):
        wait_until(lambda: payment_of(order_id).state is PaymentState.PAID)

    assert company.heard() == ["charge", "status"]
    assert (company.taken(), count(Receipt, JournalEntry), is_released(order_id)) == ([PRICE], [1, 1], True)
    assert [(attempt.state, attempt.asks) for attempt in payment_of(order_id).attempts] == [(AttemptState.CAPTURED, 2)]
    require_every_cent_in_its_place(company)


def test_a_worker_killed_between_the_refund_and_its_answer_gives_back_once(company: StandIn, tmp_path: Path) -> None:
    order_id = bought(open_market(), INSTALL)
    pay(order_id, Card.GOOD)
    with unit_of_work() as session:
        cancel_paid_order(session, order_id, reason="Changed their mind.", acting_user=STAFF)

    kill_after(company, "refund", tmp_path / "begun")

    assert (company.given_back(), count(Payout), refund_states(order_id)) == ([PRICE], [0], [RefundState.ASKING])

    with worker(company, "", 0, tmp_path / "again"):
        wait_until(lambda: payment_of(order_id).state is PaymentState.REFUNDED)

    assert company.heard() == ["charge", "refund_status", "refund", "refund_status"]
    assert (company.given_back(), count(Payout), refund_states(order_id)) == ([PRICE], [1], [RefundState.DONE])
    assert (order_of(order_id).state, on_accounts()) == (OrderState.CANCELLED, {})
    require_every_cent_in_its_place(company)
