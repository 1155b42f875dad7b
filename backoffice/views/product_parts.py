"""What belongs to a product: variants, attributes, pictures, documents, and changes to come."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.products import (
    AttributesForm,
    DocumentForm,
    FileForm,
    PictureForm,
    PlannedChangeForm,
    VariantForm,
)
from backoffice.pages.products import (
    attribute_drafts,
    facts_text,
    forget_file,
    keep_document,
    keep_picture,
    moment_of,
)
from core.accounts.states import Permission
from core.assortment.queries import ProductCard, VariantRow, get_file, product_card
from core.catalog.errors import UnknownProduct
from core.catalog.operations import cancel_change, change_product, describe_file, plan_change, remove_file, save_article
from core.catalog.rules import ArticleDraft
from core.catalog.states import Measure
from core.kernel import clock
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import Form, refusals
from core.web.locale import gettext as _
from core.web.security import takes_files

pages = Blueprint("product_parts", __name__, url_prefix="/catalogue/products/<uuid:product_id>")


@pages.route("/variants/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def new_variant(product_id: UUID) -> ResponseReturnValue:
    """Another variant of a product."""
    product = product_card(db(), product_id)
    form = VariantForm()
    if form.validate_on_submit():
        with refusals(form):
            save_article(db(), _variant(form, product, is_new=True), acting_user=current_actor())
            return _saved(product_id)
    return _form(form, product, _("New variant"))


@pages.route("/variants/<sku>", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def variant(product_id: UUID, sku: str) -> ResponseReturnValue:
    """One variant: its option, its content, its terms."""
    product = product_card(db(), product_id)
    found = next((row for row in product.variants if row.sku == sku), None)
    if found is None:
        raise UnknownProduct
    form = VariantForm(data=_filled(found))
    if form.validate_on_submit():
        with refusals(form):
            form.sku.data = sku
            save_article(db(), _variant(form, product, is_new=False), acting_user=current_actor())
            return _saved(product_id)
    return _form(form, product, _("Variant %(sku)s", sku=sku))


@pages.route("/attributes", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def attributes(product_id: UUID) -> ResponseReturnValue:
    """The table of facts."""
    product = product_card(db(), product_id)
    form = AttributesForm(data={"facts": facts_text(product.facts)})
    if form.validate_on_submit():
        with refusals(form):
            drafts = attribute_drafts(form.facts.data, product.facts)
            change_product(db(), product_id, attributes=drafts, acting_user=current_actor())
            return _saved(product_id)
    return _form(form, product, _("Attributes"))


@pages.route("/pictures", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@takes_files(megabytes=6)
@writes
def pictures(product_id: UUID) -> ResponseReturnValue:
    """A picture more."""
    product, form = product_card(db(), product_id), PictureForm()
    if form.validate_on_submit():
        with refusals(form):
            keep_picture(db(), product, form)
            return _saved(product_id)
    return _form(form, product, _("Add a picture"))


@pages.route("/documents", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@takes_files(megabytes=21)
@writes
def documents(product_id: UUID) -> ResponseReturnValue:
    """A document more."""
    product, form = product_card(db(), product_id), DocumentForm()
    if form.validate_on_submit():
        with refusals(form):
            keep_document(db(), product, form)
            return _saved(product_id)
    return _form(form, product, _("Add a document"))


@pages.route("/files/<uuid:file_id>", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def file(product_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """What a picture or a document is called, and where it stands."""
    product, found = product_card(db(), product_id), get_file(db(), file_id)
    form = FileForm(obj=found)
    if form.validate_on_submit():
        with refusals(form):
            describe_file(
                db(),
                file_id,
                name=form.name.data or "",
                name_de=form.name_de.data or "",
                position=form.position.data or 0,
            )
            return _saved(product_id)
    return _form(form, product, found.name)


@pages.post("/files/<uuid:file_id>/remove")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def remove(product_id: UUID, file_id: UUID) -> ResponseReturnValue:
    """Take a picture or a document off the page."""
    forget_file(remove_file(db(), file_id))
    return _saved(product_id)


@pages.route("/changes", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def changes(product_id: UUID) -> ResponseReturnValue:
    """Plan a change."""
    product, form = product_card(db(), product_id), PlannedChangeForm()
    if form.validate_on_submit():
        with refusals(form):
            plan_change(
                db(),
                product_id,
                due_at=moment_of(form.due_at.data) or clock.now(),
                said=_planned(form),
                acting_user=current_actor(),
            )
            flash(_("The change is planned."))
            return redirect(url_for("products.show", product_id=product_id), 303)
    return _form(form, product, _("Plan a change"))


@pages.post("/changes/<uuid:change_id>/cancel")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def cancel(product_id: UUID, change_id: UUID) -> ResponseReturnValue:
    """Give a planned change up."""
    cancel_change(db(), change_id, acting_user=current_actor())
    flash(_("The change is given up."))
    return redirect(url_for("products.show", product_id=product_id), 303)


def _planned(form: PlannedChangeForm) -> dict[str, Any]:
    names = ("name", "name_de", "summary", "summary_de", "brand")
    said: dict[str, Any] = {name: (form[name].data or "").strip() for name in names}
    said["delivery_days"] = form.delivery_days.data
    if form.shown.data:
        said["is_published"] = form.shown.data == "yes"
    return said


def _filled(row: VariantRow) -> dict[str, Any]:
    names = ("sku", "option_name", "option_name_de", "unit_quantity", "interval_months", "term_months")
    plan = ("notice_months", "trial_days", "setup_gross_minor", "setup_net_minor", "plan_name", "plan_name_de")
    filled = {name: getattr(row, name) for name in (*names, *plan, "duration_minutes", "is_active")}
    return {**filled, "option": row.name, "option_de": row.name_de, "unit": row.unit or ""}


def _variant(form: VariantForm, product: ProductCard, *, is_new: bool) -> ArticleDraft:
    names = ("sku", "option_name", "option_name_de", "option", "option_de", "unit_quantity", "is_active")
    terms = ("interval_months", "term_months", "notice_months", "trial_days", "duration_minutes")
    said = {name: form[name].data for name in (*names, *terms, "plan_name", "plan_name_de")}
    said |= {name: form[name].minor for name in ("setup_gross_minor", "setup_net_minor")}
    unit = Measure(form.unit.data) if form.unit.data else None
    return ArticleDraft(new_slug="", slug=product.slug if is_new else None, unit=unit, **said)


def _form(form: Form, product: ProductCard, title: str) -> ResponseReturnValue:
    return render_template("catalogue/edit.html", form=form, product=product, title=title), form.status


def _saved(product_id: UUID) -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(url_for("products.show", product_id=product_id), 303)
