"""The built-in back-end: our own desks. It keeps its own list of tasks, in units of work of its own."""

import json
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.fulfilment.protocol import BackendRefused, HandOver, Receipt, TaskState
from core.kernel import clock
from core.kernel.db import Base, Identified, insert_if_absent, lock, new_id, reading, unit_of_work
from core.kernel.i18n import N_


class NativeTask(Identified, Base):
    """What was handed over to our desks, once per key, as it was received or amended."""

    __tablename__ = "native_task"

    handover_key: Mapped[str] = mapped_column(String(80), unique=True)
    reference: Mapped[str] = mapped_column(String(120), unique=True)
    part_id: Mapped[UUID]
    content: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class NativeBackend:
    """Our own desks, behind the same door as every other back-end."""

    name = "native"
    label = N_("our own desks")

    def submit(self, hand_over: HandOver) -> Receipt:
        """Put a part on the desks' list, once per key."""
        with unit_of_work() as session:
            insert_if_absent(
                session,
                NativeTask,
                id=new_id(),
                handover_key=hand_over.key,
                reference=f"{hand_over.order_number}/{hand_over.part_position}",
                part_id=hand_over.part_id,
                content=_content(hand_over),
                received_at=clock.now(),
            )
            task = _find(session, hand_over.key)
        if task is None:
            raise BackendRefused(f"{hand_over.order_number}/{hand_over.part_position} is taken by another key.")
        return _receipt(task)

    def find(self, key: str) -> Receipt | None:
        """The receipt given for a key."""
        with reading() as session:
            task = _find(session, key)
        return _receipt(task) if task else None

    def amend(self, reference: str, hand_over: HandOver) -> TaskState:
        """Let the list say what is left of a task."""
        with unit_of_work() as session:
            task = lock(session, NativeTask, _get(session, reference).id)
            if task.withdrawn_at is None:
                task.content = _content(hand_over)
            return _state(task)

    def status(self, reference: str) -> TaskState:
        """Whether the task is on the list."""
        with reading() as session:
            return _state(_get(session, reference))

    def cancel(self, reference: str) -> TaskState:
        """Take the task off the list."""
        with unit_of_work() as session:
            task = lock(session, NativeTask, _get(session, reference).id)
            task.withdrawn_at = task.withdrawn_at or clock.now()
            return _state(task)


def _content(hand_over: HandOver) -> str:
    return json.dumps(asdict(hand_over), default=str, sort_keys=True)


def _find(session: Session, key: str) -> NativeTask | None:
    return session.scalars(select(NativeTask).where(NativeTask.handover_key == key)).one_or_none()


def _get(session: Session, reference: str) -> NativeTask:
    task = session.scalars(select(NativeTask).where(NativeTask.reference == reference)).one_or_none()
    if task is None:
        raise BackendRefused(f"There is no task {reference}.")
    return task


def _state(task: NativeTask) -> TaskState:
    return TaskState.WITHDRAWN if task.withdrawn_at else TaskState.ACCEPTED


def _receipt(task: NativeTask) -> Receipt:
    return Receipt(key=task.handover_key, reference=task.reference, received_at=task.received_at)
