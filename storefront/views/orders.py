"""An order of the visitor: what happens with each part, how to pay it, its documents, and the one question."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from core.feedback.operations import give_feedback
from core.orders.queries import get_order_by_number
from core.web.access import current_actor, public
from core.web.db import db, writes
from core.web.forms import Form, refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _
from storefront.forms.feedback import FeedbackForm
from storefront.order_page import find_pdf, order_page, put_again
from storefront.orders import owner, same_link

pages = Blueprint("orders", __name__)


@pages.get("/orders/<number:number>")
@public
def show(number: str) -> ResponseReturnValue:
    """One order, for whom it belongs to or who holds its link."""
    page = order_page(number) | {"form": FeedbackForm(formdata=None), "again": Form(formdata=None)}
    return render_template("orders/show.html", **page)


@pages.post("/orders/<number:number>/again")
@public
@writes
def again(number: str) -> ResponseReturnValue:
    """Put what was ordered into the cart once more."""
    form, order = Form(), get_order_by_number(db(), number, owner=owner())
    if form.validate():
        with refusals(form):
            put_again(order.id)
            return redirect(url_for("cart.show"), 303)
    page = order_page(number) | {"form": FeedbackForm(formdata=None), "again": form}
    return render_template("orders/show.html", **page), form.status


@pages.post("/orders/<number:number>/feedback")
@public
@writes
def feedback(number: str) -> ResponseReturnValue:
    """How ordering went."""
    form, order = FeedbackForm(), get_order_by_number(db(), number, owner=owner())
    if form.validate():
        with refusals(form):
            give_feedback(
                db(),
                order.id,
                score=form.score.data,
                comment=form.comment.data or "",
                locale=current_locale(),
                acting_user=current_actor(),
            )
            flash(_("Thank you. We read every answer."))
            return redirect(same_link("orders.show", number=number), 303)
    page = order_page(number) | {"form": form, "again": Form(formdata=None)}
    return render_template("orders/show.html", **page), form.status


@pages.get("/invoices/<number:number>.pdf")
@public
def invoice(number: str) -> Response:
    """An invoice or credit note as it was sent, for its customer only."""
    found = find_pdf(number)
    response = Response(found.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.number}.pdf"'
    return response
