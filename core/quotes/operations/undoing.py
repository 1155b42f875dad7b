"""Taking back an acceptance that was a mistake."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.settings import get_settings
from core.orders.models import Order, OrderPart
from core.orders.operations import cancel_order
from core.orders.rules import CANCELLABLE
from core.quotes.errors import TextMissing, UndoTooLate
from core.quotes.events import AcceptanceUndone
from core.quotes.models import Quote, QuoteVersion
from core.quotes.operations.aggregate import find_version, lock_quote, tell
from core.quotes.queries.calls import calls_of
from core.quotes.states import QuoteState, VersionState


def undo_acceptance(session: Session, quote_id: UUID, *, reason: str, acting_user: Actor) -> Quote:
    """Take back an acceptance that was a mistake: the order is cancelled, the quote is open again, without an offer.

    Of one that is ordered in calls the last call is taken back, and can be ordered again. Raises UndoTooLate when the
    window is over or something was handed over, TextMissing.
    """
    quote = lock_quote(session, quote_id)
    if not reason.strip():
        raise TextMissing(field="reason")
    version = find_version(session, quote, VersionState.ACCEPTED, VersionState.OFFERED)
    if version is None:
        raise UndoTooLate
    if quote.contract_id is not None:
        raise UndoTooLate  # a changed contract is changed again, not undone
    calls = [call for call in calls_of(session, version.id) if call.is_live] if version.in_calls else []
    order_id = calls[-1].order_id if calls else quote.order_id
    if quote.state not in (QuoteState.PARTLY_ORDERED, QuoteState.ACCEPTED) or order_id is None:
        raise UndoTooLate
    order = session.scalars(select(Order).where(Order.id == order_id)).one()
    if not can_be_undone(session, order):
        raise UndoTooLate
    cancel_order(session, order.id, reason=reason.strip()[:500], acting_user=acting_user)
    _open_again(quote, version, earlier_calls=len(calls) - 1, reason=reason.strip()[:500], acting_user=acting_user)
    tell(
        session, AcceptanceUndone, quote, version.version,
        order_id=order.id, reason=reason.strip()[:500], acting_user=acting_user,
    )  # fmt: skip
    return quote


def _open_again(quote: Quote, version: QuoteVersion, *, earlier_calls: int, reason: str, acting_user: Actor) -> None:
    quote.order_id, quote.closed_at = None, None
    becomes = QuoteState.PARTLY_ORDERED if earlier_calls > 0 else QuoteState.OPEN
    if not version.in_calls:
        version.move_to(VersionState.SUPERSEDED, acting_user=acting_user, reason=reason)
    elif version.state is VersionState.ACCEPTED:
        version.move_to(VersionState.OFFERED, acting_user=acting_user, reason=reason)
    if quote.state is not becomes:
        quote.move_to(becomes, acting_user=acting_user, reason=reason)


def can_be_undone(session: Session, order: Order) -> bool:
    """Whether the window is open still and nothing of the order was handed over."""
    parts = session.scalars(select(OrderPart.state).where(OrderPart.order_id == order.id)).all()
    is_young = clock.now() < order.placed_at + timedelta(minutes=get_settings().acceptance_undo_minutes)
    return is_young and all(state in CANCELLABLE for state in parts)
