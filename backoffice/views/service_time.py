"""The service calendar: how much time there is for visits, and how full the next weeks are."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.service_time import DayForm, HoursForm
from backoffice.pages.fulfilment import desk_tabs
from core.accounts.queries import BusinessUnitView, business_units
from core.accounts.states import Permission
from core.inventory.operations import set_day, set_hours
from core.inventory.queries import day_loads, hours_of
from core.kernel import clock
from core.web.access import allowed
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _

pages = Blueprint("service_time", __name__, url_prefix="/fulfilment/calendar")
DAYS_SHOWN = 28


@pages.get("")
@allowed(Permission.VIEW_FULFILMENT)
def show() -> ResponseReturnValue:
    """The next four weeks."""
    return _page()


@pages.post("/hours")
@allowed(Permission.PLAN_VISITS)
@writes
def hours() -> ResponseReturnValue:
    """The usual week of a business unit."""
    units = business_units(db())
    form: HoursForm = HoursForm(prefix="hours").offer(units)
    if form.validate():
        with refusals(form):
            set_hours(db(), _unit(units, form.unit.data).id, form.minutes())
            flash(_("From now on visits are counted against these hours."))
            return redirect(url_for("service_time.show"), 303)
    return _page(hours_form=form), form.status


@pages.post("/day")
@allowed(Permission.PLAN_VISITS)
@writes
def day() -> ResponseReturnValue:
    """A day that is not as usual."""
    units = business_units(db())
    form: DayForm = DayForm(prefix="day").offer(units)
    if form.validate():
        with refusals(form):
            assert form.day.data is not None
            set_day(db(), _unit(units, form.unit.data).id, form.day.data, form.minutes.data)
            flash(_("The day is changed."))
            return redirect(url_for("service_time.show"), 303)
    return _page(day_form=form), form.status


def _unit(units: list[BusinessUnitView], code: str) -> BusinessUnitView:
    return next(unit for unit in units if unit.code == code)


def _page(*, hours_form: HoursForm | None = None, day_form: DayForm | None = None) -> str:
    units, known = business_units(db()), hours_of(db())
    names = {unit.id: unit.name for unit in units}
    if hours_form is None:
        hours_form = HoursForm(prefix="hours", formdata=None).offer(units)
        counted = next((unit for unit in units if unit.id in known), units[-1] if units else None)
        if counted is not None:
            hours_form.unit.data = counted.code
            hours_form.show(known.get(counted.id, {}))
    loads = day_loads(db(), first=clock.today(), days=DAYS_SHOWN)
    return render_template(
        "fulfilment/calendar.html",
        tabs=desk_tabs(db(), "calendar"),
        names=names,
        loads=loads,
        known=known,
        hours_form=hours_form,
        day_form=day_form or DayForm(prefix="day", formdata=None).offer(units),
    )
