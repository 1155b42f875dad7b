"""The account of whoever is signed in: their customer, and their address book."""

from uuid import UUID

from core.accounts.operations import AddressInput, save_address, set_default_address
from core.accounts.queries import CustomerView, addresses_of
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.web.access import signed_in_user
from core.web.db import db


def own_customer() -> CustomerView:
    """The customer that the person buys for; the shop lets nobody else in."""
    customer = signed_in_user().customer
    assert customer is not None  # the entrance of the shop is for customers only
    return customer


def keep_address(typed: AddressInput, customer_id: UUID) -> None:
    """Keep an address in the customer's book, as the usual one. Raises InvalidInput."""
    address = save_address(db(), typed)
    db().flush()  # the book points to it, and no relationship would write it first
    set_default_address(db(), customer_id, address.id)


def make_usual(address_id: UUID, customer_id: UUID) -> None:
    """Offer an address of the customer's own book first. Raises NotFound for any other, foreign ones too."""
    if all(address.id != address_id for address in addresses_of(db(), customer_id)):
        raise NotFound("account.no_address", N_("This address is not in your address book."))
    set_default_address(db(), customer_id, address_id)


def uuid_or_none(text: str | None) -> UUID | None:
    """The id in an address, if it is one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
