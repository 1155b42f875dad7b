"""Customers: the list, and one customer with orders, invoices and what is open."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from backoffice.lists import chosen, facets, newest, older, position, typed
from backoffice.pages.customers import customer_card
from core.accounts.queries import customer_page
from core.accounts.states import CustomerKind, Permission
from core.web.access import allowed
from core.web.db import db
from core.web.locale import gettext as _

pages = Blueprint("customers", __name__, url_prefix="/customers")


@pages.get("")
@allowed(Permission.VIEW_CUSTOMERS)
def index() -> ResponseReturnValue:
    """Customers, the latest first."""
    kind = chosen("kind", CustomerKind)
    found = customer_page(db(), text=typed(), kind=kind, before=position())
    labels = [
        (None, _("All")),
        (CustomerKind.COMPANY.value, _("Companies")),
        (CustomerKind.PRIVATE.value, _("Private")),
    ]
    return render_template(
        "customers/index.html",
        found=found,
        text=typed(),
        kinds=facets("kind", kind, labels),
        older=older(found.next_before),
        newest=newest(),
    )


@pages.get("/<number:number>")
@allowed(Permission.VIEW_CUSTOMERS)
def show(number: str) -> ResponseReturnValue:
    """One customer."""
    return render_template("customers/show.html", it=customer_card(db(), number))
