"""Asking for an offer: the page, the guest's confirmation, a request with its questions and files."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.kernel.db import new_id
from core.quotes import operations
from core.quotes.queries.links import request_by_token, request_token
from core.quotes.queries.lists import customer_quotes
from core.quotes.queries.requests import (
    Asker,
    RequestPage,
    customer_requests,
    get_attachment,
    get_request,
    request_page,
)
from core.web.access import current_actor, current_user, public, signed_in, signed_in_user
from core.web.db import db, writes
from core.web.filters import country_name
from core.web.forms import Form, options, refusals
from core.web.locale import gettext as _
from core.web.security import takes_files
from core.web.throttling import count_letter
from storefront import visitor
from storefront.asking import Asked, begin_form, request_of, rows_to_begin, rows_typed
from storefront.forms.quotes import AskForm, TextForm
from storefront.menu import countries
from storefront.negotiating import seat
from storefront.orders import TOKEN

pages = Blueprint("quote_requests", __name__)


@pages.get("/quote-request")
@public
def begin() -> ResponseReturnValue:
    """The articles that somebody wants an offer for, and the form."""
    form = begin_form()
    form.idempotency_key.data = new_id().hex
    return _page(form, rows_to_begin())


@pages.post("/quote-request")
@public
@takes_files(megabytes=55)
@writes
def ask() -> ResponseReturnValue:
    """Ask, or put the pasted articles onto the page."""
    form = AskForm()
    form.country.choices = options([(code, country_name(code)) for code in countries()])
    asked = rows_typed(form)
    is_complete = "add" not in request.form and form.validate()
    if asked.fault:
        form[asked.fault_on].errors = [*form[asked.fault_on].errors, asked.fault]
    if "add" in request.form:
        form.status = 422 if asked.fault else 200
        return _page(form, asked), form.status
    with refusals(form):
        if is_complete and asked.is_valid:
            user = current_user()
            if user is None:
                count_letter(form.email.data or "")
            wish = request_of(form, asked)
            made = operations.ask_for_quote(db(), wish, acting_user=current_actor())
            if wish.cart_id is not None:
                visitor.recount(wish.cart_id)
                if visitor.pieces():
                    flash(_("What you have not asked for still lies in your cart, and can be bought now."))
            if user is None:
                return redirect(url_for("quote_requests.sent"), 303)
            flash(_("Your request has arrived. We answer soon."))
            return redirect(url_for("quote_requests.show", number=made.number), 303)
        form.status = 422
    return _page(form, asked), form.status


@pages.get("/quote-request/sent")
@public
def sent() -> ResponseReturnValue:
    """A letter is on its way to the guest."""
    return render_template("quotes/sent.html")


@pages.route("/quote-request/confirm", methods=["GET", "POST"])
@public
@writes
def confirm() -> ResponseReturnValue:
    """Behind the link of the letter: looking changes nothing, pressing sends the request to us."""
    token = request.args.get(TOKEN, "")
    request_id = request_by_token(token)
    found = get_request(db(), request_id)
    form = Form()
    if form.validate_on_submit():
        with refusals(form):
            operations.confirm_request(db(), request_id, acting_user=current_actor())
            flash(_("Thank you. Your request has arrived, and we answer soon."))
            return redirect(url_for("quote_requests.show", number=found.number, t=request_token(request_id)), 303)
    return render_template("quotes/confirm.html", form=form, found=found, token=token), form.status


@pages.get("/account/quotes")
@signed_in
def index() -> ResponseReturnValue:
    """Every offer and request."""
    return render_template(
        "quotes/index.html", quotes=customer_quotes(db(), seat()), requests=customer_requests(db(), _asker())
    )


@pages.get("/requests/<number:number>")
@public
def show(number: str) -> ResponseReturnValue:
    """One request, for whom it belongs to or who holds its link."""
    return _request_page(request_page(db(), number, asker=_asker()), TextForm(formdata=None))


@pages.post("/requests/<number:number>/answer")
@public
@writes
def answer(number: str) -> ResponseReturnValue:
    """Answer what we asked."""
    form, page = TextForm(), request_page(db(), number, asker=_asker())
    if form.validate():
        with refusals(form):
            operations.give_information(
                db(), page.request.id, text=form.text.data or "", author=_name(page), acting_user=current_actor()
            )
            flash(_("Thank you. We go on with it."))
            return redirect(_same(number), 303)
    return _request_page(request_page(db(), number, asker=_asker()), form), form.status


@pages.post("/requests/<number:number>/withdraw")
@public
@writes
def withdraw(number: str) -> ResponseReturnValue:
    """Take a request back."""
    page = request_page(db(), number, asker=_asker())
    operations.withdraw_request(db(), page.request.id, acting_user=current_actor())
    flash(_("The request is taken back."))
    return redirect(_same(number), 303)


@pages.get("/requests/<number:number>/files/<uuid:attachment_id>")
@public
def file(number: str, attachment_id: UUID) -> Response:
    """A file of a request, to be kept and not shown: what somebody sent never runs here."""
    found = get_attachment(db(), number, attachment_id, asker=_asker())
    response = Response(found.content, mimetype="application/octet-stream")
    response.headers.set("Content-Disposition", "attachment", filename=found.name)
    return response


def _asker() -> Asker:
    """Whose requests this visitor may see. Raises TokenRefused for a link that is forged or too old."""
    user, token = current_user(), request.args.get(TOKEN)
    request_id = request_by_token(token) if token else None
    if user is None:
        return Asker(request_id=request_id)
    sees_all = user.may_approve or user.buyer_role is None
    return Asker(customer_id=user.customer_id, user_id=user.id, sees_all=sees_all, request_id=request_id)


def _name(page: RequestPage) -> str:
    return signed_in_user().name if current_user() else page.request.name


def _same(number: str) -> str:
    return url_for("quote_requests.show", number=number, t=request.args.get(TOKEN))


def _page(form: AskForm, asked: Asked) -> str:
    form.country.choices = options([(code, country_name(code)) for code in countries()])
    return render_template("quotes/ask.html", form=form, asked=asked)


def _request_page(page: RequestPage, form: TextForm) -> str:
    return render_template("quotes/request.html", page=page, form=form, token=request.args.get(TOKEN))
