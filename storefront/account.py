"""The account of whoever is signed in."""

from uuid import UUID

from core.accounts.queries import CustomerView
from core.web.access import signed_in_user


def own_customer() -> CustomerView:
    """The customer that the person buys for; the shop lets nobody else in."""
    customer = signed_in_user().customer
    assert customer is not None  # the entrance of the shop is for customers only
    return customer


def uuid_or_none(text: str | None) -> UUID | None:
    """The id in an address, if it is one."""
    try:
        return UUID(text or "")
    except ValueError:
        return None
