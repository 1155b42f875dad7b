"""What the people of a shop do to a whole catalogue while others buy: import it, index it anew, change every price."""

import csv
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from core.kernel import clock, db
from core.pricing.operations import change_by_percent
from tests.benchmarks.plan import CATEGORIES, category_slug, product_name

ROOT = Path(__file__).parents[2]
KONTOR = (sys.executable, "-m", "core.cli")
MAPPING = ROOT / "core" / "assortment" / "mappings" / "kontor.toml"


def chores(folder: Path, articles: int) -> dict[str, tuple[str, ...]]:
    """The command of each chore over so many articles."""
    file = folder / "new_articles.csv"
    _write_articles(file, articles)
    return {
        "import": (*KONTOR, "catalogue", "import", str(file), "--mapping", str(MAPPING)),
        "reindex": (*KONTOR, "search", "reindex"),
        "prices": (sys.executable, "-m", "tests.benchmarks.busy"),
    }


@contextmanager
def at_work(command: tuple[str, ...], environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    """The chore runs beside the block and is ended with it, if it has not ended before."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(timeout=60)


def _write_articles(file: Path, count: int) -> None:
    with file.open("w", encoding="utf-8", newline="") as target:
        rows = csv.writer(target)
        rows.writerow(
            ("sku", "name", "kind", "business_unit", "categories", "summary", "price_retail", "price_business", "stock")
        )
        for number in range(count):
            shelf, price = category_slug(number % CATEGORIES), 1000 + number % 9000
            name = f"{product_name(number)} N{number}"
            summary = "Quiet, solid and easy to clean."
            rows.writerow(
                (f"N-{number}", name, "physical", "machines", shelf, summary, price / 100, price * 0.84 / 100, 10)
            )


def change_every_price() -> None:
    """One percent up, in one transaction."""
    db.connect(os.environ["KONTOR_DATABASE_URL"])
    with db.unit_of_work() as session:
        changed = change_by_percent(session, "retail", Decimal(1), valid_from=clock.now())
    print(changed)


if __name__ == "__main__":
    change_every_price()
