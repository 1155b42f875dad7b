"""The rail: the groups of pages, each shown only to those who may open it."""

from dataclasses import dataclass

from flask import request, url_for

from core.accounts.states import Permission
from core.kernel.i18n import N_
from core.web.access import current_user
from core.web.locale import gettext as _


@dataclass(frozen=True, slots=True)
class _Place:
    endpoint: str
    icon: str
    label: str
    permission: Permission
    group: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RailItem:
    """One line of the rail; `group` is a heading above it."""

    url: str
    icon: str
    label: str
    current: bool
    group: str = ""
    count: int | None = None


PLACES = (
    _Place("today.show", "today", N_("Today"), Permission.VIEW_TODAY),
    _Place("orders.index", "order", N_("Orders"), Permission.VIEW_ORDERS),
    _Place("quote_requests.index", "feedback", N_("Requests"), Permission.VIEW_QUOTES),
    _Place("quotes.index", "leaf", N_("Quotes"), Permission.VIEW_QUOTES),
    _Place("quote_approvals.index", "check-circle", N_("Approvals"), Permission.APPROVE_QUOTES),
    _Place("fulfilment.goods", "delivered", N_("Fulfilment"), Permission.VIEW_FULFILMENT),
    _Place("customers.index", "customer", N_("Customers"), Permission.VIEW_CUSTOMERS),
    _Place("products.index", "edit", N_("Catalogue"), Permission.VIEW_CATALOGUE),
    _Place("articles.index", "stock", N_("Articles"), Permission.VIEW_CATALOGUE),
    _Place("price_lists.index", "ledger", N_("Price lists"), Permission.VIEW_CATALOGUE),
    _Place("price_check.show", "search", N_("Price check"), Permission.VIEW_CUSTOMERS),
    _Place("promotions.index", "leaf", N_("Promotions"), Permission.VIEW_CATALOGUE),
    _Place("stockroom.low", "stock", N_("Stock"), Permission.VIEW_CATALOGUE),
    _Place("warehouses.index", "pin", N_("Warehouses"), Permission.MANAGE_STOCK),
    _Place("delivery.index", "delivered", N_("Delivery"), Permission.VIEW_CATALOGUE),
    _Place("invoices.index", "invoice", N_("Invoices"), Permission.VIEW_INVOICES, N_("Money")),
    _Place("payments.waiting", "payment", N_("Payments"), Permission.VIEW_PAYMENTS, N_("Money")),
    _Place("ledger.journal", "ledger", N_("Ledger"), Permission.VIEW_LEDGER, N_("Money")),
    _Place("taxes.show", "ledger", N_("Taxes"), Permission.VIEW_TAXES, N_("Money")),
    _Place("feedback.index", "feedback", N_("Feedback"), Permission.VIEW_FEEDBACK, N_("House")),
    _Place("mailbox.index", "mailbox", N_("Mailbox"), Permission.VIEW_MAILBOX, N_("House")),
    _Place("integration.index", "integration", N_("Integration"), Permission.VIEW_INTEGRATION, N_("House")),
    _Place("staff.index", "shield", N_("Colleagues"), Permission.MANAGE_STAFF, N_("House")),
    _Place("styleguide.show", "palette", N_("Style guide"), Permission.VIEW_STYLEGUIDE, N_("House")),
)

ROOMS = {
    "quote_beginnings": "quotes",
    "quote_policy": "quotes",
    "stocktakes": "stockroom",
    "service_time": "fulfilment",
}
"""Pages that are reached through the tabs of another place."""


def rail() -> tuple[RailItem, ...]:
    """The places that the person who is signed in may open; none before signing in."""
    user = current_user()
    if user is None:
        return ()
    items: list[RailItem] = []
    group = ""
    for place in PLACES:
        if place.permission in user.permissions:
            items.append(_item(place, place.group if place.group != group else ""))
            group = place.group
    return tuple(items)


def _item(place: _Place, group: str) -> RailItem:
    blueprint = place.endpoint.partition(".")[0]
    return RailItem(
        url=url_for(place.endpoint),
        icon=place.icon,
        label=_(place.label),
        current=ROOMS.get(request.blueprint or "", request.blueprint) == blueprint,
        group=_(group) if group else "",
    )
