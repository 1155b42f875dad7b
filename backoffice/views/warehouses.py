"""Warehouses: which there are, and which of them gives first."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.stock import SourcingForm, WarehouseForm
from core.accounts.states import Permission
from core.inventory.operations import WarehouseInput, change_warehouse, choose_sourcing, open_warehouse
from core.inventory.queries import WarehouseView, get_warehouse, sourcing_now, warehouses
from core.inventory.states import Sourcing
from core.pricing.queries import served_countries
from core.pricing.states import HOME_COUNTRY
from core.web.access import allowed
from core.web.db import db, writes
from core.web.filters import country_name
from core.web.forms import options, refusals
from core.web.locale import gettext as _

pages = Blueprint("warehouses", __name__, url_prefix="/warehouses")


@pages.route("", methods=["GET", "POST"])
@allowed(Permission.MANAGE_STOCK)
@writes
def index() -> ResponseReturnValue:
    """All warehouses, and which of them gives first."""
    form = SourcingForm(sourcing=sourcing_now(db()))
    if form.validate_on_submit():
        choose_sourcing(db(), Sourcing(form.sourcing.data))
        flash(_("From now on goods are taken by this rule."))
        return redirect(url_for("warehouses.index"), 303)
    return render_template("warehouses/index.html", places=warehouses(db()), form=form), form.status


@pages.route("/new", methods=["GET", "POST"])
@allowed(Permission.MANAGE_STOCK)
@writes
def create() -> ResponseReturnValue:
    """Open a warehouse."""
    form = _form()
    if form.validate_on_submit():
        with refusals(form):
            open_warehouse(db(), form.code.data or "", _wanted(form))
            flash(_("The warehouse %(name)s is open.", name=form.name.data))
            return redirect(url_for("warehouses.index"), 303)
    return render_template("warehouses/edit.html", form=form, place=None), form.status


@pages.route("/<code>", methods=["GET", "POST"])
@allowed(Permission.MANAGE_STOCK)
@writes
def edit(code: str) -> ResponseReturnValue:
    """Rename, move or close a warehouse."""
    place = get_warehouse(db(), code)
    form = _form(place)
    if form.validate_on_submit():
        with refusals(form):
            change_warehouse(db(), place.id, _wanted(form, is_active=bool(form.is_active.data)))
            flash(_("The warehouse %(name)s is changed.", name=form.name.data))
            return redirect(url_for("warehouses.index"), 303)
    return render_template("warehouses/edit.html", form=form, place=place), form.status


def _form(place: WarehouseView | None = None) -> WarehouseForm:
    form = WarehouseForm(obj=place)
    codes = dict.fromkeys((HOME_COUNTRY, *served_countries(db()), *([place.country] if place else [])))
    form.country.choices = options([(code, country_name(code)) for code in codes])
    if place is not None:
        form.code.data = place.code  # it names the warehouse in files and addresses: it stays
    return form


def _wanted(form: WarehouseForm, *, is_active: bool = True) -> WarehouseInput:
    return WarehouseInput(
        name=form.name.data or "",
        priority=form.priority.data or 0,
        street=form.street.data or "",
        postal_code=form.postal_code.data or "",
        city=form.city.data or "",
        country=form.country.data,
        is_active=is_active,
    )
