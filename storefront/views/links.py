"""A forgotten password, and what lies behind the links of letters: looking changes nothing, a button does."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.accounts import operations
from core.accounts.queries import request_of_link
from core.accounts.states import RequestKind
from core.web.access import current_actor, public
from core.web.db import db, writes
from core.web.forms import Form, refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _
from core.web.throttling import count_letter
from storefront.forms.session import ForgottenForm, NewPasswordForm

pages = Blueprint("links", __name__)


@pages.route("/forgotten", methods=["GET", "POST"])
@public
@writes
def forgotten() -> ResponseReturnValue:
    """A new password is wanted; the answer comes by letter, whether there is an account or not."""
    form = ForgottenForm()
    if form.validate_on_submit():
        with refusals(form):
            email = form.email.data or ""
            count_letter(email)
            operations.ask_for_reset(db(), email=email, locale=current_locale(), acting_user=current_actor())
            return redirect(url_for("session.letter_sent"), 303)
    return render_template("session/forgotten.html", form=form), form.status


@pages.route("/new-password", methods=["GET", "POST"])
@public
@writes
def new_password() -> ResponseReturnValue:
    """Choose a new password; whoever was signed in is out then."""
    form = NewPasswordForm()
    asked = request_of_link(db(), RequestKind.RESET, request.args.get("t"))
    if form.validate_on_submit():
        with refusals(form):
            operations.reset_password(db(), asked.id, password=form.password.data or "")
            flash(_("Your password is changed. Please sign in with it; other devices are signed out."))
            return redirect(url_for("session.sign_in"), 303)
    return render_template("session/new_password.html", form=form, asked=asked), form.status


@pages.route("/new-address", methods=["GET", "POST"])
@public
@writes
def new_address() -> ResponseReturnValue:
    """Sign in with another address from now on."""
    form = Form()
    asked = request_of_link(db(), RequestKind.NEW_EMAIL, request.args.get("t"))
    if form.validate_on_submit():
        operations.confirm_new_email(db(), asked.id)
        flash(_("From now on you sign in with %(email)s.", email=asked.email))
        return redirect(url_for("session.sign_in"), 303)
    return render_template("session/new_address.html", form=form, asked=asked), form.status
