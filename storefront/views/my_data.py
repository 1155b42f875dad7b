"""One's own data: a copy of all of it, and the wish to be forgotten."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.accounts.errors import OwnHandsOnly
from core.kernel.i18n import translate
from core.kernel.throttle import Attempt, forget_attempts
from core.privacy.errors import NoErasure
from core.privacy.operations import ask_for_copy, ask_for_erasure, withdraw_erasure
from core.privacy.queries import copies_of, copy_content, erasure_of_user, hindrances, person_of_user
from core.web.access import current_actor, refuse_while_acting, signed_in, signed_in_user
from core.web.db import db, writes
from core.web.errors import sentence_of
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _
from core.web.throttling import PASSWORD_GUESSES, count_attempts
from storefront.forms.my_data import CopyForm, EraseForm

pages = Blueprint("my_data", __name__, url_prefix="/account/data")
pages.before_request(refuse_while_acting)


@pages.get("")
@signed_in
def show() -> ResponseReturnValue:
    """What can be asked for, and what was."""
    return _page()


@pages.post("/copies")
@signed_in
@writes
def ask_copy() -> ResponseReturnValue:
    """Ask for a copy."""
    form, user = CopyForm(prefix="copy"), signed_in_user()
    if form.validate():
        with refusals(form):
            guesses = Attempt(PASSWORD_GUESSES, str(user.id))
            count_attempts(guesses)
            password = form.present_password.data or ""
            ask_for_copy(db(), user.id, present_password=password, acting_user=current_actor())
            forget_attempts(db(), guesses)
            flash(_("We are writing the copy. You get a letter when it is ready."), "info")
            return redirect(url_for("my_data.show"), 303)
    return _page(copy_form=form), form.status


@pages.get("/copies/<uuid:copy_id>")
@signed_in
def fetch_copy(copy_id: UUID) -> ResponseReturnValue:
    """The file of one's own copy; a colleague of ours who acts for somebody does not get it."""
    session = signed_in_user().session
    if session is not None and session.acting is not None:
        raise OwnHandsOnly
    content = copy_content(db(), copy_id, user_id=signed_in_user().id)
    response = Response(content, mimetype="application/json")
    response.headers["Content-Disposition"] = "attachment; filename=my-data.json"
    return response


@pages.post("/erasure")
@signed_in
@writes
def erase() -> ResponseReturnValue:
    """Ask to be forgotten."""
    form, user = EraseForm(prefix="erase"), signed_in_user()
    if form.validate():
        with refusals(form):
            guesses = Attempt(PASSWORD_GUESSES, str(user.id))
            count_attempts(guesses)
            password = form.present_password.data or ""
            ask_for_erasure(db(), user.id, present_password=password, acting_user=current_actor())
            forget_attempts(db(), guesses)
            flash(_("Your wish is written down. You can take it back until the day that stands here."), "info")
            return redirect(url_for("my_data.show"), 303)
    return _page(erase_form=form), form.status


@pages.post("/erasure/withdraw")
@signed_in
@writes
def withdraw() -> ResponseReturnValue:
    """Think better of it."""
    waiting = erasure_of_user(db(), signed_in_user().id)
    if waiting is None:
        raise NoErasure
    withdraw_erasure(db(), waiting.id, acting_user=current_actor())
    flash(_("All stays as it is."))
    return redirect(url_for("my_data.show"), 303)


def _page(*, copy_form: CopyForm | None = None, erase_form: EraseForm | None = None) -> str:
    user = signed_in_user()
    erasure = erasure_of_user(db(), user.id)
    reasons = [sentence_of(reason) for reason in hindrances(db(), person_of_user(db(), user.id))]
    return render_template(
        "account/data.html",
        copies=copies_of(db(), user.id),
        erasure=erasure,
        reasons=reasons,
        hindrance=translate(current_locale(), erasure.hindrance, **erasure.hindrance_facts) if erasure else "",
        is_company=user.buyer_role is not None,
        copy_form=copy_form or CopyForm(prefix="copy", formdata=None),
        erase_form=erase_form or EraseForm(prefix="erase", formdata=None),
    )
