"""The tests themselves cannot reach the world."""

import socket

import pytest

from tests.support.network import NetworkRefused


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_a_connection_to_the_world_is_refused(method: str) -> None:
    with socket.socket() as client, pytest.raises(NetworkRefused):
        getattr(client, method)(("192.0.2.1", 80))


def test_a_connection_to_this_machine_is_allowed() -> None:
    with socket.socket() as server, socket.socket() as client:
        server.bind(("127.0.0.1", 0))
        server.listen()

        client.connect(server.getsockname())
