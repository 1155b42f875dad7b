"""The commands: they put shop, office, worker and database together."""

import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

from core.cli.start import connected, ready, shown
from core.kernel import db, events, logs, schema
from core.kernel.errors import AppError
from core.kernel.settings import Settings

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

ROOT = Path(__file__).parents[2]
METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@click.group()
def main() -> None:
    """Kontor: lead-to-cash commerce, a shop and an office on one order model."""


@main.command()
def demo() -> None:
    """Make the demo company if it is not there yet, and serve shop, office and worker."""
    if port := os.environ.get("PORT"):
        os.environ["KONTOR_PORT"] = port
    settings = ready()
    if not settings.is_demo:
        raise click.ClickException("This is no demo: KONTOR_ENVIRONMENT says otherwise.")
    _fill(settings)
    _greet(settings)
    _serve(settings)


@main.command()
def serve() -> None:
    """Serve shop and office; with KONTOR_EMBEDDED_WORKER the jobs too."""
    _serve(ready())


@main.command()
def worker() -> None:
    """Run jobs until told to stop."""
    from core.flows.wiring import install
    from core.kernel.worker import run_worker

    settings = ready()
    install()
    run_worker(settings)


@main.command()
@click.option("--new", "message", help="Write the difference between models and database as a new migration.")
def migrate(message: str | None) -> None:
    """Bring the database to the schema of this version."""
    settings = ready()
    if message:
        schema.write_revision(message)
    click.echo(f"The database {shown(settings)} is up to date.")


@main.command()
def seed() -> None:
    """Make the demo company and its year, if the database is empty."""
    _fill(ready())


@main.group("events")
def events_group() -> None:
    """The log of everything that happened."""


@events_group.command("verify")
def verify_events() -> None:
    """Go through the chain of events and compare every hash."""
    ready()
    with db.reading() as session:
        verdict = events.verify(session)
    if not verdict.is_intact:
        raise click.ClickException(f"Event {verdict.broken_at} is not what it was when it was written.")
    click.echo(f"{verdict.checked} events, none altered.")


@main.group("ledger")
def ledger_group() -> None:
    """The books."""


@ledger_group.command("verify")
def verify_ledger() -> None:
    """Check that every entry balances and that no number is missing."""
    from core.ledger.queries import verify

    ready()
    with db.reading() as session:
        verdict = verify(session)
    if not verdict.is_in_order:
        found = ", ".join((*verdict.unbalanced, *verdict.missing_numbers)[:10])
        raise click.ClickException(f"Out of balance or missing: {found}")
    click.echo(f"{verdict.entries} entries, all balanced, no number missing.")


@main.group("catalogue")
def catalogue_group() -> None:
    """Articles from files and into files."""


@catalogue_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--mapping", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Look at every row and change nothing.")
@click.option("--resume", is_flag=True, help="Go on where the import of this very file was interrupted.")
def import_articles(file: Path, mapping: Path, dry_run: bool, resume: bool) -> None:
    """Create and change articles as a file says; a mapping says what its columns mean (core/assortment/mappings)."""
    from core.assortment.jobs import import_file
    from core.assortment.queries import ImportView, import_problems

    ready()
    began = time.perf_counter()
    with click.progressbar(length=1, label="Rows", show_pos=True, file=sys.stderr) as bar:

        def show(now: ImportView) -> None:
            bar.length = now.rows_total
            bar.update(now.rows_done - bar.pos)

        try:
            found = import_file(file, mapping=mapping, is_dry_run=dry_run, resume=resume, progress=show)
        except AppError as refusal:
            raise click.ClickException(str(refusal)) from None
    if found.failure:
        raise click.ClickException(found.failure % found.failure_facts)
    with db.reading() as session:
        for problem in import_problems(session, found.id, most=20):
            sentence = problem.sentence % problem.facts if problem.facts else problem.sentence
            click.echo(f"  row {problem.row} ({problem.sku}) {problem.column}: {sentence}")
    click.echo(
        f"{found.created} created, {found.updated} changed, {found.unchanged} unchanged, {found.refused} refused"
        f"{', nothing of it kept (dry run)' if dry_run else ''}; {found.problems} problems,"
        f" {time.perf_counter() - began:.0f} s"
    )


@catalogue_group.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_articles(file: Path) -> None:
    """Write every article to a file: .jsonl for JSON Lines, else CSV. The mapping `kontor` reads it again."""
    from core.assortment.queries import EXPORT_COLUMNS, export_rows
    from core.assortment.rules.writing import csv_lines, json_lines

    ready()
    with db.reading() as session, file.open("w", encoding="utf-8") as content:
        rows = export_rows(session)
        content.writelines(json_lines(rows) if file.suffix == ".jsonl" else csv_lines(EXPORT_COLUMNS, rows))


@main.command()
def check() -> None:
    """Check settings, database, events and books, and compare everything to the cent."""
    settings = ready()
    click.echo(f"Settings are sound; the database {shown(settings)} is up to date.")
    _reconcile()


@main.group()
def simulate() -> None:
    """Let time pass on purpose."""


@simulate.command("replay")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", default=2000, show_default=True, type=click.IntRange(min=1), help="How many baskets.")
@click.option("--database", default="", help="An empty database; without it a file that is thrown away.")
def replay_file(file: Path, limit: int, database: str) -> None:
    """Send real baskets (CSV: order_id, customer_id, product_id, ts, qty, price) through the real operations."""
    from core.demo.replay import replay
    from core.flows.wiring import install

    folder = tempfile.mkdtemp(prefix="kontor-replay-")
    os.environ["KONTOR_DATABASE_URL"] = database or f"sqlite:///{folder}/replay.sqlite3"
    ready()
    install()
    began = time.perf_counter()
    try:
        with click.progressbar(length=limit, label="Baskets", show_pos=True, file=sys.stderr) as bar:
            report = replay(file, limit=limit, progress=lambda count: bar.update(count - bar.pos))
        click.echo(f"{report.orders} orders with {report.lines} lines and {report.pieces} pieces", nl=False)
        click.echo(f" in {time.perf_counter() - began:.0f} s; {report.payments} payments;")
        click.echo(f"{report.returns} returns with {report.returned_pieces} pieces credited;", nl=False)
        click.echo(f" {report.second_prices} lines with a second price for the same article, sold at the first;")
        _tell("returns without a purchase", report.without_purchase)
        _tell("rows that could not be read", report.unreadable)
        _reconcile()
    finally:
        db.disconnect()
        shutil.rmtree(folder)


@main.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
@click.pass_context
def bench(context: click.Context) -> None:
    """Measure (needs the source checkout with its development packages); see tests/benchmarks/README.md."""
    sys.path.insert(0, str(ROOT))
    try:
        from tests.benchmarks.run import main as measure
    except ImportError as error:
        raise click.ClickException(f"The benchmarks are part of the source checkout: {error}") from error
    measure(context.args)


# --- putting it together


def application() -> "WSGIApplication":
    """Shop, office and health as one WSGI application; called once in every server process."""
    from backoffice import create_backoffice
    from core.demo.company import demo_logins, demo_staff_logins
    from core.flows.wiring import install
    from core.kernel.worker import EmbeddedWorker
    from core.web.serve import compose, spare_the_collector
    from storefront import create_storefront

    settings = connected()
    install()
    if settings.embedded_worker:
        EmbeddedWorker(settings).start()
    shown = settings.is_demo and settings.demo_logins
    shop = create_storefront(settings, demo_logins=demo_logins() if shown else ())
    office = create_backoffice(settings, demo_logins=demo_staff_logins() if shown else ())
    whole = compose(shop, office, trusted_proxies=settings.trusted_proxies)
    spare_the_collector()
    return whole


def _serve(settings: Settings) -> None:
    from granian import Granian
    from granian.constants import Interfaces

    _offer_metrics(settings)
    db.disconnect()  # every server process connects for itself
    # And starts clean: a forked one would wait for ever for threads that only we have, those that set a PDF for one.
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        f"{__name__}:application",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.processes,
        blocking_threads=8,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
    ).serve()


def _offer_metrics(settings: Settings) -> None:
    """The figures of all server processes, gathered in files, on a port of their own.

    The library decides when it is loaded whether it keeps figures in files: with the folder named, we begin anew.
    """
    if not settings.metrics_port:
        return
    folder = settings.data_folder.resolve() / "metrics"
    if os.environ.get(METRICS_FOLDER) != str(folder):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        os.environ[METRICS_FOLDER] = str(folder)
        db.disconnect()
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606  our own command once more
    registry = CollectorRegistry()
    MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]  # untyped library
    start_http_server(settings.metrics_port, addr=settings.host, registry=registry)


def _fill(settings: Settings) -> None:
    from core.demo.company import HalfMade, found_demo, is_founded
    from core.demo.year import live_a_year
    from core.flows.wiring import install

    with db.reading() as session:
        if is_founded(session):
            return
    install()
    began = time.perf_counter()
    click.echo("The demo company opens and lives through a year; this happens once.")
    try:
        found_demo(settings)
    except HalfMade:
        raise click.ClickException(
            f"The demo company was begun and never finished. Remove {shown(settings)} and start again."
        ) from None
    logs.configure("ERROR")  # the year has a payment that fails: the integration desk shows it, not the terminal
    live_a_year(click.echo)
    logs.configure(settings.log_level)
    click.echo(f"Done in {time.perf_counter() - began:.0f} s.")


def _greet(settings: Settings) -> None:
    from core.demo.company import demo_logins, demo_staff_logins

    address = f"http://{settings.host}:{settings.port}"
    for name, path, people in (("Shop", "/", demo_logins()), ("Office", "/office/", demo_staff_logins())):
        click.echo(f"\n  {name:<7} {address}{path}")
        for login in people:
            click.echo(f"          {login.email:<38} {login.password}   {login.role}")
    click.echo("\n  Ctrl C ends it; what you did is kept.\n")


def _reconcile() -> None:
    from core.demo.reconcile import reconcile

    with db.reading() as session:
        checks = reconcile(session)
    for line in checks:
        click.echo(f"  {'agrees ' if line.agrees else 'DIFFERS'} {line.name:<52} {line.left:>16} {line.right:>16}")
    if not all(line.agrees for line in checks):
        raise click.ClickException("The figures do not agree.")
    click.echo("Everything agrees to the cent.")


def _tell(what: str, found: list[str]) -> None:
    if found:
        click.echo(f"{len(found)} {what}: {json.dumps(found[:5])}")
