"""The second factor at the door of the office: enrolling, the code when signing in, new recovery codes."""

import io
from datetime import timedelta
from uuid import UUID

import segno
from flask import Blueprint, Response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.second_factor import CodeForm
from core.accounts import operations
from core.accounts.queries import find_second_factor, get_user, provisioning_address
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.kernel.throttle import Attempt, forget_attempts
from core.kernel.tokens import TokenRefused, read, sign
from core.web.access import begin_session, own_path, public, signed_in, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.throttling import CODE_GUESSES, count_attempts

pages = Blueprint("second_factor", __name__)
PENDING = "second_factor"
PENDING_LASTS = timedelta(minutes=5)


def ask_for_code(user_id: UUID) -> ResponseReturnValue:
    """The password was right: now the code."""
    session[PENDING] = sign(PENDING, str(user_id), expires_in=PENDING_LASTS)
    return redirect(url_for("second_factor.code", next=request.args.get("next")), 303)


@pages.route("/sign-in/code", methods=["GET", "POST"])
@public
@writes
def code() -> ResponseReturnValue:
    """The second question at the door."""
    user_id, form = _pending(), CodeForm()
    if user_id is None:
        return redirect(url_for("session.sign_in"), 303)
    if form.validate_on_submit():
        with refusals(form):
            guesses = Attempt(CODE_GUESSES, str(user_id))
            count_attempts(guesses)
            operations.require_second_factor(db(), user_id, form.code.data or "")
            forget_attempts(db(), guesses)
            begin_session(user_id)
            return redirect(own_path(request.args.get("next")), 303)
    return render_template("session/code.html", form=form, name=get_user(db(), user_id).name), form.status


@pages.get("/second-factor")
@signed_in
def show() -> ResponseReturnValue:
    """One's own second factor."""
    return _page(CodeForm(formdata=None))


@pages.post("/second-factor/begin")
@signed_in
@writes
def begin() -> ResponseReturnValue:
    """Have a secret made for the authenticator."""
    operations.begin_enrolment(db(), signed_in_user().id)
    return redirect(url_for("second_factor.show"), 303)


@pages.post("/second-factor")
@signed_in
@writes
def confirm() -> ResponseReturnValue:
    """The first code confirms the authenticator; a later one makes new recovery codes."""
    form, user = CodeForm(), signed_in_user()
    if form.validate():
        with refusals(form):
            guesses, typed = Attempt(CODE_GUESSES, str(user.id)), form.code.data or ""
            count_attempts(guesses)
            change = operations.renew_recovery_codes if user.has_second_factor else operations.confirm_enrolment
            codes = change(db(), user.id, typed, acting_user=user.actor)
            forget_attempts(db(), guesses)
            return Response(render_template("session/recovery_codes.html", codes=codes))
    return _page(form), form.status


@pages.get("/second-factor/code.svg")
@signed_in
def picture() -> Response:
    """The secret as a picture for the authenticator, until it is confirmed."""
    user = signed_in_user()
    found = find_second_factor(db(), user.id)
    if found is None or found.is_confirmed:
        raise NotFound("accounts.no_secret", N_("There is nothing to scan."))
    drawn = io.BytesIO()
    segno.make(provisioning_address(found, user.email), error="m").save(drawn, kind="svg", scale=5, light="#fff")
    return Response(drawn.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": "no-store"})


def _page(form: CodeForm) -> str:
    found = find_second_factor(db(), signed_in_user().id)
    return render_template("session/second_factor.html", form=form, found=found)


def _pending() -> UUID | None:
    try:
        return UUID(read(PENDING, session.get(PENDING, "")))
    except TokenRefused:
        return None
