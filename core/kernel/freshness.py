"""Whether what this process keeps in memory may still be shown: a number that rises when the rows behind it change.

`watch` names the tables. A change of one raises the number of this process when it is committed; that of one whose
changes concern `everywhere` also raises a row of the database, at which the other processes look once a second.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, Engine, String, event, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import UpdateBase

from core.kernel import clock
from core.kernel.db import Base, at_finish, insert_if_absent, table_of

LOOK_EVERY: Final = timedelta(seconds=1)
_WRITTEN, _IS_CHANGED, _NAME = "kontor.written", "kontor.shown_changed", "shown"


class FreshnessMark(Base):
    """How often what is shown has changed, as all processes know it."""

    __tablename__ = "freshness_mark"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[int]


class _Knowledge:
    """What this process watches and has seen."""

    def __init__(self) -> None:
        self.everywhere: frozenset[str] = frozenset()
        self.here: frozenset[str] = frozenset()
        self.changes = 0
        self.mark = 0
        self.looked_at: datetime | None = None


_known = _Knowledge()


def watch(*, everywhere: Iterable[str], here: Iterable[str]) -> None:
    """Let changes of these tables count; `here`: in the process that writes them only, for those written all day."""
    _known.everywhere, _known.here = frozenset(everywhere), frozenset(here)


def changes(session: Session) -> int:
    """How often what is shown has changed, as far as this process knows: at most a second late for other processes."""
    now = clock.now()
    if _known.looked_at is None or not timedelta(0) <= now - _known.looked_at < LOOK_EVERY:
        _known.looked_at = now
        mark = session.scalar(select(FreshnessMark.number).where(FreshnessMark.name == _NAME)) or 0
        if mark != _known.mark:
            _known.mark = mark
            _known.changes += 1
    return _known.changes


def everywhere_mark(session: Session) -> int:
    """A number that differs when one of the tables of all processes has changed; at most a second late."""
    changes(session)
    return _known.mark


@event.listens_for(Engine, "after_execute")
def _note_table(connection: Connection, statement: Any, *_: object) -> None:
    if isinstance(statement, UpdateBase):
        name = getattr(statement.table, "name", "")
        if name in _known.everywhere or name in _known.here:
            connection.info.setdefault(_WRITTEN, set()).add(name)


def _raise_mark(session: Session) -> None:
    written = session.connection().info.pop(_WRITTEN, None) if session.in_transaction() else None
    if not written:
        return
    session.info[_IS_CHANGED] = True
    if written & _known.everywhere:
        insert_if_absent(session, FreshnessMark, name=_NAME, number=0)
        table = table_of(FreshnessMark)
        session.execute(update(table).where(table.c.name == _NAME).values(number=table.c.number + 1))


@event.listens_for(Session, "after_commit")
def _count_change(session: Session) -> None:
    if session.info.pop(_IS_CHANGED, False):
        _known.changes += 1


at_finish(_raise_mark)
