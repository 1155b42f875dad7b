"""The filters of shelves and searches, kept in this process for half a minute: thousands need not be counted anew."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app

from core.carts.queries.shelf import Choice, Facets
from core.kernel import clock
from core.web.locale import current_locale
from storefront import visitor

KEPT_FOR = timedelta(seconds=30)
MOST_KEPT = 2000
LONGEST_PLACE = 120  # of the endless questions that programs make up, none is kept


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    at: datetime
    filters: Facets


def kept_filters(place: str, choice: Choice) -> Facets | None:
    """The filters of a whole shelf or search, by its path, from a moment ago; what is chosen is counted afresh."""
    kept = _all().get(_key(place)) if choice.is_empty else None
    return kept.filters if kept and timedelta(0) <= clock.now() - kept.at < KEPT_FOR else None


def keep_filters(place: str, choice: Choice, filters: Facets | None) -> None:
    """Remember the filters of a whole shelf or search, unless they are remembered already."""
    if filters is None or not choice.is_empty or len(place) > LONGEST_PLACE or kept_filters(place, choice) is filters:
        return
    if len(_all()) >= MOST_KEPT:
        _all().clear()
    _all()[_key(place)] = _Kept(at=clock.now(), filters=filters)


def _key(place: str) -> tuple[str, str, str]:
    return place, current_locale(), visitor.price_list()


def _all() -> dict[tuple[str, str, str], _Kept]:
    kept: dict[tuple[str, str, str], _Kept] = current_app.extensions.setdefault("kontor.filters", {})
    return kept
