"""Requests for an offer: asking, the loop of questions, declining, taking back, and answering with a quote."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.operations import guest_customer
from core.accounts.rules import normalise_email, required
from core.carts.operations import take_out
from core.carts.rules import require_quantity, selection_of, unit_minor_in
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock, new_id
from core.kernel.events import announce
from core.kernel.money import Money
from core.kernel.numbers import NumberRange, draw_number
from core.kernel.settings import get_settings
from core.pricing.errors import UnknownArticle
from core.pricing.queries import load_price_book
from core.pricing.rules import LineKey
from core.pricing.states import HOME_COUNTRY
from core.quotes.errors import (
    BelowRequestMinimum,
    NothingAsked,
    TextMissing,
    TooManyLines,
    WishedDayPast,
)
from core.quotes.events import (
    InformationAsked,
    InformationGiven,
    QuoteAsked,
    QuoteRequested,
    RequestDeclined,
    RequestOverdue,
    RequestWithdrawn,
)
from core.quotes.models import Quote, QuoteMessage, QuoteRequest, QuoteRequestLine
from core.quotes.operations.attachments import attachments_of
from core.quotes.operations.desks import desks
from core.quotes.operations.drafts import MOST_LINES
from core.quotes.operations.versions import Addressee, begin_quote
from core.quotes.rules.files import Upload
from core.quotes.rules.inputs import LineInput, require_amount
from core.quotes.rules.routing import choose_desk
from core.quotes.states import MessageKind, RequestSource, RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """So many of an article, at a price of one piece that the customer would like, with a word to it."""

    variant_id: UUID
    quantity: int
    selection: str | None = None
    wished_unit_minor: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestInput:
    """What somebody asks. Without a `customer_id` it is a guest, known by the address. The same key asks once.

    What is asked for leaves the cart `cart_id`, and what stays there can be bought meanwhile.
    """

    idempotency_key: str
    source: RequestSource
    name: str
    email: str
    company: str = ""
    phone: str = ""
    customer_id: UUID | None = None
    user_id: UUID | None = None
    country: str = HOME_COUNTRY
    postal_code: str = ""
    locale: str = "en"
    price_list: str
    lines: tuple[AskedLine, ...]
    files: tuple[Upload, ...] = ()
    wished_total_minor: int | None = None
    wished_on: date | None = None
    note: str = ""
    cart_id: UUID | None = None


def ask_for_quote(session: Session, asked: RequestInput, *, acting_user: Actor) -> QuoteRequest:
    """Ask for an offer. That of an account is ours to answer at once, that of a guest when the address is confirmed.

    Raises NothingAsked, TooManyLines, UnknownArticle, QuantityOutOfRange, AmountBelowZero, BelowRequestMinimum,
    FileNotTaken, TooManyFiles, InvalidEmail, Missing; nothing is kept then, no file either.
    """
    known = select(QuoteRequest).where(QuoteRequest.idempotency_key == asked.idempotency_key)
    if (earlier := session.scalars(known).one_or_none()) is not None:
        return earlier
    request = _request(asked)
    request.lines, request.currency, request.listed_minor = _lines(session, request, asked)
    minimum = get_settings().quote_minimum_minor
    if request.listed_minor < minimum:
        worth = Money(request.listed_minor, request.currency)
        raise BelowRequestMinimum(minimum=Money(minimum, request.currency), worth=worth)
    files = attachments_of(request, asked.files, acting_user)
    if asked.cart_id is not None:
        _take_out_of_cart(session, asked.cart_id, request, acting_user)
    request.number = draw_number(session, NumberRange.QUOTE_REQUEST)
    session.add(request)
    session.flush()  # the files point to the request, and no relationship would write it first
    session.add_all(files)
    if asked.customer_id is None:
        announce(session, QuoteAsked(request_id=request.id, number=request.number), acting_user=acting_user)
    else:
        _submit(session, request, acting_user)
    return request


def _take_out_of_cart(session: Session, cart_id: UUID, request: QuoteRequest, acting_user: Actor) -> None:
    pieces = Counter[LineKey]()
    for line in request.lines:
        pieces[LineKey(line.variant_id, line.selection)] += line.quantity
    take_out(session, cart_id, pieces=pieces, acting_user=acting_user)


def confirm_request(session: Session, request_id: UUID, *, acting_user: Actor) -> QuoteRequest:
    """The guest's address is theirs: the request is ours to answer. Again changes nothing."""
    request = lock(session, QuoteRequest, request_id)
    if request.state is not RequestState.UNCONFIRMED:
        return request
    guest = guest_customer(
        session, email=request.email, name=request.name, company_name=request.company, locale=request.locale
    )
    session.flush()  # the request points to the guest, and no relationship would write them first
    request.customer_id = guest.id
    _submit(session, request, acting_user)
    return request


def take_request(session: Session, request_id: UUID, *, owner_id: UUID, acting_user: Actor) -> QuoteRequest:
    """A colleague looks after a request from now on. Raises WrongState for one that is answered."""
    request = lock(session, QuoteRequest, request_id)
    _review(request, acting_user)
    request.owner_id = owner_id
    return request


def ask_information(session: Session, request_id: UUID, *, text: str, acting_user: Actor) -> QuoteRequest:
    """We need to know more before we can make an offer. Raises TextMissing, WrongState."""
    request = lock(session, QuoteRequest, request_id)
    if not text.strip():
        raise TextMissing
    if request.state is RequestState.SUBMITTED:
        request.move_to(RequestState.IN_REVIEW, acting_user=acting_user)
    request.move_to(RequestState.NEEDS_INFORMATION, acting_user=acting_user)
    message = _write(session, request, MessageKind.QUESTION, text, is_ours=True, acting_user=acting_user)
    told = InformationAsked(request_id=request.id, number=request.number, message_id=message.id)
    announce(session, told, acting_user=acting_user)
    return request


def give_information(session: Session, request_id: UUID, *, text: str, author: str, acting_user: Actor) -> QuoteRequest:
    """The customer answers; the time to answer begins anew. Raises TextMissing, WrongState when nothing was asked."""
    request = lock(session, QuoteRequest, request_id)
    if not text.strip():
        raise TextMissing
    request.move_to(RequestState.IN_REVIEW, acting_user=acting_user)
    request.answer_due_at, request.escalated_at = _due(), None
    _write(session, request, MessageKind.ANSWER, text, is_ours=False, author=author, acting_user=acting_user)
    announce(session, InformationGiven(request_id=request.id, number=request.number), acting_user=acting_user)
    return request


def decline_request(session: Session, request_id: UUID, *, reason: str, acting_user: Actor) -> QuoteRequest:
    """We make no offer, and say why. Raises TextMissing, WrongState."""
    request = lock(session, QuoteRequest, request_id)
    if not reason.strip():
        raise TextMissing(field="reason")
    request.move_to(RequestState.DECLINED, acting_user=acting_user, reason=reason.strip()[:500])
    told = RequestDeclined(request_id=request.id, number=request.number, reason=reason.strip()[:500])
    announce(session, told, acting_user=acting_user)
    return request


def withdraw_request(session: Session, request_id: UUID, *, acting_user: Actor) -> QuoteRequest:
    """The customer does not need an offer any more. Again changes nothing; raises WrongState when it is answered."""
    request = lock(session, QuoteRequest, request_id)
    if request.state is RequestState.WITHDRAWN:
        return request
    request.move_to(RequestState.WITHDRAWN, acting_user=acting_user)
    announce(session, RequestWithdrawn(request_id=request.id, number=request.number), acting_user=acting_user)
    return request


def quote_from_request(session: Session, request_id: UUID, *, acting_user: Actor) -> Quote:
    """The quote that answers a request, with its first draft; again the same one. Raises WrongState."""
    request = lock(session, QuoteRequest, request_id)
    earlier = session.scalars(select(Quote).where(Quote.request_id == request.id)).one_or_none()
    if earlier is not None:
        return earlier
    _review(request, acting_user)
    assert request.customer_id is not None, "a request in review has a customer"
    lines = session.scalars(
        select(QuoteRequestLine).where(QuoteRequestLine.request_id == request.id).order_by(QuoteRequestLine.position)
    )
    to = Addressee(
        customer_id=request.customer_id,
        user_id=request.user_id,
        contact_name=request.name,
        email=request.email,
        company=request.company,
        locale=request.locale,
        country=request.country,
        postal_code=request.postal_code,
    )
    wanted = [
        LineInput(variant_id=line.variant_id, quantity=line.quantity, selection=line.selection, note=line.note)
        for line in lines
    ]
    owner_id = request.owner_id or acting_user.id
    return begin_quote(session, to, wanted, request_id=request.id, owner_id=owner_id, acting_user=acting_user)


def escalate_requests(session: Session, *, most: int = 200) -> list[UUID]:
    """Tell of requests that should have been answered by now, each once; returns them."""
    late = (
        select(QuoteRequest)
        .where(
            QuoteRequest.state.in_((RequestState.SUBMITTED, RequestState.IN_REVIEW)),
            QuoteRequest.answer_due_at < clock.now(),
            QuoteRequest.escalated_at.is_(None),
        )
        .order_by(QuoteRequest.id)
        .limit(most)
        .with_for_update()
    )
    found = list(session.scalars(late))
    for request in found:
        request.escalated_at = clock.now()
        announce(session, RequestOverdue(request_id=request.id, number=request.number), acting_user=SYSTEM)
    return [request.id for request in found]


# --- rows


def _review(request: QuoteRequest, acting_user: Actor) -> None:
    """Somebody looks at a request that waits; what is asked of the customer stays asked. Raises WrongState."""
    if request.state not in (RequestState.IN_REVIEW, RequestState.NEEDS_INFORMATION):
        request.move_to(RequestState.IN_REVIEW, acting_user=acting_user)


def _request(asked: RequestInput) -> QuoteRequest:
    if not asked.lines:
        raise NothingAsked
    if len(asked.lines) > MOST_LINES:
        raise TooManyLines(most=MOST_LINES)
    require_amount(asked.wished_total_minor, "wished_total")
    if asked.wished_on is not None and asked.wished_on < clock.today():
        raise WishedDayPast
    return QuoteRequest(
        id=new_id(),
        customer_id=asked.customer_id,
        user_id=asked.user_id,
        name=required("name", asked.name)[:200],
        email=normalise_email(asked.email),
        company=asked.company.strip()[:200],
        phone=asked.phone.strip()[:40],
        country=asked.country,
        postal_code=asked.postal_code.strip()[:20],
        locale=asked.locale,
        source=asked.source,
        wished_total_minor=asked.wished_total_minor,
        wished_on=asked.wished_on,
        note=asked.note.strip()[:5000],
        state=RequestState.UNCONFIRMED,
        idempotency_key=asked.idempotency_key,
        asked_at=clock.now(),
    )


def _lines(session: Session, request: QuoteRequest, asked: RequestInput) -> tuple[list[QuoteRequestLine], str, int]:
    """The lines at list prices, the currency that they count in, and what they come to."""
    variants = [line.variant_id for line in asked.lines]
    book = load_price_book(session, variants, list_code=asked.price_list, country=asked.country, at=clock.now())
    rows, listed = [], 0
    for position, line in enumerate(asked.lines, 1):
        require_quantity(line.quantity)
        require_amount(line.wished_unit_minor, "wished")
        article = book.articles.get(line.variant_id)
        if article is None or not article.is_for_sale or not article.is_seen_at(asked.price_list):
            raise UnknownArticle
        selection = selection_of(book.articles, line.variant_id, line.selection)
        unit = unit_minor_in(book, LineKey(line.variant_id, selection), line.quantity)
        listed += (unit or 0) * line.quantity
        rows.append(
            QuoteRequestLine(
                id=new_id(),
                request_id=request.id,
                position=position,
                variant_id=line.variant_id,
                selection=selection,
                sku=article.sku,
                name=article.name_in(asked.locale),
                quantity=line.quantity,
                listed_unit_minor=unit,
                wished_unit_minor=line.wished_unit_minor,
                note=line.note.strip()[:200],
            )
        )
    return rows, book.currency, listed


def _submit(session: Session, request: QuoteRequest, acting_user: Actor) -> None:
    request.move_to(RequestState.SUBMITTED, acting_user=acting_user)
    request.submitted_at, request.answer_due_at = clock.now(), _due()
    request.owner_id = _owner(session, request)
    announce(session, QuoteRequested(request_id=request.id, number=request.number), acting_user=acting_user)


def _due() -> datetime:
    return clock.now() + timedelta(hours=get_settings().quote_answer_hours)


def _owner(session: Session, request: QuoteRequest) -> UUID | None:
    """Who answers; somebody who has written to this customer before knows them."""
    known = (
        select(Quote.owner_id)
        .where(Quote.customer_id == request.customer_id, Quote.owner_id.is_not(None))
        .order_by(Quote.created_at.desc(), Quote.id.desc())
        .limit(1)
    )
    return choose_desk(
        desks(session), country=request.country, postal_code=request.postal_code, known_id=session.scalar(known)
    )


def _write(
    session: Session,
    request: QuoteRequest,
    kind: MessageKind,
    text: str,
    *,
    is_ours: bool,
    author: str = "",
    acting_user: Actor,
) -> QuoteMessage:
    message = QuoteMessage(
        id=new_id(),
        request_id=request.id,
        quote_id=None,
        version=None,
        line_origin_id=None,
        kind=kind,
        is_ours=is_ours,
        author_id=acting_user.id,
        author=(author or acting_user.name)[:200],
        text=text.strip()[:5000],
        at=clock.now(),
    )
    session.add(message)
    return message
