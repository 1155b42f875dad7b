"""Changing or cancelling an order for its customer: first the money, then the button."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.accounts.states import Permission
from core.kernel.errors import InvalidInput, Refused
from core.kernel.i18n import N_
from core.orders.errors import OrderMoved
from core.orders.queries import OrderView, get_order_for_office
from core.orders.rules import ChangeWish
from core.payments.operations import change_order
from core.payments.queries import Changeable, changeable, preview_change
from core.pricing.queries import served_countries
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.errors import sentence_of
from core.web.forms import refuse
from core.web.locale import gettext as _
from core.web.order_changes import ChangeForm, change_form, why_fixed

pages = Blueprint("order_changes", __name__, url_prefix="/orders")
BY_OFFICE = N_("The office changed the order.")


@pages.get("/<number:number>/change")
@allowed(Permission.CANCEL_ORDER)
def show(number: str) -> ResponseReturnValue:
    """What can be changed."""
    order = get_order_for_office(db(), number)
    found = changeable(db(), order.id, is_office=True)
    return _page(order, found, _form(order, found))


@pages.post("/<number:number>/change")
@allowed(Permission.CANCEL_ORDER)
def look(number: str) -> ResponseReturnValue:
    """What a change would mean; nothing is changed yet."""
    order = get_order_for_office(db(), number)
    found = changeable(db(), order.id, is_office=True)
    form = _form(order, found)
    if not form.validate():
        return _page(order, found, form)
    return _preview(order, found, form, form.wish())


@pages.post("/<number:number>/change/confirm")
@allowed(Permission.CANCEL_ORDER)
@writes
def confirm(number: str) -> ResponseReturnValue:
    """Change it as it was shown; if it has moved on in between, it is shown again and nothing is done."""
    order = get_order_for_office(db(), number)
    found = changeable(db(), order.id, is_office=True)
    form = _form(order, found)
    if not form.validate():
        return _page(order, found, form)
    wish, reason = form.wish(), (form.reason.data or "").strip() or BY_OFFICE
    try:
        with form.shown_where_typed():
            change_order(
                db(),
                order.id,
                wish,
                seen=form.seen.data or "",
                reason=reason,
                is_office=True,
                acting_user=current_actor(),
            )
    except OrderMoved as error:
        refuse(form, error)
        return _preview(order, found, form, wish)
    except (InvalidInput, Refused) as error:
        refuse(form, error)
        return _page(order, found, form)
    flash(_("Order %(number)s is changed. The customer gets a letter.", number=number))
    return redirect(url_for("orders.show", number=number), 303)


def _form(order: OrderView, found: Changeable) -> ChangeForm:
    form = change_form(found, order.delivery, served_countries(db()))
    form.reason.label.text = _("Reason")
    form.reason.description = _("It stands in the timeline of the order.")
    return form


def _preview(order: OrderView, found: Changeable, form: ChangeForm, wish: ChangeWish) -> ResponseReturnValue:
    try:
        with form.shown_where_typed():
            preview = preview_change(db(), order.id, wish, is_office=True)
    except (InvalidInput, Refused) as error:
        refuse(form, error)
        return _page(order, found, form)
    status = form.status if form.refusal else 200
    return render_template("orders/change_preview.html", order=order, form=form, preview=preview), status


def _page(order: OrderView, found: Changeable, form: ChangeForm) -> ResponseReturnValue:
    page = render_template(
        "orders/change.html",
        order=order,
        form=form,
        why_fixed=why_fixed,
        why_address_is_fixed=sentence_of(found.why_address_is_fixed) if found.why_address_is_fixed else "",
    )
    return page, form.status
