"""The servers of a benchmark and what they use: CPU seconds and memory of whole process trees."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

from tests.benchmarks.plan import PROCESSES


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """CPU seconds used so far, and bytes of memory held now (shared pages counted once)."""

    cpu: float
    memory: int


def usage(*roots: int) -> Usage:
    """What the processes and all their children use."""
    cpu, memory = 0.0, 0
    for root in roots:
        parent = psutil.Process(root)
        for process in [parent, *parent.children(recursive=True)]:
            with suppress(psutil.NoSuchProcess):
                times = process.cpu_times()
                cpu += times.user + times.system
                memory += process.memory_full_info().pss
    return Usage(cpu=cpu, memory=memory)


def postmaster(port: int) -> int:
    """The process id of the PostgreSQL server that listens on a port."""
    for process in psutil.process_iter(["name", "cmdline"]):
        if f"port={port}" in (process.info["cmdline"] or []):
            return int(process.pid)
    raise RuntimeError("There is no such server.")


@contextmanager
def shop_server(environment: Mapping[str, str], port: int) -> Iterator[int]:
    """Shop and office under Granian with two processes; yields the process id."""
    variables = {**os.environ, **environment, "KONTOR_PORT": str(port), "KONTOR_PROCESSES": str(PROCESSES)}
    process = subprocess.Popen(
        [sys.executable, "-m", "core.cli", "serve"],
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(f"http://127.0.0.1:{port}/health/ready", process)
        yield process.pid
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), urllib.request.urlopen(url, timeout=2) as answer:
            if answer.status == 200:
                return
        time.sleep(0.2)
    raise RuntimeError("The server did not become ready.")
