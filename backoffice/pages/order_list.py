"""The filters of the order list."""

from dataclasses import dataclass

from backoffice.lists import Facet, chosen, facets, typed
from backoffice.words import LINE_KINDS, WAITING, word
from core.orders.queries import OrderFilter
from core.orders.states import LineKind, OrderState, WaitingFor
from core.web.locale import gettext as _
from core.web.presentation import state_label

SHOWN_STATES = (OrderState.PLACED, OrderState.IN_FULFILMENT, OrderState.COMPLETED, OrderState.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One choice of a select."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderListPage:
    """What stands above the list."""

    text: str
    state: str
    states: tuple[Facet, ...]
    kinds: tuple[Option, ...]
    waiting: tuple[Option, ...]


def order_filter() -> OrderFilter:
    """What the address asks for."""
    return OrderFilter(
        state=chosen("state", OrderState),
        kind=chosen("kind", LineKind),
        waiting_for=chosen("waiting", WaitingFor),
        text=typed(),
    )


def order_list_page(wanted: OrderFilter) -> OrderListPage:
    """The filters with what is chosen of each."""
    states = [(state.value, state_label("order", state)) for state in SHOWN_STATES]
    return OrderListPage(
        text=wanted.text,
        state=wanted.state or "",
        states=tuple(facets("state", wanted.state, [(None, _("All")), *states])),
        kinds=tuple(_option("line", kind, wanted.kind) for kind in LINE_KINDS if kind != LineKind.FEE),
        waiting=tuple(_option("waiting", code, wanted.waiting_for) for code in WAITING if code != WaitingFor.NOTHING),
    )


def _option(table: str, value: str, current: str | None) -> Option:
    return Option(value=str(value), label=word(table, value), is_chosen=value == current)
