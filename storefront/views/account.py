"""The account: orders, invoices, addresses, and who one is."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.accounts import operations
from core.accounts.queries import addresses_of, get_user
from core.billing.queries import invoices_of_customer
from core.orders.queries import orders_of
from core.web.access import begin_session, signed_in, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from storefront.account import own_customer, uuid_or_none
from storefront.forms.account import AddressForm, PasswordForm
from storefront.menu import countries

pages = Blueprint("account", __name__, url_prefix="/account")
ON_THE_FRONT = 3


@pages.get("")
@signed_in
def overview() -> ResponseReturnValue:
    """What is under way."""
    customer = own_customer()
    return render_template(
        "account/overview.html",
        customer=customer,
        orders=orders_of(db(), customer.id, size=ON_THE_FRONT).rows,
        documents=invoices_of_customer(db(), customer.id, size=ON_THE_FRONT).documents,
    )


@pages.get("/orders")
@signed_in
def orders() -> ResponseReturnValue:
    """Every order, newest first."""
    found = orders_of(db(), own_customer().id, after=request.args.get("after"))
    return render_template("account/orders.html", found=found)


@pages.get("/invoices")
@signed_in
def invoices() -> ResponseReturnValue:
    """Every invoice and credit note, newest first."""
    before = uuid_or_none(request.args.get("before"))
    return render_template("account/invoices.html", found=invoices_of_customer(db(), own_customer().id, before=before))


@pages.get("/addresses")
@signed_in
def addresses() -> ResponseReturnValue:
    """The address book."""
    return _addresses(AddressForm(formdata=None))


@pages.post("/addresses")
@signed_in
@writes
def add_address() -> ResponseReturnValue:
    """A new address, which is the usual one from now on."""
    form = AddressForm()
    if form.validate():
        with refusals(form), form.shown_where_typed():
            operations.add_address(db(), own_customer().id, form.typed())
            flash(_("The address is kept. It is your usual one now."))
            return redirect(url_for("account.addresses"), 303)
    return _addresses(form), form.status


@pages.post("/addresses/<uuid:address_id>/usual")
@signed_in
@writes
def choose_address(address_id: UUID) -> ResponseReturnValue:
    """Which address the checkout offers first."""
    operations.set_default_address(db(), own_customer().id, address_id)
    flash(_("This is your usual address now."))
    return redirect(url_for("account.addresses"), 303)


@pages.route("/details", methods=["GET", "POST"])
@signed_in
@writes
def details() -> ResponseReturnValue:
    """Who one is here, and the password."""
    form, user = PasswordForm(), signed_in_user()
    if form.validate_on_submit():
        with refusals(form):
            operations.change_password(
                db(), user.id, present_password=form.present_password.data or "", password=form.password.data or ""
            )
            begin_session(get_user(db(), user.id))
            flash(_("Your password is changed. Other devices are signed out."))
            return redirect(url_for("account.details"), 303)
    return render_template("account/details.html", form=form, user=user, customer=own_customer()), form.status


def _addresses(form: AddressForm) -> str:
    form.offer_countries(countries())
    return render_template("account/addresses.html", form=form, addresses=addresses_of(db(), own_customer().id))
