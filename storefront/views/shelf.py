"""Home, shelves and search."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.carts.queries.shelf import category_page, recommended
from core.carts.queries.shelf import search as find
from core.catalog.states import ArticleKind
from core.web.access import public
from core.web.db import db
from core.web.locale import current_locale
from core.web.security import browsable
from storefront import visitor
from storefront.crumbs import Crumb, way_to
from storefront.menu import shelves, spare_the_shelves
from storefront.shelf import ShelfChoice

pages = Blueprint("shelf", __name__)
FAVOURITES, BUNDLES = 8, 3


@pages.get("/")
@browsable
@public
def home() -> ResponseReturnValue:
    """What we sell, what others like, and what we promise."""
    asked = _asked()
    goods = set(ArticleKind) - {ArticleKind.BUNDLE}
    return render_template(
        "shelf/home.html",
        shelves=shelves().roots,
        favourites=recommended(db(), kinds=goods, most=FAVOURITES, **asked),
        bundles=recommended(db(), kinds={ArticleKind.BUNDLE}, most=BUNDLES, **asked),
    )


@pages.get("/c/<slug>")
@browsable
@public
def category(slug: str) -> ResponseReturnValue:
    """A shelf and all below it."""
    choice = ShelfChoice.from_request(request.args)
    spare_the_shelves()
    page = category_page(db(), slug, locale=current_locale(), price_list=visitor.price_list(), **choice.wanted())
    children = [Crumb(label=node.name, url=url_for("shelf.category", slug=node.slug)) for node in page.children]
    return render_template(
        "shelf/category.html", shelf=page, choice=choice, crumbs=way_to(page.breadcrumb), children=children
    )


@pages.get("/search")
@browsable
@public
def search() -> ResponseReturnValue:
    """What was found; when nothing was, where to look instead."""
    choice, text = ShelfChoice.from_request(request.args), request.args.get("q", "").strip()
    asked = _asked()
    found = find(db(), text, **asked, **choice.wanted())
    instead = () if found.total else recommended(db(), most=4, **asked)
    return render_template("shelf/search.html", shelf=found, choice=choice, instead=instead, shelves=shelves().roots)


def _asked() -> dict[str, Any]:
    """In which language and at which prices the visitor looks at cards."""
    return {"locale": current_locale(), "price_list": visitor.price_list()}
