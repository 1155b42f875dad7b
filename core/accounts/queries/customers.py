"""Customers and business units, as others see them."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.accounts.models import BusinessUnit, Customer, VatCheck
from core.accounts.rules import price_list_of
from core.accounts.states import CustomerKind, VatState
from core.kernel.errors import NotFound
from core.kernel.i18n import N_

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """A customer as others see it. `price_list` is the code of the list that holds for them.

    `time_zone` is the name of the zone by whose days they live; empty: the company's.
    """

    id: UUID
    number: str
    kind: CustomerKind
    name: str
    email: str
    vat_id: str | None
    vat_state: VatState
    vat_checked_at: datetime | None
    currency: str
    locale: str
    terms_days: int
    credit_limit_minor: int
    on_account_allowed: bool
    is_guest: bool
    price_list: str
    time_zone: str
    tax_certificate: str
    tax_certificate_until: date | None

    @property
    def has_valid_vat_id(self) -> bool:
        """Whether a VAT id is known to be valid, which reverse charge needs; no answer is no yes."""
        return self.vat_id is not None and self.vat_state is VatState.VALID

    def is_exempt_on(self, day: date) -> bool:
        """Whether a certificate frees them from VAT on a day."""
        return bool(self.tax_certificate) and (self.tax_certificate_until is None or day <= self.tax_certificate_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessUnitView:
    """A business unit by its code and name."""

    id: UUID
    code: str
    name: str


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


def business_units(session: Session) -> list[BusinessUnitView]:
    """Every business unit, by code."""
    rows = session.scalars(select(BusinessUnit).order_by(BusinessUnit.code))
    return [BusinessUnitView(id=row.id, code=row.code, name=row.name) for row in rows]


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
        vat_state=row.vat_state,
        vat_checked_at=row.vat_checked_at,
        currency=row.currency,
        locale=row.locale,
        terms_days=row.terms_days,
        credit_limit_minor=row.credit_limit_minor,
        on_account_allowed=row.on_account_allowed,
        is_guest=is_guest,
        price_list=row.price_list_code or price_list_of(row.kind, is_guest=is_guest),
        time_zone=row.time_zone,
        tax_certificate=row.tax_certificate,
        tax_certificate_until=row.tax_certificate_until,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VatCheckView:
    """One answer about a VAT id."""

    vat_id: str
    state: VatState
    at: datetime
    reference: str
    name: str
    address: str
    reason: str


def vat_checks_of(session: Session, customer_id: UUID, *, most: int = 5) -> list[VatCheckView]:
    """The latest answers about a customer's VAT ids, the latest first."""
    columns = [getattr(VatCheck, name) for name in VatCheckView.__dataclass_fields__]
    mine = select(*columns).where(VatCheck.customer_id == customer_id)
    rows = session.execute(mine.order_by(VatCheck.at.desc(), VatCheck.id.desc()).limit(most))
    return [VatCheckView(**row._mapping) for row in rows]
