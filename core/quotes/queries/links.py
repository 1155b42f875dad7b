"""Signed links: a guest confirms a request, and whoever holds the link of a quote sits at its table."""

from datetime import timedelta
from uuid import UUID

from core.kernel import tokens
from core.kernel.tokens import TokenRefused
from core.quotes.models import Quote
from core.quotes.queries.quotes import Seat

REQUEST, QUOTE = "quote_request", "quote"
CONFIRM_LASTS = timedelta(days=7)
LINK_LASTS = timedelta(days=180)


def request_token(request_id: UUID) -> str:
    """The token of the link that confirms a guest's request, and later shows it."""
    return tokens.sign(REQUEST, str(request_id), expires_in=LINK_LASTS)


def request_by_token(token: str) -> UUID:
    """Which request a link is about. Raises TokenRefused."""
    return _identity(tokens.read(REQUEST, token))


def quote_token(quote: Quote) -> str:
    """The token of the secret link to a quote; it is worth nothing any more once the links were renewed."""
    return tokens.sign(QUOTE, f"{quote.id}:{quote.link_version}", expires_in=LINK_LASTS)


def seat_by_token(token: str) -> Seat:
    """Where the holder of a link sits. Raises TokenRefused."""
    identity, _, version = tokens.read(QUOTE, token).partition(":")
    if not version.isdigit():
        raise TokenRefused
    return Seat(quote_id=_identity(identity), link_version=int(version))


def _identity(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise TokenRefused from None
