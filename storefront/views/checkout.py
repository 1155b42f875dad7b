"""The checkout: one page from the address to the button that obliges to pay."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.payments.operations import buy_cart
from core.web.access import current_actor, public
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from storefront import visitor
from storefront.checkout import begin_form, change_cart, change_code, checkout_of, find_page, keep_address
from storefront.forms.checkout import CheckoutForm
from storefront.orders import page_of_order
from storefront.paying import first_step

pages = Blueprint("checkout", __name__)


@pages.get("/checkout")
@public
def show() -> ResponseReturnValue:
    """The page as it begins; what cannot be ordered is explained in the cart."""
    form = begin_form()
    page = find_page(form)
    if page is None or not page.cart.can_be_ordered:
        return redirect(url_for("cart.show"), 303)
    return render_template("checkout/show.html", form=form, page=page)


@pages.post("/checkout")
@public
@writes
def place() -> ResponseReturnValue:
    """Order, or show the page again: with a new total, or with what is not right yet; all that was typed is kept."""
    form, cart_id = CheckoutForm(), visitor.cart_id()
    if cart_id is not None and form.is_order() and form.validate():
        with refusals(form), form.shown_where_typed():
            order = buy_cart(db(), checkout_of(form, cart_id), acting_user=current_actor())
            keep_address(form)
            visitor.forget_pieces()
            return redirect(page_of_order(first_step(order.payment_method), order.number, order.id), 303)
    elif cart_id is not None:
        with refusals(form):
            change_code(cart_id, form)
            change_cart(cart_id, request.form)
    return _again(form)


def _again(form: CheckoutForm) -> ResponseReturnValue:
    page = find_page(form)
    if page is None:
        flash(form.refusal or _("Your cart is empty, so there is nothing to order."), "warning")
        return redirect(url_for("cart.show"), 303)
    return render_template("checkout/show.html", form=form, page=page), form.status
