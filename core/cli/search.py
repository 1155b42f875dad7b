"""Commands of search: read everything anew, and measure how good the answers are."""

import os
import shutil
import tempfile
from pathlib import Path

import click

from core.cli.start import ready
from core.kernel import db

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUT = click.Path(dir_okay=False, path_type=Path)


@click.group("search")
def search_group() -> None:
    """The search index."""


@search_group.command("reindex")
def reindex_search() -> None:
    """Let search read every product anew, in small batches that buyers need not wait for."""
    from core.catalog.jobs import reindex

    ready()
    click.echo(f"{sum(reindex())} products indexed.")


@click.group("eval")
def eval_group() -> None:
    """Measure how good something is, with files of your own."""


@eval_group.command("search")
@click.option("--products", "catalogue", required=True, type=FILE, help="CSV with an id, a title and whatever else.")
@click.option("--queries", required=True, type=FILE, help="CSV: query_id, query.")
@click.option("--out", required=True, type=OUT, help="query_id, rank, product_id.")
@click.option("--qrels", type=FILE, help="CSV: query_id, product_id, gain; without it nothing is judged.")
@click.option("--database", default="", help="An empty database; without it a file that is thrown away.")
def eval_search(catalogue: Path, queries: Path, out: Path, qrels: Path | None, database: str) -> None:
    """Answer the questions of a file from the catalogue of a file, by the function that the shop uses."""
    from core.demo.judge import FilesRefused, judge_search

    folder = tempfile.mkdtemp(prefix="kontor-eval-")
    os.environ["KONTOR_DATABASE_URL"] = database or f"sqlite:///{folder}/eval.sqlite3"
    ready()
    try:
        judge_search(catalogue, queries, out, qrels, tell=click.echo)
    except FilesRefused as error:
        raise click.ClickException(str(error)) from None
    finally:
        db.disconnect()
        shutil.rmtree(folder)
