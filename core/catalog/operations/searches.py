"""Counting what people search for and what they choose: sums by day, so that nothing says who it was."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Insert, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.catalog.models import Product, SearchClick, SearchDay
from core.catalog.rules.questions import key_of
from core.kernel import clock
from core.kernel.db import Base, table_of

LONGEST_TEXT, LONGEST_KEY = 80, 120
LAST_PLACE = 100  # what stands further behind is counted there
KEPT_FOR = timedelta(days=365)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Something was searched, and so many products were found."""

    text: str
    products: int
    is_exact: bool
    is_repaired: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A product was chosen from what was found for these words, at this place."""

    text: str
    product_id: UUID
    place: int


def is_counted(text: str) -> bool:
    """Whether words may be written down: not what is long, and not what may be somebody's e-mail address."""
    return "@" not in text and len(text.strip()) <= LONGEST_TEXT and 0 < len(key_of(text)) <= LONGEST_KEY


def count_searches(session: Session, searches: Iterable[Search], choices: Iterable[Choice] = ()) -> None:
    """Add searches and choices to the sums of today; what may not be written down is left out. Three statements."""
    today = clock.today()
    days: dict[str, dict[str, Any]] = {}
    for search in searches:
        if is_counted(search.text):
            key = key_of(search.text)
            row = days.setdefault(key, {"day": today, "query_key": key, **dict.fromkeys(_SUMS, 0)})
            row |= {"text": search.text.strip(), "products": search.products}
            row["asked"] += 1
            row["without"] += search.products == 0
            row["close"] += search.products > 0 and not search.is_exact
            row["repaired"] += search.is_repaired
    clicks: dict[tuple[str, UUID, int], int] = {}
    for choice in choices:
        if is_counted(choice.text):
            place = (key_of(choice.text), choice.product_id, min(max(choice.place, 1), LAST_PLACE))
            clicks[place] = clicks.get(place, 0) + 1
    _add(session, SearchDay, [days[key] for key in sorted(days)])
    known = _known(session, {product_id for _, product_id, _ in clicks})
    rows = [
        {"day": today, "query_key": key, "product_id": product_id, "place": place, "clicks": count}
        for (key, product_id, place), count in sorted(clicks.items())
        if product_id in known
    ]
    _add(session, SearchClick, rows)


def forget_old_searches(session: Session) -> None:
    """Forget what was searched more than a year ago."""
    last = clock.today() - KEPT_FOR
    session.execute(delete(SearchDay).where(SearchDay.day < last))
    session.execute(delete(SearchClick).where(SearchClick.day < last))


_SUMS = ("asked", "without", "close", "repaired")


def _known(session: Session, product_ids: set[UUID]) -> set[UUID]:
    return set(session.scalars(select(Product.id).where(Product.id.in_(product_ids)))) if product_ids else set()


def _add(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Always in the order of the keys, so that two who count the same never wait in a circle."""
    if rows:
        session.execute(_adding(model, session.get_bind().dialect.name), rows)


@cache
def _adding(model: type[Base], dialect_name: str) -> Insert:
    dialect: Any = postgresql if dialect_name == "postgresql" else sqlite
    table = table_of(model)
    statement = dialect.insert(table)
    summed: Callable[[str], Any] = lambda name: table.c[name] + statement.excluded[name]  # noqa: E731
    sums = {name: summed(name) for name in (*_SUMS, "clicks") if name in table.c}
    last = {name: statement.excluded[name] for name in ("text", "products") if name in table.c}
    keys = [column.name for column in table.primary_key]
    made: Insert = statement.on_conflict_do_update(index_elements=keys, set_={**sums, **last})
    return made
