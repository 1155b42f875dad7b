"""Signing in and out of the office."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.views.second_factor import ask_for_code
from core.accounts.states import Entrance
from core.web.access import begin_session, end_session, own_path, public
from core.web.db import writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from core.web.sign_in import SignInForm, recognise

pages = Blueprint("session", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@public
@writes
def sign_in() -> ResponseReturnValue:
    """Who are you? Leads back to the page that asked."""
    form = SignInForm()
    if form.validate_on_submit():
        with refusals(form):
            user = recognise(form, Entrance.OFFICE)
            if user.has_second_factor:
                return ask_for_code(user.id)
            begin_session(user.id)
            return redirect(own_path(request.args.get("next")), 303)
    return render_template("session/sign_in.html", form=form), form.status


@pages.post("/sign-out")
@public
@writes
def sign_out() -> ResponseReturnValue:
    """Goodbye."""
    end_session()
    flash(_("You are signed out."), "info")
    return redirect(url_for("session.sign_in"), 303)
