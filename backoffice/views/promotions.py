"""Promotions: the list, the editor with its dry run, codes, starting, pausing and ending."""

import csv
import io
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.promotions import CodeForm, CodesForm, PromotionForm, promotion_form
from backoffice.lists import chosen
from backoffice.pages.promotions import blocks_of, may_do, meaning_of, offer_choices, state_choices
from core.accounts.states import Permission
from core.kernel import clock
from core.kernel.delimited import harmless
from core.pricing.operations import (
    PromotionInput,
    add_code,
    add_codes,
    create_promotion,
    edit_promotion,
    end_promotion,
    pause_promotion,
    start_promotion,
    try_promotion,
)
from core.pricing.queries import codes_of, get_promotion, promotion_list
from core.pricing.states import PromotionState
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _

pages = Blueprint("promotions", __name__, url_prefix="/promotions")
MOVES = {"start": start_promotion, "pause": pause_promotion, "end": end_promotion}


@pages.get("")
@allowed(Permission.VIEW_CATALOGUE)
def index() -> ResponseReturnValue:
    """Every promotion, the latest first."""
    state = chosen("state", PromotionState)
    found = promotion_list(db(), state=state, locale=current_locale())
    return render_template("promotions/index.html", found=found, states=state_choices(state))


@pages.route("/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_PROMOTIONS)
@writes
def new() -> ResponseReturnValue:
    """Draft a promotion."""
    form = promotion_form()()
    if not form.is_submitted():
        form.starts_on.data = clock.today()
    return _editor(form, None)


@pages.get("/<uuid:promotion_id>")
@allowed(Permission.VIEW_CATALOGUE)
def show(promotion_id: UUID) -> ResponseReturnValue:
    """One promotion: what it means, what it gave, what it would have given, its codes."""
    return _page(promotion_id, CodeForm(formdata=None), CodesForm(formdata=None))


@pages.route("/<uuid:promotion_id>/edit", methods=["GET", "POST"])
@allowed(Permission.EDIT_PROMOTIONS)
@writes
def edit(promotion_id: UUID) -> ResponseReturnValue:
    """Change a draft or a paused promotion."""
    form = promotion_form()()
    if not form.is_submitted():
        form.fill(get_promotion(db(), promotion_id, locale=current_locale()))
    return _editor(form, promotion_id)


@pages.post("/<uuid:promotion_id>/<any(start, pause, end):move>")
@allowed(Permission.EDIT_PROMOTIONS)
@writes
def move(promotion_id: UUID, move: str) -> ResponseReturnValue:
    """Let it hold, let it rest, or end it for good."""
    MOVES[move](db(), promotion_id, acting_user=current_actor())
    flash(_("Done. Placed orders keep what they were promised."))
    return redirect(url_for("promotions.show", promotion_id=promotion_id), 303)


@pages.post("/<uuid:promotion_id>/codes")
@allowed(Permission.EDIT_PROMOTIONS)
@writes
def codes(promotion_id: UUID) -> ResponseReturnValue:
    """One code by its name, or many that can each be used once."""
    one = CodeForm() if "code" in request.form else CodeForm(formdata=None)
    many = CodesForm() if "count" in request.form else CodesForm(formdata=None)
    form = one if "code" in request.form else many
    if form.validate():
        with refusals(form):
            if form is one:
                add_code(db(), promotion_id, one.code.data or "", limit_total=one.limit_total.data)
            else:
                add_codes(db(), promotion_id, count=many.count.data or 0, prefix=many.prefix.data or "")
            flash(_("The codes are there."))
            return redirect(url_for("promotions.show", promotion_id=promotion_id), 303)
    return _page(promotion_id, one, many), form.status


@pages.get("/<uuid:promotion_id>/codes.csv")
@allowed(Permission.EDIT_PROMOTIONS)
def codes_file(promotion_id: UUID) -> ResponseReturnValue:
    """All codes as a file."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["code", "limit", "used"])
    for code in codes_of(db(), promotion_id, most=100_000).shown:
        rows.writerow([harmless(code.code), code.limit_total or "", code.redeemed])
    name = {"Content-Disposition": "attachment; filename=codes.csv"}
    return Response(out.getvalue(), mimetype="text/csv", headers=name)


def _page(promotion_id: UUID, one: CodeForm, many: CodesForm) -> str:
    view = get_promotion(db(), promotion_id, locale=current_locale())
    return render_template(
        "promotions/show.html",
        view=view,
        meaning=meaning_of(db(), view.offer),
        codes=codes_of(db(), promotion_id) if view.needs_code else None,
        may=may_do(view),
        one=one,
        many=many,
    )


def _keep(promotion_id: UUID | None, given: PromotionInput) -> UUID:
    if promotion_id is None:
        return create_promotion(db(), given).id
    return edit_promotion(db(), promotion_id, given).id


def _editor(form: PromotionForm, promotion_id: UUID | None) -> ResponseReturnValue:
    offer_choices(db(), form)
    meaning = None
    is_check = "check" in request.form
    if form.is_submitted() and form.validate():
        with refusals(form):
            given = form.given()
            if not is_check:
                return redirect(url_for("promotions.show", promotion_id=_keep(promotion_id, given)), 303)
            meaning = meaning_of(db(), try_promotion(given, locale=current_locale()))
            form.status = 200
    page = render_template(
        "promotions/edit.html", form=form, blocks=blocks_of(form), meaning=meaning, promotion_id=promotion_id
    )
    return page, form.status
