"""What the office reads of search: synonyms, pinned products, and what people searched and chose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.catalog.errors import UnknownSynonym
from core.catalog.models import Product, SearchClick, SearchDay, SearchPin, SearchSynonym, Variant
from core.catalog.rules.questions import key_of
from core.kernel.pages import behind

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymRow:
    """A synonym as a list shows it."""

    id: UUID
    typed: str
    meant: str
    language: str
    is_two_way: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymPage:
    """A page of synonyms; `next_after` names the last one if there are more."""

    synonyms: tuple[SynonymRow, ...]
    next_after: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PinRow:
    """A product that is pinned to a question. One that is not published is not shown in the shop."""

    id: UUID
    query: str
    product_id: UUID
    name: str
    sku: str
    is_published: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PinnedQuestion:
    """A question that has pinned products."""

    query: str
    products: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """What was searched: how often, how often without a hit, and what came of it. `place`: where clicks were, mean."""

    key: str
    text: str
    asked: int
    without: int
    close: int
    repaired: int
    products: int
    clicks: int
    place: Decimal | None

    @property
    def clicked(self) -> Decimal:
        """Clicks for each search."""
        return Decimal(self.clicks) / self.asked


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRow:
    """How often somebody chose what stood at this place."""

    place: int
    clicks: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchReport:
    """What was searched since a day: sums, what found nothing, what was asked most, and where people clicked."""

    asked: int
    without: int
    close: int
    repaired: int
    clicks: int
    missing: tuple[AskedRow, ...]
    popular: tuple[AskedRow, ...]
    places: tuple[PlaceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenRow:
    """A product that was chosen from what a question found."""

    product_id: UUID
    name: str
    sku: str
    clicks: int
    place: Decimal


# --- synonyms and pins


def synonyms(session: Session, *, text: str = "", after: UUID | None = None) -> SynonymPage:
    """A page of synonyms by what is typed."""
    order = (SearchSynonym.typed_key, SearchSynonym.meant_key, SearchSynonym.id)
    statement = select(*_synonym_columns()).where(*behind(order, after)).order_by(*order).limit(PAGE + 1)
    if text:
        statement = statement.where(
            or_(*(column.icontains(text, autoescape=True) for column in (SearchSynonym.typed, SearchSynonym.meant)))
        )
    rows = [SynonymRow(**row._mapping) for row in session.execute(statement)]
    return SynonymPage(synonyms=tuple(rows[:PAGE]), next_after=rows[PAGE - 1].id if len(rows) > PAGE else None)


def get_synonym(session: Session, synonym_id: UUID) -> SynonymRow:
    """A synonym. Raises UnknownSynonym."""
    row = session.execute(select(*_synonym_columns()).where(SearchSynonym.id == synonym_id)).one_or_none()
    if row is None:
        raise UnknownSynonym
    return SynonymRow(**row._mapping)


def _synonym_columns() -> tuple[Any, ...]:
    table = SearchSynonym
    return table.id, table.typed, table.meant, table.language, table.is_two_way


def pinned_questions(session: Session, *, after: str | None = None) -> Sequence[PinnedQuestion]:
    """Questions with pinned products, in the order of their words; one more than a page if there are more."""
    statement = select(func.min(SearchPin.query).label("query"), func.count().label("products"))
    if after is not None:
        statement = statement.where(SearchPin.query_key > key_of(after))
    rows = session.execute(statement.group_by(SearchPin.query_key).order_by(SearchPin.query_key).limit(PAGE + 1))
    return [PinnedQuestion(query=row.query, products=row.products) for row in rows]


def pins_of(session: Session, query: str, *, locale: str) -> Sequence[PinRow]:
    """What is pinned to a question, the first before all."""
    statement = (
        select(
            SearchPin.id,
            SearchPin.query,
            SearchPin.product_id,
            _name(locale),
            _first_sku(),
            Product.is_published,
        )
        .join(Product, Product.id == SearchPin.product_id)
        .where(SearchPin.query_key == key_of(query))
        .order_by(SearchPin.position, SearchPin.id)
    )
    return [PinRow(**row._mapping) for row in session.execute(statement)]


# --- what people searched


def search_report(session: Session, *, since: date) -> SearchReport:
    """What was searched since a day. Four statements, however much it was."""
    sums = session.execute(
        select(*(func.coalesce(func.sum(column), 0) for column in _counts())).where(SearchDay.day >= since)
    ).one()
    by_place = (
        select(SearchClick.place, func.sum(SearchClick.clicks).label("clicks"))
        .where(SearchClick.day >= since)
        .group_by(SearchClick.place)
        .order_by(SearchClick.place)
    )
    places = tuple(PlaceRow(place=row.place, clicks=int(row.clicks)) for row in session.execute(by_place))
    asked, without, close, repaired = (int(value) for value in sums)
    return SearchReport(
        asked=asked,
        without=without,
        close=close,
        repaired=repaired,
        clicks=sum(row.clicks for row in places),
        missing=_asked(session, since, only_missing=True),
        popular=_asked(session, since),
        places=places,
    )


def asked_question(session: Session, query: str, *, since: date) -> AskedRow | None:
    """How often a question was asked since a day; None if never."""
    found = _asked(session, since, key=key_of(query))
    return found[0] if found else None


def chosen_products(session: Session, query: str, *, since: date, locale: str) -> Sequence[ChosenRow]:
    """What people chose from what a question found, the most chosen first."""
    clicks = func.sum(SearchClick.clicks)
    sums = (
        select(
            SearchClick.product_id,
            clicks.label("clicks"),
            func.sum(SearchClick.clicks * SearchClick.place).label("places"),
        )
        .where(SearchClick.day >= since, SearchClick.query_key == key_of(query))
        .group_by(SearchClick.product_id)
        .order_by(clicks.desc(), SearchClick.product_id)
        .limit(PAGE)
        .subquery("sums")
    )
    statement = (
        select(sums.c.product_id, _name(locale), _first_sku(), sums.c.clicks, sums.c.places)
        .join(Product, Product.id == sums.c.product_id)
        .order_by(sums.c.clicks.desc(), sums.c.product_id)
    )
    return [
        ChosenRow(
            product_id=row.product_id, name=row.name, sku=row.sku, clicks=int(row.clicks),
            place=Decimal(int(row.places)) / int(row.clicks),
        )
        for row in session.execute(statement)
    ]  # fmt: skip


def _counts() -> tuple[Any, ...]:
    return SearchDay.asked, SearchDay.without, SearchDay.close, SearchDay.repaired


def _asked(
    session: Session, since: date, *, only_missing: bool = False, key: str | None = None
) -> tuple[AskedRow, ...]:
    names = ("asked", "without", "close", "repaired")
    counted = [func.sum(column).label(name) for name, column in zip(names, _counts(), strict=True)]
    sums = select(SearchDay.query_key, func.max(SearchDay.day).label("last"), *counted).where(SearchDay.day >= since)
    first = func.sum(SearchDay.without if only_missing else SearchDay.asked)
    if only_missing:
        sums = sums.having(func.sum(SearchDay.without) > 0)
    if key is not None:
        sums = sums.where(SearchDay.query_key == key)
    most = sums.group_by(SearchDay.query_key).order_by(first.desc(), SearchDay.query_key).limit(PAGE).subquery("most")
    clicks = (
        select(
            SearchClick.query_key,
            func.sum(SearchClick.clicks).label("clicks"),
            func.sum(SearchClick.clicks * SearchClick.place).label("places"),
        )
        .where(SearchClick.day >= since, SearchClick.query_key.in_(select(most.c.query_key)))
        .group_by(SearchClick.query_key)
        .subquery("chosen")
    )
    last = SearchDay
    statement = (
        select(most, last.text, last.products, clicks.c.clicks, clicks.c.places)
        .join(last, (last.query_key == most.c.query_key) & (last.day == most.c.last))
        .outerjoin(clicks, clicks.c.query_key == most.c.query_key)
        .order_by(most.c[("without" if only_missing else "asked")].desc(), most.c.query_key)
    )
    return tuple(_asked_row(row) for row in session.execute(statement))


def _asked_row(row: Any) -> AskedRow:
    clicks = int(row.clicks or 0)
    return AskedRow(
        key=row.query_key,
        text=row.text,
        asked=int(row.asked),
        without=int(row.without),
        close=int(row.close),
        repaired=int(row.repaired),
        products=row.products,
        clicks=clicks,
        place=Decimal(int(row.places)) / clicks if clicks else None,
    )


def _name(locale: str) -> Any:
    return (Product.name_de if locale == "de" else Product.name).label("name")


def _first_sku() -> Any:
    first = select(Variant.sku).where(Variant.product_id == Product.id).order_by(Variant.position, Variant.id).limit(1)
    return func.coalesce(first.correlate(Product).scalar_subquery(), "").label("sku")
