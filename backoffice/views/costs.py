"""What articles cost us: the list, from and to a file."""

import csv
import io

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.price_lists import CostFileForm
from backoffice.lists import facets, newest, older, position
from core.accounts.states import Permission
from core.kernel.delimited import MOST_MEGABYTES, harmless
from core.pricing.operations import import_costs
from core.pricing.queries.costs import cost_page
from core.web.access import allowed
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _
from core.web.security import takes_files

pages = Blueprint("costs", __name__, url_prefix="/costs")


@pages.get("")
@allowed(Permission.SET_PRICES)
def index() -> ResponseReturnValue:
    """Articles with what they cost."""
    return _page(CostFileForm(formdata=None))


@pages.post("/file")
@allowed(Permission.SET_PRICES)
@takes_files(megabytes=MOST_MEGABYTES)
@writes
def read_file() -> ResponseReturnValue:
    """Costs from a file, all or none."""
    form = CostFileForm()
    if form.validate():
        with refusals(form):
            count = import_costs(db(), form.file.data.read())
            flash(_("%(count)s costs are set.", count=count))
            return redirect(url_for("costs.index"), 303)
    return _page(form), form.status


@pages.get("/costs.csv")
@allowed(Permission.SET_PRICES)
def write_file() -> ResponseReturnValue:
    """All costs, in the columns that an import takes."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["sku", "cost"])
    for row in cost_page(db(), size=200_000).rows:
        cost = "" if row.cost_minor is None else f"{row.cost_minor // 100}.{row.cost_minor % 100:02d}"
        rows.writerow([harmless(row.sku), cost])
    name = {"Content-Disposition": "attachment; filename=costs.csv"}
    return Response(out.getvalue(), mimetype="text/csv", headers=name)


def _page(form: CostFileForm) -> str:
    only_missing = request.args.get("rows") == "missing"
    found = cost_page(db(), only_missing=only_missing, after=position(), locale=current_locale())
    return render_template(
        "price_lists/costs.html",
        found=found,
        kinds=facets("rows", "missing" if only_missing else None, [(None, _("All")), ("missing", _("Without a cost"))]),
        older=older(found.next_after),
        newest=newest(),
        form=form,
    )
