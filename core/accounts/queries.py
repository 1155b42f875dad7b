"""What others may know of people and companies."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.accounts.models import Address, BusinessUnit, Customer, CustomerAddress, User, UserRole
from core.accounts.rules import permissions_of_roles, price_list_of
from core.accounts.states import BuyerRole, CustomerKind, Permission, StaffRole
from core.kernel.actor import Actor, ActorKind
from core.kernel.errors import NotFound
from core.kernel.i18n import N_

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A customer as others see it. `price_list` is the code of the list that holds for them."""

    id: UUID
    number: str
    kind: CustomerKind
    name: str
    email: str
    vat_id: str | None
    currency: str
    locale: str
    terms_days: int
    credit_limit_minor: int
    on_account_allowed: bool
    is_guest: bool
    price_list: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UserView:
    """Somebody who can sign in, with the company they buy for and the roles they work in."""

    id: UUID
    session_key: str
    email: str
    name: str
    locale: str
    is_active: bool
    buyer_role: BuyerRole | None
    spending_limit_minor: int | None
    customer: CustomerView | None
    roles: frozenset[StaffRole]
    permissions: frozenset[Permission]

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


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressView:
    """An address as pages and documents show it."""

    id: UUID
    name: str
    company: str
    street: str
    extra: str
    postal_code: str
    city: str
    country: str
    phone: str
    is_default: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessUnitView:
    """A business unit by its code and name."""

    id: UUID
    code: str
    name: str


def find_user_by_session_key(session: Session, session_key: str) -> UserView | None:
    """The active person behind a session, in one statement; None when the key was changed since."""
    found = _users(session, User.session_key == session_key, User.is_active)
    return found[0] if found else None


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


def get_customer(session: Session, customer_id: UUID) -> CustomerView:
    """The customer with this id. Raises NotFound."""
    found = session.scalar(select(Customer).where(Customer.id == customer_id))
    if found is None:
        raise NotFound("accounts.no_customer", N_("There is no such customer."))
    return view_of_customer(found)


def customers(session: Session) -> list[CustomerView]:
    """Every customer with an account, oldest first. For set-up and checks, not for pages."""
    rows = session.scalars(select(Customer).where(Customer.guest_email.is_(None)).order_by(Customer.number))
    return [view_of_customer(row) for row in rows]


def get_customer_by_number(session: Session, number: str) -> CustomerView:
    """The customer with this number. Raises NotFound."""
    found = session.scalar(select(Customer).where(Customer.number == number))
    if found is None:
        raise NotFound("accounts.no_customer", N_("There is no such customer."))
    return view_of_customer(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPage:
    """Customers, the latest first; `next_before` is the number that continues, or None at the end."""

    customers: tuple[CustomerView, ...]
    next_before: str | None


def customer_page(
    session: Session,
    *,
    text: str = "",
    kind: CustomerKind | None = None,
    has_account: bool | None = None,
    before: str | None = None,
    size: int = PAGE,
) -> CustomerPage:
    """Customers whose name, address or number holds a text, in one statement; guests are customers too."""
    statement = select(Customer).order_by(Customer.number.desc()).limit(size + 1)
    if text:
        wanted = [Customer.name, Customer.email, Customer.number]
        statement = statement.where(or_(*(column.icontains(text, autoescape=True) for column in wanted)))
    if kind is not None:
        statement = statement.where(Customer.kind == kind)
    if has_account is not None:
        statement = statement.where(
            Customer.guest_email.is_(None) if has_account else Customer.guest_email.is_not(None)
        )
    if before is not None:
        statement = statement.where(Customer.number < before)
    found = [view_of_customer(row) for row in session.scalars(statement)]
    shown = tuple(found[:size])
    return CustomerPage(customers=shown, next_before=shown[-1].number if len(found) > size else None)


def get_address(session: Session, address_id: UUID) -> AddressView:
    """The address with this id. Raises NotFound."""
    found = session.scalar(select(Address).where(Address.id == address_id))
    if found is None:
        raise NotFound("accounts.no_address", N_("There is no such address."))
    return _address(found)


def addresses_of(session: Session, customer_id: UUID) -> list[AddressView]:
    """A customer's address book, the usual address first."""
    statement = (
        select(Address, CustomerAddress.is_default)
        .join(CustomerAddress, CustomerAddress.address_id == Address.id)
        .where(CustomerAddress.customer_id == customer_id)
        .order_by(CustomerAddress.is_default.desc(), Address.id)
    )
    return [_address(address, is_default=is_default) for address, is_default in session.execute(statement)]


def find_default_address(session: Session, customer_id: UUID) -> AddressView | None:
    """The address that a customer usually takes."""
    statement = (
        select(Address)
        .join(CustomerAddress, CustomerAddress.address_id == Address.id)
        .where(CustomerAddress.customer_id == customer_id, CustomerAddress.is_default)
    )
    found = session.scalar(statement)
    return _address(found, is_default=True) if found else None


def business_units(session: Session) -> list[BusinessUnitView]:
    """Every business unit, by code."""
    rows = session.scalars(select(BusinessUnit).order_by(BusinessUnit.code))
    return [BusinessUnitView(id=row.id, code=row.code, name=row.name) for row in rows]


def permissions_of(user: UserView) -> frozenset[Permission]:
    """All that a person may do in the office."""
    return user.permissions


def view_of_customer(row: Customer) -> CustomerView:
    """A customer's row as others may see it."""
    is_guest = row.guest_email is not None
    return CustomerView(
        id=row.id,
        number=row.number,
        kind=row.kind,
        name=row.name,
        email=row.email,
        vat_id=row.vat_id,
        currency=row.currency,
        locale=row.locale,
        terms_days=row.terms_days,
        credit_limit_minor=row.credit_limit_minor,
        on_account_allowed=row.on_account_allowed,
        is_guest=is_guest,
        price_list=row.price_list_code or price_list_of(row.kind, is_guest=is_guest),
    )


def _users(session: Session, *conditions: object) -> list[UserView]:
    """People with their company and roles in one statement: one row per role, gathered here."""
    statement = (
        select(User, Customer, UserRole.role)
        .outerjoin(Customer, Customer.id == User.customer_id)
        .outerjoin(UserRole, UserRole.user_id == User.id)
        .where(*conditions)  # type: ignore[arg-type]  # every column expression is a condition
        .order_by(User.name, User.id)
    )
    people: dict[UUID, tuple[User, Customer | None]] = {}
    roles: dict[UUID, set[StaffRole]] = {}
    for user, customer, role in session.execute(statement):
        people[user.id] = (user, customer)
        roles.setdefault(user.id, set()).update([role] if role else [])
    return [_view(user, customer, frozenset(roles[user.id])) for user, customer in people.values()]


def _view(user: User, customer: Customer | None, roles: frozenset[StaffRole]) -> UserView:
    return UserView(
        id=user.id,
        session_key=user.session_key,
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


def _address(row: Address, *, is_default: bool = False) -> AddressView:
    return AddressView(
        id=row.id,
        name=row.name,
        company=row.company,
        street=row.street,
        extra=row.extra,
        postal_code=row.postal_code,
        city=row.city,
        country=row.country,
        phone=row.phone,
        is_default=is_default,
    )
