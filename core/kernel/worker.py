"""The worker: a relay claims due jobs and hands their ids to Dramatiq, whose threads run them.

A job's truth is its row. A message carries nothing but the row's id, so that a lost or doubled one does no harm.
"""

import signal
import threading
from collections.abc import Callable, Sequence
from types import FrameType
from uuid import UUID

import dramatiq
from dramatiq.broker import Broker
from dramatiq.brokers.rabbitmq import RabbitmqBroker
from dramatiq.brokers.stub import StubBroker
from pika.exceptions import AMQPError
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.kernel import clock, jobs, logs
from core.kernel.db import unit_of_work
from core.kernel.settings import IN_PROCESS, Settings

QUEUE = "kontor"
POLL_SECONDS = 0.5  # how late a job may be noticed that another process wrote
FULL_SECONDS = 0.02  # how long to wait for the threads when they have enough
OUTAGE_SECONDS = 1.0
IDLE_MILLISECONDS = 200
ENOUGH_WAITING = 100

_listeners: set[threading.Event] = set()


@event.listens_for(Session, "after_commit")
def _tell_relays(session: Session) -> None:
    """Jobs of this process run at once: their relay need not find them by looking."""
    if not session.in_nested_transaction() and session.info.pop(jobs.WROTE_JOBS, False):
        for listener in tuple(_listeners):
            listener.set()


class EmbeddedWorker:
    """A worker within this process: the whole worker of the demo, and what `kontor worker` runs.

    `start` returns at once, `stop` when the running jobs have ended; what was claimed and not begun is given back.
    """

    def __init__(self, settings: Settings) -> None:
        self._broker = _broker(settings.broker)
        self._actor = dramatiq.actor(broker=self._broker, actor_name="run_job", queue_name=QUEUE)(self._run)
        self._worker = dramatiq.Worker(
            self._broker, worker_timeout=IDLE_MILLISECONDS, worker_threads=settings.worker_threads
        )
        self._relay = Relay(send=self._send, waiting=self._waiting)
        self._not_begun: set[str] = set()
        self._is_started = False

    def start(self) -> None:
        """Begin to work. Starting twice changes nothing."""
        if not self._is_started:
            self._is_started = True
            self._worker.start()
            self._relay.start()

    def stop(self) -> None:
        """End the running jobs and stop. Stopping twice changes nothing."""
        if self._is_started:
            self._is_started = False
            self._relay.stop()
            self._worker.stop()
            _give_back([UUID(job_id) for job_id in self._not_begun])
            self._broker.close()

    def _send(self, job_id: str) -> None:
        if isinstance(self._broker, StubBroker):
            self._not_begun.add(job_id)
        self._actor.send(job_id)

    def _run(self, job_id: str) -> None:
        self._not_begun.discard(job_id)
        try:
            jobs.run(UUID(job_id))
        except Exception as error:  # only what could not even be written down; the lease brings the job back
            logs.get_logger().warning("a job could not be run now", job_id=job_id, error=repr(error))

    def _waiting(self) -> int:
        """How many ids wait to be begun."""
        if isinstance(self._broker, RabbitmqBroker):
            return _count_waiting(self._broker)
        return len(self._not_begun)


class Relay:
    """A thread that claims due jobs and sends their ids, and writes down the scheduled ones. Any number may run."""

    def __init__(self, *, send: Callable[[str], object], waiting: Callable[[], int]) -> None:
        self._send, self._waiting = send, waiting
        self._new_jobs, self._is_stopping = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._live, name="kontor-relay", daemon=True)
        self._slots: tuple[int, ...] = ()

    def start(self) -> None:
        """Begin to look for jobs."""
        _listeners.add(self._new_jobs)
        self._thread.start()

    def stop(self) -> None:
        """Look no more; returns when the thread has ended."""
        _listeners.discard(self._new_jobs)
        self._is_stopping.set()
        self._new_jobs.set()
        self._thread.join()

    def _live(self) -> None:
        pause = 0.0
        while not self._is_stopping.is_set():
            self._new_jobs.wait(pause)
            self._new_jobs.clear()
            try:
                pause = self._pass_on()
            except Exception as error:  # database or broker gone, whatever the driver calls it: we outlive it
                logs.get_logger().warning("the relay waits", error=repr(error))
                self._is_stopping.wait(OUTAGE_SECONDS)

    def _pass_on(self) -> float:
        """Send what is due; returns for how many seconds there is nothing more to do."""
        self._write_scheduled()
        room = ENOUGH_WAITING - self._waiting()
        if room <= 0:
            return FULL_SECONDS
        with unit_of_work() as session:
            ids = jobs.claim_due(session, most=room)
        self._send_all(ids)
        return FULL_SECONDS if len(ids) == room else POLL_SECONDS

    def _send_all(self, ids: list[UUID]) -> None:
        """Send claimed ids; those that cannot be sent now need not wait for the end of their lease."""
        unsent = list(ids)
        try:
            while unsent and not self._is_stopping.is_set():
                self._send(str(unsent[0]))
                unsent.pop(0)
        finally:
            if unsent:
                _give_back(unsent)

    def _write_scheduled(self) -> None:
        """Once per slot and process; the key of the row keeps it single among all of them."""
        now = clock.now().timestamp()
        slots = tuple(int(now // schedule.every.total_seconds()) for schedule in jobs.schedules())
        if slots != self._slots:
            with unit_of_work() as session:
                jobs.enqueue_scheduled(session)
            self._slots = slots


def run_worker(settings: Settings) -> None:
    """Work until SIGTERM or SIGINT; the database is connected and the flows are wired before."""
    is_over = threading.Event()

    def end(_number: int, _frame: FrameType | None) -> None:
        is_over.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, end)
    worker = EmbeddedWorker(settings)
    worker.start()
    logs.get_logger().info("the worker is ready", broker=settings.broker.split("@")[-1])
    is_over.wait()
    worker.stop()


def _broker(address: str) -> Broker:
    """No middleware: repeating, pausing and giving up are decided in the job's row."""
    if address == IN_PROCESS:
        return StubBroker(middleware=[])
    return RabbitmqBroker(url=address, confirm_delivery=True, middleware=[])


def _count_waiting(broker: RabbitmqBroker) -> int:
    """How many messages RabbitMQ holds back; a connection that is gone is forgotten, the next look makes a new one."""
    try:
        return broker.get_queue_message_counts(QUEUE)[0]
    except AMQPError:
        del broker.connection
        raise


def _give_back(ids: Sequence[UUID]) -> None:
    try:
        with unit_of_work() as session:
            jobs.give_back(session, ids)
    except SQLAlchemyError as error:
        logs.get_logger().warning("claimed jobs wait for the end of their lease", error=repr(error))
