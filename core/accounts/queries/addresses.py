"""Postal addresses and address books."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import Address, CustomerAddress
from core.kernel.errors import NotFound
from core.kernel.i18n import N_


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
