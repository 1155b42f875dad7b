"""The fulfilment desk: goods to ship, visits to plan and to make, subscriptions to activate, goods that come back."""

from functools import partial
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.fulfilment import ActivateForm, CompleteVisitForm, PlanVisitForm
from backoffice.forms.quantities import return_form, ship_form
from backoffice.lists import chosen_text, waiting_page
from backoffice.pages.fulfilment import (
    activation_page,
    desk_tabs,
    packing_tabs,
    returnable,
    shippable,
    shipping_page,
    visit_page,
)
from core.accounts.states import Permission
from core.fulfilment import operations, queries
from core.kernel import clock
from core.orders.queries import get_order_for_office
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _

pages = Blueprint("fulfilment", __name__, url_prefix="/fulfilment")


@pages.get("")
@allowed(Permission.VIEW_FULFILMENT)
def goods() -> ResponseReturnValue:
    """Goods that wait to be packed, the longest waiting first."""
    find = partial(queries.goods_to_ship, locale=current_locale())
    found = waiting_page(find, lambda part: part.part_id)
    return render_template("fulfilment/goods.html", found=found, tabs=desk_tabs(db(), "goods"))


@pages.get("/visits")
@allowed(Permission.VIEW_FULFILMENT)
def visits() -> ResponseReturnValue:
    """Visits without a date, and those that are planned, the next one first."""
    to_plan = waiting_page(queries.visits_to_plan, lambda visit: visit.id)
    planned = waiting_page(queries.visits_planned, lambda visit: visit.id, name="planned_from")
    return render_template(
        "fulfilment/visits.html", to_plan=to_plan, planned=planned, now=clock.now(), tabs=desk_tabs(db(), "visits")
    )


@pages.get("/subscriptions")
@allowed(Permission.VIEW_FULFILMENT)
def subscriptions() -> ResponseReturnValue:
    """Subscriptions that wait for their first day, the longest waiting first."""
    found = waiting_page(queries.subscriptions_to_activate, lambda contract: contract.contract_id)
    return render_template("fulfilment/subscriptions.html", found=found, tabs=desk_tabs(db(), "subscriptions"))


@pages.route("/parts/<uuid:part_id>/ship", methods=["GET", "POST"])
@allowed(Permission.SHIP_GOODS)
@writes
def ship(part_id: UUID) -> ResponseReturnValue:
    """Ship all or some of what is open of a part."""
    page = shipping_page(db(), part_id, warehouse_code=chosen_text("warehouse"))
    form = ship_form(shippable(page))
    if form.validate_on_submit():
        with refusals(form):
            shipment = operations.ship(
                db(),
                part_id,
                quantities=form.quantities(),
                carrier=form.carrier.data or "",
                tracking=form.tracking.data or "",
                warehouse_code=(page.place.code or None) if page.place else None,
                idempotency_key=form.key.data,
                acting_user=current_actor(),
            )
            flash(_("Shipment %(number)s is on its way.", number=shipment.number))
            return redirect(url_for("orders.show", number=page.order.number), 303)
    return render_template("fulfilment/ship.html", form=form, page=page, tabs=packing_tabs(page)), form.status


@pages.route("/visits/<uuid:visit_id>/plan", methods=["GET", "POST"])
@allowed(Permission.PLAN_VISITS)
@writes
def plan(visit_id: UUID) -> ResponseReturnValue:
    """Give a visit its date and technician, or another one."""
    page = visit_page(db(), visit_id)
    form = PlanVisitForm(at=page.proposed_at, technician=page.visit.technician)
    if form.validate_on_submit():
        with refusals(form):
            person = form.technician.data or ""
            operations.schedule_service(
                db(),
                visit_id,
                at=form.moment,
                technician=person,
                is_overbooked=bool(form.is_overbooked.data),
                acting_user=current_actor(),
            )
            flash(_("Visit %(number)s is planned. The customer is told by e-mail.", number=page.visit.number))
            return redirect(url_for("orders.show", number=page.visit.order_number), 303)
    return render_template("fulfilment/plan.html", form=form, page=page), form.status


@pages.route("/visits/<uuid:visit_id>/complete", methods=["GET", "POST"])
@allowed(Permission.PLAN_VISITS)
@writes
def complete(visit_id: UUID) -> ResponseReturnValue:
    """Write down that a visit took place."""
    form, page = CompleteVisitForm(), visit_page(db(), visit_id)
    if form.validate_on_submit():
        with refusals(form):
            report = form.report.data or ""
            operations.complete_service(db(), visit_id, report=report, acting_user=current_actor())
            flash(_("Visit %(number)s is done. Its invoice follows by itself.", number=page.visit.number))
            return redirect(url_for("orders.show", number=page.visit.order_number), 303)
    return render_template("fulfilment/complete.html", form=form, page=page), form.status


@pages.route("/subscriptions/<uuid:contract_id>/activate", methods=["GET", "POST"])
@allowed(Permission.ACTIVATE_SUBSCRIPTIONS)
@writes
def activate(contract_id: UUID) -> ResponseReturnValue:
    """Let a subscription run from a day on."""
    page = activation_page(db(), contract_id)
    form = ActivateForm(starts_on=page.proposed_on)
    if form.validate_on_submit():
        with refusals(form):
            assert form.starts_on.data is not None
            operations.activate_subscription(
                db(), contract_id, starts_on=form.starts_on.data, acting_user=current_actor()
            )
            flash(_("Contract %(number)s runs. Its first invoice follows by itself.", number=page.contract.number))
            return redirect(url_for("orders.show", number=page.order_number), 303)
    return render_template("fulfilment/activate.html", form=form, page=page), form.status


@pages.route("/orders/<number:number>/return", methods=["GET", "POST"])
@allowed(Permission.RECEIVE_RETURNS)
@writes
def receive_return(number: str) -> ResponseReturnValue:
    """Take shipped goods back."""
    order = get_order_for_office(db(), number)
    form = return_form(returnable(order))
    if form.validate_on_submit():
        with refusals(form):
            received = operations.receive_return(
                db(),
                order.id,
                quantities=form.quantities(),
                reason=form.reason.data or "",
                idempotency_key=form.key.data,
                acting_user=current_actor(),
            )
            flash(_("Return %(number)s is in. The credit note follows by itself.", number=received.number))
            return redirect(url_for("orders.show", number=number), 303)
    return render_template("fulfilment/return.html", form=form, order=order), form.status
