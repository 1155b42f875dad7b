"""Requests, offers and messages as letters speak of them, each with the path of the page that it opens."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.quotes.errors import QuoteNotFound, RequestNotFound
from core.quotes.models import Quote, QuoteMessage, QuoteRequest, QuoteVersion
from core.quotes.queries.links import quote_token, request_token
from core.quotes.states import RequestState, VersionState
from core.subscriptions.queries import get_contract


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestLetter:
    """A request for a letter; without an account its link is signed."""

    id: UUID
    number: str
    name: str
    who: str
    email: str
    locale: str
    owner_id: UUID | None
    state: RequestState
    answer_due_at: datetime | None
    link: str
    confirm_link: str


def request_letter(session: Session, request_id: UUID) -> RequestLetter:
    """The request with this id. Raises RequestNotFound."""
    row = session.scalars(select(QuoteRequest).where(QuoteRequest.id == request_id)).one_or_none()
    if row is None:
        raise RequestNotFound
    signed = f"?t={request_token(row.id)}"
    return RequestLetter(
        id=row.id,
        number=row.number,
        name=row.name,
        who=row.company or row.name,
        email=row.email,
        locale=row.locale,
        owner_id=row.owner_id,
        state=row.state,
        answer_due_at=row.answer_due_at,
        link=f"/requests/{row.number}{'' if row.user_id else signed}",
        confirm_link=f"/quote-request/confirm{signed}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLetter:
    """A version of a quote for a letter; without an account its link is secret.

    `is_shown` says whether the customer sees anything of the quote yet. With a `contract_number` it changes that.
    """

    id: UUID
    version_id: UUID
    number: str
    version: int
    name: str
    who: str
    email: str
    locale: str
    owner_id: UUID | None
    author_id: UUID | None
    hands: str
    currency: str
    gross_minor: int
    valid_until: date
    time_zone: str
    in_calls: bool
    contract_number: str
    state: VersionState
    is_shown: bool
    link: str


def offer_letter(session: Session, quote_id: UUID, version: int) -> OfferLetter:
    """A version of the quote with this id. Raises QuoteNotFound."""
    statement = (
        select(Quote, QuoteVersion)
        .join(QuoteVersion, QuoteVersion.quote_id == Quote.id)
        .where(Quote.id == quote_id, QuoteVersion.version == version)
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise QuoteNotFound
    quote, row = found
    shown = select(QuoteVersion.id).where(QuoteVersion.quote_id == quote_id, QuoteVersion.offered_at.is_not(None))
    return OfferLetter(
        id=quote.id,
        version_id=row.id,
        number=quote.number,
        version=row.version,
        name=quote.contact_name,
        who=quote.company or quote.contact_name,
        email=quote.email,
        locale=quote.locale,
        owner_id=quote.owner_id,
        author_id=row.author_id,
        hands=row.hands,
        currency=quote.currency,
        gross_minor=row.gross_minor,
        valid_until=row.valid_until,
        time_zone=row.time_zone,
        in_calls=row.in_calls,
        contract_number=get_contract(session, quote.contract_id).number if quote.contract_id else "",
        state=row.state,
        is_shown=session.scalar(shown.limit(1)) is not None,
        link=f"/quotes/{quote.number}{'' if quote.user_id else f'?t={quote_token(quote)}'}",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMessage:
    """What somebody wrote."""

    id: UUID
    author: str
    text: str


def written_message(session: Session, message_id: UUID) -> WrittenMessage:
    """The message with this id. Raises QuoteNotFound."""
    row = session.scalars(select(QuoteMessage).where(QuoteMessage.id == message_id)).one_or_none()
    if row is None:
        raise QuoteNotFound
    return WrittenMessage(id=row.id, author=row.author, text=row.text)
