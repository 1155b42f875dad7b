"""A cart that somebody shares by a link: looking at it, and copying it into one's own."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.carts.operations import Wanted, add_many
from core.carts.queries.shared import SharedLine, shared_lines
from core.web.access import current_actor, public
from core.web.db import db, writes
from core.web.forms import Form, refusals
from core.web.locale import current_locale, ngettext
from core.web.locale import gettext as _
from storefront import visitor

pages = Blueprint("shared", __name__)


@pages.get("/shared/<token>")
@public
def show(token: str) -> ResponseReturnValue:
    """What lies in the cart, at the prices of whoever looks."""
    return render_template("cart/shared.html", token=token, lines=_lines(token), form=Form(formdata=None))


@pages.post("/shared/<token>/copy")
@public
@writes
def copy(token: str) -> ResponseReturnValue:
    """Put the same into one's own cart; the other one stays as it is."""
    form, lines = Form(), _lines(token)
    if form.validate():
        with refusals(form):
            copy_lines(lines)
            return redirect(url_for("cart.show"), 303)
    return render_template("cart/shared.html", token=token, lines=lines, form=form), form.status


def copy_lines(lines: tuple[SharedLine, ...]) -> None:
    """Put what can be bought into the visitor's cart, and name the rest. Raises QuantityOutOfRange, CartIsFull."""
    wanted = [
        Wanted(variant_id=line.variant_id, quantity=line.quantity, selection=line.selection, seen=line.seen)
        for line in lines
        if line.seen
    ]
    if wanted:
        cart = add_many(
            db(), visitor.cart_id(), wanted=wanted, price_list=visitor.price_list(), acting_user=current_actor()
        )
        visitor.remember_cart(cart.id, pieces=sum(line.quantity for line in cart.lines))
        flash(ngettext("%(num)s line is in your cart.", "%(num)s lines are in your cart.", len(wanted)))
    if missing := [line.name for line in lines if line.seen is None]:
        flash(_("Not sold any more: %(names)s.", names=", ".join(missing)), "warning")


def _lines(token: str) -> tuple[SharedLine, ...]:
    return shared_lines(db(), token, price_list=visitor.price_list(), locale=current_locale())
