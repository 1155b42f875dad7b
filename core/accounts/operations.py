"""What people and companies can do here: sign up, sign in, keep addresses; and how staff and units come to be."""

import secrets
from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from core.accounts.errors import AddressNotFound, EmailTaken, InvalidEmail, SignInRefused, WrongPassword
from core.accounts.events import CustomerRegistered
from core.accounts.models import Address, BusinessUnit, Customer, CustomerAddress, User, UserRole
from core.accounts.queries import UserView, find_user_by_email
from core.accounts.rules import (
    STANDARD_TERMS_DAYS,
    checked_address,
    hash_password,
    normalise_email,
    normalise_vat_id,
    password_fits,
    require_good_password,
    required,
)
from core.accounts.rules import AddressInput as AddressInput  # callers of save_address need it
from core.accounts.states import BuyerRole, CustomerKind, Entrance, StaffRole
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import insert_if_absent, lock, new_id, on_constraint
from core.kernel.events import announce
from core.kernel.i18n import supported
from core.kernel.numbers import NumberRange, draw_number
from core.kernel.settings import get_settings

# --- signing up and in


def sign_up(
    session: Session,
    *,
    email: str,
    password: str,
    name: str,
    company_name: str | None = None,
    vat_id: str | None = None,
    locale: str = "en",
) -> User:
    """Open an account: for a person, or for a named company, which has a VAT id and whose first person may do all.

    Raises EmailTaken, or InvalidInput with the field that is wrong.
    """
    email, name = normalise_email(email), required("name", name)
    if company_name is not None:
        company_name = required("company_name", company_name)
        vat_id = normalise_vat_id(required("vat_id", vat_id or ""))
    require_good_password(password, personal=(email, name, company_name or ""))
    password_hash = hash_password(password)  # slow on purpose: before the first statement takes a lock
    kind = CustomerKind.COMPANY if company_name else CustomerKind.PRIVATE
    customer = _new_customer(kind=kind, name=company_name or name, email=email, vat_id=vat_id, locale=locale)
    user = _new_user(email=email, name=name, password_hash=password_hash, locale=locale, customer_id=customer.id)
    user.buyer_role = BuyerRole.ADMIN if company_name else None
    _register(session, customer, acting_user=Actor(ActorKind.CUSTOMER, user.id, name))
    _add_user(session, user)
    return user


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


def change_password(session: Session, user_id: UUID, *, present_password: str, password: str) -> User:
    """Set a new password and sign the person out everywhere. Raises WrongPassword or InvalidInput."""
    user = lock(session, User, user_id)
    if not password_fits(present_password, user.password_hash):
        raise WrongPassword
    require_good_password(password, personal=(user.email, user.name))
    user.password_hash = hash_password(password)
    user.session_key = _new_session_key()
    return user


def sign_out_everywhere(session: Session, user_id: UUID) -> User:
    """End every session of a person by changing their key."""
    user = lock(session, User, user_id)
    user.session_key = _new_session_key()
    return user


def set_language(session: Session, user_id: UUID, locale: str) -> None:
    """Remember in which language a person wants to read."""
    session.execute(update(User).where(User.id == user_id).values(locale=supported(locale)))


# --- customers


_NEWCOMER = "accounts.newcomer"  # in Session.info, see take_newcomer
_KNOWN_GUEST = select(Customer).where(Customer.guest_email == bindparam("address"))


def guest_customer(
    session: Session, *, email: str, name: str, company_name: str | None = None, locale: str = "en"
) -> Customer:
    """The one guest customer behind an e-mail address, made when first needed.

    An account with the same address is somebody else's: anybody can type an address. For the same reason a known
    guest keeps the name that was given first; orders carry their own. Raises InvalidInput.
    """
    email, name = normalise_email(email), required("name", name)
    if found := session.scalar(_KNOWN_GUEST, {"address": email}):
        return found
    company_name = (company_name or "").strip()
    kind = CustomerKind.COMPANY if company_name else CustomerKind.PRIVATE
    guest = _new_customer(kind=kind, name=company_name or name, email=email, vat_id=None, locale=locale)
    guest.guest_email = email
    guest.number = draw_number(session, NumberRange.CUSTOMER)
    values = {key: value for key, value in vars(guest).items() if not key.startswith("_")}
    is_new = insert_if_absent(session, Customer, **values)
    if is_new:
        session.info[_NEWCOMER] = guest
        return guest
    return session.scalars(_KNOWN_GUEST, {"address": email}).one()  # a rival has just made the same: take that one


def take_newcomer(session: Session, customer_id: UUID) -> Customer | None:
    """The guest whom this transaction made, the first time somebody asks; None for everybody else.

    Nobody else can know a newcomer before the transaction ends, and nothing stands against them yet.
    """
    newcomer: Customer | None = session.info.pop(_NEWCOMER, None)
    return newcomer if newcomer is not None and newcomer.id == customer_id else None


def create_company(
    session: Session,
    *,
    name: str,
    email: str,
    vat_id: str | None = None,
    terms_days: int = STANDARD_TERMS_DAYS,
    credit_limit_minor: int,
    on_account_allowed: bool = True,
    locale: str = "en",
    acting_user: Actor,
) -> Customer:
    """Take on a company with agreed terms and a credit limit in cents; its people come by `add_buyer`."""
    company = _new_customer(
        kind=CustomerKind.COMPANY,
        name=required("name", name),
        email=normalise_email(email),
        vat_id=normalise_vat_id(vat_id) if vat_id else None,
        locale=locale,
    )
    company.terms_days, company.credit_limit_minor = terms_days, credit_limit_minor
    company.on_account_allowed = on_account_allowed
    _register(session, company, acting_user=acting_user)
    return company


def add_buyer(
    session: Session,
    customer_id: UUID,
    *,
    email: str,
    password: str,
    name: str,
    role: BuyerRole = BuyerRole.BUYER,
    spending_limit_minor: int | None = None,
    locale: str = "en",
) -> User:
    """Let one more person buy for a company. Raises NotFound, EmailTaken or InvalidInput."""
    email, name = normalise_email(email), required("name", name)
    require_good_password(password, personal=(email, name))
    password_hash = hash_password(password)
    customer = lock(session, Customer, customer_id)
    user = _new_user(email=email, name=name, password_hash=password_hash, locale=locale, customer_id=customer.id)
    user.buyer_role, user.spending_limit_minor = role, spending_limit_minor
    _add_user(session, user)
    return user


def _new_customer(*, kind: CustomerKind, name: str, email: str, vat_id: str | None, locale: str) -> Customer:
    """A customer whom we do not know yet, without a number: usual terms, and the limit that holds for strangers."""
    return Customer(
        id=new_id(),
        kind=kind,
        name=name,
        email=email,
        vat_id=vat_id,
        currency="EUR",
        locale=supported(locale),
        terms_days=STANDARD_TERMS_DAYS,
        credit_limit_minor=get_settings().guest_on_account_limit_minor,
        on_account_allowed=True,
    )


def _register(session: Session, customer: Customer, *, acting_user: Actor) -> None:
    customer.number = draw_number(session, NumberRange.CUSTOMER)
    session.add(customer)
    session.flush()  # users point to their customer: its row comes first
    announce(session, CustomerRegistered(customer_id=customer.id), acting_user=acting_user)


# --- people


def create_staff(
    session: Session, *, email: str, password: str, name: str, roles: Iterable[StaffRole], locale: str = "en"
) -> User:
    """Give somebody who works here a sign-in with roles. Raises EmailTaken or InvalidInput."""
    email, name = normalise_email(email), required("name", name)
    require_good_password(password, personal=(email, name))
    user = _new_user(email=email, name=name, password_hash=hash_password(password), locale=locale, customer_id=None)
    _add_user(session, user)
    session.add_all(UserRole(user_id=user.id, role=role) for role in sorted(set(roles)))
    session.flush()  # whoever looks the person up next sees the roles
    return user


def _new_user(*, email: str, name: str, password_hash: str, locale: str, customer_id: UUID | None) -> User:
    return User(
        id=new_id(),
        email=email,
        name=name,
        password_hash=password_hash,
        locale=supported(locale),
        is_active=True,
        session_key=_new_session_key(),
        customer_id=customer_id,
    )


def _add_user(session: Session, user: User) -> None:
    with on_constraint(session, {"uq_user_email": EmailTaken}):
        session.add(user)


def _new_session_key() -> str:
    return secrets.token_urlsafe(32)


# --- addresses and units


def save_address(session: Session, typed: AddressInput) -> Address:
    """Keep an address for ever; a corrected one is a new one. Raises InvalidInput with the field that is wrong."""
    clean = checked_address(typed)
    address = Address(
        id=new_id(),
        name=clean.name,
        company=clean.company,
        street=clean.street,
        extra=clean.extra,
        postal_code=clean.postal_code,
        city=clean.city,
        country=clean.country,
        phone=clean.phone,
    )
    session.add(address)
    return address


def add_address(session: Session, customer_id: UUID, typed: AddressInput) -> Address:
    """Keep an address in a customer's book and offer it first from now on. Raises NotFound or InvalidInput."""
    address = save_address(session, typed)
    insert_if_absent(session, CustomerAddress, customer_id=customer_id, address_id=address.id, is_default=False)
    set_default_address(session, customer_id, address.id)
    return address


def set_default_address(session: Session, customer_id: UUID, address_id: UUID) -> None:
    """Offer an address of the customer's own book first from now on. Raises AddressNotFound for any other."""
    lock(session, Customer, customer_id)
    own = CustomerAddress.customer_id == customer_id
    chosen = own & (CustomerAddress.address_id == address_id)
    if session.scalar(select(CustomerAddress.address_id).where(chosen)) is None:
        raise AddressNotFound
    session.execute(update(CustomerAddress).where(own).values(is_default=False))
    session.execute(update(CustomerAddress).where(chosen).values(is_default=True))


def ensure_business_unit(session: Session, *, code: str, name: str) -> BusinessUnit:
    """The business unit with this code, made when it is not there yet."""
    insert_if_absent(session, BusinessUnit, id=new_id(), code=code, name=name)
    return session.scalars(select(BusinessUnit).where(BusinessUnit.code == code)).one()
