"""The page of a product, with the variant that the address names."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.carts.queries.shelf import product_page
from core.catalog.errors import UnknownProduct
from core.catalog.queries import find_redirect, previewed_slug
from core.catalog.rules import picks_from
from core.web.access import public
from core.web.db import db
from core.web.locale import current_locale
from core.web.page_cache import kept_page
from core.web.security import browsable
from storefront import visitor
from storefront.crumbs import way_to
from storefront.forms.cart import MOST_PIECES, AddToCartForm
from storefront.menu import spare_the_shelves
from storefront.offer import offer_of
from storefront.searches import note_choice

pages = Blueprint("product", __name__)


@pages.get("/p/<slug>")
@browsable
@public
@kept_page
def show(slug: str) -> ResponseReturnValue:
    """One product: what it is, what it costs, when it comes. A former address leads to the present one for good."""
    try:
        form, picks = begun()
        return page_of(slug, form, sku=request.args.get("v"), picks=picks)
    except UnknownProduct:
        present = find_redirect(db(), slug)
        if present is None:
            raise
        return redirect(url_for("product.show", slug=present, v=request.args.get("v")), 301)


@pages.get("/preview/<token>")
@public
def preview(token: str) -> ResponseReturnValue:
    """A product as it will be, for whoever got the link from the office."""
    slug = previewed_slug(db(), token)
    return page_of(slug, AddToCartForm(formdata=None), sku=request.args.get("v"), is_preview=True)


def begun() -> tuple[AddToCartForm, Mapping[str, int] | None]:
    """The form as the address begins it: empty, or with the options and the quantity of a line in the cart."""
    form, instead = AddToCartForm(formdata=None), request.args.get("instead")
    text = request.args.get("picks", instead)
    if text is None:
        return form, None
    try:
        picks = picks_from(text)
    except ValueError:
        return form, None
    quantity = request.args.get("quantity", type=int)
    form.instead.data = instead
    form.quantity.data = quantity if quantity is not None and 1 <= quantity <= MOST_PIECES else 1
    return form, picks


def page_of(
    slug: str,
    form: AddToCartForm,
    *,
    sku: str | None = None,
    picks: Mapping[str, int] | None = None,
    is_preview: bool = False,
) -> str:
    """The page of a product with its form as it stands. Raises UnknownProduct."""
    spare_the_shelves()
    product = product_page(db(), slug, locale=current_locale(), price_list=visitor.price_list(), is_preview=is_preview)
    note_choice(product.id)
    offer = offer_of(product, sku=sku, variant_id=form.variant_id.data, quantity=form.quantity.data, picks=picks)
    crumbs = way_to(product.breadcrumb, product.name)
    return render_template(
        "product/show.html", product=product, offer=offer, form=form, crumbs=crumbs, is_preview=is_preview
    )
