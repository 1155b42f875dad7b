"""Signed, expiring tokens: a link that proves what we once said to somebody."""

from datetime import timedelta

from itsdangerous import BadSignature, URLSafeSerializer

from core.kernel import clock
from core.kernel.errors import Forbidden
from core.kernel.i18n import N_
from core.kernel.settings import get_settings


class TokenRefused(Forbidden):
    """The token is not ours, is meant for something else, or is too old."""

    def __init__(self) -> None:
        super().__init__("token.refused", N_("This link is not valid any more. Please ask for a new one."))


def sign(purpose: str, value: str, *, expires_in: timedelta) -> str:
    """A token for one purpose that carries a value, readable by whoever holds it, until it expires."""
    expires = int((clock.now() + expires_in).timestamp())
    return str(_serializer(purpose).dumps([value, expires]))


def read(purpose: str, token: str) -> str:
    """The value of a token. Raises TokenRefused."""
    try:
        value, expires = _serializer(purpose).loads(token)
    except (BadSignature, ValueError, TypeError):
        raise TokenRefused from None
    if clock.now().timestamp() >= expires:
        raise TokenRefused
    return str(value)


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(get_settings().secret_key.get_secret_value(), salt=f"kontor.{purpose}")
