"""Products: the list, many at once, a new one, and what stands on a product's page."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backoffice.forms.products import BulkForm, NewProductForm, SettingsForm, TextsForm, VisibilityForm
from backoffice.lists import address, chosen, facets, newest, older, position, typed
from backoffice.pages.articles import kind_choices
from backoffice.pages.bulk import carry_out, propose
from backoffice.pages.products import lines_of, list_choices, local_of, moment_of, shelf_choices
from core.accounts.queries import business_units
from core.accounts.states import Permission
from core.assortment.queries import ProductFilter, product_card, product_list
from core.catalog.operations import change_product, relate_products, save_article, set_visibility
from core.catalog.queries import preview_token
from core.catalog.rules import ArticleDraft, Assumed, ComponentDraft, slug_of
from core.catalog.states import ArticleKind, Supply, TaxClass
from core.web.access import allowed, current_actor
from core.web.db import db, writes
from core.web.forms import refusals
from core.web.locale import current_locale
from core.web.locale import gettext as _

pages = Blueprint("products", __name__, url_prefix="/catalogue/products")
SHOWN = {"yes": True, "no": False}


@pages.get("")
@allowed(Permission.VIEW_CATALOGUE)
def index() -> ResponseReturnValue:
    """Every product by address, with what can be done with many of them."""
    return render_template("catalogue/products.html", form=BulkForm(formdata=None), **_list()), 200


@pages.post("")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def bulk() -> ResponseReturnValue:
    """Do one thing with the chosen products."""
    form = BulkForm()
    if form.validate_on_submit():
        with refusals(form):
            if form.scope.data == "all":
                return redirect(url_for("bulk.show", bulk_change_id=propose(db(), form, _wanted())), 303)
            flash(carry_out(db(), form, request.form.getlist("id", type=UUID)))
            return redirect(address(**{"from": position()}), 303)
    return render_template("catalogue/products.html", form=form, **_list()), form.status


def _wanted() -> ProductFilter:
    kind, shown = chosen("kind", ArticleKind), request.args.get("shown", "")
    return ProductFilter(text=typed(), kind=kind, is_published=SHOWN.get(shown), shelf=typed("shelf"))


def _list() -> dict[str, object]:
    kind, shown, wanted = chosen("kind", ArticleKind), request.args.get("shown", ""), _wanted()
    found = product_list(db(), wanted, after=position(), locale=current_locale())
    labels = [(None, _("All")), ("yes", _("In the shop")), ("no", _("Withdrawn"))]
    return {
        "found": found,
        "is_part": found.next_after is not None or position() is not None,
        "text": typed(),
        "shelf": typed("shelf"),
        "kinds": kind_choices(kind),
        "shelves": shelf_choices(db()),
        "states": facets("shown", shown if shown in SHOWN else None, labels),
        "chosen": {str(value) for value in request.form.getlist("id")},
        "older": older(found.next_after),
        "newest": newest(),
    }


@pages.route("/new", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def new() -> ResponseReturnValue:
    """A new product, not in the shop yet."""
    units = business_units(db())
    form = NewProductForm(units=[(unit.code, unit.name) for unit in units], shelves=shelf_choices(db()))
    if form.validate_on_submit():
        with refusals(form):
            kind, tax_class = ArticleKind(form.kind.data), TaxClass(form.tax_class.data)
            unit_id = next(unit.id for unit in units if unit.code == form.unit_code.data)
            draft = ArticleDraft(
                sku=form.sku.data or "",
                new_slug=slug_of(form.name.data or "") or slug_of(form.sku.data or ""),
                name=form.name.data,
                name_de=form.name_de.data,
                kind=kind,
                interval_months=form.interval_months.data,
                duration_minutes=form.duration_minutes.data,
                category_slugs=(form.shelf.data,),
                components=(ComponentDraft(sku=form.part_sku.data, quantity=1),) if form.part_sku.data else None,
            )
            assumed = Assumed(
                kind=kind,
                tax_class=tax_class,
                business_unit_id=unit_id,
                delivery_days=3,
                rank=1000,
                is_published=False,
                category_slug=form.shelf.data,
            )
            saved = save_article(db(), draft, assumed=assumed, acting_user=current_actor())
            flash(_("The product is there. It is not in the shop yet."))
            return redirect(url_for("products.show", product_id=saved.product_id), 303)
    return render_template("catalogue/edit.html", form=form, product=None, title=_("New product")), form.status


@pages.get("/<uuid:product_id>")
@allowed(Permission.VIEW_CATALOGUE)
def show(product_id: UUID) -> ResponseReturnValue:
    """Everything about a product, with its preview."""
    product = product_card(db(), product_id)
    return render_template(
        "catalogue/product.html", product=product, preview=preview_token(product_id), lists=dict(list_choices(db()))
    )


@pages.route("/<uuid:product_id>/texts", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def texts(product_id: UUID) -> ResponseReturnValue:
    """Names and texts in both languages."""
    product = product_card(db(), product_id)
    form = TextsForm(obj=product)
    if form.validate_on_submit():
        with refusals(form):
            said = {name: value for name, value in form.data.items() if name != "csrf_token"}
            change_product(db(), product_id, acting_user=current_actor(), **said)
            return _saved(product_id)
    return render_template("catalogue/edit.html", form=form, product=product, title=_("Texts")), form.status


@pages.route("/<uuid:product_id>/settings", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def settings(product_id: UUID) -> ResponseReturnValue:
    """Tax, delivery, shelves, and what is shown beside it."""
    product = product_card(db(), product_id)
    form = SettingsForm(
        shelves=shelf_choices(db()),
        data={
            "tax_class": product.tax_class.value,
            "supply": product.taxed_as.value,
            "delivery_days": product.delivery_days,
            "rank": product.rank,
            "shelves": list(product.shelves),
            "related": "\n".join(product.related),
        },
    )
    if form.validate_on_submit():
        with refusals(form):
            relate_products(db(), product_id, lines_of(form.related.data))
            change_product(
                db(),
                product_id,
                tax_class=TaxClass(form.tax_class.data),
                supply=Supply(form.supply.data),
                delivery_days=form.delivery_days.data,
                rank=form.rank.data,
                category_slugs=tuple(form.shelves.data or ()),
                acting_user=current_actor(),
            )
            return _saved(product_id)
    return render_template("catalogue/edit.html", form=form, product=product, title=_("Settings")), form.status


@pages.route("/<uuid:product_id>/visibility", methods=["GET", "POST"])
@allowed(Permission.EDIT_CATALOGUE)
@writes
def visibility(product_id: UUID) -> ResponseReturnValue:
    """Its address, and who finds it when."""
    product = product_card(db(), product_id)
    form = VisibilityForm(
        lists=list_choices(db()),
        data={
            "slug": product.slug,
            "visible_from": local_of(product.visible_from),
            "visible_until": local_of(product.visible_until),
            "audience": product.audience.split(),
        },
    )
    if form.validate_on_submit():
        with refusals(form):
            change_product(db(), product_id, slug=form.slug.data, acting_user=current_actor())
            set_visibility(
                db(),
                product_id,
                visible_from=moment_of(form.visible_from.data),
                visible_until=moment_of(form.visible_until.data),
                audience=tuple(form.audience.data or ()),
            )
            return _saved(product_id)
    return render_template(
        "catalogue/edit.html", form=form, product=product, title=_("Address and visibility")
    ), form.status


@pages.post("/<uuid:product_id>/shown")
@allowed(Permission.EDIT_CATALOGUE)
@writes
def shown(product_id: UUID) -> ResponseReturnValue:
    """Put it into the shop, or take it out."""
    is_published = request.form.get("shown") == "yes"
    change_product(db(), product_id, is_published=is_published, acting_user=current_actor())
    flash(_("It is in the shop now.") if is_published else _("It is out of the shop. Orders that hold it go on."))
    return redirect(url_for("products.show", product_id=product_id), 303)


def _saved(product_id: UUID) -> ResponseReturnValue:
    flash(_("Saved."))
    return redirect(url_for("products.show", product_id=product_id), 303)
