"""A change of all products that match a filter: what it will do, its confirmation, how far it has come."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.pages.bulk import change_words, filter_words, refused_lines, require_allowed
from core.accounts.states import Permission
from core.assortment.operations import confirm_bulk_change
from core.assortment.queries import count_products, get_bulk_change
from core.assortment.states import BulkState
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.locale import gettext as _

pages = Blueprint("bulk", __name__, url_prefix="/catalogue/changes")


@pages.get("/<uuid:bulk_change_id>")
@allowed(Permission.EDIT_CATALOGUE)
def show(bulk_change_id: UUID) -> ResponseReturnValue:
    """The change with the number of products; once it is confirmed, how far it has come."""
    found = get_bulk_change(db(), bulk_change_id)
    is_open = found.state is BulkState.PROPOSED
    return render_template(
        "catalogue/bulk.html",
        found=found,
        what=change_words(found),
        filters=filter_words(found),
        products=count_products(db(), found.wanted) if is_open else found.products,
        refused=[] if is_open else refused_lines(db(), bulk_change_id),
    )


@pages.post("/<uuid:bulk_change_id>/confirm")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def confirm(bulk_change_id: UUID) -> ResponseReturnValue:
    """Carry it out with what matches now; pressed twice it is carried out once."""
    require_allowed(get_bulk_change(db(), bulk_change_id).what)
    confirm_bulk_change(db(), bulk_change_id, acting_user=current_actor())
    flash(_("The change has begun."))
    return redirect(url_for("bulk.show", bulk_change_id=bulk_change_id), 303)
