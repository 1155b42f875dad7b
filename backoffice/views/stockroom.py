"""Goods that are kept for orders and until when; goods that run short, with what to order."""

from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.stock import ReasonForm
from backoffice.lists import facets, newest, older, position
from backoffice.pages.low_stock import low_stock_file
from core.accounts.states import Permission
from core.inventory.queries import low_stock, wished_articles
from core.orders.operations import give_up_reservation, take_up_again
from core.orders.queries.reservations import get_reservation, put_off, reservation_page
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _

pages = Blueprint("stockroom", __name__, url_prefix="/stockroom")


@pages.get("/reservations")
@allowed(Permission.VIEW_FULFILMENT)
def reservations() -> ResponseReturnValue:
    """What is kept for which order, and until when."""
    is_timed = request.args.get("kept") != "for-good"
    found = reservation_page(db(), is_timed=is_timed, after=position())
    return render_template(
        "stockroom/reservations.html",
        found=found,
        is_timed=is_timed,
        put_off=put_off(db()),
        kinds=facets(
            "kept",
            None if is_timed else "for-good",
            [(None, _("Until a moment")), ("for-good", _("Until they are shipped"))],
        ),
        older=older(found.next_page),
        newest=newest(),
    )


@pages.route("/reservations/<uuid:reservation_id>/release", methods=["GET", "POST"])
@allowed(Permission.MANAGE_STOCK)
@writes
def release(reservation_id: UUID) -> ResponseReturnValue:
    """Take pieces that are kept for an order away from it."""
    form, row = ReasonForm(), get_reservation(db(), reservation_id)
    if form.validate_on_submit():
        with refusals(form):
            reason = form.reason.data or ""
            give_up_reservation(db(), reservation_id, reason=reason, acting_user=current_actor())
            flash(
                _(
                    "The goods of %(number)s are free. The order waits until you take it up again.",
                    number=row.order_number,
                )
            )
            return redirect(url_for("stockroom.reservations", kept="for-good"), 303)
    return render_template("stockroom/release.html", form=form, row=row), form.status


@pages.post("/put-off/<uuid:backorder_id>/resume")
@allowed(Permission.MANAGE_STOCK)
@writes
def resume(backorder_id: UUID) -> ResponseReturnValue:
    """Let an order that was put off wait in the queue again."""
    order = take_up_again(db(), backorder_id, acting_user=current_actor())
    flash(_("%(number)s waits for its goods again, at the place that its age gives it.", number=order.number))
    return redirect(url_for("stockroom.reservations"), 303)


@pages.get("/low")
@allowed(Permission.VIEW_CATALOGUE)
def low() -> ResponseReturnValue:
    """What runs short, and how much of it to order."""
    found = low_stock(db(), after=position(), locale=current_locale())
    return render_template("stockroom/low.html", found=found, older=older(found.next_after), newest=newest())


@pages.get("/wishes")
@allowed(Permission.VIEW_CATALOGUE)
def wishes() -> ResponseReturnValue:
    """What people wait for in vain: demand that no order shows."""
    return render_template("stockroom/wishes.html", rows=wished_articles(db(), locale=current_locale()))


@pages.get("/low.csv")
@allowed(Permission.VIEW_CATALOGUE)
def low_file() -> ResponseReturnValue:
    """The same as a file for a spreadsheet."""
    headers = {"Content-Disposition": "attachment; filename=low-stock.csv"}
    return Response(low_stock_file(db()), mimetype="text/csv", headers=headers)
