"""Saved filters: which lists have them, what each keeps, and the links above a list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import request, url_for

from backoffice.lists import LONGEST_TEXT
from core.accounts.errors import FilterNotFound
from core.accounts.queries import FilterView, saved_filters
from core.accounts.states import Permission
from core.kernel.i18n import N_
from core.web.access import NotAllowed, can, signed_in_user
from core.web.db import db


@dataclass(frozen=True, slots=True, kw_only=True)
class FilteredList:
    """A list of the office: its page, what it is called, who sees it, and the filters of it that are worth keeping."""

    endpoint: str
    label: str
    permission: Permission
    filters: tuple[str, ...]


LISTS: Final[Mapping[str, FilteredList]] = {
    "orders": FilteredList(
        endpoint="orders.index", label=N_("Orders"), permission=Permission.VIEW_ORDERS,
        filters=("state", "q", "kind", "waiting"),
    ),
    "customers": FilteredList(
        endpoint="customers.index", label=N_("Customers"), permission=Permission.VIEW_CUSTOMERS, filters=("kind", "q"),
    ),
    "articles": FilteredList(
        endpoint="articles.index", label=N_("Articles"), permission=Permission.VIEW_CATALOGUE,
        filters=("kind", "stock", "q"),
    ),
    "products": FilteredList(
        endpoint="products.index", label=N_("Products"), permission=Permission.VIEW_CATALOGUE,
        filters=("kind", "shown", "shelf", "q"),
    ),
    "attributes": FilteredList(
        endpoint="shelves.attributes", label=N_("Attributes"), permission=Permission.VIEW_CATALOGUE, filters=("q",),
    ),
    "synonyms": FilteredList(
        endpoint="searches.synonym_list", label=N_("Synonyms"), permission=Permission.VIEW_CATALOGUE, filters=("q",),
    ),
    "invoices": FilteredList(
        endpoint="invoices.index", label=N_("Invoices"), permission=Permission.VIEW_INVOICES, filters=("show", "q"),
    ),
    "journal": FilteredList(
        endpoint="ledger.journal", label=N_("Journal"), permission=Permission.VIEW_LEDGER, filters=("unit", "month"),
    ),
    "balances": FilteredList(
        endpoint="ledger.balances", label=N_("Trial balance"), permission=Permission.VIEW_LEDGER,
        filters=("unit", "month"),
    ),
    "quotes": FilteredList(
        endpoint="quotes.index", label=N_("Quotes"), permission=Permission.VIEW_QUOTES, filters=("state", "mine", "q"),
    ),
    "requests": FilteredList(
        endpoint="quote_requests.index", label=N_("Requests"), permission=Permission.VIEW_QUOTES,
        filters=("state", "mine", "q"),
    ),
    "promotions": FilteredList(
        endpoint="promotions.index", label=N_("Promotions"), permission=Permission.VIEW_CATALOGUE, filters=("state",),
    ),
    "feedback": FilteredList(
        endpoint="feedback.index", label=N_("Feedback"), permission=Permission.VIEW_FEEDBACK, filters=("score",),
    ),
    "costs": FilteredList(
        endpoint="costs.index", label=N_("Costs"), permission=Permission.SET_PRICES, filters=("rows",),
    ),
    "reservations": FilteredList(
        endpoint="stockroom.reservations", label=N_("Reservations"), permission=Permission.VIEW_FULFILMENT,
        filters=("kept",),
    ),
}  # fmt: skip
"""To add a list: a line here, and `saved_filters(ui, filter_bar(name))` in its template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterLink:
    """A saved filter above its list; `owner` is the colleague who shares it, None for an own one."""

    label: str
    url: str
    current: bool
    owner: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBar:
    """What stands above a list: the filters, where the present one is saved (None: nothing new is chosen), and where
    they are changed (None: there are none)."""

    links: Sequence[FilterLink]
    save_url: str | None
    change_url: str | None


def get_list(name: str) -> FilteredList:
    """The list of this name. Raises FilterNotFound, or NotAllowed for one that this person does not see."""
    found = LISTS.get(name)
    if found is None:
        raise FilterNotFound
    if not can(found.permission):
        raise NotAllowed
    return found


def choices_now(shown: FilteredList) -> dict[str, str]:
    """What is chosen of a list's own filters in the address of this request; everything else in it is left out."""
    found = {name: request.args.get(name, "").strip()[:LONGEST_TEXT] for name in shown.filters}
    return {name: value for name, value in found.items() if value}


def url_of(shown: FilteredList, choices: Mapping[str, str]) -> str:
    """The list with what is chosen, as far as the list still has such filters."""
    known: dict[str, Any] = {name: choices[name] for name in shown.filters if name in choices}
    return url_for(shown.endpoint, **known)


def filter_bar(name: str) -> FilterBar:
    """What stands above a list for the person who looks at it; costs one statement."""
    shown, saved = LISTS[name], saved_filters(db(), signed_in_user().id, name)
    now = choices_now(shown)
    is_kept = any(view.is_own and view.choices == now for view in saved)
    saving: dict[str, Any] = {"list_name": name, **now}
    return FilterBar(
        links=[_link(view, shown, now) for view in saved],
        save_url=url_for("filters.new", **saving) if now and not is_kept else None,
        change_url=url_for("filters.index", list_name=name) if any(view.is_own for view in saved) else None,
    )


def _link(view: FilterView, shown: FilteredList, now: Mapping[str, str]) -> FilterLink:
    return FilterLink(
        label=view.name,
        url=url_of(shown, view.choices),
        current=view.choices == now,
        owner=None if view.is_own else view.owner,
    )
