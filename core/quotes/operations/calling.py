"""Ordering from an offer in several calls until it is used up."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.states import ArticleKind
from core.inventory.operations import release
from core.kernel.actor import Actor
from core.orders.models import Order
from core.payments.operations import buy_agreed
from core.pricing.rules import PricedBasket
from core.pricing.rules.cutting import cut
from core.quotes.errors import CallMoved, NothingLeft, TextMissing
from core.quotes.events import QuoteAccepted, QuoteRestEnded
from core.quotes.models import Quote, QuoteVersion
from core.quotes.operations.aggregate import find_version, lock_quote, tell
from core.quotes.operations.agreeing import Acceptance, agreement_of, proof_of, require_acceptable
from core.quotes.operations.offering import close_quote, give_up_work, require_unchanged
from core.quotes.queries.calls import calls_of, left_after, taken_by
from core.quotes.queries.credit import granted_excess
from core.quotes.rules.calls import hash_of_call, require_call
from core.quotes.states import QuoteState, VersionState


def call_off(
    session: Session, quote: Quote, version: QuoteVersion, acceptance: Acceptance, *, acting_user: Actor
) -> Order:
    """Order some pieces of a locked quote's offer, at exactly its prices: all calls together are the offer.

    The same key is the same order. Raises CallMoved when somebody has ordered since the page was seen, CallTooMuch,
    CallEmpty, and what `accept_quote` raises; nothing is changed then.
    """
    calls = calls_of(session, version.id)
    if earlier := next((call for call in calls if call.key == acceptance.key), None):
        return session.scalars(select(Order).where(Order.id == earlier.order_id)).one()
    require_acceptable(quote, version, acceptance)
    if acceptance.call != len(calls) + 1:
        raise CallMoved
    left = left_after(version.lines, calls)
    taken = require_call(version.lines, left, left if acceptance.choice is None else acceptance.choice)
    whole = require_unchanged(session, quote, version)
    pieces = {str(line_id): quantity for line_id, quantity in taken.items()}
    priced = cut(whole, pieces, taken_by(session, calls), country=quote.country)
    if version.holds_stock:
        _release(session, version, priced, acting_user)
    subject = hash_of_call(version.content_hash, acceptance.call, taken)
    agreement = agreement_of(
        quote, version, acceptance, priced,
        granted_minor=granted_excess(session, version), key=f"{version.id}:{acceptance.key}", content_hash=subject,
    )  # fmt: skip
    order = buy_agreed(session, agreement, acting_user=acting_user)
    session.add(proof_of(quote, version, acceptance, order, taken))
    _move(session, quote, is_used_up=taken == {line: count for line, count in left.items() if count}, by=acting_user)
    tell(
        session, QuoteAccepted, quote, version.version,
        order_id=order.id, order_number=order.number, acting_user=acting_user,
    )  # fmt: skip
    return order


def end_rest(session: Session, quote_id: UUID, *, reason: str, acting_user: Actor) -> Quote:
    """What was not ordered of an offer cannot be ordered any more. Raises NothingLeft, TextMissing."""
    quote = lock_quote(session, quote_id)
    version = find_version(session, quote, VersionState.OFFERED)
    if quote.state is not QuoteState.PARTLY_ORDERED or version is None:
        raise NothingLeft
    if not reason.strip():
        raise TextMissing(field="reason")
    close_quote(session, quote, QuoteState.ACCEPTED, VersionState.ACCEPTED, reason=reason, acting_user=acting_user)
    tell(session, QuoteRestEnded, quote, version.version, reason=reason.strip()[:500], acting_user=acting_user)
    return quote


def _release(session: Session, version: QuoteVersion, priced: PricedBasket, acting_user: Actor) -> None:
    """What was held for the offer, and is taken now, is free for this order."""
    goods: dict[UUID, int] = {}
    for line in priced.lines:
        if line.kind is ArticleKind.PHYSICAL:
            goods[line.variant_id] = goods.get(line.variant_id, 0) + line.quantity
    if goods:
        release(session, version.id, quantities=goods, acting_user=acting_user, reason="ordered")


def _move(session: Session, quote: Quote, *, is_used_up: bool, by: Actor) -> None:
    if is_used_up:
        close_quote(session, quote, QuoteState.ACCEPTED, VersionState.ACCEPTED, acting_user=by)
    elif quote.state is QuoteState.OPEN:
        give_up_work(session, quote, acting_user=by)
        quote.move_to(QuoteState.PARTLY_ORDERED, acting_user=by)
