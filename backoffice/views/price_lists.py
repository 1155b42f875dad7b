"""Price lists: what they say, lists for groups and companies, many prices at once, prices from and to a file."""

import csv
import io
from datetime import UTC, datetime, time
from decimal import Decimal

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.price_lists import CustomerListForm, MinimumForm, NewListForm, PercentForm, PriceFileForm
from backoffice.lists import facets, newest, older, position
from core.accounts.queries import get_customer_by_number
from core.accounts.states import Permission
from core.kernel.clock import COMPANY_ZONE
from core.kernel.delimited import MOST_MEGABYTES, harmless
from core.pricing.operations import (
    assign_price_list,
    change_by_percent,
    create_derived_list,
    import_prices,
    set_minimum,
)
from core.pricing.queries.lists import list_page, list_rows, price_lists
from core.web.access import allowed
from core.web.db import db, writes
from core.web.forms import options, refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _
from core.web.security import takes_files

pages = Blueprint("price_lists", __name__, url_prefix="/price-lists")


@pages.get("")
@allowed(Permission.VIEW_CATALOGUE)
def index() -> ResponseReturnValue:
    """Every price list."""
    return render_template("price_lists/index.html", found=list_rows(db()))


@pages.route("/new", methods=["GET", "POST"])
@allowed(Permission.SET_PRICES)
@writes
def new() -> ResponseReturnValue:
    """A list for a group or a company."""
    form = NewListForm()
    form.falls_back_to.choices = options([(one.code, one.name) for one in price_lists(db())])
    if form.validate_on_submit():
        with refusals(form):
            code = form.code.data or ""
            create_derived_list(db(), code=code, name=form.name.data or "", falls_back_to=form.falls_back_to.data)
            return redirect(url_for("price_lists.show", code=code), 303)
    return render_template("price_lists/new.html", form=form), form.status


@pages.get("/<code>")
@allowed(Permission.VIEW_CATALOGUE)
def show(code: str) -> ResponseReturnValue:
    """The prices of a list."""
    return _page(code, PercentForm(formdata=None), PriceFileForm(formdata=None))


@pages.post("/<code>/percent")
@allowed(Permission.SET_PRICES)
@writes
def percent(code: str) -> ResponseReturnValue:
    """Change every price of a list."""
    form = PercentForm()
    if form.validate():
        with refusals(form):
            day = form.valid_from.data
            begin = datetime.combine(day, time(), COMPANY_ZONE).astimezone(UTC) if day else None
            changed = change_by_percent(db(), code, form.percent.data or Decimal(0), valid_from=begin)
            flash(_("%(count)s prices are changed. Placed orders keep theirs.", count=changed))
            return redirect(url_for("price_lists.show", code=code), 303)
    return _page(code, form, PriceFileForm(formdata=None)), form.status


@pages.post("/<code>/minimum")
@allowed(Permission.SET_PRICES)
@writes
def minimum(code: str) -> ResponseReturnValue:
    """From which goods value on buyers of the list are delivered to."""
    form = MinimumForm()
    if form.validate():
        with refusals(form):
            set_minimum(db(), code, minimum_minor=form.minimum.minor or 0)
            flash(_("The minimum order value holds from now on."))
            return redirect(url_for("price_lists.show", code=code), 303)
    return _page(code, PercentForm(formdata=None), PriceFileForm(formdata=None), form), form.status


@pages.post("/<code>/file")
@allowed(Permission.SET_PRICES)
@takes_files(megabytes=MOST_MEGABYTES)
@writes
def read_file(code: str) -> ResponseReturnValue:
    """Prices from a file, all or none."""
    form = PriceFileForm()
    if form.validate():
        with refusals(form):
            count = import_prices(db(), form.file.data.read(), list_code=code)
            flash(_("%(count)s prices are set.", count=count))
            return redirect(url_for("price_lists.show", code=code), 303)
    return _page(code, PercentForm(formdata=None), form), form.status


@pages.get("/<code>/prices.csv")
@allowed(Permission.VIEW_CATALOGUE)
def write_file(code: str) -> ResponseReturnValue:
    """The prices that a list has itself, in the columns that an import takes."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["sku", "min_quantity", "amount", "recurring"])
    for row in list_page(db(), code, size=200_000).rows:
        if not row.is_inherited and not row.is_to_come:
            amounts = (f"{minor // 100}.{minor % 100:02d}" for minor in (row.amount_minor, row.recurring_minor))
            rows.writerow([harmless(row.sku), row.min_quantity, *amounts])
    name = {"Content-Disposition": "attachment; filename=prices.csv"}
    return Response(out.getvalue(), mimetype="text/csv", headers=name)


@pages.route("/customers/<number:number>", methods=["GET", "POST"])
@allowed(Permission.SET_PRICES)
@writes
def customer(number: str) -> ResponseReturnValue:
    """Which list a customer buys from."""
    found, form = get_customer_by_number(db(), number), CustomerListForm()
    form.price_list.choices = options([(one.code, one.name) for one in price_lists(db())])
    if not form.is_submitted():
        form.price_list.data = found.price_list
    if form.validate_on_submit():
        with refusals(form):
            assign_price_list(db(), found.id, code=form.price_list.data)
            flash(_("%(name)s buys from this list now.", name=found.name))
            return redirect(url_for("customers.show", number=number), 303)
    return render_template("price_lists/customer.html", form=form, customer=found), form.status


def _page(
    code: str, percent_form: PercentForm, file_form: PriceFileForm, minimum_form: MinimumForm | None = None
) -> str:
    only_own = request.args.get("rows") == "own"
    found = list_page(db(), code, only_own=only_own, after=position(), locale=current_locale())
    return render_template(
        "price_lists/show.html",
        found=found,
        kinds=facets("rows", "own" if only_own else None, [(None, _("All")), ("own", _("Its own"))]),
        older=older(found.next_after),
        newest=newest(),
        percent_form=percent_form,
        file_form=file_form,
        minimum_form=minimum_form or _minimum_form(found.price_list.minimum_minor),
    )


def _minimum_form(minimum_minor: int) -> MinimumForm:
    form = MinimumForm(formdata=None)
    form.minimum.process_data(minimum_minor)
    return form
