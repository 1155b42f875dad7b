"""Signing up, in and out of the shop."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.accounts import operations
from core.accounts.queries import get_user, request_of_link
from core.accounts.states import CustomerKind, Entrance, RequestKind
from core.kernel.throttle import Attempt
from core.web.access import begin_session, current_actor, end_session, own_path, public
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _
from core.web.sign_in import SignInForm, recognise
from core.web.throttling import PASSWORD_GUESSES, count_attempts, count_letter
from storefront.forms.session import OpenAccountForm, SignUpForm
from storefront.visitor import take_cart_along

pages = Blueprint("session", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@public
@writes
def sign_in() -> ResponseReturnValue:
    """Who are you? Leads back to the page that asked."""
    form = SignInForm()
    if form.validate_on_submit():
        with refusals(form):
            user = recognise(form, Entrance.SHOP)
            begin_session(user.id)
            take_cart_along(user)
            flash(_("Welcome, %(name)s.", name=user.name))
            return redirect(own_path(request.args.get("next")), 303)
    return render_template("session/sign_in.html", form=form), form.status


@pages.route("/sign-up", methods=["GET", "POST"])
@public
@writes
def sign_up() -> ResponseReturnValue:
    """Apply for an account, for oneself or for a company; the answer comes by letter, whoever has the address."""
    form = SignUpForm()
    if form.validate_on_submit():
        is_company = form.kind.data == CustomerKind.COMPANY
        with refusals(form):
            count_letter(form.email.data or "")
            operations.ask_for_account(
                db(),
                email=form.email.data or "",
                password=form.password.data or "",
                name=form.name.data or "",
                company_name=form.company_name.data if is_company else None,
                vat_id=form.vat_id.data if is_company else None,
                locale=current_locale(),
                acting_user=current_actor(),
            )
            return redirect(url_for("session.letter_sent"), 303)
    return render_template("session/sign_up.html", form=form), form.status


@pages.get("/letter-sent")
@public
def letter_sent() -> ResponseReturnValue:
    """The answer comes by letter; the same page whatever it says."""
    return render_template("session/letter_sent.html")


@pages.route("/sign-up/open", methods=["GET", "POST"])
@public
@writes
def open_account() -> ResponseReturnValue:
    """Behind the link of the letter: the password that was chosen opens the account and signs in."""
    form = OpenAccountForm()
    asked = request_of_link(db(), RequestKind.REGISTRATION, request.args.get("t"))
    if form.validate_on_submit():
        with refusals(form):
            count_attempts(Attempt(PASSWORD_GUESSES, str(asked.id)))
            user = operations.open_account(db(), asked.id, password=form.password.data or "")
            begin_session(user.id)
            take_cart_along(get_user(db(), user.id))
            flash(_("Your account is open. Welcome, %(name)s.", name=user.name))
            return redirect(own_path(None), 303)
    return render_template("session/open_account.html", form=form, asked=asked), form.status


@pages.post("/sign-out")
@public
@writes
def sign_out() -> ResponseReturnValue:
    """Goodbye."""
    end_session()
    flash(_("You are signed out."), "info")
    return redirect(url_for("session.sign_in"), 303)
