"""How lists keep their filters in the address: what was chosen, and the addresses of other choices."""

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Generic, TypeVar
from uuid import UUID

from flask import current_app, request, url_for

from core.web.db import db

Choice = TypeVar("Choice", bound=StrEnum)
Row = TypeVar("Row")
PAGE = 50
LONGEST_TEXT = 100
POSITION = "from"
"""Where a list continues; it starts anew when another filter is chosen."""
SHOWN = "show"
"""What stands beside a list; it stands alone again when another filter is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One choice of a filter, or one tab, as the navigation macros show it."""

    label: str
    url: str
    current: bool
    count: int | None = None


def chosen(name: str, values: type[Choice]) -> Choice | None:
    """The value of an enumeration in the address; None for none, or for something that is no value."""
    given = request.args.get(name, "")
    return values(given) if given in set(values) else None


def chosen_number(name: str, values: Container[int]) -> int | None:
    """The whole number in the address, if it is one of these."""
    found = request.args.get(name, type=int)
    return found if found in values else None


def typed(name: str = "q") -> str:
    """The words in the address, trimmed."""
    return request.args.get(name, "").strip()[:LONGEST_TEXT]


def chosen_text(name: str) -> str | None:
    """What a filter of any text says, None for nothing."""
    return request.args.get(name) or None


def chosen_month(name: str = "month") -> date | None:
    """The first day of the month in the address ("2026-11"); None for none, or for something that is no month."""
    try:
        return date.fromisoformat(f"{request.args.get(name, '')}-01")
    except ValueError:
        return None


def address(**changes: str | None) -> str:
    """This page with other filters; None leaves one out, and the list starts anew unless a position is given."""
    kept = {name: value for name, value in request.args.items() if name not in (POSITION, SHOWN)}
    wanted: dict[str, Any] = {name: value for name, value in {**kept, **changes}.items() if value}
    return url_for(_endpoint(), **(request.view_args or {}), **wanted)


def _endpoint() -> str:
    """The page that shows the list, also while a form of it that was refused is shown at the form's own address."""
    endpoint, rule = str(request.endpoint), request.url_rule
    if rule is None or "GET" in (rule.methods or ()):
        return endpoint
    pages = (f"{request.blueprint}.{name}" for name in ("show", "index"))
    known = (page for page in pages if page in current_app.view_functions)
    same = (page for page in known if _arguments(page) == rule.arguments)
    return next(same, endpoint)


def _arguments(endpoint: str) -> set[str]:
    return set(next(current_app.url_map.iter_rules(endpoint)).arguments)


def position() -> str | None:
    """Where the list shall continue, if not at its beginning."""
    return request.args.get(POSITION) or None


def shown() -> str | None:
    """The number of the document that shall stand beside the list, if any."""
    return request.args.get(SHOWN) or None


def position_id(name: str = POSITION) -> UUID | None:
    """Where a list continues that goes by ids; None for its beginning, or for something that is no id."""
    return request.args.get(name, type=UUID)


def older(position: object) -> str | None:
    """The address of the page after this one, if there is one."""
    return address(**{POSITION: str(position)}) if position else None


def newest() -> str | None:
    """The address of the beginning of the list, unless this is it."""
    return address() if POSITION in request.args else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting(Generic[Row]):
    """A page of what waits, the longest waiting first, with the addresses of the next page and of the beginning."""

    rows: Sequence[Row]
    next_url: str | None
    first_url: str | None


def waiting_page(
    find: Callable[..., Sequence[Row]], identity: Callable[[Row], UUID], *, name: str = POSITION
) -> Waiting[Row]:
    """The page of a list that the address asks for; a second list on the same page keeps its place under a `name`."""
    after = position_id(name)
    found = find(db(), after=after, most=PAGE + 1)
    rows, kept = found[:PAGE], request.args.get(POSITION) if name != POSITION else None
    is_more = len(found) > PAGE
    return Waiting(
        rows=rows,
        next_url=address(**{POSITION: kept, name: str(identity(rows[-1]))}) if is_more else None,
        first_url=address(**{POSITION: kept, name: None}) if after else None,
    )


def facets(name: str, current: str | None, labels: Sequence[tuple[str | None, str]]) -> list[Facet]:
    """The choices of one filter; a value of None stands for no filter."""
    return [
        Facet(label=label, url=address(**{name: value}), current=value == (current or None)) for value, label in labels
    ]
