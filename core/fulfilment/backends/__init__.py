"""Back-ends by name: the built-in one and those that other packages register as `kontor.fulfilment_backends`."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import entry_points

from core.fulfilment.backends.native import NativeBackend
from core.fulfilment.errors import UnknownBackend
from core.fulfilment.protocol import FulfilmentBackend

GROUP = "kontor.fulfilment_backends"

Factory = Callable[[], FulfilmentBackend]
_added: dict[str, Factory] = {"native": NativeBackend}


def add_backend(name: str, factory: Factory) -> None:
    """Add a back-end by hand; packages do it by an entry point instead."""
    _added[name] = factory


def backend_names() -> list[str]:
    """Every back-end that can be chosen."""
    return sorted(_installed() | _added.keys())


def get_backend(name: str) -> FulfilmentBackend:
    """The back-end of this name. Raises UnknownBackend."""
    if name in _added:
        return _added[name]()
    for found in entry_points(group=GROUP, name=name):
        factory: Factory = found.load()
        return factory()
    raise UnknownBackend(name=name)


@cache
def _installed() -> frozenset[str]:
    return frozenset(found.name for found in entry_points(group=GROUP))
