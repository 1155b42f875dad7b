"""Measure the workloads of README.md beside this file and print them as a table or JSON."""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import func, select

from core.kernel import db, jobs, schema
from core.orders.models import Order
from tests.benchmarks import data, scale
from tests.benchmarks.busy import at_work, chores
from tests.benchmarks.client import VARIANTS, WORKLOADS
from tests.benchmarks.plan import ARTICLES, ORDERS
from tests.benchmarks.processes import postmaster, shop_server, usage
from tests.benchmarks.statements import statements_of
from tests.support import postgres
from tests.support.databases import psycopg_url

ROOT = Path(__file__).parents[2]
TARGETS = {"W1": 5.0, "W2": 4.0, "W3": 12.0, "W4": 40.0, "W5": 12.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What one run of one workload showed. Times in milliseconds, memory in megabytes."""

    workload: str
    beside: str = ""
    clients: int
    operations: int
    per_second: float
    p50: float
    p95: float
    p99: float
    errors: int
    cpu: float
    statements: int
    memory: float
    new_orders: int


def main(arguments: Sequence[str]) -> None:
    """Measure and print; `--json FILE` keeps the figures."""
    parser = argparse.ArgumentParser(prog="kontor bench")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--only", default=",".join(sorted(WORKLOADS)))
    parser.add_argument("--clients", default="1,4,16")
    parser.add_argument("--seconds", type=float, default=6)
    parser.add_argument("--articles", type=int, default=ARTICLES, help="in thousands")
    parser.add_argument("--orders", type=int, default=ORDERS, help="about; in two thousands")
    parser.add_argument("--busy", action="store_true", help="W4 again while the whole catalogue changes")
    asked = parser.parse_args(arguments)
    plan = Plan(
        workloads=asked.only.split(","),
        clients=[int(count) for count in asked.clients.split(",")],
        seconds=asked.seconds,
        articles=asked.articles,
        orders=asked.orders,
        is_busy=asked.busy,
    )
    figures = measure(plan)
    if asked.json:
        asked.json.write_text(json.dumps([asdict(row) for row in figures], indent=2))


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is measured, and how large the shop is."""

    workloads: Sequence[str]
    clients: Sequence[int]
    seconds: float
    articles: int
    orders: int
    is_busy: bool


def measure(plan: Plan) -> list[Figures]:
    """Run every workload with every number of clients on a fresh server and database."""
    with tempfile.TemporaryDirectory() as folder, postgres.server(postgres.LASTING) as server_url:
        url = psycopg_url(postgres.create_database(server_url, "bench"))
        environment = {
            "KONTOR_ENVIRONMENT": "test",
            "KONTOR_DATABASE_URL": url,
            "KONTOR_DATA_FOLDER": folder,
            "KONTOR_EMBEDDED_WORKER": "false",
            "KONTOR_LOG_LEVEL": "WARNING",
            "KONTOR_PAGE_CACHE_SECONDS": os.environ.get("KONTOR_PAGE_CACHE_SECONDS", "0"),
            "KONTOR_GUEST_ON_ACCOUNT_LIMIT_MINOR": "10000000",
        }
        os.environ.update(environment)  # this process counts statements on the same shop
        db.connect(url)
        schema.upgrade()
        began = time.perf_counter()
        variants = Path(folder) / "variants.json"
        VARIANTS.extend(str(variant) for variant in data.fill(plan.articles // ARTICLES - 1))
        variants.write_text(json.dumps(VARIANTS))
        print(f"filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
        port = postgres.free_port()
        database_process = postmaster(int(url.rsplit(":", 1)[1].split("/")[0]))
        with shop_server(environment, port) as server_process:
            bench = Bench(f"http://127.0.0.1:{port}", variants, (server_process, database_process))
            bench.place_orders_up_to(ORDERS, copies=plan.orders // ORDERS - 1)
            print(HEAD)
            figures = []
            for row in bench.rows(plan, Path(folder), environment):
                figures.append(row)
                print(line_of(row), flush=True)
            bench.measure_jobs()
    return figures


class Bench:
    """One filled shop that is being measured."""

    def __init__(self, base: str, variants: Path, processes: tuple[int, int]) -> None:
        self.base, self.variants, self.processes = base, variants, processes

    def place_orders_up_to(self, wanted: int, *, copies: int) -> None:
        """Let clients buy until the office has so many orders; then copy them."""
        began, before = time.perf_counter(), scale.row_counts()
        while (count := count_orders()) < wanted:
            self.ask("W4", 4, min(20.0, max(2.0, (wanted - count) / 60)))
        if copies:
            scale.copy_rows(scale.grown(before), copies)
        print(f"{count_orders()} orders after {time.perf_counter() - began:.0f} s", file=sys.stderr)

    def rows(self, plan: Plan, folder: Path, environment: dict[str, str]) -> Iterator[Figures]:
        """The figures of every run, as they come."""
        for workload in plan.workloads:
            for count in plan.clients:
                yield self.run(workload, count, plan.seconds)
        if plan.is_busy:
            for chore, command in chores(folder, plan.articles).items():
                began = time.perf_counter()
                with at_work(command, environment) as process:
                    yield self.run("W4", 4, plan.seconds, beside=chore)
                    if chore != "import":  # it would take minutes
                        process.wait()
                        print(f"{chore}: {time.perf_counter() - began:.0f} s", file=sys.stderr)

    def ask(self, workload: str, clients: int, seconds: float) -> dict[str, list[float]]:
        """Run the clients in their own process and return what they saw."""
        command = [
            sys.executable, "-m", "tests.benchmarks.client", workload, "--base", self.base, "--variants",
            str(self.variants), "--clients", str(clients), "--seconds", str(seconds),
        ]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE)
        seen: dict[str, list[float]] = json.loads(done.stdout)
        if seen["errors"]:
            print(workload, seen["errors"][0], file=sys.stderr)
        return seen

    def run(self, workload: str, clients: int, seconds: float, *, beside: str = "") -> Figures:
        """Warm up, then measure; beside a chore its CPU is not in the figures of the server, but the database's is."""
        if not beside:
            self.ask(workload, clients, min(1.5, seconds))
        orders, before = count_orders(), usage(*self.processes)
        seen = self.ask(workload, clients, seconds)
        after = usage(*self.processes)
        times = sorted(seen["seconds"])
        done = max(1, len(times))
        return Figures(
            workload=workload,
            beside=beside,
            clients=clients,
            operations=len(times),
            per_second=len(times) / seconds,
            p50=1000 * quantile(times, 0.50),
            p95=1000 * quantile(times, 0.95),
            p99=1000 * quantile(times, 0.99),
            errors=int(seen["error_count"]),  # type: ignore[call-overload]  # the one number among lists
            cpu=1000 * (after.cpu - before.cpu) / done,
            statements=statements_of(workload),
            memory=after.memory / 1e6,
            new_orders=count_orders() - orders,
        )

    def measure_jobs(self) -> None:
        """Run what the orders left behind, in this process, and print its CPU per order."""
        orders, before = count_orders(), time.process_time()
        database = usage(self.processes[1]).cpu
        ran = jobs.run_due(most=3000)
        spent = time.process_time() - before + usage(self.processes[1]).cpu - database
        print(f"jobs: {ran} run, {1000 * spent / max(1, ran):.1f} ms CPU each, of {orders} orders", file=sys.stderr)


def count_orders() -> int:
    """How many orders the database holds."""
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Order)) or 0


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which this share of an ordered list lies."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0


HEAD = "load clients   op/s     p50     p95     p99 errors CPU ms target  SQL     MB orders"


def line_of(row: Figures) -> str:
    """A row of the table."""
    return (
        f"{row.workload:<4} {row.clients:>7} {row.per_second:>6.1f} {row.p50:>7.1f} {row.p95:>7.1f} {row.p99:>7.1f} "
        f"{row.errors:>6} {row.cpu:>6.1f} {TARGETS[row.workload]:>6.0f} {row.statements:>4} {row.memory:>6.0f} "
        f"{row.new_orders:>6} {row.beside}"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
