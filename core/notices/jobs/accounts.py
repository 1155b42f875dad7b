"""Letters about accounts: what was asked for by an address is answered there, and changes are told."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.queries import RequestView, get_request, get_user
from core.accounts.states import RequestKind
from core.kernel.jobs import job
from core.notices.operations import About, Reader, write_to
from core.notices.states import NoticeKind

_LINKS = {
    RequestKind.REGISTRATION: "/sign-up/open",
    RequestKind.RESET: "/new-password",
    RequestKind.NEW_EMAIL: "/new-address",
    RequestKind.INVITATION: "/invitation",
}


@job("notices.answer_request")
def answer_request(session: Session, *, request_id: str, **_: object) -> None:
    """Somebody asked by an address; whoever reads there learns what to do, or that there is nothing to do."""
    asked = get_request(session, UUID(request_id))
    kind, link = _answer(asked)
    name = asked.known.name if asked.known else asked.name
    reader = Reader(name=name, email=asked.email, locale=asked.known.locale if asked.known else asked.locale)
    about = About(type="account_request", id=asked.id)
    write_to(session, kind, reader=reader, about=about, link=link, expires_at=asked.expires_at, asked=asked)


def _answer(asked: RequestView) -> tuple[NoticeKind, str]:
    link = f"{_LINKS[asked.kind]}?t={asked.token}"
    if asked.kind is RequestKind.REGISTRATION:
        return (NoticeKind.ACCOUNT_KNOWN, "/sign-in") if asked.known else (NoticeKind.ACCOUNT_CONFIRM, link)
    if asked.kind is RequestKind.RESET:
        return (NoticeKind.PASSWORD_RESET, link) if asked.known else (NoticeKind.PASSWORD_UNKNOWN, "/sign-up")
    if asked.kind is RequestKind.INVITATION:
        return (NoticeKind.INVITATION_TAKEN, "/sign-in") if asked.known else (NoticeKind.INVITATION, link)
    return (NoticeKind.EMAIL_TAKEN, "/sign-in") if asked.known else (NoticeKind.EMAIL_CONFIRM, link)


@job("notices.tell_new_email")
def tell_new_email(session: Session, *, request_id: str, **_: object) -> None:
    """Somebody signs in with another address: the old one is told."""
    asked = get_request(session, UUID(request_id))
    reader = Reader(name=asked.name, email=asked.former_email, locale=asked.locale)
    about = About(type="account_request", id=asked.id, occasion="changed")
    write_to(session, NoticeKind.EMAIL_CHANGED, reader=reader, about=about, asked=asked)


@job("notices.tell_new_password")
def tell_new_password(session: Session, *, user_id: str, changed_at: str, **_: object) -> None:
    """Somebody has a new password: if it was not them, they must know."""
    user = get_user(session, UUID(user_id))
    reader = Reader(name=user.name, email=user.email, locale=user.locale)
    about = About(type="user", id=user.id, occasion=changed_at[:40])
    write_to(session, NoticeKind.PASSWORD_CHANGED, reader=reader, about=about, link="/forgotten")


@job("notices.tell_factor_reset")
def tell_factor_reset(session: Session, *, user_id: str, reset_at: str, **_: object) -> None:
    """An administrator took somebody's authenticator back: if they did not ask for it, they must know."""
    user = get_user(session, UUID(user_id))
    reader = Reader(name=user.name, email=user.email, locale=user.locale)
    about = About(type="user", id=user.id, occasion=reset_at[:40])
    write_to(session, NoticeKind.FACTOR_RESET, reader=reader, about=about, link="/office/")
