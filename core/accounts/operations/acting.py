"""A colleague of ours acts for a customer: with a reason, for half an hour, seen by both sides."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.accounts.errors import LinkRefused, NobodyToActFor, NotActing
from core.accounts.events import ActingBegan, ActingEnded
from core.accounts.models import UserSession
from core.accounts.operations.sessions import begin_session, end_session
from core.accounts.queries import UserView, get_user
from core.accounts.rules import required
from core.accounts.states import Permission
from core.kernel import clock
from core.kernel.events import announce

ACTING_LASTS = timedelta(minutes=30)


def begin_acting(session: Session, user_id: UUID, *, reason: str, by: UserView) -> UserSession:
    """Prepare a session in which a colleague acts for somebody who buys here; `take_over` lets a browser have it.

    Raises Missing without a reason, NotActing without the permission, NobodyToActFor for staff and the locked out.
    """
    reason = required("reason", reason)
    if Permission.ACT_FOR_CUSTOMER not in by.permissions:
        raise NotActing
    person = get_user(session, user_id)
    if person.customer_id is None or not person.is_active:
        raise NobodyToActFor
    begun = begin_session(session, person.id, device=by.name)
    begun.acting_user_id, begun.acting_name, begun.acting_reason = by.id, by.name, reason[:500]
    begun.expires_at = clock.now() + ACTING_LASTS
    told = ActingBegan(customer_id=person.customer_id, user_id=person.id, reason=reason[:500])
    announce(session, told, acting_user=by.actor)
    return begun


def take_over(session: Session, key: str) -> str:
    """Give the prepared session to the browser that asks first, under a new key. Raises LinkRefused for others."""
    fresh = secrets.token_urlsafe(32)
    waiting = update(UserSession).where(
        UserSession.key == key, UserSession.acting_user_id.is_not(None), UserSession.expires_at > clock.now()
    )
    taken = session.execute(waiting.values(key=fresh).execution_options(synchronize_session=False))
    if taken.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE counts its rows
        raise LinkRefused
    return fresh


def end_acting(session: Session, user: UserView) -> None:
    """The colleague is done. Raises NotActing for somebody who acts for themselves."""
    if user.session is None or user.session.acting is None or user.customer_id is None:
        raise NotActing
    row = session.scalar(select(UserSession.id).where(UserSession.key == user.session.key))
    end_session(session, user.session.key)
    if row is not None:
        told = ActingEnded(customer_id=user.customer_id, user_id=user.id)
        announce(session, told, acting_user=user.actor)
