"""Signing up, in and out of the shop."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.accounts import operations
from core.accounts.queries import get_user
from core.accounts.states import CustomerKind, Entrance
from core.web.access import begin_session, end_session, own_path, public
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _
from core.web.sign_in import SignInForm, recognise
from storefront.forms.session import SignUpForm
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
            begin_session(user)
            take_cart_along(user)
            flash(_("Welcome, %(name)s.", name=user.name))
            return redirect(own_path(request.args.get("next")), 303)
    return render_template("session/sign_in.html", form=form), form.status


@pages.route("/sign-up", methods=["GET", "POST"])
@public
@writes
def sign_up() -> ResponseReturnValue:
    """Open an account, for oneself or for a company."""
    form = SignUpForm()
    if form.validate_on_submit():
        is_company = form.kind.data == CustomerKind.COMPANY
        with refusals(form):
            user = operations.sign_up(
                db(),
                email=form.email.data or "",
                password=form.password.data or "",
                name=form.name.data or "",
                company_name=form.company_name.data if is_company else None,
                vat_id=form.vat_id.data if is_company else None,
                locale=current_locale(),
            )
            person = get_user(db(), user.id)
            begin_session(person)
            take_cart_along(person)
            flash(_("Your account is open. Welcome, %(name)s.", name=user.name))
            return redirect(own_path(request.args.get("next")), 303)
    return render_template("session/sign_up.html", form=form), form.status


@pages.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Goodbye."""
    end_session()
    flash(_("You are signed out."), "info")
    return redirect(url_for("session.sign_in"), 303)
