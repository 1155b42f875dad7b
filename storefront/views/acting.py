"""A colleague of ours acts for a customer: taking over the session that the office prepared, and ending it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.accounts import operations
from core.accounts.errors import LinkRefused
from core.kernel.tokens import TokenRefused, read
from core.web.access import ACTING, forget_browser, public, signed_in, signed_in_user, take_over_session
from core.web.db import db, writes
from core.web.forms import Form
from core.web.locale import gettext as _
from storefront.visitor import take_cart_along

pages = Blueprint("acting", __name__, url_prefix="/acting")


@pages.route("", methods=["GET", "POST"])
@public
@writes
def begin() -> ResponseReturnValue:
    """Behind the office's button: looking changes nothing, pressing begins."""
    form, key = Form(), _key()
    if form.validate_on_submit():
        user = take_over_session(operations.take_over(db(), key))
        take_cart_along(user)
        return redirect(url_for("account.overview"), 303)
    return render_template("session/acting.html", form=form)


@pages.post("/end")
@signed_in
@writes
def end() -> ResponseReturnValue:
    """Done; the browser is nobody's again."""
    operations.end_acting(db(), signed_in_user())
    forget_browser()
    flash(_("You act for nobody any more."), "info")
    return redirect(url_for("shelf.home"), 303)


def _key() -> str:
    try:
        return read(ACTING, request.args.get("t", ""))
    except TokenRefused:
        raise LinkRefused from None
