"""Changing or cancelling an order, for whom it belongs to or who holds its link: first the money, then the button."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from core.accounts.queries import AddressView
from core.kernel.errors import InvalidInput, NotFound, Refused
from core.kernel.i18n import N_
from core.orders.errors import OrderMoved
from core.orders.queries import OrderView, get_order_by_number
from core.orders.rules import ChangeWish
from core.payments.operations import change_order
from core.payments.queries import Changeable, changeable, preview_change, whole_wish
from core.web.access import current_actor, public
from core.web.db import db, writes
from core.web.errors import sentence_of
from core.web.forms import refuse
from core.web.locale import gettext as _
from core.web.order_changes import ChangeForm, change_form, why_fixed
from storefront.menu import countries
from storefront.orders import owner, same_link

pages = Blueprint("order_changes", __name__)
BY_CUSTOMER = N_("The customer changed the order.")


@pages.get("/orders/<number:number>/change")
@public
def show(number: str) -> ResponseReturnValue:
    """What can be changed."""
    order = _order(number)
    found = changeable(db(), order.id)
    return _page(order, found, _form(found, order.delivery))


@pages.post("/orders/<number:number>/change")
@public
def look(number: str) -> ResponseReturnValue:
    """What a change would mean; nothing is changed yet."""
    order = _order(number)
    found = changeable(db(), order.id)
    form = _form(found, order.delivery)
    if not form.validate():
        return _page(order, found, form)
    return _preview(order, found, form, form.wish())


@pages.get("/orders/<number:number>/cancel")
@public
def cancel(number: str) -> ResponseReturnValue:
    """What cancelling the whole order would mean."""
    order = _order(number)
    found = changeable(db(), order.id)
    form = _form(found, order.delivery)
    if found.whole_refusal is not None:
        form.refusal = sentence_of(found.whole_refusal)
        return _page(order, found, form)
    form.fill_in_nothing_left()
    return _preview(order, found, form, whole_wish(found.rows))


@pages.post("/orders/<number:number>/change/confirm")
@public
@writes
def confirm(number: str) -> ResponseReturnValue:
    """Change it as it was shown; if it has moved on in between, it is shown again and nothing is done."""
    order = _order(number)
    found = changeable(db(), order.id)
    form = _form(found, order.delivery)
    if not form.validate():
        return _page(order, found, form)
    wish, reason = form.wish(), (form.reason.data or "").strip() or BY_CUSTOMER
    try:
        with form.shown_where_typed():
            changed = change_order(
                db(), order.id, wish, seen=form.seen.data or "", reason=reason, acting_user=current_actor()
            )
    except OrderMoved as error:
        refuse(form, error)
        return _preview(order, found, form, wish)
    except (InvalidInput, Refused) as error:
        refuse(form, error)
        return _page(order, found, form)
    is_over = changed.cancelled_at is not None
    flash(_("Your order is cancelled.") if is_over else _("Your order is changed. A letter about it is on its way."))
    return redirect(same_link("orders.show", number=number), 303)


def _order(number: str) -> OrderView:
    return get_order_by_number(db(), number, owner=owner())


def _form(found: Changeable, present: AddressView) -> ChangeForm:
    return change_form(found, present, countries())


def _preview(order: OrderView, found: Changeable, form: ChangeForm, wish: ChangeWish) -> ResponseReturnValue:
    """What the wish means; or the form, with what stands against it."""
    try:
        with form.shown_where_typed():
            preview = preview_change(db(), order.id, wish)
    except NotFound:
        raise
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
        why_not_all=sentence_of(found.whole_refusal) if found.whole_refusal else "",
    )
    return page, form.status
