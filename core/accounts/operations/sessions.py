"""Coming in and going out: passwords, and the browsers in which somebody is signed in."""

import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from core.accounts.errors import InvalidEmail, SignInRefused, WrongPassword
from core.accounts.events import PasswordChanged
from core.accounts.models import User, UserSession
from core.accounts.queries import UserView, find_user_by_email
from core.accounts.rules import hash_password, normalise_email, password_fits, require_good_password
from core.accounts.states import Entrance
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import at_finish, lock, new_id
from core.kernel.errors import NotFound
from core.kernel.events import announce
from core.kernel.i18n import N_

SESSION_LASTS = timedelta(days=60)
"""How long a browser stays signed in that does nothing but look."""
_SEEN = "accounts.seen_session"


def sign_in(session: Session, *, email: str, password: str, entrance: Entrance = Entrance.SHOP) -> UserView:
    """The person with this address and password, if they may come in through this door. Writes nothing.

    Raises SignInRefused, with the same sentence after the same work, whatever the reason.
    """
    try:
        user = find_user_by_email(session, normalise_email(email))
    except InvalidEmail:
        user = None
    password_hash = session.scalar(select(User.password_hash).where(User.id == (user.id if user else new_id())))
    is_right = password_fits(password, password_hash)
    if user is None or not is_right or not user.is_active or not _may_enter(user, entrance):
        raise SignInRefused
    return user


def _may_enter(user: UserView, entrance: Entrance) -> bool:
    return user.is_staff if entrance is Entrance.OFFICE else user.customer is not None


# --- browsers


def begin_session(session: Session, user_id: UUID, *, device: str = "") -> UserSession:
    """Let a browser be signed in; its `key` belongs into the browser's cookie."""
    begun = UserSession(
        id=new_id(),
        user_id=user_id,
        key=secrets.token_urlsafe(32),
        device=device[:120],
        started_at=clock.now(),
        seen_at=clock.now(),
        expires_at=clock.now() + SESSION_LASTS,
        acting_name="",
        acting_reason="",
    )
    session.add(begun)
    session.flush()  # whoever looks the person up next by this key finds them
    return begun


def end_session(session: Session, key: str) -> None:
    """Sign one browser out. Again changes nothing."""
    session.execute(delete(UserSession).where(UserSession.key == key))


def end_session_of(session: Session, user_id: UUID, session_id: UUID) -> None:
    """Sign another browser of the same person out. Raises NotFound, for somebody else's too."""
    mine = delete(UserSession).where(UserSession.id == session_id, UserSession.user_id == user_id)
    if session.scalar(mine.returning(UserSession.id)) is None:
        raise NotFound("accounts.no_session", N_("This device is signed out already."))


def end_other_sessions(session: Session, user_id: UUID, *, keep: UUID | None) -> int:
    """Sign a person out everywhere but in one browser; how many that were."""
    others = delete(UserSession).where(UserSession.user_id == user_id, UserSession.id != (keep or new_id()))
    return len(session.scalars(others.returning(UserSession.id)).all())


def sign_out_everywhere(session: Session, user_id: UUID) -> None:
    """End every session of a person."""
    end_other_sessions(session, user_id, keep=None)


def discard_expired_sessions(session: Session) -> None:
    """Forget browsers that did not come back."""
    session.execute(delete(UserSession).where(UserSession.expires_at < clock.now()))


def note_seen(session: Session, session_id: UUID) -> None:
    """Remember that a browser was here, if this transaction writes anything: looking alone leaves no trace."""
    session.info[_SEEN] = session_id


def _write_seen(session: Session) -> None:
    session_id = session.info.pop(_SEEN, None)
    if session_id is not None:
        seen = update(UserSession).where(UserSession.id == session_id, UserSession.acting_user_id.is_(None))
        now = clock.now()
        session.execute(
            seen.values(seen_at=now, expires_at=now + SESSION_LASTS).execution_options(synchronize_session=False)
        )


at_finish(_write_seen)


# --- passwords


def require_password(session: Session, user_id: UUID, present_password: str) -> None:
    """Raises WrongPassword unless this is the person's present password."""
    password_hash = session.scalar(select(User.password_hash).where(User.id == user_id))
    if not password_fits(present_password, password_hash):
        raise WrongPassword


def change_password(
    session: Session,
    user_id: UUID,
    *,
    present_password: str,
    password: str,
    keep_session: UUID | None = None,
    acting_user: Actor,
) -> User:
    """Set a new password and sign the person out everywhere but here. Raises WrongPassword or InvalidInput."""
    require_password(session, user_id, present_password)
    user = lock(session, User, user_id)
    set_password(session, user, password, keep_session=keep_session, acting_user=acting_user)
    return user


def set_password(
    session: Session, user: User, password: str, *, keep_session: UUID | None = None, acting_user: Actor
) -> None:
    """Give somebody a new password; whoever was signed in with the old one is out. Raises InvalidInput."""
    require_good_password(password, personal=(user.email, user.name))
    user.password_hash = hash_password(password)
    end_other_sessions(session, user.id, keep=keep_session)
    announce(session, PasswordChanged(user_id=user.id, changed_at=clock.now()), acting_user=acting_user)
