"""What happened: append-only rows, each sealed with the hash of the one before, and the jobs that follow."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, ClassVar, Final
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text, event, insert, select, update
from sqlalchemy.orm import Mapped, Session, SessionTransaction, mapped_column

from core.kernel import clock, jobs
from core.kernel.actor import Actor, ActorKind
from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, at_finish, enum_column, insert_if_absent, new_id, table_of

GENESIS = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A document that an event is about."""

    type: str
    id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every event is made from: a KIND, its own fields as data, and the documents it is about."""

    KIND: ClassVar[str]

    def subjects(self) -> tuple[Subject, ...]:
        """The documents that this event belongs to."""
        raise NotImplementedError


NO_NAME: Final = "•••"
"""What is shown instead of the name of an unnamed actor."""


class EventRow(AppendOnly, Base):
    """One event as it is kept. Never changed, never deleted; `hash` covers everything and the row before."""

    __tablename__ = "event"

    sequence: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(unique=True)
    kind: Mapped[str] = mapped_column(String(80), index=True)
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    data: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class EventSubject(AppendOnly, Base):
    """To which documents an event belongs."""

    __tablename__ = "event_subject"
    __table_args__ = (Index("ix_event_subject_document", "document_type", "document_id", "sequence"),)

    sequence: Mapped[int] = mapped_column(ForeignKey("event.sequence"), primary_key=True)
    document_type: Mapped[str] = mapped_column(String(40), primary_key=True)
    document_id: Mapped[UUID] = mapped_column(primary_key=True)


class EventHead(Base):
    """The end of the chain: one row, locked by whoever writes next."""

    __tablename__ = "event_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[str] = mapped_column(String(64))


class UnnamedActor(Base):
    """Somebody whose name is not shown any more. The chain keeps it, for otherwise it would prove nothing."""

    __tablename__ = "unnamed_actor"

    actor_id: Mapped[UUID] = mapped_column(primary_key=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineEntry:
    """An event as pages show it."""

    at: datetime
    kind: str
    actor_name: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Announced:
    event: Event
    actor: Actor
    at: datetime
    id: UUID


_followers: dict[str, tuple[str, ...]] = {}


def follow(table: Mapping[str, Sequence[str]]) -> None:
    """Say which jobs follow which kind of event. Called once, by the table in core.flows."""
    _followers.clear()
    _followers.update({kind: tuple(names) for kind, names in table.items()})


def announce(session: Session, happened: Event, *, acting_user: Actor) -> None:
    """Tell that something happened. It is written, sealed and followed up when the transaction finishes."""
    told = _Announced(event=happened, actor=acting_user, at=clock.now(), id=new_id())
    session.info.setdefault("announced", []).append(told)


def forget_name(session: Session, actor_id: UUID) -> None:
    """Show the name of this actor nowhere any more; again changes nothing."""
    insert_if_absent(session, UnnamedActor, actor_id=actor_id)


def timeline(
    session: Session, document_type: str, document_id: UUID, *, kinds: Sequence[str] = ()
) -> list[TimelineEntry]:
    """What happened to a document, oldest first; with `kinds` only that."""
    statement = (
        select(EventRow.at, EventRow.kind, EventRow.actor_name, EventRow.data, UnnamedActor.actor_id.is_not(None))
        .join(EventSubject, EventSubject.sequence == EventRow.sequence)
        .outerjoin(UnnamedActor, UnnamedActor.actor_id == EventRow.actor_id)
        .where(EventSubject.document_type == document_type, EventSubject.document_id == document_id)
        .order_by(EventRow.sequence)
    )
    if kinds:
        statement = statement.where(EventRow.kind.in_(kinds))
    return [
        TimelineEntry(at=at, kind=kind, actor_name=NO_NAME if unnamed else actor, data=json.loads(data))
        for at, kind, actor, data, unnamed in session.execute(statement)
    ]


def data_of(happened: Event) -> dict[str, Any]:
    """The fields of an event as plain JSON values: what its row keeps and what following jobs receive."""
    return {field.name: _plain(getattr(happened, field.name)) for field in fields(happened)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the check of the chain found: how many events, and the first that does not fit."""

    checked: int
    broken_at: int | None = None

    @property
    def is_intact(self) -> bool:
        """Whether every event is what it was when it was written."""
        return self.broken_at is None


def verify(session: Session) -> Verdict:
    """Go through the whole chain and compare every hash; nothing is changed."""
    previous, checked = GENESIS, 0
    while True:
        before = checked
        for row, subjects in _chain(session, after=checked):
            sealed = _seal(previous, row, subjects)
            if row.sequence != checked + 1 or row.previous_hash != previous or row.hash != sealed:
                return Verdict(checked=checked, broken_at=checked + 1)
            previous, checked = row.hash, row.sequence
        head = session.execute(_HEAD_NOW).one_or_none()
        if head is not None and (head.sequence, head.hash) == (checked, previous):
            return Verdict(checked=checked)
        if checked == before:  # else others have written meanwhile: go on from here
            return Verdict(checked=checked, broken_at=checked + 1)


def _chain(session: Session, *, after: int) -> Iterator[tuple[EventRow, list[tuple[str, str]]]]:
    position, size = after, 500
    while rows := list(
        session.scalars(select(EventRow).where(EventRow.sequence > position).order_by(EventRow.sequence).limit(size))
    ):
        last = rows[-1].sequence
        found: dict[int, list[tuple[str, str]]] = {}
        for subject in session.scalars(
            select(EventSubject).where(EventSubject.sequence > position, EventSubject.sequence <= last)
        ):
            found.setdefault(subject.sequence, []).append((subject.document_type, str(subject.document_id)))
        for row in rows:
            yield row, found.get(row.sequence, [])
        position = last
        session.expunge_all()


def _plain(value: object) -> Any:
    return str(value) if isinstance(value, UUID | date | datetime) else value


def _seal(previous: str, row: EventRow, subjects: Sequence[tuple[str, str]]) -> str:
    content = [
        previous, row.sequence, str(row.id), row.kind, row.at.isoformat(), row.actor_kind.value,
        str(row.actor_id), row.actor_name, row.data, sorted(subjects),
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _write_announced(session: Session) -> None:
    """The last step of a writing transaction: the chain's head is locked as late and as briefly as possible."""
    announced: list[_Announced] = session.info.pop("announced", [])
    if not announced:
        return
    for told in announced:
        for name in _followers.get(told.event.KIND, ()):
            jobs.enqueue(session, name, data_of(told.event))
    session.flush()
    sequence, previous = _locked_head(session)
    rows, subjects = [], []
    for told in announced:
        sequence += 1
        row = _row(told, sequence, previous)
        about = {(subject.type, str(subject.id)) for subject in told.event.subjects()}
        row.hash = previous = _seal(previous, row, list(about))
        rows.append(row)
        subjects += [{"sequence": sequence, "document_type": t, "document_id": UUID(i)} for t, i in sorted(about)]
    session.execute(_INSERT_EVENTS, [_values(row) for row in rows])
    if subjects:
        session.execute(_INSERT_SUBJECTS, subjects)
    session.execute(_MOVE_HEAD, {"sequence": sequence, "hash": previous})


# On tables, not on models: no session keeps these rows, and the statements stay the same.
_HEAD = table_of(EventHead)
_HEAD_NOW = select(_HEAD.c.sequence, _HEAD.c.hash).where(_HEAD.c.id == 1)
_LOCK_HEAD = _HEAD_NOW.with_for_update()
_MOVE_HEAD = update(_HEAD).where(_HEAD.c.id == 1)
_INSERT_EVENTS, _INSERT_SUBJECTS = insert(table_of(EventRow)), insert(table_of(EventSubject))


def _locked_head(session: Session) -> tuple[int, str]:
    head = session.execute(_LOCK_HEAD).one()  # the migration that made the table wrote this row
    return head.sequence, head.hash


def _row(told: _Announced, sequence: int, previous: str) -> EventRow:
    return EventRow(
        sequence=sequence,
        id=told.id,
        kind=told.event.KIND,
        at=told.at,
        actor_kind=told.actor.kind,
        actor_id=told.actor.id,
        actor_name=told.actor.name,
        data=json.dumps(data_of(told.event), ensure_ascii=False, sort_keys=True),
        previous_hash=previous,
    )


def _values(row: EventRow) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in EventRow.__mapper__.columns}


@event.listens_for(Session, "after_soft_rollback")
def _forget_announced(session: Session, transaction: SessionTransaction) -> None:
    if not transaction.nested:
        session.info.pop("announced", None)


@event.listens_for(Session, "before_commit")
def _refuse_lost_events(session: Session) -> None:
    if session.info.get("announced") and not session.in_nested_transaction():
        raise RuntimeError("Events were announced: end this transaction by core.kernel.db.finish.")


at_finish(_write_announced)
