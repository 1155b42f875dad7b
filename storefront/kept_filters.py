"""The filters of shelves and searches, kept in this process: thousands need not be counted anew for every page.

They hold for half a minute, and ten times as long while nobody changes the catalogue; what is sold meanwhile makes the
count of what is there a little late.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from core.carts.queries.shelf import Choice, Facets
from core.kernel import clock
from core.kernel.freshness import everywhere_mark
from core.web.db import db
from core.web.locale import current_locale
from storefront import visitor

KEPT_FOR, KEPT_UNCHANGED = timedelta(seconds=30), timedelta(minutes=5)
MOST_KEPT = 2000
LONGEST_PLACE = 120  # of the endless questions that programs make up, none is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    at: datetime
    mark: int
    filters: Facets


def kept_filters(place: str, choice: Choice) -> Facets | None:
    """The filters of a whole shelf or search, by its path, from before; what is chosen is counted afresh."""
    kept = _all().get(_key(place)) if choice.is_empty else None
    return kept.filters if kept is not None and _holds(kept) else None


def _holds(kept: _Kept) -> bool:
    age = clock.now() - kept.at
    if timedelta(0) <= age < KEPT_FOR:
        return True
    return KEPT_FOR <= age < KEPT_UNCHANGED and everywhere_mark(db()) == kept.mark


def keep_filters(place: str, choice: Choice, filters: Facets | None) -> None:
    """Remember the filters of a whole shelf or search, unless they are remembered already."""
    if filters is None or not choice.is_empty or len(place) > LONGEST_PLACE or kept_filters(place, choice) is filters:
        return
    if len(_all()) >= MOST_KEPT:
        _all().clear()
    _all()[_key(place)] = _Kept(at=clock.now(), mark=everywhere_mark(db()), filters=filters)


def _key(place: str) -> tuple[str, str, str]:
    return place, current_locale(), visitor.price_list()


def _all() -> dict[tuple[str, str, str], _Kept]:
    kept: dict[tuple[str, str, str], _Kept] = current_app.extensions.setdefault("kontor.filters", {})
    return kept
