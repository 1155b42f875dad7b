"""Home, shelves and search."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from core.carts.queries.shelf import CategoryPage, SearchPage, category_page, recommended
from core.carts.queries.shelf import search as find
from core.catalog.queries import CategoryNode
from core.catalog.queries.suggestions import suggestions
from core.catalog.rules.folding import plain_words
from core.catalog.states import ArticleKind
from core.web.access import public
from core.web.db import db
from core.web.locale import current_locale
from core.web.page_cache import kept_page
from core.web.security import browsable
from storefront import visitor
from storefront.crumbs import Crumb, way_to
from storefront.filters import Panel, panel_of
from storefront.kept_filters import keep_filters, kept_filters
from storefront.menu import shelves, spare_the_shelves
from storefront.searches import found_urls, note_search
from storefront.shelf import ShelfChoice

pages = Blueprint("shelf", __name__)
FAVOURITES, BUNDLES = 8, 3
MOST_LETTERS, MOST_SHELVES = 80, 2


@pages.get("/")
@browsable
@public
@kept_page
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
@kept_page
def category(slug: str) -> ResponseReturnValue:
    """A shelf and all below it."""
    choice = ShelfChoice.from_request(request.args)
    spare_the_shelves()
    kept = kept_filters(request.path, choice.filters)
    page = category_page(db(), slug, filters=kept, **_asked(), **choice.wanted())
    keep_filters(request.path, choice.filters, page.filters)
    children = [Crumb(label=node.name, url=url_for("shelf.category", slug=node.slug)) for node in page.children]
    return render_template(
        "shelf/category.html",
        shelf=page,
        choice=choice,
        panel=_panel(choice, page, {}),
        crumbs=way_to(page.breadcrumb),
        children=children,
    )


@pages.get("/search")
@browsable
@public
def search() -> ResponseReturnValue:
    """What was found; when nothing was, where to look instead."""
    choice, text = ShelfChoice.from_request(request.args), request.args.get("q", "").strip()
    asked, place = _asked(), f"{request.path}?{text}"
    found = find(db(), text, filters=kept_filters(place, choice.filters), **asked, **choice.wanted())
    keep_filters(place, choice.filters, found.filters)
    note_search(found, choice)
    instead = () if found.found else recommended(db(), most=4, **asked)
    names = {node.slug: node.name for node in shelves().nodes}
    return render_template(
        "shelf/search.html",
        shelf=found,
        found_url=found_urls(found),
        choice=choice,
        panel=_panel(choice, found, names),
        instead=instead,
        shelves=shelves().roots,
    )


@pages.get("/search/suggestions")
@browsable
@public
def suggest() -> ResponseReturnValue:
    """What may be meant by the beginning of a question: shelves, whole questions and products, for the field above."""
    text = request.args.get("q", "").strip()[:MOST_LETTERS]
    found = suggestions(db(), text, locale=current_locale(), audience=visitor.price_list())
    listed = [{"kind": "shelf", "label": n.name, "note": "", "url": _shelf_url(n)} for n in _shelves_begun(text)]
    listed += [
        {"kind": "words", "label": words, "note": "", "url": url_for("shelf.search", q=words)}
        for words in found.questions
    ]
    listed += [
        {"kind": "product", "label": p.name, "note": p.brand, "url": url_for("product.show", slug=p.slug)}
        for p in found.products
    ]
    return jsonify(listed)


def _shelves_begun(text: str) -> list[CategoryNode]:
    """The shelves whose names have words that begin like what is typed."""
    typed = plain_words(text)
    found = [
        node
        for node in shelves().nodes
        if typed and all(any(word.startswith(one) for word in plain_words(node.name)) for one in typed)
    ]
    return found[:MOST_SHELVES]


def _shelf_url(node: CategoryNode) -> str:
    return url_for("shelf.category", slug=node.slug)


def _panel(choice: ShelfChoice, page: CategoryPage | SearchPage, names: Mapping[str, str]) -> Panel | None:
    """The filters beside a shelf, if there is something to choose from."""
    if page.filters is None:
        return None
    currency = page.cards[0].currency if page.cards else "EUR"
    return panel_of(choice.filters, page.filters, names, currency)


def _asked() -> dict[str, Any]:
    """In which language and at which prices the visitor looks at cards."""
    return {"locale": current_locale(), "price_list": visitor.price_list()}
