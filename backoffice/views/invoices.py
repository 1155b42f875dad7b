"""Invoices and credit notes: the list, one document, its file."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from backoffice.lists import facets, newest, older, position_id, typed
from backoffice.pages.invoices import DOCUMENT_LISTS, document_filter, invoice_page
from core.accounts.queries import business_units
from core.accounts.states import Permission
from core.billing.queries import get_invoice_pdf
from core.billing.queries.office import office_documents
from core.web.access import allowed
from core.web.db import db
from core.web.locale import gettext as _
from core.web.locale import translated

pages = Blueprint("invoices", __name__, url_prefix="/invoices")


@pages.get("")
@allowed(Permission.VIEW_INVOICES)
def index() -> ResponseReturnValue:
    """Every document, the latest first; those that are open or overdue where wanted."""
    wanted = document_filter()
    found = office_documents(db(), wanted.filter, before=position_id())
    return render_template(
        "invoices/index.html",
        found=found,
        text=typed(),
        choices=facets("show", wanted.name, [(name, _(label)) for name, label in DOCUMENT_LISTS]),
        units={unit.id: translated(unit.name) for unit in business_units(db())},
        older=older(found.next_before),
        newest=newest(),
    )


@pages.get("/<number:number>")
@allowed(Permission.VIEW_INVOICES)
def show(number: str) -> ResponseReturnValue:
    """One document with its lines, taxes and entries in the books."""
    return render_template("invoices/show.html", it=invoice_page(db(), number))


@pages.get("/<number:number>.pdf")
@allowed(Permission.VIEW_INVOICES)
def pdf(number: str) -> ResponseReturnValue:
    """The document as it was sent."""
    found = get_invoice_pdf(db(), number)
    headers = {"Content-Disposition": f'inline; filename="{found.number}.pdf"'}
    return Response(found.content, mimetype="application/pdf", headers=headers)
