"""Letters to customers about their requests and our offers."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel.jobs import job
from core.notices.operations import About, Reader, write_to
from core.notices.states import NoticeKind
from core.quotes.queries.letters import (
    OfferLetter,
    RequestLetter,
    offer_letter,
    request_letter,
    written_message,
)
from core.quotes.states import RequestState, VersionState


@job("notices.ask_requester")
def ask_requester(session: Session, *, request_id: str, **_: object) -> None:
    """A guest typed this address: its owner says that the request is theirs."""
    asked = request_letter(session, UUID(request_id))
    if asked.state is RequestState.UNCONFIRMED:
        _about_request(session, NoticeKind.QUOTE_CONFIRM, asked, link=asked.confirm_link)


@job("notices.tell_request_received")
def tell_request_received(session: Session, *, request_id: str, **_: object) -> None:
    """The request is here, and answered by a certain time."""
    _about_request(session, NoticeKind.QUOTE_REQUEST_RECEIVED, request_letter(session, UUID(request_id)))


@job("notices.ask_information")
def ask_information(session: Session, *, request_id: str, message_id: str, **_: object) -> None:
    """We ask back before there can be an offer."""
    message = written_message(session, UUID(message_id))
    asked = request_letter(session, UUID(request_id))
    _about_request(session, NoticeKind.QUOTE_INFORMATION_ASKED, asked, occasion=message_id, message=message)


@job("notices.tell_request_declined")
def tell_request_declined(session: Session, *, request_id: str, reason: str, **_: object) -> None:
    """There will be no offer, and why."""
    asked = request_letter(session, UUID(request_id))
    _about_request(session, NoticeKind.QUOTE_REQUEST_DECLINED, asked, reason=reason)


@job("notices.send_offer")
def send_offer(session: Session, *, quote_id: str, version: int, **_: object) -> None:
    """The offer is there; one that was replaced meanwhile is not told any more."""
    offer = offer_letter(session, UUID(quote_id), version)
    if offer.state in (VersionState.OFFERED, VersionState.ACCEPTED):
        _about_offer(session, NoticeKind.QUOTE_OFFERED, offer)


@job("notices.remind_offer")
def remind_offer(session: Session, *, quote_id: str, version: int, **_: object) -> None:
    """The offer ends soon, unless it was answered meanwhile."""
    offer = offer_letter(session, UUID(quote_id), version)
    if offer.state is VersionState.OFFERED:
        _about_offer(session, NoticeKind.QUOTE_ENDS_SOON, offer)


@job("notices.tell_quote_message")
def tell_quote_message(
    session: Session, *, quote_id: str, version: int, message_id: str, is_ours: bool, **_: object
) -> None:
    """We wrote something to the customer, who has seen an offer already."""
    offer = offer_letter(session, UUID(quote_id), version)
    if is_ours and offer.is_shown:
        message = written_message(session, UUID(message_id))
        _about_offer(session, NoticeKind.QUOTE_MESSAGE, offer, occasion=message_id, message=message)


@job("notices.tell_undone")
def tell_undone(session: Session, *, quote_id: str, version: int, order_id: str, **_: object) -> None:
    """A mistaken acceptance was taken back."""
    offer = offer_letter(session, UUID(quote_id), version)
    _about_offer(session, NoticeKind.QUOTE_ACCEPTANCE_UNDONE, offer, occasion=order_id)


@job("notices.tell_offer_expired")
def tell_offer_expired(session: Session, *, quote_id: str, version: int, **_: object) -> None:
    """The last day of the offer is over."""
    _about_offer(session, NoticeKind.QUOTE_EXPIRED, offer_letter(session, UUID(quote_id), version))


@job("notices.tell_withdrawn")
def tell_withdrawn(session: Session, *, quote_id: str, version: int, reason: str, **_: object) -> None:
    """We have taken an offer back that the customer has seen, or what was left of it."""
    offer = offer_letter(session, UUID(quote_id), version)
    if offer.is_shown:
        _about_offer(session, NoticeKind.QUOTE_WITHDRAWN, offer, reason=reason)


def _about_request(
    session: Session, kind: NoticeKind, asked: RequestLetter, *, link: str = "", occasion: str = "", **values: object
) -> None:
    reader = Reader(name=asked.name, email=asked.email, locale=asked.locale)
    about = About(type="quote_request", id=asked.id, occasion=occasion, number=asked.number)
    write_to(session, kind, reader=reader, about=about, link=link or asked.link, asked=asked, **values)


def _about_offer(
    session: Session, kind: NoticeKind, offer: OfferLetter, *, occasion: str = "", **values: object
) -> None:
    reader = Reader(name=offer.name, email=offer.email, locale=offer.locale)
    about = About(type="quote_version", id=offer.version_id, occasion=occasion, number=offer.number)
    write_to(session, kind, reader=reader, about=about, link=offer.link, offer=offer, **values)
