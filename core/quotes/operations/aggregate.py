"""Locking a quote with its versions, and telling what happened to it."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.kernel.actor import Actor
from core.kernel.db import lock
from core.kernel.events import announce
from core.quotes.errors import VersionNotFound
from core.quotes.events import QuoteEvent
from core.quotes.models import Quote, QuoteVersion
from core.quotes.states import WORKING, VersionState

Told = TypeVar("Told", bound=QuoteEvent)


def lock_quote(session: Session, quote_id: UUID) -> Quote:
    """The quote, ours until the transaction ends: whoever changes anything of it locks it first. Raises NotFound."""
    return lock(session, Quote, quote_id)


def version_of(session: Session, quote: Quote, number: int) -> QuoteVersion:
    """A version of a locked quote with its lines, as it is now. Raises VersionNotFound."""
    return _one(session, quote, QuoteVersion.version == number)


def latest_version(session: Session, quote: Quote) -> QuoteVersion:
    """The last version of a locked quote."""
    found = find_version(session, quote, *VersionState)
    if found is None:
        raise VersionNotFound
    return found


def working_version(session: Session, quote: Quote) -> QuoteVersion | None:
    """The version that we work at, if there is one."""
    return find_version(session, quote, *WORKING)


def find_version(session: Session, quote: Quote, *states: VersionState) -> QuoteVersion | None:
    """The last version of a locked quote in one of these states."""
    statement = _versions(quote).where(QuoteVersion.state.in_(states)).order_by(QuoteVersion.version.desc()).limit(1)
    return session.scalars(statement).one_or_none()


def _one(session: Session, quote: Quote, condition: Any) -> QuoteVersion:
    found: QuoteVersion | None = session.scalars(_versions(quote).where(condition)).one_or_none()
    if found is None:
        raise VersionNotFound
    return found


def _versions(quote: Quote) -> Any:
    statement = select(QuoteVersion).where(QuoteVersion.quote_id == quote.id).options(selectinload(QuoteVersion.lines))
    return statement.execution_options(populate_existing=True)


def tell(session: Session, kind: type[Told], quote: Quote, version: int, *, acting_user: Actor, **values: Any) -> None:
    """Announce something of a quote."""
    announce(session, kind(quote_id=quote.id, number=quote.number, version=version, **values), acting_user=acting_user)


def note_hand(version: QuoteVersion, acting_user: Actor) -> None:
    """Remember who worked at a version: none of them approves it."""
    if acting_user.id is not None and str(acting_user.id) not in version.hands.split():
        version.hands = f"{version.hands} {acting_user.id}".strip()
