"""A desk that sends files of articles: a small mapping, the shop around it, what came of a file."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from core.assortment.jobs import import_file
from core.assortment.queries import ImportView
from core.assortment.states import ImportState
from core.kernel import clock, db
from tests.support.deals import open_market

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MAPPING = """
[fields]
sku = "number"
name = "title"
brand = "maker"
delivery_days = "days"
stock = "pieces"

[defaults]
business_unit = "machines"

[[prices]]
list = "retail"
column = "price"

[shelves]
default = "machines"

[attributes]
other_columns = true

[attributes.rule.weight]
type = "number"
unit = "kg"
facet = true
"""
HEAD = "number,title,maker,days,pieces,price,weight,colour\n"


@dataclass(frozen=True)
class Desk:
    """A folder for files, with a shop around it."""

    folder: Path

    def send(self, content: str | bytes, mapping: str = MAPPING, *, is_dry_run: bool = False) -> ImportView:
        file, rules = self.folder / "articles.csv", self.folder / "rules.toml"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        rules.write_text(mapping)
        with clock.frozen(NOON):
            return import_file(file, mapping=rules, is_dry_run=is_dry_run, resume=False)


def desk_in(folder: Path) -> Desk:
    """A desk with an open shop."""
    with clock.frozen(NOON):
        open_market()
    return Desk(folder)


def figures(found: ImportView) -> tuple[ImportState, int, int, int, int]:
    return found.state, found.created, found.updated, found.unchanged, found.refused


def count(model: type[db.Base]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def file_of(rows: int) -> str:
    return HEAD + "".join(f"N{number},Mill {number},,,3,5,{number},red\n" for number in range(rows))
