"""Postal addresses, and the address books of customers."""

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from core.accounts.errors import AddressNotFound
from core.accounts.models import Address, Customer, CustomerAddress
from core.accounts.rules import AddressInput, checked_address
from core.kernel.db import insert_if_absent, lock, new_id


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
