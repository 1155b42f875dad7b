"""What must happen later: job rows written with their cause, run at least once, taking effect once."""

import json
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Index, Select, String, Text, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.kernel import clock, logs, metrics
from core.kernel.db import Base, Identified, enum_column, insert_if_absent, lock, new_id, reading, unit_of_work
from core.kernel.errors import NotFound, Permanent, Refused
from core.kernel.i18n import N_

LEASE = timedelta(seconds=60)
SECONDS_PER_JOB = 20.0
"""Well below the lease: nobody takes a job of many batches over that is still running."""
WROTE_JOBS = "wrote_jobs"  # in Session.info: this transaction leaves work for the relay
MOST_ATTEMPTS = 12
LONGEST_PAUSE = timedelta(hours=6)


class JobState(StrEnum):
    """Where a job stands."""

    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SETTLED = "settled"


class Job(Identified, Base):
    """One thing to do. A `key`, where given, makes it the only one of its kind for ever."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_due", "state", "due_at", "id"),)

    name: Mapped[str] = mapped_column(String(80))
    payload: Mapped[str] = mapped_column(Text)
    state: Mapped[JobState] = mapped_column(enum_column(JobState), default=JobState.READY)
    key: Mapped[str | None] = mapped_column(String(200), unique=True)
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler:
    """The function behind a job's name, and whether it runs in one transaction with the job's own mark."""

    name: str
    function: Callable[..., None]
    is_transactional: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """A job that becomes due again and again."""

    name: str
    every: timedelta


HANDLERS: dict[str, Handler] = {}
_schedules: tuple[Schedule, ...] = ()


def job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a job that works in one transaction: `function(session, **payload)`."""
    return _register(name, is_transactional=True)


def network_job(name: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Register a job that talks to others: `function(**payload)`, with short units of work of its own."""
    return _register(name, is_transactional=False)


def carry_on(name: str, payload: Mapping[str, Any], step: Callable[[Session], bool]) -> None:
    """Take one batch after the other for a while, each in a transaction of its own, until `step` says that it was the
    last; what is left then is the next job's. A killed one goes on behind the last batch that was taken whole.
    """
    began = time.monotonic()
    while time.monotonic() - began < SECONDS_PER_JOB:
        with unit_of_work() as session:
            if step(session):
                return
    with unit_of_work() as session:
        enqueue(session, name, payload)


def _register(name: str, *, is_transactional: bool) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def keep(function: Callable[..., None]) -> Callable[..., None]:
        if name in HANDLERS:
            raise ValueError(f"Two functions want to be the job {name}.")
        HANDLERS[name] = Handler(name=name, function=function, is_transactional=is_transactional)
        return function

    return keep


def enqueue(
    session: Session,
    name: str,
    payload: Mapping[str, Any],
    *,
    due_at: datetime | None = None,
    key: str | None = None,
) -> None:
    """Write down a job in the transaction of its cause. With a `key` that was used before nothing happens."""
    values: dict[str, Any] = {
        "id": new_id(),
        "name": name,
        "payload": json.dumps(dict(payload), sort_keys=True),
        "state": JobState.READY,
        "attempts": 0,
        "created_at": clock.now(),
        "due_at": due_at or clock.now(),
        "last_error": "",
        "note": "",
    }
    session.info[WROTE_JOBS] = True
    if key is None:
        session.add(Job(**values))
    else:
        insert_if_absent(session, Job, key=key, **values)


# --- schedule


def set_schedule(schedules: Sequence[Schedule]) -> None:
    """Say which jobs come again by themselves. Called once, by the table in core.flows."""
    global _schedules
    _schedules = tuple(schedules)


def schedules() -> tuple[Schedule, ...]:
    """Which jobs come again by themselves."""
    return _schedules


def enqueue_scheduled(session: Session) -> None:
    """Write down every scheduled job whose present slot has none yet; any number of processes may ask."""
    now = clock.now().timestamp()
    for schedule in _schedules:
        slot = int(now // schedule.every.total_seconds())
        enqueue(session, schedule.name, {}, key=f"{schedule.name}@{slot}")


# --- running


def claim_due(session: Session, *, most: int = 50) -> list[UUID]:
    """Take due jobs for the length of a lease and return their ids; rivals take others, nobody waits."""
    now = clock.now()
    due = (
        select(Job.id)
        .where(
            Job.state.in_((JobState.READY, JobState.RUNNING)),
            Job.due_at <= now,
            or_(Job.leased_until.is_(None), Job.leased_until < now),
        )
        .order_by(Job.due_at, Job.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    ids = list(session.scalars(due))
    if ids:
        taken = update(Job).where(Job.id.in_(ids)).values(state=JobState.READY, leased_until=now + LEASE)
        session.execute(taken.execution_options(synchronize_session=False))
    return ids


def give_back(session: Session, job_ids: Sequence[UUID]) -> None:
    """End the lease of claimed jobs that nobody began, so that others need not wait for its end."""
    untouched = update(Job).where(Job.id.in_(job_ids), Job.state == JobState.READY)
    session.execute(untouched.values(leased_until=None).execution_options(synchronize_session=False))


def run(job_id: UUID) -> None:
    """Run one job now, unless it is done or somebody else is at it. What it raises is kept in its row."""
    try:
        ran = _run_claimed(job_id)
    except Exception as error:  # whatever a job raises belongs into its row, not into the worker
        _record_failure(job_id, error)
        return
    if ran:
        metrics.JOBS.labels(ran, "done").inc()


def run_due(*, most: int = 10_000) -> int:
    """Run everything that is due, in this thread, until nothing is left; for tests and simulation."""
    count = 0
    while count < most:
        with reading() as session:
            statement = select(Job.id).where(Job.state == JobState.READY, Job.due_at <= clock.now())
            ids = list(session.scalars(statement.order_by(Job.due_at, Job.id).limit(100)))
        if not ids:
            break
        for job_id in ids:
            run(job_id)
        count += len(ids)
    return count


def next_due() -> datetime | None:
    """When the next job is due that nobody runs; for simulation, which moves its clock there."""
    with reading() as session:
        return session.scalar(select(func.min(Job.due_at)).where(Job.state == JobState.READY))


def _run_claimed(job_id: UUID) -> str:
    """The name of the job that ran, or nothing.

    It waits for the row: a rival's `claim_due` may hold it for a moment without taking it, and a claimed job that
    were skipped for that would wait for the end of its lease.
    """
    with unit_of_work() as session:
        free = select(Job).where(Job.id == job_id, Job.state == JobState.READY).with_for_update()
        found = session.scalars(free).one_or_none()
        if found is None:
            return ""
        handler = _handler(found.name)
        payload: dict[str, Any] = json.loads(found.payload)
        if handler.is_transactional:
            handler.function(session, **payload)
            _mark_done(found)
            return handler.name
        found.state, found.leased_until = JobState.RUNNING, clock.now() + LEASE
    handler.function(**payload)
    with unit_of_work() as session:
        _mark_done(lock(session, Job, job_id))
    return handler.name


def _handler(name: str) -> Handler:
    if name not in HANDLERS:
        raise Permanent(f"There is no function for the job {name}.")
    return HANDLERS[name]


def _mark_done(done: Job) -> None:
    done.state, done.finished_at, done.leased_until, done.last_error = JobState.DONE, clock.now(), None, ""


def _record_failure(job_id: UUID, error: Exception) -> None:
    logs.get_logger().warning("job failed", job_id=str(job_id), error=repr(error), trace=traceback.format_exc())
    with unit_of_work() as session:
        failed = lock(session, Job, job_id)
        if failed.state in (JobState.DONE, JobState.SETTLED):
            return  # its lease had ended, and somebody else has finished it meanwhile
        failed.attempts += 1
        failed.leased_until, failed.last_error = None, f"{type(error).__name__}: {error}"[:2000]
        is_over = isinstance(error, Permanent) or failed.attempts >= MOST_ATTEMPTS
        failed.state = JobState.FAILED if is_over else JobState.READY
        failed.due_at = clock.now() + min(timedelta(seconds=2**failed.attempts), LONGEST_PAUSE)
        metrics.JOBS.labels(failed.name, failed.state.value).inc()


# --- the integration desk


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as the integration desk shows it."""

    id: UUID
    name: str
    payload: str
    state: JobState
    attempts: int
    created_at: datetime
    due_at: datetime
    last_error: str
    note: str


def stuck_jobs(session: Session, *, most: int = 50) -> list[JobRow]:
    """Jobs that failed for good or try again, the oldest first."""
    statement = _rows().where(or_(Job.state == JobState.FAILED, (Job.state == JobState.READY) & (Job.attempts > 0)))
    found = session.execute(statement.order_by(Job.created_at, Job.id).limit(most))
    return [JobRow(**row._mapping) for row in found]


def get_job(session: Session, job_id: UUID) -> JobRow:
    """One job, whatever became of it. Raises NotFound."""
    found = session.execute(_rows().where(Job.id == job_id)).one_or_none()
    if found is None:
        raise NotFound("job.unknown", N_("There is no such job."))
    return JobRow(**found._mapping)


def settled_jobs(session: Session, *, most: int = 20) -> list[JobRow]:
    """Jobs that people closed by hand, the latest first, with their notes."""
    statement = _rows().where(Job.state == JobState.SETTLED).order_by(Job.finished_at.desc(), Job.id.desc())
    return [JobRow(**row._mapping) for row in session.execute(statement.limit(most))]


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedJobs:
    """How many jobs failed for good, and since when the oldest of them waits."""

    count: int
    oldest_at: datetime | None


def failed_jobs(session: Session) -> FailedJobs:
    """What waits for somebody on the integration desk."""
    statement = select(func.count(), func.min(Job.created_at)).where(Job.state == JobState.FAILED)
    count, oldest = session.execute(statement).one()
    return FailedJobs(count=count, oldest_at=oldest)


def _rows() -> Select[Any]:
    columns: tuple[Any, ...] = (Job.id, Job.name, Job.payload, Job.state, Job.attempts, Job.created_at, Job.due_at)
    return select(*columns, Job.last_error, Job.note)


def replay(session: Session, job_id: UUID) -> None:
    """Let a failed job try once more from the start. Refused for any other."""
    failed = _failed(session, job_id)
    failed.state, failed.attempts, failed.due_at = JobState.READY, 0, clock.now()


def settle_by_hand(session: Session, job_id: UUID, *, note: str) -> None:
    """Close a failed job because a person did what it should have done, and says so."""
    failed = _failed(session, job_id)
    failed.state, failed.note, failed.finished_at = JobState.SETTLED, note, clock.now()


def _failed(session: Session, job_id: UUID) -> Job:
    found = lock(session, Job, job_id)
    if found.state is not JobState.FAILED:
        raise Refused("job.not_failed", N_("This job has not failed; it needs nobody's help."))
    return found
