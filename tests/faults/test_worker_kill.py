"""kill -9 of a real worker in the middle of a job: nothing is lost and nothing takes effect twice."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import select

from core.kernel import db, jobs, numbers
from core.kernel.settings import Settings

PATIENCE = 30.0


@contextmanager
def worker(seconds: float, marker: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "tests.support.killable_worker", str(seconds), str(marker)]
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
        time.sleep(0.02)


def drawn(number_range: numbers.NumberRange) -> int:
    with db.reading() as session:
        return session.scalar(select(numbers.NumberCounter.last).filter_by(prefix=number_range.value)) or 0


def job_state() -> jobs.JobState:
    with db.reading() as session:
        return session.scalars(select(jobs.Job.state)).one()


def kill_in_the_middle(job_name: str, marker: Path) -> None:
    with db.unit_of_work() as session:
        jobs.enqueue(session, job_name, {})
    with worker(600, marker) as process:
        wait_until(marker.exists)
        process.send_signal(signal.SIGKILL)
        process.wait()
    marker.unlink()


def test_a_transactional_job_killed_before_its_commit_takes_effect_once(database: Settings, tmp_path: Path) -> None:
    kill_in_the_middle("test.draw", tmp_path / "begun")
    assert (drawn(numbers.NumberRange.ORDER), job_state()) == (0, jobs.JobState.READY)

    with worker(0, tmp_path / "begun") as process:
        wait_until(lambda: job_state() is jobs.JobState.DONE)
        process.terminate()
        assert process.wait(PATIENCE) == 0

    assert drawn(numbers.NumberRange.ORDER) == 1


def test_a_network_job_killed_between_asking_and_noting_the_answer_asks_again(
    database: Settings, tmp_path: Path
) -> None:
    kill_in_the_middle("test.ask", tmp_path / "begun")
    assert (drawn(numbers.NumberRange.PAYMENT), drawn(numbers.NumberRange.INVOICE)) == (1, 0)
    assert job_state() is jobs.JobState.RUNNING

    with worker(0, tmp_path / "begun"):
        wait_until(lambda: job_state() is jobs.JobState.DONE)

    assert (drawn(numbers.NumberRange.PAYMENT), drawn(numbers.NumberRange.INVOICE)) == (2, 1)
