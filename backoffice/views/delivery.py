"""Ways of delivery: fees by zone, weight and value."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.delivery import delivery_form
from core.accounts.states import Permission
from core.kernel.errors import NotFound
from core.kernel.i18n import N_
from core.pricing.operations import edit_delivery_method
from core.pricing.queries.lists import delivery_methods
from core.web.access import allowed
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _

pages = Blueprint("delivery", __name__, url_prefix="/delivery")


@pages.get("")
@allowed(Permission.VIEW_CATALOGUE)
def index() -> ResponseReturnValue:
    """Every way of delivery with its bands."""
    return render_template("delivery/index.html", found=delivery_methods(db()))


@pages.route("/<code>", methods=["GET", "POST"])
@allowed(Permission.SET_PRICES)
@writes
def edit(code: str) -> ResponseReturnValue:
    """Change a way of delivery."""
    view = next((one for one in delivery_methods(db()) if one.code == code), None)
    if view is None:
        raise NotFound("delivery.unknown", N_("There is no such way of delivery."))
    form = delivery_form()()
    if not form.is_submitted():
        form.fill(view)
    if form.validate_on_submit():
        with refusals(form):
            edit_delivery_method(db(), form.given(code))
            flash(_("It holds from now on. Placed orders keep their fee."))
            return redirect(url_for("delivery.index"), 303)
    return render_template("delivery/edit.html", form=form, view=view), form.status
