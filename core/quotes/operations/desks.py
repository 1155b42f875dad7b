"""Who gets new requests."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.kernel.db import insert_if_absent
from core.quotes.models import QuoteDesk, QuoteRequest
from core.quotes.rules.routing import Desk
from core.quotes.states import OPEN_REQUESTS


def desks(session: Session) -> list[Desk]:
    """Everybody who answers requests, with what waits at their desk."""
    waiting = (
        select(QuoteRequest.owner_id, func.count().label("count"))
        .where(QuoteRequest.state.in_(OPEN_REQUESTS))
        .group_by(QuoteRequest.owner_id)
        .subquery()
    )
    rows = session.execute(
        select(QuoteDesk, func.coalesce(waiting.c.count, 0))
        .join(User, User.id == QuoteDesk.user_id)
        .outerjoin(waiting, waiting.c.owner_id == QuoteDesk.user_id)
        .where(User.is_active)
        .order_by(QuoteDesk.user_id)
    )
    return [
        Desk(user_id=row.user_id, territory=row.territory, capacity=row.capacity, waiting=int(count))
        for row, count in rows
    ]


def set_desk(session: Session, user_id: UUID, *, territory: str, capacity: int | None) -> None:
    """From where, and how many at a time, a colleague gets requests; None: none any more."""
    row = session.get(QuoteDesk, user_id)
    if capacity is None:
        if row is not None:
            session.delete(row)
        return
    text = " ".join(territory.replace(",", " ").upper().split())[:200]
    if row is None:
        insert_if_absent(session, QuoteDesk, user_id=user_id, territory=text, capacity=capacity)
        return
    row.territory, row.capacity = text, capacity
