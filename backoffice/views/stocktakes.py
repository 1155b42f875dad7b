"""Stocktakes: beginning one, counting by hand or by a file, booking the differences."""

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.stock import ReasonForm
from backoffice.forms.stocktakes import BeginForm, CountFileForm, CountForm, SheetForm, sheet_form
from backoffice.lists import POSITION, address, newest, older, position
from backoffice.pages.stocktakes import StocktakePage, sheet_file, stocktake_page
from core.accounts.states import Permission
from core.inventory.operations import (
    begin_stocktake,
    book_stocktake,
    cancel_stocktake,
    count_file,
    count_pieces,
    take_out_lines,
)
from core.inventory.queries import get_stocktake, latest_stocktakes, open_warehouses
from core.inventory.states import MovementReason
from core.kernel.delimited import MOST_MEGABYTES
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _
from core.web.locale import ngettext
from core.web.security import takes_files

pages = Blueprint("stocktakes", __name__, url_prefix="/stocktakes")


@pages.route("", methods=["GET", "POST"])
@allowed(Permission.RECEIVE_STOCK)
@writes
def index() -> ResponseReturnValue:
    """The latest stocktakes, and a form for the next one."""
    form: BeginForm = BeginForm().offer(open_warehouses(db()))
    if form.validate_on_submit():
        with refusals(form):
            begun = begin_stocktake(
                db(),
                warehouse_code=form.warehouse.data,
                reason=MovementReason(form.reason.data),
                note=form.note.data or "",
                acting_user=current_actor(),
            )
            return _to(begun.number)
    return render_template("stocktakes/index.html", form=form, found=latest_stocktakes(db())), form.status


@pages.get("/<number:number>")
@allowed(Permission.RECEIVE_STOCK)
def show(number: str) -> ResponseReturnValue:
    """The sheet of a stocktake."""
    return _page(stocktake_page(db(), number))


@pages.post("/<number:number>/count")
@allowed(Permission.RECEIVE_STOCK)
@writes
def count(number: str) -> ResponseReturnValue:
    """One article is counted."""
    form, page = CountForm(), stocktake_page(db(), number)
    if form.validate():
        with refusals(form):
            count_pieces(db(), page.stocktake.id, form.counts(), acting_user=current_actor())
            flash(_("%(sku)s: %(pieces)s counted.", sku=form.sku.data, pieces=form.pieces.data))
            return _to(number)
    return _page(page, count_form=form), form.status


@pages.post("/<number:number>/sheet")
@allowed(Permission.RECEIVE_STOCK)
@writes
def sheet(number: str) -> ResponseReturnValue:
    """What was typed into the rows of one page of the sheet."""
    page = stocktake_page(db(), number)
    form = sheet_form(page.sheet.rows)
    if form.validate():
        with refusals(form):
            taken = count_pieces(db(), page.stocktake.id, form.counts(), acting_user=current_actor())
            take_out_lines(db(), page.stocktake.id, form.emptied())
            flash(ngettext("%(num)s article is counted.", "%(num)s articles are counted.", taken))
            return redirect(address(**{POSITION: position()}), 303)
    return _page(page, rows_form=form), form.status


@pages.post("/<number:number>/file")
@allowed(Permission.RECEIVE_STOCK)
@takes_files(megabytes=MOST_MEGABYTES)
@writes
def read_file(number: str) -> ResponseReturnValue:
    """Counts from a file, all or none."""
    form, page = CountFileForm(), stocktake_page(db(), number)
    if form.validate():
        with refusals(form):
            taken = count_file(db(), page.stocktake.id, form.file.data.read(), acting_user=current_actor())
            flash(ngettext("%(num)s article is counted.", "%(num)s articles are counted.", taken))
            return _to(number)
    return _page(page, file_form=form), form.status


@pages.get("/<number:number>/sheet.csv")
@allowed(Permission.RECEIVE_STOCK)
def write_file(number: str) -> ResponseReturnValue:
    """The sheet as a file, to be filled in and sent back."""
    headers = {"Content-Disposition": f"attachment; filename={number}.csv"}
    return Response(sheet_file(db(), get_stocktake(db(), number)), mimetype="text/csv", headers=headers)


@pages.post("/<number:number>/book")
@allowed(Permission.MANAGE_STOCK)
@writes
def book(number: str) -> ResponseReturnValue:
    """Book the differences."""
    book_stocktake(db(), get_stocktake(db(), number).id, acting_user=current_actor())
    return _to(number)


@pages.route("/<number:number>/cancel", methods=["GET", "POST"])
@allowed(Permission.MANAGE_STOCK)
@writes
def cancel(number: str) -> ResponseReturnValue:
    """Call a stocktake off."""
    form, found = ReasonForm(), get_stocktake(db(), number)
    if form.validate_on_submit():
        with refusals(form):
            cancel_stocktake(db(), found.id, reason=form.reason.data or "", acting_user=current_actor())
            flash(_("%(number)s is called off; nothing of it is booked.", number=number))
            return redirect(url_for("stocktakes.index"), 303)
    return render_template("stocktakes/cancel.html", form=form, found=found), form.status


def _to(number: str) -> ResponseReturnValue:
    return redirect(url_for("stocktakes.show", number=number), 303)


def _page(
    page: StocktakePage,
    *,
    count_form: CountForm | None = None,
    rows_form: SheetForm | None = None,
    file_form: CountFileForm | None = None,
) -> str:
    return render_template(
        "stocktakes/show.html",
        page=page,
        count_form=count_form or CountForm(formdata=None),
        rows_form=rows_form or sheet_form(page.sheet.rows, formdata=None),
        file_form=file_form or CountFileForm(formdata=None),
        older=older(page.sheet.next_after),
        newest=newest(),
    )
