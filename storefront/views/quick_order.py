"""Quick order: many article numbers at once, pasted or from a file."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.carts.operations import Wanted, add_many
from core.carts.queries.quick_order import QuickOrder, look_up
from core.carts.rules import read_sheet, text_of
from core.web.access import current_actor, public
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale, ngettext
from core.web.locale import gettext as _
from core.web.security import takes_files
from storefront import visitor
from storefront.forms.quick_order import QuickOrderForm

pages = Blueprint("quick_order", __name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line that cannot be taken, in the reader's language."""

    line: int
    text: str
    why: str


@pages.get("/quick-order")
@public
def show() -> ResponseReturnValue:
    """An empty list."""
    return _page(QuickOrderForm(formdata=None), None)


@pages.post("/quick-order")
@public
@takes_files(megabytes=2)
@writes
def check() -> ResponseReturnValue:
    """Say what of the list can be had, or take that over; what cannot stays in the form, line by line."""
    form, order = QuickOrderForm(), None
    if form.validate():
        with refusals(form):
            if form.file.data:
                form.text.data = text_of(form.file.data.read())
            order = look_up(
                db(),
                read_sheet(form.text.data or ""),
                price_list=visitor.price_list(),
                locale=current_locale(),
            )
            if "take" in request.form and order.found:
                take_over(order)
                if not order.bad:
                    return redirect(url_for("cart.show"), 303)
                form.text.data, order = order.rest, QuickOrder(found=(), bad=order.bad)
            return _page(form, order)
    return _page(form, order), form.status


def _page(form: QuickOrderForm, order: QuickOrder | None) -> str:
    bad = [ShownLine(line=row.line, text=row.beginning, why=_(row.why)) for row in order.bad] if order else []
    return render_template("quick_order.html", form=form, order=order, bad=bad)


def take_over(order: QuickOrder) -> None:
    """Put what was found into the cart. Raises QuantityOutOfRange for sums, CartIsFull."""
    wanted = [Wanted(variant_id=row.variant_id, quantity=row.quantity, seen=row.seen) for row in order.found]
    cart = add_many(
        db(), visitor.cart_id(), wanted=wanted, price_list=visitor.price_list(), acting_user=current_actor()
    )
    visitor.remember_cart(cart.id, pieces=sum(line.quantity for line in cart.lines))
    flash(ngettext("%(num)s line is in your cart.", "%(num)s lines are in your cart.", len(wanted)))
