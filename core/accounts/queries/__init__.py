"""What others may know of people and companies."""

from core.accounts.queries.addresses import AddressView, addresses_of, find_default_address, get_address
from core.accounts.queries.customers import (
    BusinessUnitView,
    CustomerPage,
    CustomerView,
    business_units,
    customer_page,
    customers,
    get_customer,
    get_customer_by_number,
    view_of_customer,
)
from core.accounts.queries.people import (
    SessionView,
    UserView,
    find_user_by_email,
    find_user_by_session_key,
    get_user,
    sessions_of,
    staff,
    view_of_session,
)
from core.accounts.queries.requests import RequestView, get_request, request_of_link

__all__ = [
    "AddressView",
    "BusinessUnitView",
    "CustomerPage",
    "CustomerView",
    "RequestView",
    "SessionView",
    "UserView",
    "addresses_of",
    "business_units",
    "customer_page",
    "customers",
    "find_default_address",
    "find_user_by_email",
    "find_user_by_session_key",
    "get_address",
    "get_customer",
    "get_customer_by_number",
    "get_request",
    "get_user",
    "request_of_link",
    "sessions_of",
    "staff",
    "view_of_customer",
    "view_of_session",
]
