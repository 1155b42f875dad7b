"""What stands around every page of the shop: who is signed in, the way to the shelves, the cart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from core.web.access import current_user
from core.web.rendering import address
from storefront import visitor
from storefront.menu import shelves


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """A way to a shelf."""

    label: str
    url: str
    current: bool = False


def frame() -> dict[str, Any]:
    """What base_shop.html shows on every page."""
    user = current_user()
    return {
        "account_name": user.name if user else None,
        "price_mode": "net" if visitor.buys_net() else "gross",
        "nav_categories": _menu(),
        "cart_count": visitor.pieces(),
        "search_text": request.args.get("q", "") if request.endpoint == "shelf.search" else "",
    }


def _menu() -> Sequence[MenuItem]:
    tree, here = shelves(), _shelf_here()
    return [
        MenuItem(
            label=root.name,
            url=address("shelf.category", slug=root.slug),
            current=here is not None and any(node.slug == here for node in tree.below(root)),
        )
        for root in tree.roots
    ]


def _shelf_here() -> str | None:
    return (request.view_args or {}).get("slug") if request.endpoint == "shelf.category" else None
