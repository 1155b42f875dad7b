"""Ways to pay, found by name: one file each, one line here; others by the entry point `kontor.payment_providers`."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import entry_points

from core.kernel.settings import get_settings
from core.payments.protocol import OnlineProvider, PaymentMethod
from core.payments.providers.by_bank import ON_ACCOUNT, PREPAYMENT
from core.payments.providers.demo_card import DEMO_CARD

GROUP = "kontor.payment_providers"
BUILT_IN: tuple[PaymentMethod, ...] = (ON_ACCOUNT, DEMO_CARD, PREPAYMENT)
_added: list[PaymentMethod] = []


@cache
def _from_others() -> tuple[PaymentMethod, ...]:
    return tuple(entry.load() for entry in entry_points(group=GROUP))


@contextmanager
def offering(method: PaymentMethod) -> Iterator[None]:
    """Offer one more way to pay while the block runs; packages do it for good by an entry point."""
    _added.append(method)
    try:
        yield
    finally:
        _added.remove(method)


def payment_methods() -> tuple[PaymentMethod, ...]:
    """Every way to pay that this installation offers; the demo's card only where the settings allow it."""
    offered = (*BUILT_IN, *_from_others(), *_added)
    return tuple(method for method in offered if method is not DEMO_CARD or get_settings().demo_card)


def find_method(code: str) -> PaymentMethod | None:
    """The way to pay with this code."""
    return next((method for method in payment_methods() if method.code == code), None)


def online_provider(code: str) -> OnlineProvider:
    """The company behind a way to pay at once. Raises LookupError for any other."""
    found = find_method(code)
    if not isinstance(found, OnlineProvider):
        raise LookupError(f"{code} is not paid online.")
    return found
