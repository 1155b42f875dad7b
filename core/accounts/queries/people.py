"""People who can sign in, with the company that they buy for and the roles that they work in."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import String, bindparam, select
from sqlalchemy.orm import Session

from core.accounts.models import Customer, SecondFactor, User, UserRole, UserSession
from core.accounts.queries.customers import CustomerView, view_of_customer
from core.accounts.rules import SpendingLimits, limits_of, permissions_of_roles
from core.accounts.states import BuyerRole, LimitWindow, Permission, StaffRole
from core.kernel import clock
from core.kernel.actor import Actor, ActorKind
from core.kernel.errors import NotFound
from core.kernel.i18n import N_

SEEN_AGAIN = timedelta(days=1)
"""How coarsely we remember when a browser was last here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActingView:
    """The colleague of ours who acts in a session, and why."""

    user_id: UUID
    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A browser in which somebody is signed in."""

    id: UUID
    key: str
    device: str
    started_at: datetime
    seen_at: datetime
    expires_at: datetime
    acting: ActingView | None = None

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
    window_limit_minor: int | None
    limit_window: LimitWindow
    customer: CustomerView | None
    roles: frozenset[StaffRole]
    permissions: frozenset[Permission]
    has_second_factor: bool = False
    session: SessionView | None = None

    @property
    def customer_id(self) -> UUID | None:
        """The customer that this person buys for, if they are not staff."""
        return self.customer.id if self.customer else None

    @property
    def limits(self) -> SpendingLimits | None:
        """Up to which amounts this person may order without asking, if there are such limits."""
        zone = self.customer.time_zone if self.customer else ""
        return limits_of(self.spending_limit_minor, self.window_limit_minor, self.limit_window, time_zone=zone)

    @property
    def may_approve(self) -> bool:
        """Whether this person decides on what colleagues want to buy."""
        return self.buyer_role in (BuyerRole.APPROVER, BuyerRole.ADMIN)

    @property
    def is_company_admin(self) -> bool:
        """Whether this person looks after their company's people."""
        return self.buyer_role is BuyerRole.ADMIN

    @property
    def is_staff(self) -> bool:
        """Whether this person works here."""
        return bool(self.roles)

    @property
    def actor(self) -> Actor:
        """The name under which this person changes something; with a colleague of ours at work, both names."""
        acting = self.session.acting if self.session else None
        if acting is not None:
            return Actor(ActorKind.STAFF, acting.user_id, f"{acting.name} for {self.name}"[:200], self.id)
        return Actor(ActorKind.STAFF if self.is_staff else ActorKind.CUSTOMER, self.id, self.name)


def find_user_by_session_key(session: Session, session_key: str) -> UserView | None:
    """The active person behind a session, in one statement; None when it has ended or expired."""
    rows = session.execute(_BY_SESSION, {"key": session_key, "now": clock.now()}).all()
    if not rows:
        return None
    user, customer, _role, confirmed_at, browser = rows[0]
    roles = frozenset(row.role for row in rows if row.role)
    found = _view(user, customer, roles, has_second_factor=confirmed_at is not None)
    return replace(found, session=view_of_session(browser))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerView:
    """The customer for whom somebody buys, and up to which amounts."""

    customer: CustomerView
    limits: SpendingLimits | None


def get_buyer(session: Session, customer_id: UUID, user_id: UUID | None) -> BuyerView:
    """A customer and the limits of one of its people, in one statement. Raises NotFound."""
    belongs = (User.customer_id == Customer.id) & (User.id == user_id)
    statement = select(Customer, User.spending_limit_minor, User.window_limit_minor, User.limit_window)
    row = session.execute(statement.outerjoin(User, belongs).where(Customer.id == customer_id)).one_or_none()
    if row is None:
        raise NotFound("accounts.no_customer", N_("There is no such customer."))
    customer, per_order, per_window, window = row
    limits = limits_of(per_order, per_window, window, time_zone=customer.time_zone) if window else None
    return BuyerView(customer=view_of_customer(customer), limits=limits)


def colleagues_of(session: Session, customer_id: UUID) -> list[UserView]:
    """Everybody who buys for a customer, by name."""
    return _users(session, User.customer_id == customer_id, User.is_active)


def colleague_of(session: Session, customer_id: UUID, user_id: UUID) -> UserView:
    """One of those who buy for a customer. Raises NotFound for everybody else."""
    found = _users(session, User.id == user_id, User.customer_id == customer_id, User.is_active)
    if not found:
        raise NotFound("accounts.no_user", N_("There is no such person."))
    return found[0]


def staff(session: Session) -> list[UserView]:
    """Everybody who works here, by name."""
    return [user for user in _users(session, User.id.in_(select(UserRole.user_id))) if user.is_active]


_PEOPLE = (
    select(User, Customer, UserRole.role, SecondFactor.confirmed_at)
    .outerjoin(Customer, Customer.id == User.customer_id)
    .outerjoin(UserRole, UserRole.user_id == User.id)
    .outerjoin(SecondFactor, SecondFactor.user_id == User.id)
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
        acting=ActingView(user_id=row.acting_user_id, name=row.acting_name, reason=row.acting_reason)
        if row.acting_user_id
        else None,
    )


def _users(session: Session, *conditions: object) -> list[UserView]:
    """People with their company and roles in one statement: one row per role, gathered here."""
    statement = _PEOPLE.where(*conditions).order_by(User.name, User.id)  # type: ignore[arg-type]  # every column expression is a condition
    people: dict[UUID, tuple[User, Customer | None]] = {}
    roles: dict[UUID, set[StaffRole]] = {}
    enrolled: set[UUID] = set()
    for user, customer, role, confirmed_at in session.execute(statement):
        people[user.id] = (user, customer)
        enrolled.update([user.id] if confirmed_at else [])
        roles.setdefault(user.id, set()).update([role] if role else [])
    return [
        _view(user, customer, frozenset(roles[user.id]), has_second_factor=user.id in enrolled)
        for user, customer in people.values()
    ]


def _view(user: User, customer: Customer | None, roles: frozenset[StaffRole], *, has_second_factor: bool) -> UserView:
    return UserView(
        id=user.id,
        email=user.email,
        name=user.name,
        locale=user.locale,
        is_active=user.is_active,
        buyer_role=user.buyer_role,
        spending_limit_minor=user.spending_limit_minor,
        window_limit_minor=user.window_limit_minor,
        limit_window=user.limit_window,
        customer=view_of_customer(customer) if customer else None,
        roles=roles,
        permissions=permissions_of_roles(roles),
        has_second_factor=has_second_factor,
    )
