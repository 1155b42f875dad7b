"""The kernel on real databases: units of work, events, jobs, numbers, keys."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from uuid import UUID

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.event import listen, remove
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.kernel import clock, db, events, idempotency, jobs, numbers
from core.kernel.actor import SYSTEM
from core.kernel.errors import Permanent, Retryable

pytestmark = pytest.mark.usefixtures("database")
DOCUMENT = UUID(int=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRang(events.Event):
    KIND: ClassVar[str] = "test.bell_rang"
    bell_id: UUID
    times: int

    def subjects(self) -> tuple[events.Subject, ...]:
        return (events.Subject(type="bell", id=self.bell_id),)


@pytest.fixture
def heard() -> Iterator[list[int]]:
    """A job that listens to bells and writes down what it hears."""
    found: list[int] = []
    jobs.HANDLERS["test.listen"] = jobs.Handler(
        name="test.listen", function=lambda _session, *, times, **_: found.append(times), is_transactional=True
    )
    yield found
    del jobs.HANDLERS["test.listen"]


def ring(times: int) -> None:
    with db.unit_of_work() as session:
        events.announce(session, BellRang(bell_id=DOCUMENT, times=times), acting_user=SYSTEM)


def count(session: Session, model: type[db.Base]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_reading_transaction_cannot_write() -> None:
    with pytest.raises(DBAPIError), db.reading() as session:
        numbers.draw_number(session, numbers.NumberRange.ORDER)
        session.commit()

    with db.reading() as session:
        assert count(session, numbers.NumberCounter) == 0


def test_a_unit_that_raises_leaves_nothing_behind() -> None:
    with pytest.raises(RuntimeError), db.unit_of_work() as session:
        events.announce(session, BellRang(bell_id=DOCUMENT, times=1), acting_user=SYSTEM)
        numbers.draw_number(session, numbers.NumberRange.ORDER)
        raise RuntimeError

    with db.reading() as session:
        assert (count(session, events.EventRow), count(session, numbers.NumberCounter)) == (0, 0)


def test_announced_events_may_not_be_lost_by_a_bare_commit() -> None:
    with Session(db.write_engine()) as session:
        events.announce(session, BellRang(bell_id=DOCUMENT, times=1), acting_user=SYSTEM)
        with pytest.raises(RuntimeError, match="finish"):
            session.commit()


def test_events_form_a_chain_that_verifies() -> None:
    for times in (1, 2, 3):
        ring(times)

    with db.reading() as session:
        told = events.timeline(session, "bell", DOCUMENT)
        assert [entry.data["times"] for entry in told] == [1, 2, 3]
        assert events.verify(session) == events.Verdict(checked=3)


@pytest.mark.parametrize(
    "tampering",
    [
        """UPDATE event SET data = replace(data, '"times": 2', '"times": 9') WHERE sequence = 2""",
        "UPDATE event_subject SET document_type = 'horn' WHERE sequence = 2",
        "UPDATE event_head SET sequence = 9",
    ],
)
def test_one_altered_byte_breaks_the_chain(tampering: str) -> None:
    for times in (1, 2, 3):
        ring(times)

    with db.engine().begin() as connection:
        for trigger in ("event_is_append_only_update", "event_subject_is_append_only_update"):
            drop_trigger(connection, trigger)
        connection.execute(text(tampering))

    with db.reading() as session:
        verdict = events.verify(session)
        assert not verdict.is_intact
        assert verdict.broken_at == (4 if "head" in tampering else 2)


def drop_trigger(connection: Connection, name: str) -> None:
    """What an attacker with all rights would do first."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
    else:
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {name.split('_is_')[0]}")


def test_parallel_events_get_one_chain_without_gaps() -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ring, range(40)))

    with db.reading() as session:
        assert events.verify(session) == events.Verdict(checked=40)


def test_events_written_while_the_chain_is_checked_do_not_break_it() -> None:
    ring(1)
    rung: list[int] = []

    def ring_before_the_end_is_read(*arguments: object) -> None:
        if "FROM event_head" in str(arguments[2]) and "UPDATE" not in str(arguments[2]) and not rung:
            rung.append(2)
            ring(2)

    with db.reading() as session:
        listen(db.engine(), "before_cursor_execute", ring_before_the_end_is_read)
        verdict = events.verify(session)
        remove(db.engine(), "before_cursor_execute", ring_before_the_end_is_read)

    assert rung == [2]
    assert (verdict.is_intact, verdict.checked >= 1) == (True, True)


def test_a_follower_gets_the_events_data_once(heard: list[int]) -> None:
    events.follow({BellRang.KIND: ("test.listen",)})
    try:
        ring(5)
    finally:
        events.follow({})

    assert (jobs.run_due(), jobs.run_due(), heard) == (1, 0, [5])


def test_numbers_are_gapless_under_fifty_parallel_draws() -> None:
    def draw(_: int) -> str:
        with db.unit_of_work() as session:
            return numbers.draw_number(session, numbers.NumberRange.INVOICE, year=2026)

    with ThreadPoolExecutor(10) as pool:
        drawn = sorted(pool.map(draw, range(50)))

    assert drawn == [f"RE-2026-{number:06d}" for number in range(1, 51)]


def test_a_number_drawn_in_a_failed_unit_is_given_again() -> None:
    def draw(*, fail: bool) -> str:
        with db.unit_of_work() as session:
            number = numbers.draw_number(session, numbers.NumberRange.INVOICE, year=2026)
            if fail:
                raise RuntimeError
            return number

    assert draw(fail=False) == "RE-2026-000001"
    with pytest.raises(RuntimeError):
        draw(fail=True)
    assert draw(fail=False) == "RE-2026-000002"


def test_the_same_key_at_the_same_moment_leads_to_one_result() -> None:
    start = threading.Barrier(2)

    def ask(mine: UUID) -> UUID:
        start.wait()
        with db.unit_of_work() as session:
            earlier = idempotency.claim(session, "test", "k1")
            if earlier is not None:
                return earlier
            idempotency.settle(session, "test", "k1", mine)
            return mine

    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(ask, [UUID(int=1), UUID(int=2)]))

    assert results[0] == results[1]


def test_a_job_with_a_key_is_written_once() -> None:
    for _ in range(2):
        with db.unit_of_work() as session:
            jobs.enqueue(session, "test.listen", {"times": 1}, key="only-one")

    with db.reading() as session:
        assert count(session, jobs.Job) == 1


def test_a_job_that_fails_tries_again_later_and_a_permanent_failure_waits_for_a_person() -> None:
    reasons: list[Exception] = [Retryable("not now"), Permanent("never")]

    def fail(_session: Session) -> None:
        raise reasons.pop(0)

    jobs.HANDLERS["test.fail"] = jobs.Handler(name="test.fail", function=fail, is_transactional=True)
    with clock.frozen(datetime(2026, 11, 2, 9, tzinfo=UTC)) as at:
        with db.unit_of_work() as session:
            jobs.enqueue(session, "test.fail", {})

        assert jobs.run_due() == 1
        assert jobs.run_due() == 0
        at.advance(timedelta(seconds=2))
        assert jobs.run_due() == 1

    with db.reading() as session:
        (stuck,) = jobs.stuck_jobs(session)
        assert (stuck.state, stuck.attempts, stuck.last_error) == (jobs.JobState.FAILED, 2, "Permanent: never")
    with db.unit_of_work() as session:
        jobs.settle_by_hand(session, stuck.id, note="Done by telephone.")
    with db.reading() as session:
        assert jobs.stuck_jobs(session) == []
    del jobs.HANDLERS["test.fail"]


def test_a_slow_worker_that_fails_after_its_lease_does_not_wake_a_job_that_another_has_done() -> None:
    runs: list[str] = []

    def be_overtaken(name: str) -> None:
        runs.append(name)
        if len(runs) == 1:
            at.advance(jobs.LEASE + timedelta(seconds=1))
            with db.unit_of_work() as session:
                (job_id,) = jobs.claim_due(session)
            jobs.run(job_id)  # the other worker
            raise Retryable("too late")

    jobs.HANDLERS["test.slow"] = jobs.Handler(name="test.slow", function=be_overtaken, is_transactional=False)
    with clock.frozen(datetime(2026, 11, 2, 9, tzinfo=UTC)) as at:
        with db.unit_of_work() as session:
            jobs.enqueue(session, "test.slow", {"name": "once"})
        jobs.run_due()
        at.advance(timedelta(hours=1))
        assert jobs.run_due() == 0
    del jobs.HANDLERS["test.slow"]

    with db.reading() as session:
        assert session.scalars(select(jobs.Job.state)).one() is jobs.JobState.DONE
        assert jobs.stuck_jobs(session) == []
    assert runs == ["once", "once"]


def test_two_relays_never_claim_the_same_job_while_the_lease_lasts() -> None:
    with db.unit_of_work() as session:
        for number in range(30):
            jobs.enqueue(session, "test.listen", {"times": number})

    def claim(_: int) -> list[UUID]:
        with db.unit_of_work() as session:
            return jobs.claim_due(session, most=10)

    with ThreadPoolExecutor(4) as pool:
        taken = [job_id for ids in pool.map(claim, range(6)) for job_id in ids]

    assert len(taken) == len(set(taken)) == 30


def test_a_job_whose_worker_vanished_is_claimed_again_after_the_lease() -> None:
    with clock.frozen(datetime(2026, 11, 2, 9, tzinfo=UTC)) as at:
        with db.unit_of_work() as session:
            jobs.enqueue(session, "test.listen", {"times": 1})
        claims = []
        for pause in (0, 30, 31):
            at.advance(timedelta(seconds=pause))
            with db.unit_of_work() as session:
                claims.append(len(jobs.claim_due(session)))

    assert claims == [1, 0, 1]
