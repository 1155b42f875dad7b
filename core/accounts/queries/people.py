"""People who can sign in, with the company that they buy for and the roles that they work in."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from core.accounts.models import Customer, User, UserRole, UserSession
from core.accounts.queries.customers import CustomerView, view_of_customer
from core.accounts.rules import permissions_of_roles
from core.accounts.states import BuyerRole, Permission, StaffRole
from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.errors import NotFound
from core.kernel.i18n import N_

SEEN_AGAIN = timedelta(days=1)
"""How coarsely we remember when a browser was last here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A browser in which somebody is signed in."""

    id: UUID
    key: str
    device: str
    started_at: datetime
    seen_at: datetime
    expires_at: datetime

    @property
    def is_long_unseen(self) -> bool:
        """Whether it is time to note that it was here."""
        return clock.now() - self.seen_at >= SEEN_AGAIN


@dataclass(frozen=True, slots=True, kw_only=True)
class UserView:
    """Somebody who can sign in, with the company they buy for and the roles they work in."""

    id: UUID
    email: str
    name: str
    locale: str
    is_active: bool
    buyer_role: BuyerRole | None
    spending_limit_minor: int | None
    customer: CustomerView | None
    roles: frozenset[StaffRole]
    permissions: frozenset[Permission]
    session: SessionView | None = None

    @property
    def customer_id(self) -> UUID | None:
        """The customer that this person buys for, if they are not staff."""
        return self.customer.id if self.customer else None

    @property
    def is_staff(self) -> bool:
        """Whether this person works here."""
        return bool(self.roles)

    @property
    def actor(self) -> Actor:
        """The name under which this person changes something."""
        return Actor(ActorKind.STAFF if self.is_staff else ActorKind.CUSTOMER, self.id, self.name)


def find_user_by_session_key(session: Session, session_key: str) -> UserView | None:
    """The active person behind a session, in one statement; None when it has ended or expired."""
    rows = session.execute(_BY_SESSION, {"key": session_key, "now": clock.now()}).all()
    if not rows:
        return None
    user, customer, _role, browser = rows[0]
    roles = frozenset(row.role for row in rows if row.role)
    return replace(_view(user, customer, roles), session=view_of_session(browser))


def find_user_by_email(session: Session, email: str) -> UserView | None:
    """The person with this (normalised) address, active or not."""
    found = _users(session, User.email == email)
    return found[0] if found else None


def get_user(session: Session, user_id: UUID) -> UserView:
    """The person with this id. Raises NotFound."""
    found = _users(session, User.id == user_id)
    if not found:
        raise NotFound("accounts.no_user", N_("There is no such person."))
    return found[0]


def staff(session: Session) -> list[UserView]:
    """Everybody who works here, by name."""
    return [user for user in _users(session, User.id.in_(select(UserRole.user_id))) if user.is_active]


_PEOPLE = (
    select(User, Customer, UserRole.role)
    .outerjoin(Customer, Customer.id == User.customer_id)
    .outerjoin(UserRole, UserRole.user_id == User.id)
)
_BY_SESSION = (
    _PEOPLE.add_columns(UserSession)
    .join(UserSession, UserSession.user_id == User.id)
    .where(
        UserSession.key == bindparam("key", type_=String),
        UserSession.expires_at > bindparam("now", type_=UserSession.__table__.c.expires_at.type),
        User.is_active,
    )
)


def sessions_of(session: Session, user_id: UUID) -> list[SessionView]:
    """Where a person is signed in, the latest first."""
    mine = select(UserSession).where(UserSession.user_id == user_id, UserSession.expires_at > clock.now())
    rows = session.scalars(mine.order_by(UserSession.seen_at.desc(), UserSession.id.desc()))
    return [view_of_session(row) for row in rows]


def view_of_session(row: UserSession) -> SessionView:
    """A browser's row as others may see it."""
    return SessionView(
        id=row.id,
        key=row.key,
        device=row.device,
        started_at=row.started_at,
        seen_at=row.seen_at,
        expires_at=row.expires_at,
    )


def _users(session: Session, *conditions: object) -> list[UserView]:
    """People with their company and roles in one statement: one row per role, gathered here."""
    statement = _PEOPLE.where(*conditions).order_by(User.name, User.id)  # type: ignore[arg-type]  # every column expression is a condition
    people: dict[UUID, tuple[User, Customer | None]] = {}
    roles: dict[UUID, set[StaffRole]] = {}
    for user, customer, role in session.execute(statement):
        people[user.id] = (user, customer)
        roles.setdefault(user.id, set()).update([role] if role else [])
    return [_view(user, customer, frozenset(roles[user.id])) for user, customer in people.values()]


def _view(user: User, customer: Customer | None, roles: frozenset[StaffRole]) -> UserView:
    return UserView(
        id=user.id,
        email=user.email,
        name=user.name,
        locale=user.locale,
        is_active=user.is_active,
        buyer_role=user.buyer_role,
        spending_limit_minor=user.spending_limit_minor,
        customer=view_of_customer(customer) if customer else None,
        roles=roles,
        permissions=permissions_of_roles(roles),
    )
