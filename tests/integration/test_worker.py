"""The worker in one process: quick after a commit, once per slot, and nothing held back when it stops."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.kernel import clock, db, jobs, worker
from core.kernel.errors import Permanent
from core.kernel.settings import Settings

PATIENCE = 60.0


@contextmanager
def job_named(name: str, function: Callable[..., None], *, is_transactional: bool = True) -> Iterator[None]:
    jobs.HANDLERS[name] = jobs.Handler(name=name, function=function, is_transactional=is_transactional)
    try:
        yield
    finally:
        del jobs.HANDLERS[name]


@contextmanager
def working(*workers: worker.EmbeddedWorker) -> Iterator[None]:
    """Started for the body, and stopped whatever comes of it: one that lived on would take the next test's jobs."""
    for each in workers:
        each.start()
    try:
        yield
    finally:
        for each in workers:
            each.stop()


@pytest.fixture
def ran() -> Iterator[list[int]]:
    """What the job test.note was called with, in the order of its calls."""
    found: list[int] = []
    with job_named("test.note", lambda _session, *, number=0: found.append(number)):
        yield found


def note(number: int, *, due_in: timedelta = timedelta()) -> None:
    with db.unit_of_work() as session:
        jobs.enqueue(session, "test.note", {"number": number}, due_at=clock.now() + due_in)


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.005)


def states() -> dict[jobs.JobState, int]:
    with db.reading() as session:
        counted = select(jobs.Job.state, func.count().label("jobs")).group_by(jobs.Job.state)
        return {row.state: row.jobs for row in session.execute(counted)}


def test_a_committed_job_runs_at_once_without_waiting_for_the_next_look(
    database: Settings, ran: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "POLL_SECONDS", 60.0)
    with working(worker.EmbeddedWorker(database)):
        time.sleep(0.3)
        started = time.monotonic()
        note(1)
        wait_until(lambda: ran == [1])
        took = time.monotonic() - started
        wait_until(lambda: states() == {jobs.JobState.DONE: 1})

    assert took < 1.0


def test_a_job_that_is_rolled_back_never_runs(database: Settings, ran: list[int]) -> None:
    with working(worker.EmbeddedWorker(database)):
        with pytest.raises(RuntimeError), db.unit_of_work() as session:
            jobs.enqueue(session, "test.note", {"number": 1})
            session.flush()
            raise RuntimeError
        note(2)
        wait_until(lambda: ran != [])

    assert (ran, states()) == ([2], {jobs.JobState.DONE: 1})


def test_a_job_that_is_not_due_waits(database: Settings, ran: list[int]) -> None:
    with working(worker.EmbeddedWorker(database)):
        note(1, due_in=timedelta(hours=1))
        note(2)
        wait_until(lambda: ran != [])

    assert (ran, states()) == ([2], {jobs.JobState.DONE: 1, jobs.JobState.READY: 1})


def test_a_job_that_fails_does_not_stop_the_worker(database: Settings, ran: list[int]) -> None:
    def fail(_session: Session) -> None:
        raise Permanent("never")

    with job_named("test.fail", fail), working(worker.EmbeddedWorker(database)):
        with db.unit_of_work() as session:
            jobs.enqueue(session, "test.fail", {})
        note(1)
        wait_until(lambda: states() == {jobs.JobState.DONE: 1, jobs.JobState.FAILED: 1})

    assert ran == [1]


def test_two_relays_run_each_of_many_jobs_once(database: Settings, ran: list[int]) -> None:
    with working(worker.EmbeddedWorker(database), worker.EmbeddedWorker(database)):
        for number in range(120):
            note(number)
        wait_until(lambda: states() == {jobs.JobState.DONE: 120})

    assert sorted(ran) == list(range(120))


def test_a_job_whose_row_a_rival_looks_at_is_run_and_not_left_to_the_end_of_its_lease(
    database: Settings, ran: list[int]
) -> None:
    note(1)
    with db.unit_of_work() as session:
        (job_id,) = jobs.claim_due(session)
    looks, has_looked = threading.Event(), threading.Event()

    def look() -> None:
        with db.unit_of_work() as session:
            db.lock(session, jobs.Job, job_id)
            looks.set()
            has_looked.wait(PATIENCE)

    rival, runner = threading.Thread(target=look), threading.Thread(target=jobs.run, args=(job_id,))
    rival.start()
    assert looks.wait(PATIENCE)
    runner.start()
    runner.join(0.2)
    has_looked.set()
    runner.join(PATIENCE)
    rival.join(PATIENCE)

    assert (ran, states()) == ([1], {jobs.JobState.DONE: 1})


def test_a_scheduled_slot_runs_once_though_two_relays_look(database: Settings, ran: list[int]) -> None:
    before = jobs.schedules()
    jobs.set_schedule((jobs.Schedule(name="test.note", every=timedelta(days=36_500)),))
    try:
        with working(worker.EmbeddedWorker(database), worker.EmbeddedWorker(database)):
            wait_until(lambda: states() == {jobs.JobState.DONE: 1})
        with working(worker.EmbeddedWorker(database)):
            note(7)
            wait_until(lambda: states() == {jobs.JobState.DONE: 2})
    finally:
        jobs.set_schedule(before)

    assert ran == [0, 7]


def test_stopping_ends_the_running_job_and_gives_back_the_claimed_ones(database: Settings, ran: list[int]) -> None:
    has_begun, may_end = threading.Event(), threading.Event()

    def dawdle() -> None:
        has_begun.set()
        may_end.wait(PATIENCE)

    single = worker.EmbeddedWorker(database.model_copy(update={"worker_threads": 1}))
    with job_named("test.dawdle", dawdle, is_transactional=False), working(single):
        with db.unit_of_work() as session:
            jobs.enqueue(session, "test.dawdle", {})
        assert has_begun.wait(PATIENCE)
        for number in range(5):
            note(number)
        wait_until(lambda: leased() == 6)
        stopping = threading.Thread(target=single.stop)
        stopping.start()
        may_end.set()
        stopping.join(PATIENCE)

    assert not stopping.is_alive()
    assert states()[jobs.JobState.DONE] == 1 + len(ran)
    assert leased() == 0


def leased() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).where(jobs.Job.leased_until.is_not(None))) or 0
