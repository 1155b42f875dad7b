"""Requests for offers: what waits, one request, asking back, declining, and the quote that answers it."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.quotes import OwnerForm, ReasonForm, TextForm
from backoffice.lists import PAGE, newest, older, position_id
from backoffice.pages.quotes import colleagues, request_list
from core.accounts.states import Permission
from core.kernel.events import timeline
from core.quotes import operations
from core.quotes.queries.readiness import ready_at_once
from core.quotes.queries.requests import find_request_id, get_attachment, office_requests, request_page
from core.web.access import allowed, current_actor, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _

pages = Blueprint("quote_requests", __name__, url_prefix="/quote-requests")


@pages.get("")
@allowed(Permission.VIEW_QUOTES)
def index() -> ResponseReturnValue:
    """Requests by state and owner, the latest first."""
    chosen = request_list()
    rows = office_requests(db(), chosen.wanted, after=position_id())
    more = rows[PAGE - 1].request.id if len(rows) > PAGE else None
    return render_template(
        "quote_requests/index.html", rows=rows[:PAGE], chosen=chosen, older=older(more), newest=newest()
    )


@pages.get("/<number:number>")
@allowed(Permission.VIEW_QUOTES)
def show(number: str) -> ResponseReturnValue:
    """One request."""
    return _page(number)


@pages.post("/<number:number>/take")
@allowed(Permission.WRITE_QUOTES)
@writes
def take(number: str) -> ResponseReturnValue:
    """Look after it oneself."""
    request_id = find_request_id(db(), number, by=signed_in_user())
    operations.take_request(db(), request_id, owner_id=signed_in_user().id, acting_user=current_actor())
    flash(_("You look after it now."))
    return redirect(url_for("quote_requests.show", number=number), 303)


@pages.post("/<number:number>/owner")
@allowed(Permission.WRITE_QUOTES)
@writes
def hand_on(number: str) -> ResponseReturnValue:
    """Give it to a colleague."""
    form, request_id = OwnerForm(), find_request_id(db(), number, by=signed_in_user())
    form.owner.choices = colleagues()
    if form.validate():
        with refusals(form):
            operations.take_request(db(), request_id, owner_id=UUID(form.owner.data), acting_user=current_actor())
            flash(_("Somebody else looks after it now."))
            return redirect(url_for("quote_requests.show", number=number), 303)
    return _page(number, owner_form=form), form.status


@pages.post("/<number:number>/ask")
@allowed(Permission.WRITE_QUOTES)
@writes
def ask(number: str) -> ResponseReturnValue:
    """Ask the customer for what we need to know."""
    form, request_id = TextForm(), find_request_id(db(), number, by=signed_in_user())
    if form.validate():
        with refusals(form):
            operations.ask_information(db(), request_id, text=form.text.data or "", acting_user=current_actor())
            flash(_("We have asked."))
            return redirect(url_for("quote_requests.show", number=number), 303)
    return _page(number, ask_form=form), form.status


@pages.post("/<number:number>/decline")
@allowed(Permission.WRITE_QUOTES)
@writes
def decline(number: str) -> ResponseReturnValue:
    """Make no offer, and say why."""
    form, request_id = ReasonForm(), find_request_id(db(), number, by=signed_in_user())
    if form.validate():
        with refusals(form):
            operations.decline_request(db(), request_id, reason=form.reason.data or "", acting_user=current_actor())
            flash(_("The customer is told."))
            return redirect(url_for("quote_requests.index"), 303)
    return _page(number, decline_form=form), form.status


@pages.post("/<number:number>/quote")
@allowed(Permission.WRITE_QUOTES)
@writes
def quote(number: str) -> ResponseReturnValue:
    """The quote that answers it."""
    request_id = find_request_id(db(), number, by=signed_in_user())
    made = operations.quote_from_request(db(), request_id, acting_user=current_actor())
    return redirect(url_for("quotes.show", number=made.number), 303)


@pages.get("/<number:number>/files/<uuid:attachment_id>")
@allowed(Permission.VIEW_QUOTES)
def file(number: str, attachment_id: UUID) -> Response:
    """A file that the customer sent, to be kept and not shown."""
    found = get_attachment(db(), number, attachment_id)
    response = Response(found.content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


def _page(
    number: str,
    *,
    ask_form: TextForm | None = None,
    decline_form: ReasonForm | None = None,
    owner_form: OwnerForm | None = None,
) -> str:
    page = request_page(db(), number, by=signed_in_user())
    owning = owner_form or OwnerForm(formdata=None)
    owning.owner.choices = colleagues()
    if owner_form is None and page.request.owner_id:
        owning.owner.data = str(page.request.owner_id)
    return render_template(
        "quote_requests/show.html",
        page=page,
        ask_form=ask_form or TextForm(formdata=None),
        decline_form=decline_form or ReasonForm(formdata=None),
        owner_form=owning,
        checks=ready_at_once(db(), page.request.id) if page.request.is_open else (),
        timeline=tuple(reversed(timeline(db(), "quote_request", page.request.id))),
    )
