"""The account: orders, invoices, addresses."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.accounts import operations
from core.accounts.queries import addresses_of
from core.billing.queries import invoices_of_customer
from core.orders.queries import orders_of
from core.web.access import signed_in
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from storefront.account import own_customer, uuid_or_none
from storefront.forms.account import AddressForm
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


def _addresses(form: AddressForm) -> str:
    form.offer_countries(countries())
    return render_template("account/addresses.html", form=form, addresses=addresses_of(db(), own_customer().id))
