"""No test talks to the world: connections may lead to this machine only."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any


class NetworkRefused(AssertionError):
    """Something tried to leave this machine."""


def guarded(connect: Callable[..., Any]) -> Callable[..., Any]:
    """A socket method that refuses every address but those of this machine."""

    def checked(own: socket.socket, address: Any) -> Any:
        if own.family in (socket.AF_INET, socket.AF_INET6) and not _is_here(str(address[0])):
            raise NetworkRefused(f"A test wanted to reach {address[0]}.")
        return connect(own, address)

    return checked


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
