"""Customers: people and companies with an account, guests, and the business units that serve them."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from core.accounts.events import CustomerRegistered
from core.accounts.models import BusinessUnit, Customer, User
from core.accounts.operations.people import add_user, new_user
from core.accounts.rules import (
    STANDARD_TERMS_DAYS,
    hash_password,
    normalise_email,
    normalise_vat_id,
    require_good_password,
    required,
)
from core.accounts.states import BuyerRole, CustomerKind, VatState
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import insert_if_absent, new_id
from core.kernel.events import announce
from core.kernel.i18n import supported
from core.kernel.numbers import NumberRange, draw_number
from core.kernel.settings import get_settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """Somebody who wants an account, as kept: a person, or the first person of a named company with its VAT id."""

    email: str
    name: str
    company_name: str
    vat_id: str | None
    locale: str


def checked_applicant(
    *, email: str, password: str, name: str, company_name: str | None, vat_id: str | None, locale: str
) -> Applicant:
    """Whoever filled in the form, if everything on it can be meant. Raises InvalidInput with the field."""
    email, name = normalise_email(email), required("name", name)
    if company_name is not None:
        company_name = required("company_name", company_name)
        vat_id = normalise_vat_id(required("vat_id", vat_id or ""))
    require_good_password(password, personal=(email, name, company_name or ""))
    return Applicant(email=email, name=name, company_name=company_name or "", vat_id=vat_id, locale=supported(locale))


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
    """Open an account at once, for somebody whose address is known to be theirs; the shop asks by letter first.

    Whoever names a company may do all for it. Raises EmailTaken, or InvalidInput with the field that is wrong.
    """
    applicant = checked_applicant(
        email=email, password=password, name=name, company_name=company_name, vat_id=vat_id, locale=locale
    )
    return open_for(session, applicant, password_hash=hash_password(password))


def open_for(session: Session, applicant: Applicant, *, password_hash: str) -> User:
    """Open the account of a checked applicant. Raises EmailTaken."""
    company, name = applicant.company_name, applicant.name
    customer = _new_customer(
        kind=CustomerKind.COMPANY if company else CustomerKind.PRIVATE,
        name=company or name,
        email=applicant.email,
        vat_id=applicant.vat_id,
        locale=applicant.locale,
    )
    user = new_user(
        email=applicant.email,
        name=name,
        password_hash=password_hash,
        locale=applicant.locale,
        customer_id=customer.id,
    )
    user.buyer_role = BuyerRole.ADMIN if company else None
    _register(session, customer, acting_user=Actor(ActorKind.CUSTOMER, user.id, name))
    add_user(session, user)
    return user


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


def _new_customer(*, kind: CustomerKind, name: str, email: str, vat_id: str | None, locale: str) -> Customer:
    """A customer whom we do not know yet, without a number: usual terms, and the limit that holds for strangers."""
    return Customer(
        id=new_id(),
        kind=kind,
        name=name,
        email=email,
        vat_id=vat_id,
        tax_certificate="",
        vat_state=VatState.UNCHECKED,
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


def ensure_business_unit(session: Session, *, code: str, name: str) -> BusinessUnit:
    """The business unit with this code, made when it is not there yet."""
    insert_if_absent(session, BusinessUnit, id=new_id(), code=code, name=name)
    return session.scalars(select(BusinessUnit).where(BusinessUnit.code == code)).one()
