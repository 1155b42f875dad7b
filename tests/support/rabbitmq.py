"""A real RabbitMQ server on loopback with data of its own: started for a test run, thrown away at its end.

Only where `KONTOR_TEST_RABBITMQ` names the program `rabbitmq-server`; `.ci/run` installs Debian's and says so.
"""

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pika
from pika.adapters.blocking_connection import BlockingChannel
from pika.exceptions import AMQPError, ChannelClosedByBroker

from core.kernel.worker import QUEUE
from tests.support.postgres import free_port

PROGRAM = os.environ.get("KONTOR_TEST_RABBITMQ", "")
LONGEST_START = 120.0
DEAD_LETTERS = f"{QUEUE}.XQ"


class Server:
    """A server that can be killed and started again on the same data."""

    def __init__(self, home: Path) -> None:
        self.home, self.port = home, free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}/%2F"
        (home / "plugins").write_text("[].")
        self.environment = {**os.environ, **_environment(home, self.port)}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Let it run, and wait until it answers."""
        self.process = subprocess.Popen(
            [PROGRAM],
            env=self.environment,
            cwd=self.home,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + LONGEST_START
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with self.channel():
                    return
            except (AMQPError, OSError):
                time.sleep(0.2)
        raise RuntimeError("RabbitMQ did not start.")

    def kill(self) -> None:
        """kill -9 of the server and all that it started."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(timeout=20)

    @contextmanager
    def channel(self) -> Iterator[BlockingChannel]:
        """Talk to it."""
        connection = pika.BlockingConnection(pika.URLParameters(self.url))
        try:
            yield connection.channel()
        finally:
            connection.close()

    def has(self, queue: str) -> bool:
        """Whether somebody made the queue."""
        try:
            return self.count(queue) >= 0
        except ChannelClosedByBroker:
            return False

    def count(self, queue: str) -> int:
        """How many messages wait in a queue."""
        with self.channel() as channel:
            count: int = channel.queue_declare(queue, passive=True).method.message_count
            return count


@contextmanager
def server() -> Iterator[Server]:
    """A running server and the name service that Erlang wants, both on loopback only."""
    with tempfile.TemporaryDirectory(prefix="kontor-mq-", ignore_cleanup_errors=True) as folder:
        running = Server(Path(folder))
        names = subprocess.Popen(["epmd"], env=running.environment, stdout=subprocess.DEVNULL)
        try:
            running.start()
            yield running
        finally:
            running.kill()
            names.terminate()
            names.wait(timeout=20)


def _environment(home: Path, port: int) -> dict[str, str]:
    return {
        "HOME": str(home),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(free_port()),
        "RABBITMQ_NODENAME": "kontor@localhost",
        "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODE_PORT": str(port),
        "RABBITMQ_DIST_PORT": str(free_port()),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        "RABBITMQ_MNESIA_BASE": str(home / "data"),
        "RABBITMQ_LOG_BASE": str(home / "log"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(home / "plugins"),
        "RABBITMQ_CONFIG_FILE": str(home / "rabbitmq"),
        "RABBITMQ_CONF_ENV_FILE": str(home / "environment"),
    }
