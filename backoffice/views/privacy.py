"""A customer's data: a copy for who asks by letter, erasure, and what is sealed after it."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.stock import ReasonForm
from core.accounts.queries import CustomerView, get_customer_by_number
from core.accounts.states import Permission
from core.kernel.errors import NotFound
from core.kernel.i18n import N_, translate
from core.privacy.errors import NoErasure
from core.privacy.operations import hand_over_data, open_seal, order_erasure, withdraw_erasure
from core.privacy.queries import SealedRow, erasure_of_customer, hindrances, person_of_customer
from core.privacy.rules import Person
from core.privacy.states import ErasureState
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.errors import sentence_of
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _

pages = Blueprint("privacy", __name__, url_prefix="/customers/<number:number>/data")


@pages.get("")
@allowed(Permission.MANAGE_PRIVACY)
def show(number: str) -> ResponseReturnValue:
    """What can be done with a customer's data."""
    return _page(get_customer_by_number(db(), number))


@pages.post("/copy")
@allowed(Permission.MANAGE_PRIVACY)
@writes
def copy(number: str) -> ResponseReturnValue:
    """Take a copy out, to send it to the customer."""
    content = hand_over_data(db(), _person(get_customer_by_number(db(), number)), acting_user=current_actor())
    response = Response(content, mimetype="application/json")
    response.headers["Content-Disposition"] = f"attachment; filename={number}.json"
    return response


@pages.post("/erasure")
@allowed(Permission.MANAGE_PRIVACY)
@writes
def erase(number: str) -> ResponseReturnValue:
    """Write down that the customer wants to be forgotten."""
    customer, form = get_customer_by_number(db(), number), ReasonForm(prefix="erase")
    if form.validate():
        with refusals(form):
            order_erasure(db(), _person(customer), reason=form.reason.data or "", acting_user=current_actor())
            flash(_("The customer is told by letter. Until the day that stands here it can be taken back."), "info")
            return redirect(url_for("privacy.show", number=number), 303)
    return _page(customer, erase_form=form), form.status


@pages.post("/erasure/withdraw")
@allowed(Permission.MANAGE_PRIVACY)
@writes
def withdraw(number: str) -> ResponseReturnValue:
    """The customer thought better of it."""
    waiting = erasure_of_customer(db(), get_customer_by_number(db(), number).id)
    if waiting is None:
        raise NoErasure
    withdraw_erasure(db(), waiting.id, acting_user=current_actor())
    flash(_("All stays as it is."))
    return redirect(url_for("privacy.show", number=number), 303)


@pages.post("/sealed")
@allowed(Permission.MANAGE_PRIVACY)
@writes
def sealed(number: str) -> ResponseReturnValue:
    """Read what is sealed, with a reason that is kept."""
    customer, form = get_customer_by_number(db(), number), ReasonForm(prefix="seal")
    if form.validate():
        with refusals(form):
            rows = open_seal(db(), customer.id, reason=form.reason.data or "", acting_user=current_actor())
            return _page(customer, rows=rows)
    return _page(customer, seal_form=form), form.status


def _person(customer: CustomerView) -> Person:
    person = person_of_customer(db(), customer.id)
    if person is None:
        raise NotFound("privacy.company", N_("The people of a company ask for themselves, in their accounts."))
    return person


def _page(
    customer: CustomerView,
    *,
    erase_form: ReasonForm | None = None,
    seal_form: ReasonForm | None = None,
    rows: list[SealedRow] | None = None,
) -> str:
    person = person_of_customer(db(), customer.id)
    erasure = erasure_of_customer(db(), customer.id)
    hindrance = translate(current_locale(), erasure.hindrance, **erasure.hindrance_facts) if erasure else ""
    return render_template(
        "customers/data.html",
        customer=customer,
        is_person=person is not None,
        erasure=erasure,
        is_erased=erasure is not None and erasure.state is ErasureState.DONE,
        hindrance=hindrance,
        reasons=[sentence_of(reason) for reason in hindrances(db(), person)] if person else [],
        erase_form=erase_form or ReasonForm(prefix="erase", formdata=None),
        seal_form=seal_form or ReasonForm(prefix="seal", formdata=None),
        rows=rows,
    )
