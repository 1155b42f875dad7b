"""What stands around every page of the shop: who is signed in, the way to the categories, the cart."""

from typing import Any

from core.web.access import current_user


def frame() -> dict[str, Any]:
    """What base_shop.html shows on every page."""
    user = current_user()
    is_company = user is not None and user.customer is not None and user.customer.price_list == "business"
    return {
        "account_name": user.name if user else None,
        "price_mode": "net" if is_company else "gross",
        "nav_categories": (),
        "cart_count": 0,
    }
