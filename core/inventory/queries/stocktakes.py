"""Stocktakes: which there are, how far they are, and their sheets, article by article."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from core.catalog.models import Product, Variant
from core.catalog.rules import full_name
from core.inventory.errors import UnknownStocktake
from core.inventory.models import Stock, Stocktake, StocktakeLine, Warehouse
from core.inventory.states import MovementReason, StocktakePart, StocktakeState

PAGE = 50
LATEST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StocktakeView:
    """A stocktake and its warehouse."""

    id: UUID
    number: str
    warehouse_id: UUID
    warehouse_code: str
    warehouse_name: str
    reason: MovementReason
    note: str
    state: StocktakeState
    began_at: datetime
    ended_at: datetime | None
    actor_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StocktakeFigures:
    """How far it is, in articles: `left` lie there by the books and were not counted."""

    counted: int
    left: int
    different: int
    held_back: int
    booked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRow:
    """An article of the sheet; what the books said is kept back until it is counted."""

    variant_id: UUID
    sku: str
    name: str
    counted: int | None
    expected: int | None
    reserved: int
    counted_at: datetime | None
    counted_by: str
    is_booked: bool
    is_held_back: bool

    @property
    def difference(self) -> int:
        """How many pieces more (or fewer) there were than the books said; nothing before the count."""
        return self.counted - self.expected if self.counted is not None and self.expected is not None else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPage:
    """Articles by number; `next_after` continues, None at the end."""

    rows: tuple[SheetRow, ...]
    next_after: str | None


def latest_stocktakes(session: Session, *, most: int = LATEST) -> list[StocktakeView]:
    """The latest stocktakes, those that run first."""
    is_over = case((Stocktake.state.in_((StocktakeState.COUNTING, StocktakeState.POSTING)), 0), else_=1)
    rows = session.execute(_views().order_by(is_over, Stocktake.number.desc()).limit(most))
    return [StocktakeView(**row._mapping) for row in rows]


def get_stocktake(session: Session, number: str) -> StocktakeView:
    """The stocktake with this number. Raises UnknownStocktake."""
    row = session.execute(_views().where(Stocktake.number == number)).one_or_none()
    if row is None:
        raise UnknownStocktake
    return StocktakeView(**row._mapping)


def stocktake_figures(session: Session, found: StocktakeView) -> StocktakeFigures:
    """How far a stocktake is. Two statements."""
    line = StocktakeLine

    def so_many(condition: ColumnElement[bool] | InstrumentedAttribute[bool]) -> Any:
        return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)

    counts = select(
        func.count(),
        so_many(line.counted != line.expected),
        so_many(line.is_held_back),
        so_many(line.is_booked),
    ).where(line.stocktake_id == found.id)
    counted, different, held_back, booked = session.execute(counts).one()
    left = select(func.count()).select_from(Stock).outerjoin(line, _line_of(found, Stock.variant_id))
    left = left.where(Stock.warehouse_id == found.warehouse_id, Stock.on_hand > 0, line.variant_id.is_(None))
    return StocktakeFigures(
        counted=counted,
        left=session.scalar(left) or 0,
        different=int(different),
        held_back=int(held_back),
        booked=int(booked),
    )


def sheet_page(
    session: Session,
    found: StocktakeView,
    *,
    part: StocktakePart | None = None,
    after: str | None = None,
    locale: str = "en",
    size: int = PAGE,
) -> SheetPage:
    """What lies in the warehouse by the books, or was counted there, by number. One statement."""
    line = StocktakeLine
    names = (Product.name, Product.name_de, Variant.name.label("option"), Variant.name_de.label("option_de"))
    statement = (
        select(Variant.id, Variant.sku, *names, line, func.coalesce(Stock.reserved, 0).label("reserved"))
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(line, _line_of(found, Variant.id))
        .outerjoin(Stock, and_(Stock.variant_id == Variant.id, Stock.warehouse_id == found.warehouse_id))
        .where(_asked_for(part))
        .order_by(Variant.sku)
        .limit(size + 1)
    )
    if after is not None:
        statement = statement.where(Variant.sku > after)
    rows = session.execute(statement).all()
    shown = tuple(_sheet_row(row, locale) for row in rows[:size])
    return SheetPage(rows=shown, next_after=shown[-1].sku if len(rows) > size else None)


def sheet_rows(
    session: Session, found: StocktakeView, *, part: StocktakePart | None = None, locale: str = "en"
) -> Iterator[SheetRow]:
    """The whole sheet, page by page."""
    after: str | None = None
    while True:
        page = sheet_page(session, found, part=part, after=after, locale=locale, size=500)
        yield from page.rows
        after = page.next_after
        if after is None:
            return


def different_rows(session: Session, found: StocktakeView) -> list[SheetRow]:
    """The articles of which more or fewer were counted than the books said."""
    return list(sheet_rows(session, found, part=StocktakePart.DIFFERENT))


def _views() -> Any:
    names = ("id", "number", "warehouse_id", "reason", "note", "state", "began_at", "ended_at", "actor_name")
    return select(
        *(getattr(Stocktake, name) for name in names),
        Warehouse.code.label("warehouse_code"),
        Warehouse.name.label("warehouse_name"),
    ).join(Warehouse, Warehouse.id == Stocktake.warehouse_id)


def _line_of(found: StocktakeView, variant_id: Any) -> ColumnElement[bool]:
    return and_(StocktakeLine.stocktake_id == found.id, StocktakeLine.variant_id == variant_id)


def _asked_for(part: StocktakePart | None) -> ColumnElement[bool]:
    line, lies_there = StocktakeLine, func.coalesce(Stock.on_hand, 0) > 0
    conditions: dict[StocktakePart | None, ColumnElement[bool]] = {
        None: or_(line.variant_id.is_not(None), lies_there),
        StocktakePart.LEFT: and_(line.variant_id.is_(None), lies_there),
        StocktakePart.COUNTED: line.variant_id.is_not(None),
        StocktakePart.DIFFERENT: and_(line.variant_id.is_not(None), line.counted != line.expected),
        StocktakePart.HELD_BACK: and_(line.variant_id.is_not(None), line.is_held_back),
    }
    return conditions[part]


def _sheet_row(row: Any, locale: str) -> SheetRow:
    line: StocktakeLine | None = row.StocktakeLine
    german = locale == "de"
    name = full_name(row.name_de if german else row.name, row.option_de if german else row.option)
    return SheetRow(
        variant_id=row.id,
        sku=row.sku,
        name=name,
        counted=line.counted if line else None,
        expected=line.expected if line else None,
        reserved=row.reserved,
        counted_at=line.counted_at if line else None,
        counted_by=line.counted_by if line else "",
        is_booked=bool(line and line.is_booked),
        is_held_back=bool(line and line.is_held_back),
    )
