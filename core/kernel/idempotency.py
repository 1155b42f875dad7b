"""Asked twice, done once: keys that remember what they led to."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from core.kernel import clock
from core.kernel.db import Base, insert_if_absent


class IdempotencyKey(Base):
    """A key of one scope and the document it led to."""

    __tablename__ = "idempotency_key"

    scope: Mapped[str] = mapped_column(String(40), primary_key=True)
    key: Mapped[str] = mapped_column(String(100), primary_key=True)
    result_id: Mapped[UUID | None]
    created_at: Mapped[datetime]


def claim(session: Session, scope: str, key: str, *, result_id: UUID | None = None) -> UUID | None:
    """None: the key is new and ours until the transaction ends. Otherwise what it led to the first time.

    Whoever knows already what it will lead to gives `result_id` and needs no `settle`. Somebody who asks with the
    same key at the same moment waits here for the first one's end.
    """
    if insert_if_absent(session, IdempotencyKey, scope=scope, key=key, result_id=result_id, created_at=clock.now()):
        return None
    return session.scalar(select(IdempotencyKey.result_id).filter_by(scope=scope, key=key))


def settle(session: Session, scope: str, key: str, result_id: UUID) -> None:
    """Remember what the key led to, in the same transaction."""
    done = update(IdempotencyKey).where(IdempotencyKey.scope == scope, IdempotencyKey.key == key)
    session.execute(done.values(result_id=result_id).execution_options(synchronize_session=False))
