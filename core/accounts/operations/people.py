"""People who can sign in: buyers of companies, staff, and the language that they read."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from core.accounts.errors import EmailTaken
from core.accounts.models import Customer, User, UserRole
from core.accounts.rules import hash_password, normalise_email, require_good_password, required
from core.accounts.states import BuyerRole, LimitWindow, StaffRole
from core.kernel.db import lock, new_id, on_constraint
from core.kernel.i18n import supported


def add_buyer(
    session: Session,
    customer_id: UUID,
    *,
    email: str,
    password: str,
    name: str,
    role: BuyerRole = BuyerRole.BUYER,
    spending_limit_minor: int | None = None,
    window_limit_minor: int | None = None,
    limit_window: LimitWindow = LimitWindow.MONTH,
    locale: str = "en",
) -> User:
    """Let one more person buy for a company. Raises NotFound, EmailTaken or InvalidInput."""
    email, name = normalise_email(email), required("name", name)
    require_good_password(password, personal=(email, name))
    password_hash = hash_password(password)
    customer = lock(session, Customer, customer_id)
    user = new_user(email=email, name=name, password_hash=password_hash, locale=locale, customer_id=customer.id)
    user.buyer_role, user.spending_limit_minor = role, spending_limit_minor
    user.window_limit_minor, user.limit_window = window_limit_minor, limit_window
    add_user(session, user)
    return user


def create_staff(
    session: Session, *, email: str, password: str, name: str, roles: Iterable[StaffRole], locale: str = "en"
) -> User:
    """Give somebody who works here a sign-in with roles. Raises EmailTaken or InvalidInput."""
    email, name = normalise_email(email), required("name", name)
    require_good_password(password, personal=(email, name))
    user = new_user(email=email, name=name, password_hash=hash_password(password), locale=locale, customer_id=None)
    add_user(session, user)
    session.add_all(UserRole(user_id=user.id, role=role) for role in sorted(set(roles)))
    session.flush()  # whoever looks the person up next sees the roles
    return user


def new_user(*, email: str, name: str, password_hash: str, locale: str, customer_id: UUID | None) -> User:
    """A person whom nobody knows yet."""
    return User(
        id=new_id(),
        email=email,
        name=name,
        password_hash=password_hash,
        locale=supported(locale),
        is_active=True,
        limit_window=LimitWindow.MONTH,
        customer_id=customer_id,
    )


def add_user(session: Session, user: User) -> None:
    """Keep a new person. Raises EmailTaken."""
    with on_constraint(session, {"uq_user_email": EmailTaken}):
        session.add(user)


def set_language(session: Session, user_id: UUID, locale: str) -> None:
    """Remember in which language a person wants to read."""
    session.execute(update(User).where(User.id == user_id).values(locale=supported(locale)))
