"""What stands around every page of the shop: who is signed in, the way to the shelves, the cart."""

from typing import Any

from flask import request
from markupsafe import Markup

from core.web.access import current_user
from core.web.locale import ngettext
from storefront import visitor
from storefront.menu import menu


def frame() -> dict[str, Any]:
    """What base_shop.html shows on every page."""
    user = current_user()
    return {
        "account_name": user.name if user else None,
        "acting": user.session.acting if user and user.session else None,
        "price_mode": "net" if visitor.buys_net() else "gross",
        "nav_categories": menu(_shelf_here()),
        "search_text": request.args.get("q", "") if request.endpoint == "shelf.search" else "",
    }


def cart_badge() -> str:
    """How much lies in the visitor's cart: on every page, also on those that are kept for everybody."""
    pieces = visitor.pieces()
    if not pieces:
        return ""
    words = ngettext("article in the cart", "articles in the cart", pieces)
    badge = Markup('<span class="count" data-cart-count>{}<span class="visually-hidden"> {}</span></span>')
    return badge.format(pieces, words)


def _shelf_here() -> str | None:
    return (request.view_args or {}).get("slug") if request.endpoint == "shelf.category" else None
