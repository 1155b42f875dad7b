"""What both sides write to a quote."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.quotes.errors import LineNotFound, QuoteClosed, TextMissing
from core.quotes.events import QuoteMessageWritten
from core.quotes.models import Quote, QuoteMessage
from core.quotes.operations.aggregate import latest_version, lock_quote, tell
from core.quotes.states import MessageKind, QuoteState


def write_message(
    session: Session,
    quote_id: UUID,
    *,
    text: str,
    is_ours: bool,
    author: str,
    line_origin_id: UUID | None = None,
    is_internal: bool = False,
    acting_user: Actor,
) -> QuoteMessage:
    """Write something to a quote, or to one of its lines; internal notes only we see. Raises TextMissing, LineNotFound,
    QuoteClosed for a quote that was withdrawn."""
    quote = lock_quote(session, quote_id)
    if quote.state is QuoteState.WITHDRAWN:
        raise QuoteClosed
    if not text.strip():
        raise TextMissing
    latest = latest_version(session, quote)
    if line_origin_id is not None and all(line.origin_id != line_origin_id for line in latest.lines):
        raise LineNotFound
    kind = MessageKind.INTERNAL if is_internal and is_ours else MessageKind.NOTE if is_ours else MessageKind.QUESTION
    message = write(
        session, quote=quote, version=latest.version, kind=kind, text=text.strip(), author=author, is_ours=is_ours,
        line_origin_id=line_origin_id, acting_user=acting_user,
    )  # fmt: skip
    if kind is not MessageKind.INTERNAL:
        tell(
            session, QuoteMessageWritten, quote, latest.version,
            message_id=message.id, is_ours=is_ours, acting_user=acting_user,
        )  # fmt: skip
    return message


def write(
    session: Session,
    *,
    quote: Quote,
    version: int | None,
    kind: MessageKind,
    text: str,
    author: str,
    is_ours: bool,
    line_origin_id: UUID | None = None,
    acting_user: Actor,
) -> QuoteMessage:
    """Keep what somebody wrote to a locked quote."""
    message = QuoteMessage(
        id=new_id(),
        quote_id=quote.id,
        request_id=None,
        version=version,
        line_origin_id=line_origin_id,
        kind=kind,
        is_ours=is_ours,
        author_id=acting_user.id,
        author=author[:200],
        text=text[:5000],
        at=clock.now(),
    )
    session.add(message)
    return message
