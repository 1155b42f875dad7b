"""What the page of a stocktake shows, and its sheet as a file."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.orm import Session

from backoffice.lists import Facet, chosen, facets, position
from core.accounts.states import Permission
from core.assortment.rules.writing import csv_lines
from core.inventory.queries import (
    SheetPage,
    StocktakeFigures,
    StocktakeView,
    different_rows,
    get_stocktake,
    sheet_page,
    sheet_rows,
    stocktake_figures,
)
from core.inventory.states import StocktakePart, StocktakeState
from core.kernel import clock
from core.kernel.events import TimelineEntry, timeline
from core.pricing.queries.costs import costs_at
from core.web.access import current_user
from core.web.locale import current_locale
from core.web.locale import gettext as _

SHEET_COLUMNS: Final = ("sku", "name", "counted")
RESULT_COLUMNS: Final = ("sku", "name", "counted", "expected", "difference")


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferenceValue:
    """What the differences are worth by what the articles cost; `unknown` articles have no cost."""

    more_minor: int
    less_minor: int
    unknown: int
    by_article: Mapping[UUID, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class StocktakePage:
    """A stocktake with one page of its sheet; `value` is None for those who may not see costs."""

    stocktake: StocktakeView
    part: StocktakePart | None
    figures: StocktakeFigures
    sheet: SheetPage
    parts: tuple[Facet, ...]
    value: DifferenceValue | None
    timeline: tuple[TimelineEntry, ...]

    @property
    def is_counting(self) -> bool:
        """Whether counts are taken."""
        return self.stocktake.state is StocktakeState.COUNTING

    @property
    def is_being_booked(self) -> bool:
        """Whether the page should look again by itself."""
        return self.stocktake.state is StocktakeState.POSTING


def stocktake_page(session: Session, number: str) -> StocktakePage:
    """The page of a stocktake, for the part of the sheet that the address asks for. Raises UnknownStocktake."""
    found = get_stocktake(session, number)
    part = chosen("part", StocktakePart)
    figures = stocktake_figures(session, found)
    return StocktakePage(
        stocktake=found,
        part=part,
        figures=figures,
        sheet=sheet_page(session, found, part=part, after=position(), locale=current_locale()),
        parts=tuple(_parts(part, figures)),
        value=_value(session, found) if _may_see_costs() else None,
        timeline=tuple(reversed(timeline(session, "stocktake", found.id))),
    )


def sheet_file(session: Session, found: StocktakeView) -> str:
    """The sheet to be filled in while it is counted, without what the books say; afterwards with the result."""
    is_over = found.state is StocktakeState.POSTED
    columns = RESULT_COLUMNS if is_over else SHEET_COLUMNS
    rows = (
        {
            "sku": row.sku,
            "name": row.name,
            "counted": "" if row.counted is None else str(row.counted),
            "expected": "" if row.expected is None else str(row.expected),
            "difference": str(row.difference),
        }
        for row in sheet_rows(session, found, part=StocktakePart.COUNTED if is_over else None, locale=current_locale())
    )
    return "".join(csv_lines(columns, rows))


def _parts(part: StocktakePart | None, figures: StocktakeFigures) -> list[Facet]:
    labels = [
        (None, _("All")),
        (StocktakePart.LEFT, _("Not counted yet")),
        (StocktakePart.COUNTED, _("Counted")),
        (StocktakePart.DIFFERENT, _("With a difference")),
    ]
    if figures.held_back:
        labels.append((StocktakePart.HELD_BACK, _("Not booked: reserved")))
    return facets("part", part, labels)


def _may_see_costs() -> bool:
    user = current_user()
    return user is not None and bool({Permission.SET_PRICES, Permission.VIEW_LEDGER} & set(user.permissions))


def _value(session: Session, found: StocktakeView) -> DifferenceValue:
    rows = different_rows(session, found)
    costs = costs_at(session, [row.variant_id for row in rows], found.ended_at or clock.now())
    worth = {row.variant_id: row.difference * costs[row.variant_id] for row in rows if row.variant_id in costs}
    return DifferenceValue(
        more_minor=sum(value for value in worth.values() if value > 0),
        less_minor=sum(value for value in worth.values() if value < 0),
        unknown=len(rows) - len(worth),
        by_article=worth,
    )
