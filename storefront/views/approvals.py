"""Purchases that need a colleague's word: asking for it in the checkout, and giving it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.orders.operations import ask_for_approval, decide_on_purchase
from core.orders.queries import approvals_of, get_approval
from core.pricing.states import HOME_COUNTRY
from core.quotes.queries.quotes import find_number_of_version
from core.web.access import signed_in, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from storefront.account import own_customer
from storefront.forms.company import DecideForm
from storefront.visitor import find_cart

pages = Blueprint("approvals", __name__)


@pages.get("/account/approvals")
@signed_in
def index() -> ResponseReturnValue:
    """What waits and what was decided: of the whole company for those who decide, else one's own."""
    user = signed_in_user()
    found = approvals_of(db(), own_customer().id, user_id=None if user.may_approve else user.id)
    return render_template("account/approvals.html", approvals=found, user=user)


@pages.route("/account/approvals/<uuid:approval_id>", methods=["GET", "POST"])
@signed_in
@writes
def show(approval_id: UUID) -> ResponseReturnValue:
    """One purchase, for whoever asked and for whoever may decide."""
    form, user = DecideForm(), signed_in_user()
    approval = get_approval(db(), approval_id, customer_id=own_customer().id)
    if form.validate_on_submit():
        with refusals(form):
            is_granted = request.form.get("answer") == "grant"
            decide_on_purchase(db(), approval_id, is_granted=is_granted, note=form.note.data or "", by=user)
            name = approval.asked_by
            said = _("Approved. We tell %(name)s.", name=name)
            flash(said if is_granted else _("Refused. We tell %(name)s.", name=name))
            return redirect(url_for("approvals.index"), 303)
    may_decide = user.may_approve and approval.user_id != user.id
    is_own_cart = approval.user_id == user.id and approval.is_granted
    offer = find_number_of_version(db(), approval.subject_id)
    context = {"approval": approval, "may_decide": may_decide, "can_order": is_own_cart, "user": user, "offer": offer}
    return render_template("account/approval.html", form=form, **context), form.status


@pages.post("/checkout/approval")
@signed_in
@writes
def ask() -> ResponseReturnValue:
    """Ask for a word about what lies in the cart, as it was shown."""
    country, method = request.form.get("country", ""), request.form.get("delivery_method") or None
    postal_code = request.form.get("postal_code", "")[:20]
    cart = find_cart(country=country or HOME_COUNTRY, delivery_method=method, postal_code=postal_code)
    if cart is None or not cart.can_be_ordered:
        flash(_("Something in your cart cannot be ordered as it is. Please look at it first."), "warning")
        return redirect(url_for("cart.show"), 303)
    asked = ask_for_approval(db(), cart, note=request.form.get("note", ""), by=signed_in_user())
    flash(_("We have asked your colleagues. You get a letter when one of them has decided."))
    return redirect(url_for("approvals.show", approval_id=asked.id), 303)
