"""Who gets new requests."""

import re
from typing import Final
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.queries import get_user
from core.accounts.states import Permission
from core.kernel.actor import Actor
from core.kernel.db import insert_if_absent
from core.kernel.errors import InvalidInput
from core.kernel.events import announce
from core.kernel.i18n import N_
from core.quotes.errors import NoRep
from core.quotes.events import EVERYTHING, DeskRemoved, DeskSet
from core.quotes.models import QuoteDesk, QuoteRequest
from core.quotes.rules.routing import Desk
from core.quotes.states import OPEN_REQUESTS

PLACE: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,10})?")
LONGEST: Final = 200
MOST: Final = 999


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


def set_desk(session: Session, user_id: UUID, *, territory: str, capacity: int, acting_user: Actor) -> None:
    """From where, and how many at a time, a colleague gets requests. Raises NoRep, InvalidInput."""
    person = get_user(session, user_id)
    if not person.is_active or Permission.WRITE_QUOTES not in person.permissions:
        raise NoRep
    text = " ".join(territory.replace(",", " ").upper().split())
    if len(text) > LONGEST or not all(PLACE.fullmatch(place) for place in text.split()):
        raise InvalidInput("quotes.territory", N_("Please enter places such as DE-2, DE-30 or AT."), field="territory")
    if not 0 <= capacity <= MOST:
        raise InvalidInput("quotes.capacity", N_("Please enter a number from 0 to 999."), field="capacity")
    row = session.get(QuoteDesk, user_id, with_for_update=True)
    if row is None:
        insert_if_absent(session, QuoteDesk, user_id=user_id, territory=text, capacity=capacity)
    elif (row.territory, row.capacity) == (text, capacity):
        return
    else:
        row.territory, row.capacity = text, capacity
    told = DeskSet(user_id=user_id, name=person.name, territory=text or EVERYTHING, capacity=capacity)
    announce(session, told, acting_user=acting_user)


def close_desk(session: Session, user_id: UUID, *, acting_user: Actor) -> None:
    """A colleague gets no requests any more; those they have stay theirs. Again changes nothing."""
    row = session.get(QuoteDesk, user_id, with_for_update=True)
    if row is None:
        return
    session.delete(row)
    announce(session, DeskRemoved(user_id=user_id, name=get_user(session, user_id).name), acting_user=acting_user)
