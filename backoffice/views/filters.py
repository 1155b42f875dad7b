"""Saved filters: saving what is chosen in a list, renaming, sharing, removing."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.filters import FilterForm
from backoffice.pages.filters import choices_now, get_list, url_of
from core.accounts.operations import change_filter, remove_filter, save_filter
from core.accounts.queries import get_own_filter, saved_filters
from core.accounts.states import Permission
from core.web.access import allowed, signed_in_user
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import gettext as _

pages = Blueprint("filters", __name__, url_prefix="/filters")


@pages.get("/of/<list_name>")
@allowed(Permission.VIEW_TODAY)
def index(list_name: str) -> ResponseReturnValue:
    """The filters of a list, with what can be done with one's own."""
    shown = get_list(list_name)
    saved = [(view, url_of(shown, view.choices)) for view in saved_filters(db(), signed_in_user().id, list_name)]
    return render_template("filters/index.html", shown=shown, saved=saved, back_url=url_of(shown, {}))


@pages.route("/of/<list_name>/new", methods=["GET", "POST"])
@allowed(Permission.VIEW_TODAY)
@writes
def new(list_name: str) -> ResponseReturnValue:
    """Save what is chosen; the address carries the choices."""
    shown, form = get_list(list_name), FilterForm()
    choices = choices_now(shown)
    if form.validate_on_submit():
        with refusals(form):
            save_filter(
                db(),
                signed_in_user().id,
                list_name=list_name,
                choices=choices,
                name=form.name.data or "",
                is_shared=bool(form.is_shared.data),
            )
            flash(_("The filter is saved."))
            return redirect(url_of(shown, choices), 303)
    back_url = url_of(shown, choices)
    return render_template("filters/edit.html", form=form, shown=shown, saved=None, back_url=back_url), form.status


@pages.route("/<uuid:filter_id>", methods=["GET", "POST"])
@allowed(Permission.VIEW_TODAY)
@writes
def edit(filter_id: UUID) -> ResponseReturnValue:
    """Rename or share a filter of one's own."""
    saved = get_own_filter(db(), filter_id, signed_in_user().id)
    shown, form = get_list(saved.list_name), FilterForm(obj=saved)
    back_url = url_for("filters.index", list_name=saved.list_name)
    if form.validate_on_submit():
        with refusals(form):
            name, is_shared = form.name.data or "", bool(form.is_shared.data)
            change_filter(db(), filter_id, signed_in_user().id, name=name, is_shared=is_shared)
            flash(_("The filter is changed."))
            return redirect(back_url, 303)
    return render_template("filters/edit.html", form=form, shown=shown, saved=saved, back_url=back_url), form.status


@pages.post("/<uuid:filter_id>/remove")
@allowed(Permission.VIEW_TODAY)
@writes
def remove(filter_id: UUID) -> ResponseReturnValue:
    """Forget a filter of one's own."""
    saved = get_own_filter(db(), filter_id, signed_in_user().id)
    remove_filter(db(), filter_id, signed_in_user().id)
    flash(_("The filter %(name)s is removed.", name=saved.name))
    return redirect(url_for("filters.index", list_name=saved.list_name), 303)
