"""The lives of documents: tables of moves, checked when they are imported, and the history of every move."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, Session, mapped_column, object_session

from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.append_only import AppendOnly
from core.kernel.db import Base, Identified, enum_column
from core.kernel.errors import WrongState
from core.kernel.i18n import N_

State = TypeVar("State", bound=StrEnum)
MACHINES: dict[str, "StateMachine[Any]"] = {}


class StateMachine(Generic[State]):
    """Which states a document can have and which may follow which.

    Raises ValueError at import when a state is no key, a move leads nowhere known, or a state cannot be reached.
    """

    def __init__(self, name: str, initial: State, table: Mapping[State, frozenset[State]]) -> None:
        self.name, self.initial, self.table = name, initial, dict(table)
        self._check()
        MACHINES[name] = self

    def allows(self, before: State, after: State) -> bool:
        """Whether a document may move from one state to the other."""
        return after in self.table[before]

    def is_final(self, state: State) -> bool:
        """Whether nothing can follow."""
        return not self.table[state]

    def _check(self) -> None:
        states = set(type(self.initial))
        if set(self.table) != states:
            raise ValueError(f"{self.name}: every state needs a line of its own: {states ^ set(self.table)}")
        reached, fresh = {self.initial}, {self.initial}
        while fresh:
            fresh = {after for before in fresh for after in self.table[before]} - reached
            reached |= fresh
        if reached != states:
            raise ValueError(f"{self.name}: nothing leads to {sorted(states - reached)}")


class StateChange(AppendOnly, Identified, Base):
    """One move of one document: from, to, when, who, why. Append-only."""

    __tablename__ = "state_change"
    __table_args__ = (Index("ix_state_change_document", "document_type", "document_id", "at"),)

    document_type: Mapped[str] = mapped_column(String(40))
    document_id: Mapped[UUID]
    from_state: Mapped[str] = mapped_column(String(32))
    to_state: Mapped[str] = mapped_column(String(32))
    at: Mapped[datetime]
    actor_kind: Mapped[ActorKind] = mapped_column(enum_column(ActorKind))
    actor_id: Mapped[UUID | None]
    actor_name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(String(500), default="")


class Stateful:
    """A mixin for documents with a life: declare `LIFE` and a column `state` whose default is the initial state."""

    LIFE: ClassVar[StateMachine[Any]]
    id: Mapped[UUID]
    state: Mapped[Any]

    def move_to(self, state: StrEnum, *, acting_user: Actor, reason: str = "") -> None:
        """Move on and keep who moved it and why. Raises WrongState; nothing else assigns `state`."""
        before = self.state
        if not self.LIFE.allows(before, state):
            raise WrongState(
                f"{self.LIFE.name}.state",
                N_("This is “%(before)s” and cannot become “%(after)s” now. Nothing was changed."),
                before=before,
                after=state,
            )
        self.state = state
        session = object_session(self)
        assert session is not None, "a document moves inside a unit of work"
        session.add(_change(self.LIFE.name, self.id, before, state, acting_user, reason))


def _change(name: str, identity: UUID, before: StrEnum, after: StrEnum, acting_user: Actor, reason: str) -> StateChange:
    return StateChange(
        document_type=name,
        document_id=identity,
        from_state=before.value,
        to_state=after.value,
        at=clock.now(),
        actor_kind=acting_user.kind,
        actor_id=acting_user.id,
        actor_name=acting_user.name,
        reason=reason,
    )


def history_of(session: Session, document_type: str, document_id: UUID) -> list[StateChange]:
    """Every move of a document, oldest first."""
    rows = session.query(StateChange).filter_by(document_type=document_type, document_id=document_id)
    return rows.order_by(StateChange.at, StateChange.id).all()
