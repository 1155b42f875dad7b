"""What people search in the shop, what they find and choose; synonyms and pinned results."""

from datetime import date, timedelta
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.searches import PinForm, QuestionForm, SynonymForm
from backoffice.lists import PAGE, chosen_number, facets, newest, older, position, position_id, typed
from core.accounts.states import Permission
from core.carts.queries.shelf import search
from core.catalog.operations import (
    SynonymInput,
    add_synonym,
    change_synonym,
    pin_product,
    raise_pin,
    remove_pin,
    remove_synonym,
)
from core.catalog.queries import (
    asked_question,
    chosen_products,
    get_synonym,
    pinned_questions,
    pins_of,
    search_report,
    synonyms,
)
from core.kernel import clock
from core.pricing.states import RETAIL
from core.web.access import allowed
from core.web.charts import ChartPoint
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale, ngettext
from core.web.locale import gettext as _

pages = Blueprint("searches", __name__, url_prefix="/catalogue/searches")
PERIODS = (7, 30, 90)
USUAL_PERIOD = 30
PLACES_IN_CHART = 12
MOST_RESULTS = 12


@pages.get("")
@allowed(Permission.VIEW_CATALOGUE)
def report() -> ResponseReturnValue:
    """What people searched: without a hit, most asked, and at which place they chose."""
    found = search_report(db(), since=_since())
    points = [ChartPoint(str(row.place), row.clicks) for row in found.places[:PLACES_IN_CHART]]
    labels = [(str(days), ngettext("%(num)s day", "%(num)s days", days)) for days in PERIODS]
    return render_template(
        "searches/report.html",
        report=found,
        points=points,
        periods=facets("days", str(_days()), labels),
        days=_days(),
    )


@pages.get("/question")
@allowed(Permission.VIEW_CATALOGUE)
def question() -> ResponseReturnValue:
    """One question: how often it was asked, what was chosen, what is found now, and what is pinned."""
    return _question(typed(), PinForm(formdata=None, query=typed()))


@pages.post("/question")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def pin() -> ResponseReturnValue:
    """Pin an article to a question."""
    form = PinForm()
    query = (form.query.data or "").strip()
    if form.validate_on_submit():
        with refusals(form):
            pin_product(db(), query, sku=(form.sku.data or "").strip())
            flash(_("Pinned. It stands above all others now."))
            return redirect(url_for("searches.question", q=query), 303)
    return _question(query, form), form.status


@pages.post("/pins/<uuid:pin_id>/up")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def pin_up(pin_id: UUID) -> ResponseReturnValue:
    """Let a pinned article stand one place higher."""
    return redirect(url_for("searches.question", q=raise_pin(db(), pin_id).query), 303)


@pages.post("/pins/<uuid:pin_id>/remove")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def unpin(pin_id: UUID) -> ResponseReturnValue:
    """Let an article stand where its words put it."""
    removed = remove_pin(db(), pin_id)
    flash(_("It is not pinned any more."))
    return redirect(url_for("searches.question", q=removed.query), 303)


@pages.get("/pinned")
@allowed(Permission.VIEW_CATALOGUE)
def pinned() -> ResponseReturnValue:
    """Every question that has pinned articles."""
    found = pinned_questions(db(), after=position())
    rows = found[:PAGE]
    return render_template(
        "searches/pinned.html",
        questions=rows,
        older=older(rows[-1].query) if len(found) > PAGE else None,
        newest=newest(),
    )


@pages.route("/pinned/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def new_pin() -> ResponseReturnValue:
    """Pin an article to a question that has none yet."""
    form = QuestionForm(query=typed())
    if form.validate_on_submit():
        with refusals(form):
            made = pin_product(db(), form.query.data or "", sku=(form.sku.data or "").strip())
            flash(_("Pinned. It stands above all others now."))
            return redirect(url_for("searches.question", q=made.query), 303)
    return _form(form, _("Pin an article"), "searches.pinned")


@pages.get("/synonyms")
@allowed(Permission.VIEW_CATALOGUE)
def synonym_list() -> ResponseReturnValue:
    """Words that mean the same."""
    found = synonyms(db(), text=typed(), after=position_id())
    return render_template(
        "searches/synonyms.html",
        synonyms=found.synonyms,
        text=typed(),
        older=older(found.next_after),
        newest=newest(),
    )


@pages.route("/synonyms/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def new_synonym() -> ResponseReturnValue:
    """Words that mean others too."""
    form = SynonymForm(typed=typed())
    if form.validate_on_submit():
        with refusals(form):
            add_synonym(db(), _synonym(form))
            return _synonym_saved()
    return _form(form, _("New synonym"), "searches.synonym_list")


@pages.route("/synonyms/<uuid:synonym_id>", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def synonym(synonym_id: UUID) -> ResponseReturnValue:
    """A synonym, to say it otherwise."""
    found = get_synonym(db(), synonym_id)
    form = SynonymForm(obj=found)
    if form.validate_on_submit():
        with refusals(form):
            change_synonym(db(), synonym_id, _synonym(form))
            return _synonym_saved()
    return _form(form, found.typed, "searches.synonym_list")


@pages.post("/synonyms/<uuid:synonym_id>/remove")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def drop_synonym(synonym_id: UUID) -> ResponseReturnValue:
    """Words mean only themselves again."""
    remove_synonym(db(), synonym_id)
    flash(_("The synonym is removed."))
    return redirect(url_for("searches.synonym_list"), 303)


def _days() -> int:
    return chosen_number("days", PERIODS) or USUAL_PERIOD


def _since() -> date:
    return clock.today() - timedelta(days=_days() - 1)


def _question(text: str, form: PinForm) -> str:
    locale = current_locale()
    found = search(db(), text, locale=locale, price_list=RETAIL)
    return render_template(
        "searches/question.html",
        text=text,
        form=form,
        asked=asked_question(db(), text, since=_since()),
        chosen=chosen_products(db(), text, since=_since(), locale=locale),
        pins=pins_of(db(), text, locale=locale),
        found=found,
        cards=found.cards[:MOST_RESULTS],
        days=_days(),
    )


def _synonym(form: SynonymForm) -> SynonymInput:
    return SynonymInput(
        typed=form.typed.data or "",
        meant=form.meant.data or "",
        language=form.language.data or "",
        is_two_way=form.is_two_way.data,
    )


def _form(form: SynonymForm | QuestionForm, title: str, back: str) -> ResponseReturnValue:
    return render_template("catalogue/edit.html", form=form, product=None, title=title, back=url_for(back)), form.status


def _synonym_saved() -> ResponseReturnValue:
    flash(_("Saved. The next search knows it."))
    return redirect(url_for("searches.synonym_list"), 303)
