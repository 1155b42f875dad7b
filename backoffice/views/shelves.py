"""The tree of shelves, and what can be said about products."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.products import AttributeForm, ShelfForm
from backoffice.lists import newest, older, position, typed
from backoffice.pages.products import lines_of, shelf_choices
from core.accounts.states import Permission
from core.catalog.operations import (
    CategoryInput,
    DefinitionInput,
    change_attribute,
    change_category,
    create_category,
    define_attribute,
)
from core.catalog.queries import attribute_list, categories_menu, get_attribute, get_category
from core.catalog.states import AttributeType
from core.web.access import allowed
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _

pages = Blueprint("shelves", __name__, url_prefix="/catalogue")


@pages.get("/shelves")
@allowed(Permission.VIEW_CATALOGUE)
def index() -> ResponseReturnValue:
    """The tree of shelves as the menu shows it."""
    return render_template("catalogue/shelves.html", tree=categories_menu(db(), locale=current_locale()))


@pages.route("/shelves/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def new() -> ResponseReturnValue:
    """Another shelf."""
    form = ShelfForm(parents=_parents())
    if form.validate_on_submit():
        with refusals(form):
            create_category(db(), _category(form))
            return _shelf_saved()
    return _page(form, _("New shelf"), "shelves.index")


@pages.route("/shelves/<slug>", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def shelf(slug: str) -> ResponseReturnValue:
    """A shelf: its words, and where it stands."""
    found = get_category(db(), slug)
    form = ShelfForm(parents=_parents(), obj=found, parent=found.parent_slug or "")
    if form.validate_on_submit():
        with refusals(form):
            change_category(db(), slug, _category(form))
            return _shelf_saved()
    return _page(form, found.name, "shelves.index")


@pages.get("/attributes")
@allowed(Permission.VIEW_CATALOGUE)
def attributes() -> ResponseReturnValue:
    """What can be said about products."""
    found = attribute_list(db(), text=typed(), after=position())
    return render_template(
        "catalogue/attributes.html",
        attributes=found.attributes,
        text=typed(),
        older=older(found.next_after),
        newest=newest(),
    )


@pages.route("/attributes/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def new_attribute() -> ResponseReturnValue:
    """Something more that can be said."""
    form = AttributeForm()
    if form.validate_on_submit():
        with refusals(form):
            define_attribute(db(), _definition(form, AttributeType(form.type.data)))
            return _attribute_saved()
    return _page(form, _("New attribute"), "shelves.attributes")


@pages.route("/attributes/<code>", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def attribute(code: str) -> ResponseReturnValue:
    """An attribute: its words, its unit, its choices."""
    found = get_attribute(db(), code)
    written = "\n".join(f"{choice.value} = {choice.value_de}" for choice in found.choices)
    form = AttributeForm(obj=found, type=found.type.value, choices=written)
    if form.validate_on_submit():
        with refusals(form):
            form.code.data = code
            change_attribute(db(), _definition(form, found.type))
            return _attribute_saved()
    return _page(form, found.name, "shelves.attributes")


def _parents() -> list[tuple[str, str]]:
    return [("", _("nothing, it is in the main menu")), *shelf_choices(db())]


def _category(form: ShelfForm) -> CategoryInput:
    return CategoryInput(
        slug=form.slug.data or "",
        name=form.name.data or "",
        name_de=form.name_de.data or "",
        parent_slug=form.parent.data or None,
        summary=form.summary.data or "",
        summary_de=form.summary_de.data or "",
        position=form.position.data or 0,
    )


def _definition(form: AttributeForm, kind: AttributeType) -> DefinitionInput:
    choices = [line.partition("=") for line in lines_of(form.choices.data)]
    return DefinitionInput(
        code=form.code.data or "",
        name=form.name.data or "",
        name_de=form.name_de.data or "",
        type=kind,
        unit=form.unit.data or "",
        is_facet=form.is_facet.data,
        position=form.position.data or 0,
        choices=tuple((english.strip()[:200], german.strip()[:200]) for english, _mark, german in choices),
    )


def _page(form: ShelfForm | AttributeForm, title: str, back: str) -> ResponseReturnValue:
    return render_template("catalogue/edit.html", form=form, product=None, title=title, back=url_for(back)), form.status


def _shelf_saved() -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(url_for("shelves.index"), 303)


def _attribute_saved() -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(url_for("shelves.attributes"), 303)
