"""Offers that are ordered in calls: one on its customer's table, ordering from it, and what is left."""

from collections.abc import Mapping
from uuid import UUID, uuid4

from sqlalchemy import select

from core.kernel.db import reading, unit_of_work
from core.orders.models import Order
from core.orders.operations import cancel_order
from core.quotes import operations as quotes
from core.quotes.queries.calls import calls_of, left_after
from tests.support import quoting
from tests.support.deals import STAFF, Buyer, Market
from tests.support.quoting import Team, a_quote, line


def a_contingent(market: Market, team: Team, buyer: Buyer, pieces: Mapping[str, int], **terms: object) -> UUID:
    """An offer of so many pieces that is ordered in calls, on its customer's table."""
    prices = {"MACHINE": 50_000, "CUP": 1_250}
    lines = [line(market, sku, many, unit_minor=prices.get(sku)) for sku, many in pieces.items()]
    quote_id = a_quote(team, lines, buyer=buyer)
    quoting.set_terms(quote_id, team, in_calls=True, **terms)
    quoting.send(quote_id, team)
    return quote_id


def order(quote_id: UUID, buyer: Buyer, wanted: Mapping[str, int] | None = None, **changes: object) -> UUID:
    """Order so many pieces by the sku, or all that is left; returns the order."""
    seen = quoting.version(quote_id)
    choice = None if wanted is None else {one.id: wanted[one.sku] for one in seen.lines if one.sku in wanted}
    asked = {"choice": choice, "call": len(calls(quote_id)) + 1, "key": uuid4().hex} | changes
    return quoting.accept(quote_id, buyer, **asked)


def calls(quote_id: UUID) -> list[tuple[dict[str, int], str]]:
    """What every call took, by sku, and where its order stands."""
    names = {one.id: one.sku for one in quoting.version(quote_id).lines}
    with reading() as session:
        found = calls_of(session, quoting.version(quote_id).id)
    return [({names[one]: many for one, many in call.taken.items()}, call.order_state.value) for call in found]


def left(quote_id: UUID) -> dict[str, int]:
    """What is left, by sku."""
    seen = quoting.version(quote_id)
    with reading() as session:
        found = left_after(seen.lines, calls_of(session, seen.id))
    return {one.sku: found[one.id] for one in seen.lines}


def orders() -> list[Order]:
    """All orders, the oldest first."""
    with reading() as session:
        return list(session.scalars(select(Order).order_by(Order.number)))


def cancel(order_id: UUID) -> None:
    """The office cancels an order."""
    with unit_of_work() as session:
        cancel_order(session, order_id, reason="not needed", acting_user=STAFF)


def undo(quote_id: UUID) -> None:
    """Take back the last call."""
    with unit_of_work() as session:
        quotes.undo_acceptance(session, quote_id, reason="a mistake", acting_user=STAFF)


def end(quote_id: UUID, team: Team) -> None:
    """End the rest."""
    with unit_of_work() as session:
        quotes.end_rest(session, quote_id, reason="sold out", acting_user=team.rep.actor)
