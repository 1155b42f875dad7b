"""Orders: the list with its filters, the page of one order, cancelling, handing over again."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.desk import CancelOrderForm
from backoffice.lists import newest, older, position, shown
from backoffice.pages.order_list import order_filter, order_list_page
from backoffice.pages.orders import office_order
from core.accounts.states import Permission
from core.fulfilment import operations as fulfilment
from core.orders.queries import get_order, get_order_for_office, office_orders
from core.payments.operations import cancel_by_office
from core.payments.queries import preview_cancelling
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _

pages = Blueprint("orders", __name__, url_prefix="/orders")


@pages.get("")
@allowed(Permission.VIEW_ORDERS)
def index() -> ResponseReturnValue:
    """Orders by state, kind and text, the latest first; one of them beside the list, if the address names it."""
    wanted, beside = order_filter(), shown()
    found = office_orders(db(), wanted, after=position())
    return render_template(
        "orders/index.html",
        found=found,
        page=order_list_page(wanted),
        older=older(found.next_page),
        newest=newest(),
        beside=office_order(db(), beside) if beside else None,
    )


@pages.get("/<number:number>")
@allowed(Permission.VIEW_ORDERS)
def show(number: str) -> ResponseReturnValue:
    """One order with everything that belongs to it."""
    return render_template("orders/show.html", it=office_order(db(), number))


@pages.route("/<number:number>/cancel", methods=["GET", "POST"])
@allowed(Permission.CANCEL_ORDER)
@writes
def cancel(number: str) -> ResponseReturnValue:
    """Cancel an order of which nothing is fulfilled."""
    form, order = CancelOrderForm(), get_order_for_office(db(), number)
    if form.validate_on_submit():
        with refusals(form):
            cancel_by_office(db(), order.id, reason=form.reason.data or "", acting_user=current_actor())
            flash(_("Order %(number)s is cancelled. What was reserved is free again.", number=number))
            return redirect(url_for("orders.show", number=number), 303)
    preview = preview_cancelling(db(), order.id)
    return render_template("orders/cancel.html", form=form, order=order, preview=preview), form.status


@pages.post("/parts/<uuid:part_id>/hand-over")
@allowed(Permission.SHIP_GOODS)
@writes
def hand_over_again(part_id: UUID) -> ResponseReturnValue:
    """Send a part once more to the back-end that refused it."""
    part = fulfilment.hand_over_again(db(), part_id, acting_user=current_actor())
    flash(_("The part is on its way to the back-end again."))
    return redirect(url_for("orders.show", number=get_order(db(), part.order_id).number), 303)
