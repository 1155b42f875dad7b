"""How often something may be tried: counters in the database, shared by all processes, cheap to ask.

Whoever guards something that could be guessed (passwords, codes, links) counts each attempt before looking at it.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import CheckConstraint, String, bindparam, case, delete, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.dml import ReturningInsert

from core.kernel import clock
from core.kernel.db import Base, table_of
from core.kernel.errors import Refused
from core.kernel.i18n import N_
from core.kernel.settings import get_settings


class AttemptCount(Base):
    """So many attempts at one thing since the window began. `key` is a keyed hash: nobody reads addresses here."""

    __tablename__ = "attempt_count"
    __table_args__ = (CheckConstraint("attempts >= 0", name="attempts"),)

    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    attempts: Mapped[int]
    ends_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most so many attempts in a window, which begins with the first and ends by itself."""

    scope: str
    most: int
    within: timedelta


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a thing that has a limit; `key` says at which, or by whom."""

    limit: Limit
    key: str


class TooManyAttempts(Refused):
    """Too many attempts in a short time; says how long to wait."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        minutes = max(1, -(-int(wait.total_seconds()) // 60))
        sentence = N_("That was tried too often. Please wait %(minutes)s minutes and try again.")
        if minutes == 1:
            sentence = N_("That was tried too often. Please wait a minute and try again.")
        super().__init__("throttle.too_many", sentence, minutes=minutes)
        self.wait = wait


def count_attempt(session: Session, attempt: Attempt) -> None:
    """Count one attempt, in one statement. Raises TooManyAttempts when there were enough in this window.

    Call it in a short transaction of its own that is committed before the attempt is looked at: what rolls back later
    must not take the count along. Several counts of one attempt: always in the same order.
    """
    now = clock.now()
    values = {
        "scope": attempt.limit.scope,
        "key": _hashed(attempt),
        "attempts": 1,
        "ends_at": now + attempt.limit.within,
    }
    statement = _count_one(session.get_bind().dialect.name)
    row = session.execute(statement, {**values, "now": now, "again": now + attempt.limit.within}).one()
    if row.attempts > attempt.limit.most:
        raise TooManyAttempts(row.ends_at - now)


def forget_attempts(session: Session, attempt: Attempt) -> None:
    """Begin anew after a success."""
    session.execute(delete(AttemptCount).where(*_same(attempt)))


def give_back(session: Session, attempt: Attempt) -> None:
    """Take one attempt back that turned out to be right; the others of the window stay counted."""
    fewer = update(AttemptCount).where(*_same(attempt), AttemptCount.attempts > 0)
    session.execute(
        fewer.values(attempts=AttemptCount.attempts - 1).execution_options(synchronize_session=False),
    )


def discard_ended(session: Session) -> None:
    """Delete counters whose window is over."""
    session.execute(delete(AttemptCount).where(AttemptCount.ends_at < clock.now()))


def _same(attempt: Attempt) -> tuple[Any, Any]:
    return AttemptCount.scope == attempt.limit.scope, AttemptCount.key == _hashed(attempt)


def _hashed(attempt: Attempt) -> str:
    secret = get_settings().secret_key.get_secret_value().encode()
    return hmac.new(secret, f"{attempt.limit.scope}\n{attempt.key}".encode(), hashlib.sha256).hexdigest()


@cache
def _count_one(dialect_name: str) -> ReturningInsert[Any]:
    dialect: Any = postgresql if dialect_name == "postgresql" else sqlite
    table = table_of(AttemptCount)
    now, again = (bindparam(name, type_=table.c.ends_at.type) for name in ("now", "again"))
    is_over = table.c.ends_at <= now
    statement = dialect.insert(table).on_conflict_do_update(
        index_elements=[table.c.scope, table.c.key],
        set_={
            "attempts": case((is_over, 1), else_=table.c.attempts + 1),
            "ends_at": case((is_over, again), else_=table.c.ends_at),
        },
    )
    made: ReturningInsert[Any] = statement.returning(table.c.attempts, table.c.ends_at)
    return made
