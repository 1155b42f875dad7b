"""Beginning a quote: empty, with a template, or with what another quote or an order holds; the templates."""

from typing import Protocol
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.quotes import NewQuoteForm
from core.accounts.queries import CustomerView, get_customer_by_number
from core.accounts.states import Permission
from core.kernel.errors import NotFound
from core.quotes import operations
from core.quotes.errors import CustomerUnknown
from core.quotes.operations import Addressee
from core.quotes.queries.lists import templates
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import options, refusals
from core.web.locale import gettext as _

pages = Blueprint("quote_beginnings", __name__, url_prefix="/quotes")


class Quoted(Protocol):
    """A quote that was just begun."""

    @property
    def number(self) -> str:
        """Its number."""


@pages.route("/new", methods=["GET", "POST"])
@allowed(Permission.WRITE_QUOTES)
@writes
def begin() -> ResponseReturnValue:
    """A quote that nobody asked for."""
    form = NewQuoteForm()
    form.template.choices = options([("", _("none")), *((str(row.id), row.name) for row in templates(db()))])
    if not form.is_submitted():
        form.customer.data, form.source.data = request.args.get("customer", "")[:20], request.args.get("like", "")[:20]
    if form.validate_on_submit():
        with refusals(form):
            customer = _customer((form.customer.data or "").strip())
            to = Addressee(
                customer_id=customer.id,
                contact_name=(form.contact_name.data or "").strip() or customer.name,
                email=customer.email,
                company=customer.name if customer.vat_id else "",
                locale=customer.locale,
            )
            made = _begin(to, form)
            return redirect(url_for("quotes.show", number=made.number), 303)
    return render_template("quotes/new.html", form=form), form.status


@pages.get("/templates")
@allowed(Permission.VIEW_QUOTES)
def list_templates() -> ResponseReturnValue:
    """Versions that are kept to begin others with."""
    return render_template("quotes/templates.html", rows=templates(db()))


@pages.post("/templates/<uuid:template_id>/remove")
@allowed(Permission.WRITE_QUOTES)
@writes
def remove_template(template_id: UUID) -> ResponseReturnValue:
    """Away with a template."""
    operations.remove_template(db(), template_id)
    flash(_("The template is gone."))
    return redirect(url_for("quote_beginnings.list_templates"), 303)


def _customer(number: str) -> CustomerView:
    try:
        return get_customer_by_number(db(), number)
    except NotFound:
        raise CustomerUnknown from None


def _begin(to: Addressee, form: NewQuoteForm) -> Quoted:
    title, actor = form.title.data or "", current_actor()
    if form.template.data:
        return operations.begin_from_template(db(), to, _uuid(form.template.data), title=title, acting_user=actor)
    if source := (form.source.data or "").strip():
        return operations.begin_from_number(db(), to, source, title=title, acting_user=actor)
    return operations.begin_quote(db(), to, title=title, acting_user=actor)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
