"""RabbitMQ as broker: workers die, the broker dies, messages are lost or nonsense; every job takes effect once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import dramatiq
import pytest
from sqlalchemy import func, select

from core.billing.models import Receipt
from core.kernel import db, jobs, numbers
from core.kernel.settings import Settings, get_settings
from core.kernel.worker import QUEUE
from core.ledger.models import JournalEntry
from core.payments.states import PaymentState
from tests.support import rabbitmq
from tests.support.deals import open_market
from tests.support.paying import (
    INSTALL,
    PRICE,
    a_company_of_cards,
    begin,
    count,
    failed,
    payment_of,
    press_buy,
    ready,
    require_every_cent_in_its_place,
)
from tests.support.payment_stand_in import Card

PATIENCE = 90.0
OUTAGE = 3.0


@pytest.fixture
def broker(database: Settings, started_broker: rabbitmq.Server, monkeypatch: pytest.MonkeyPatch) -> rabbitmq.Server:
    """The broker, with nothing in its queues, as the setting of every worker that this test starts."""
    monkeypatch.setenv("KONTOR_BROKER", started_broker.url)
    get_settings.cache_clear()
    with started_broker.channel() as channel:
        for queue in (QUEUE, f"{QUEUE}.DQ", rabbitmq.DEAD_LETTERS):
            channel.queue_delete(queue)
    return started_broker


@contextmanager
def worker(module: str, *arguments: object) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", f"tests.support.{module}", *map(str, arguments)]
    process = subprocess.Popen(command, env=dict(os.environ), cwd=Path(__file__).parents[2])
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def quick_worker(folder: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return worker("killable_worker", 0, folder / "quick")


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def enqueue(name: str, times: int) -> None:
    with db.unit_of_work() as session:
        for _ in range(times):
            jobs.enqueue(session, name, {})


def states() -> dict[jobs.JobState, int]:
    with db.reading() as session:
        counted = select(jobs.Job.state, func.count().label("jobs")).group_by(jobs.Job.state)
        return {row.state: row.jobs for row in session.execute(counted)}


def are_done(number: int) -> Callable[[], bool]:
    return lambda: states() == {jobs.JobState.DONE: number}


def drawn(number_range: numbers.NumberRange) -> int:
    with db.reading() as session:
        return session.scalar(select(numbers.NumberCounter.last).filter_by(prefix=number_range.value)) or 0


def test_jobs_of_a_worker_killed_in_their_middle_are_run_once_by_the_other(
    broker: rabbitmq.Server, tmp_path: Path
) -> None:
    enqueue("test.draw", 30)
    with worker("killable_worker", 600, tmp_path / "begun") as slow:
        wait_until((tmp_path / "begun").exists)
        with quick_worker(tmp_path) as other:
            slow.send_signal(signal.SIGKILL)
            slow.wait()
            wait_until(are_done(30))
            other.terminate()
            assert other.wait(PATIENCE) == 0

    assert drawn(numbers.NumberRange.ORDER) == 30
    assert broker.count(QUEUE) == 0


def test_orders_paid_while_a_worker_is_killed_are_charged_once_each(broker: rabbitmq.Server, tmp_path: Path) -> None:
    with a_company_of_cards(tmp_path / "company.sqlite3") as company:
        market = open_market()
        order_ids = [press_buy(ready(market, INSTALL, method="stand_in")) for _ in range(6)]
        for order_id in order_ids:
            begin(order_id, Card.GOOD)
        with worker("payment_worker", company.file, "charge", 600, tmp_path / "begun") as slow:
            wait_until((tmp_path / "begun").exists)
            with worker("payment_worker", company.file, "", 0, tmp_path / "other"):
                slow.send_signal(signal.SIGKILL)
                slow.wait()
                wait_until(lambda: all(is_paid(order_id) for order_id in order_ids))

        assert (company.taken(), count(Receipt, JournalEntry), failed()) == ([PRICE] * 6, [6, 6], [])
        require_every_cent_in_its_place(company)


def is_paid(order_id: UUID) -> bool:
    return payment_of(order_id).state is PaymentState.PAID


def test_workers_outlive_a_killed_broker_and_go_on_when_it_is_back(broker: rabbitmq.Server, tmp_path: Path) -> None:
    with quick_worker(tmp_path) as first, quick_worker(tmp_path) as second:
        enqueue("test.draw", 5)
        wait_until(are_done(5))

        broker.kill()
        enqueue("test.draw", 20)
        time.sleep(OUTAGE)
        assert (first.poll(), second.poll()) == (None, None)
        broker.start()

        wait_until(are_done(25))
        enqueue("test.draw", 5)
        wait_until(are_done(30))

    assert drawn(numbers.NumberRange.ORDER) == 30


def test_a_worker_that_starts_before_its_broker_waits_for_it(broker: rabbitmq.Server, tmp_path: Path) -> None:
    broker.kill()
    enqueue("test.draw", 3)
    with quick_worker(tmp_path) as early:
        time.sleep(OUTAGE)
        assert early.poll() is None
        broker.start()
        wait_until(are_done(3))

    assert drawn(numbers.NumberRange.ORDER) == 3


def test_a_job_whose_message_was_lost_is_sent_again_when_its_lease_ends(
    broker: rabbitmq.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "LEASE", timedelta(seconds=2))
    enqueue("test.draw", 4)
    with db.unit_of_work() as session:
        assert len(jobs.claim_due(session)) == 4  # as if sent, and the broker lost them

    with quick_worker(tmp_path):
        wait_until(are_done(4))

    assert drawn(numbers.NumberRange.ORDER) == 4


def test_a_message_that_came_three_times_takes_effect_once(broker: rabbitmq.Server, tmp_path: Path) -> None:
    enqueue("test.draw", 1)
    with db.unit_of_work() as session:
        (job_id,) = jobs.claim_due(session)
    sender: dramatiq.Message[None] = dramatiq.Message(
        queue_name=QUEUE, actor_name="run_job", args=(str(job_id),), kwargs={}, options={}
    )
    with quick_worker(tmp_path):
        wait_until(lambda: broker.has(QUEUE))
        with broker.channel() as channel:
            for _ in range(3):
                channel.basic_publish("", QUEUE, sender.encode())
        wait_until(are_done(1))
        wait_until(lambda: broker.count(QUEUE) == 0)

    assert drawn(numbers.NumberRange.ORDER) == 1


def test_nonsense_in_the_queue_becomes_a_dead_letter_and_holds_nothing_up(
    broker: rabbitmq.Server, tmp_path: Path
) -> None:
    with quick_worker(tmp_path):
        enqueue("test.draw", 1)
        wait_until(are_done(1))
        with broker.channel() as channel:
            channel.basic_publish("", QUEUE, b"nonsense")
        enqueue("test.draw", 3)
        wait_until(are_done(4))
        wait_until(lambda: broker.count(rabbitmq.DEAD_LETTERS) == 1)

    assert drawn(numbers.NumberRange.ORDER) == 4
