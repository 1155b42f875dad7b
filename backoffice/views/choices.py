"""What is inside a bundle, and what its buyers choose: groups of options, their prices, and rules between them."""

from dataclasses import replace
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.choices import GroupForm, NewGroupForm, OptionForm, PartsForm, RuleForm
from backoffice.pages.choices import (
    Place,
    bundle_page,
    group_of,
    keep_choices,
    new_code,
    option_data,
    option_of,
    place_of,
    rule_names,
    typed_option,
    typed_parts,
)
from core.accounts.states import Permission
from core.catalog.operations import save_article
from core.catalog.rules import ArticleDraft, ChoiceGroup, ChoiceRule
from core.catalog.rules.choice_edits import (
    moved,
    with_group,
    with_option,
    with_rule,
    without_group,
    without_option,
    without_rule,
)
from core.catalog.states import ChoiceRuleKind
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import Form, refusals
from core.web.locale import gettext as _

pages = Blueprint("choices", __name__, url_prefix="/catalogue/products/<uuid:product_id>/variants/<sku>/choices")


@pages.route("", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def index(product_id: UUID, sku: str) -> ResponseReturnValue:
    """Everything inside a bundle; what is always inside can be changed here."""
    place = place_of(db(), product_id, sku)
    form = PartsForm(data={"parts": place.parts_text})
    if form.validate_on_submit():
        with refusals(form):
            parts = typed_parts(form.parts.data or "")
            save_article(db(), ArticleDraft(sku=sku, new_slug="", components=parts), acting_user=current_actor())
            return _saved(place)
    return render_template("catalogue/choices.html", form=form, **bundle_page(place)), form.status


@pages.route("/groups/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def new_group(product_id: UUID, sku: str) -> ResponseReturnValue:
    """Another question, with its first answer."""
    place, form = place_of(db(), product_id, sku), NewGroupForm()
    if form.validate_on_submit():
        with refusals(form):
            first = typed_option(db(), form, new_code(place, form.sku.data))
            code = new_code(place, form.name.data, besides=first.code)
            group = _typed_group(form, ChoiceGroup(code=code, name="", name_de="", options=(first,)))
            keep_choices(db(), place, with_group(place.choices, group))
            return _saved(place)
    return _form(form, place, _("New group"))


@pages.route("/groups/<code>", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def group(product_id: UUID, sku: str, code: str) -> ResponseReturnValue:
    """One question."""
    place = place_of(db(), product_id, sku)
    found = group_of(place, code)
    form = GroupForm(obj=found)
    if form.validate_on_submit():
        with refusals(form):
            keep_choices(db(), place, with_group(place.choices, _typed_group(form, found), instead=code))
            return _saved(place)
    return _form(form, place, found.name)


@pages.post("/groups/<code>/move/<direction>")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def move(product_id: UUID, sku: str, code: str, direction: str) -> ResponseReturnValue:
    """Ask a question earlier or later."""
    place = place_of(db(), product_id, sku)
    keep_choices(db(), place, moved(place.asked, group_of(place, code).code, by=-1 if direction == "up" else 1))
    return _saved(place)


@pages.post("/groups/<code>/remove")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def remove_group(product_id: UUID, sku: str, code: str) -> ResponseReturnValue:
    """Ask a question no more."""
    place = place_of(db(), product_id, sku)
    keep_choices(db(), place, without_group(place.asked, group_of(place, code).code))
    return _saved(place)


@pages.route("/groups/<code>/options/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def new_option(product_id: UUID, sku: str, code: str) -> ResponseReturnValue:
    """Another answer."""
    place = place_of(db(), product_id, sku)
    found, form = group_of(place, code), OptionForm()
    if form.validate_on_submit():
        with refusals(form):
            made = typed_option(db(), form, new_code(place, form.sku.data))
            keep_choices(db(), place, with_option(place.asked, found.code, made))
            return _saved(place)
    return _form(form, place, _("New option: %(group)s", group=found.name))


@pages.route("/options/<code>", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def option(product_id: UUID, sku: str, code: str) -> ResponseReturnValue:
    """One answer."""
    place = place_of(db(), product_id, sku)
    found = option_of(place, code)
    form = OptionForm(data=option_data(place, found))
    if form.validate_on_submit():
        with refusals(form):
            made = typed_option(db(), form, code)
            keep_choices(db(), place, with_option(place.asked, place.asked.group_of[code].code, made, instead=code))
            return _saved(place)
    return _form(form, place, place.name_of(found))


@pages.post("/options/<code>/remove")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def remove_option(product_id: UUID, sku: str, code: str) -> ResponseReturnValue:
    """Offer an answer no more."""
    place = place_of(db(), product_id, sku)
    keep_choices(db(), place, without_option(place.asked, option_of(place, code).code))
    return _saved(place)


@pages.route("/rules/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def new_rule(product_id: UUID, sku: str) -> ResponseReturnValue:
    """How two options go together."""
    place = place_of(db(), product_id, sku)
    form = RuleForm(options=rule_names(place))
    if form.validate_on_submit():
        with refusals(form):
            kind = ChoiceRuleKind(form.kind.data)
            rule = ChoiceRule(kind=kind, option=form.option.data, other=form.other.data, factor=form.factor.data or 1)
            keep_choices(db(), place, with_rule(place.asked, rule))
            return _saved(place)
    return _form(form, place, _("New rule"))


@pages.post("/rules/<int:number>/remove")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def remove_rule(product_id: UUID, sku: str, number: int) -> ResponseReturnValue:
    """Drop a rule."""
    place = place_of(db(), product_id, sku)
    keep_choices(db(), place, without_rule(place.asked, number))
    return _saved(place)


def _typed_group(form: GroupForm, old: ChoiceGroup) -> ChoiceGroup:
    return replace(
        old,
        name=form.name.data or "",
        name_de=form.name_de.data or "",
        least=form.least.data or 0,
        most=form.most.data or 1,
    )


def _form(form: Form, place: Place, title: str) -> ResponseReturnValue:
    back = url_for("choices.index", product_id=place.product_id, sku=place.sku)
    return render_template("catalogue/edit.html", form=form, product=place.product, title=title, back=back), form.status


def _saved(place: Place) -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(url_for("choices.index", product_id=place.product_id, sku=place.sku), 303)
