"""Which faults can be made on this machine: those of RabbitMQ need a RabbitMQ, see tests/README.md."""

from collections.abc import Iterator

import pytest

from tests.support import rabbitmq

collect_ignore = [] if rabbitmq.PROGRAM else ["test_rabbitmq.py"]


@pytest.fixture(scope="session")
def started_broker() -> Iterator[rabbitmq.Server]:
    """One RabbitMQ for the whole run."""
    with rabbitmq.server() as running:
        yield running
