"""Signed links: whoever holds one may see one order without signing in."""

from datetime import timedelta
from uuid import UUID

from core.kernel import tokens
from core.kernel.tokens import TokenRefused
from core.orders.queries.orders import Owner

PURPOSE = "order"
LINK_LASTS = timedelta(days=400)


def order_token(order_id: UUID) -> str:
    """The token for the link to an order, as `/orders/<number>?t=<token>`; good for more than a year."""
    return tokens.sign(PURPOSE, str(order_id), expires_in=LINK_LASTS)


def owner_by_token(token: str) -> Owner:
    """Whose order the link shows. Raises TokenRefused."""
    try:
        return Owner(order_id=UUID(tokens.read(PURPOSE, token)))
    except ValueError:
        raise TokenRefused from None
