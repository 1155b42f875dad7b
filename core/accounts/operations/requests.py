"""What is asked for by an e-mail address and answered by a letter there.

Asking does the same work and leaves the same row whether the address is known or not: only the letter tells.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from core.accounts.errors import EmailTaken, LinkRefused, NotThePassword, SameEmail
from core.accounts.events import AccountAsked, EmailChanged
from core.accounts.models import AccountRequest, Customer, User
from core.accounts.operations.customers import Applicant, checked_applicant, open_for
from core.accounts.operations.sessions import require_password, set_password
from core.accounts.queries import find_user_by_email, get_user
from core.accounts.rules import hash_password, normalise_email, password_fits, require_good_password
from core.accounts.states import CustomerKind, LimitWindow, RequestKind
from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import lock, new_id, on_constraint
from core.kernel.events import announce
from core.kernel.i18n import supported

LASTS = {
    RequestKind.REGISTRATION: timedelta(days=2),
    RequestKind.RESET: timedelta(hours=1),
    RequestKind.NEW_EMAIL: timedelta(days=1),
}


# --- asking


def ask_for_account(
    session: Session,
    *,
    email: str,
    password: str,
    name: str,
    company_name: str | None = None,
    vat_id: str | None = None,
    locale: str = "en",
    acting_user: Actor,
) -> AccountRequest:
    """Apply for an account; the link in the letter and the chosen password open it. Raises InvalidInput."""
    applicant = checked_applicant(
        email=email, password=password, name=name, company_name=company_name, vat_id=vat_id, locale=locale
    )
    password_hash = hash_password(password)  # slow on purpose: before the first statement takes a lock
    asked = new_request(RequestKind.REGISTRATION, applicant.email, locale)
    asked.name, asked.company_name, asked.vat_id = applicant.name, applicant.company_name, applicant.vat_id
    asked.password_hash = password_hash
    return _keep(session, asked, acting_user)


def ask_for_reset(session: Session, *, email: str, locale: str, acting_user: Actor) -> AccountRequest:
    """Ask for a new password. Raises InvalidEmail."""
    return _keep(session, new_request(RequestKind.RESET, normalise_email(email), locale), acting_user)


def ask_for_new_email(
    session: Session, user_id: UUID, *, email: str, present_password: str, acting_user: Actor
) -> AccountRequest:
    """Ask to sign in with another address from now on. Raises WrongPassword, SameEmail or InvalidEmail."""
    require_password(session, user_id, present_password)
    user, email = get_user(session, user_id), normalise_email(email)
    if email == user.email:
        raise SameEmail
    asked = new_request(RequestKind.NEW_EMAIL, email, user.locale)
    asked.user_id, asked.name = user.id, user.name
    return _keep(session, asked, acting_user)


def new_request(kind: RequestKind, email: str, locale: str, *, lasts: timedelta | None = None) -> AccountRequest:
    """A request that is not kept yet; `lasts` is how long its link works."""
    now = clock.now()
    return AccountRequest(
        id=new_id(),
        kind=kind,
        email=email,
        locale=supported(locale),
        name="",
        company_name="",
        password_hash="",
        former_email="",
        created_at=now,
        limit_window=LimitWindow.MONTH,
        expires_at=now + (lasts or LASTS[kind]),
    )


def _keep(session: Session, asked: AccountRequest, acting_user: Actor) -> AccountRequest:
    session.add(asked)
    announce(session, AccountAsked(request_id=asked.id, request_kind=asked.kind.value), acting_user=acting_user)
    return asked


# --- using the link


def open_account(session: Session, request_id: UUID, *, password: str) -> User:
    """Open the account that was applied for, with the password that was chosen then.

    The password is asked for again because somebody else may have applied in the reader's name. Raises NotThePassword,
    or LinkRefused when the link was used, is too old, or the address has an account by now.
    """
    asked = usable_request(session, request_id, RequestKind.REGISTRATION)
    if not password_fits(password, asked.password_hash):
        raise NotThePassword
    use_request(session, request_id)
    applicant = Applicant(
        email=asked.email,
        name=asked.name,
        company_name=asked.company_name,
        vat_id=asked.vat_id,
        locale=asked.locale,
    )
    try:
        user = open_for(session, applicant, password_hash=asked.password_hash)
    except EmailTaken:
        raise LinkRefused from None
    asked.password_hash = ""
    return user


def reset_password(session: Session, request_id: UUID, *, password: str) -> User:
    """Set the new password; every other link of this kind and every session of the person ends. Raises LinkRefused."""
    asked = usable_request(session, request_id, RequestKind.RESET)
    found = find_user_by_email(session, asked.email)
    if found is None or not found.is_active:
        raise LinkRefused
    require_good_password(password, personal=(found.email, found.name))
    user = lock(session, User, found.id)
    use_request(session, request_id)
    others = update(AccountRequest).where(
        AccountRequest.email == asked.email,
        AccountRequest.kind == RequestKind.RESET,
        AccountRequest.used_at.is_(None),
    )
    session.execute(others.values(used_at=clock.now()).execution_options(synchronize_session=False))
    set_password(session, user, password, acting_user=found.actor)
    return user


def confirm_new_email(session: Session, request_id: UUID) -> User:
    """Sign in with the new address from now on. Raises LinkRefused, also when it has become somebody else's."""
    asked = usable_request(session, request_id, RequestKind.NEW_EMAIL)
    if asked.user_id is None or not get_user(session, asked.user_id).is_active:
        raise LinkRefused
    use_request(session, request_id)
    user = lock(session, User, asked.user_id)
    asked.former_email = user.email
    with on_constraint(session, {"uq_user_email": LinkRefused}):
        user.email = asked.email
    if user.customer_id is not None:
        private = (Customer.kind == CustomerKind.PRIVATE, Customer.id == user.customer_id)
        session.execute(update(Customer).where(*private).values(email=asked.email))
    actor = Actor(ActorKind.CUSTOMER if user.customer_id else ActorKind.STAFF, user.id, user.name)
    announce(session, EmailChanged(user_id=user.id, request_id=asked.id), acting_user=actor)
    return user


def discard_expired_requests(session: Session, *, keep: timedelta = timedelta(days=30)) -> None:
    """Forget what nobody confirmed, and what was done long ago."""
    session.execute(delete(AccountRequest).where(AccountRequest.expires_at < clock.now() - keep))


def usable_request(session: Session, request_id: UUID, kind: RequestKind) -> AccountRequest:
    """A request of this kind whose link still works. Raises LinkRefused."""
    asked = session.get(AccountRequest, request_id)
    if asked is None or asked.kind is not kind or asked.used_at is not None or asked.expires_at <= clock.now():
        raise LinkRefused
    return asked


def use_request(session: Session, request_id: UUID) -> None:
    """Use up the link: of two who press at the same moment only one comes through."""
    open_one = update(AccountRequest).where(AccountRequest.id == request_id, AccountRequest.used_at.is_(None))
    used = session.execute(open_one.values(used_at=clock.now()).execution_options(synchronize_session=False))
    if used.rowcount != 1:  # type: ignore[attr-defined]  # an UPDATE counts its rows
        raise LinkRefused
