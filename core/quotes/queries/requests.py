"""Requests as pages show them, and the articles that somebody is about to ask for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, selectinload, undefer

from core.accounts.models import User
from core.accounts.queries import UserView
from core.carts.rules import unit_minor_in
from core.catalog.rules import picks_to
from core.catalog.states import ArticleKind
from core.kernel import clock
from core.pricing.queries import load_price_book
from core.pricing.rules import LineKey
from core.pricing.states import HOME_COUNTRY
from core.quotes.errors import AttachmentNotFound, RequestNotFound
from core.quotes.models import Quote, QuoteAttachment, QuoteMessage, QuoteRequest
from core.quotes.queries.at_hand import is_at_hand, require_at_hand
from core.quotes.queries.quotes import PAGE, MessageView, message_view
from core.quotes.queries.views import AttachmentView, RequestLineView, RequestView, view_of
from core.quotes.states import OPEN_REQUESTS, RequestState


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Whose requests somebody may see: their own or their company's, and the one that a signed link names."""

    customer_id: UUID | None = None
    user_id: UUID | None = None
    sees_all: bool = False
    request_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestPage:
    """A request with all that belongs to it."""

    request: RequestView
    files: tuple[AttachmentView, ...]
    messages: tuple[MessageView, ...]
    owner: str
    quote_number: str | None
    is_at_hand: bool

    @property
    def can_be_withdrawn(self) -> bool:
        """Whether the customer may take it back."""
        return self.request.state in (*OPEN_REQUESTS, RequestState.UNCONFIRMED)

    @property
    def needs_information(self) -> bool:
        """Whether the customer is asked something."""
        return self.request.state is RequestState.NEEDS_INFORMATION


def request_page(
    session: Session, number: str, *, asker: Asker | None = None, by: UserView | None = None
) -> RequestPage:
    """A request: for one of ours, or with an asker for whom it belongs to. Raises RequestNotFound."""
    condition = [belongs_to(asker)] if asker is not None else []
    statement = select(QuoteRequest).where(QuoteRequest.number == number, *condition)
    found = session.scalars(statement.options(selectinload(QuoteRequest.lines))).one_or_none()
    if found is None:
        raise RequestNotFound
    files = select(QuoteAttachment).where(QuoteAttachment.request_id == found.id)
    messages = select(QuoteMessage).where(QuoteMessage.request_id == found.id)
    heads = session.execute(
        select(User.name, Quote.number)
        .select_from(QuoteRequest)
        .outerjoin(User, User.id == QuoteRequest.owner_id)
        .outerjoin(Quote, Quote.request_id == QuoteRequest.id)
        .where(QuoteRequest.id == found.id)
    ).one()
    return RequestPage(
        request=view_of(RequestView, found, lines=tuple(view_of(RequestLineView, line) for line in found.lines)),
        files=tuple(
            view_of(AttachmentView, row)
            for row in session.scalars(files.order_by(QuoteAttachment.added_at, QuoteAttachment.id))
        ),
        messages=tuple(
            message_view(row, {}) for row in session.scalars(messages.order_by(QuoteMessage.at, QuoteMessage.id))
        ),
        owner=heads[0] or "",
        quote_number=heads[1],
        is_at_hand=by is not None and is_at_hand(found.owner_id, by),
    )


def find_request_id(session: Session, number: str, *, by: UserView) -> UUID:
    """The id of a request that one of ours is about to work at. Raises RequestNotFound, SomebodyElses."""
    found = session.scalars(select(QuoteRequest).where(QuoteRequest.number == number)).one_or_none()
    if found is None:
        raise RequestNotFound
    require_at_hand(found.owner_id, by)
    return found.id


def belongs_to(asker: Asker) -> ColumnElement[bool]:
    """The condition that a request is one that somebody may see."""
    ways: list[ColumnElement[bool]] = []
    if asker.customer_id is not None:
        own = QuoteRequest.customer_id == asker.customer_id
        ways.append(own if asker.sees_all else and_(own, QuoteRequest.user_id == asker.user_id))
    if asker.request_id is not None:
        ways.append(QuoteRequest.id == asker.request_id)
    return or_(*ways) if ways else false()


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentFile:
    """A file with what is in it."""

    name: str
    content: bytes


def get_attachment(session: Session, number: str, attachment_id: UUID, *, asker: Asker | None = None) -> AttachmentFile:
    """A file of a request with what is in it. Raises AttachmentNotFound for a foreign one too."""
    condition = [belongs_to(asker)] if asker is not None else []
    statement = (
        select(QuoteAttachment)
        .join(QuoteRequest, QuoteRequest.id == QuoteAttachment.request_id)
        .where(QuoteAttachment.id == attachment_id, QuoteRequest.number == number, *condition)
        .options(undefer(QuoteAttachment.content))
    )
    found = session.scalars(statement).one_or_none()
    if found is None:
        raise AttachmentNotFound
    return AttachmentFile(name=found.name, content=found.content)


def get_request(session: Session, request_id: UUID) -> RequestView:
    """The request with this id, for letters and links. Raises RequestNotFound."""
    found = session.scalars(select(QuoteRequest).where(QuoteRequest.id == request_id)).one_or_none()
    if found is None:
        raise RequestNotFound
    return view_of(RequestView, found, lines=())


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFilter:
    """Which requests a list shows; without a state those that wait for us."""

    state: RequestState | None = None
    is_open: bool = True
    owner_id: UUID | None = None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRow:
    """A request in a list."""

    request: RequestView
    owner: str


def office_requests(
    session: Session, wanted: RequestFilter, *, after: UUID | None = None, most: int = PAGE + 1
) -> list[RequestRow]:
    """Requests that fit a filter, the latest first, in one statement. Unconfirmed ones are nobody's yet."""
    conditions: list[ColumnElement[bool]] = [QuoteRequest.submitted_at.is_not(None)]
    if wanted.state is not None:
        conditions.append(QuoteRequest.state == wanted.state)
    elif wanted.is_open:
        conditions.append(QuoteRequest.state.in_(OPEN_REQUESTS))
    if wanted.owner_id is not None:
        conditions.append(QuoteRequest.owner_id == wanted.owner_id)
    if wanted.text:
        columns = (QuoteRequest.number, QuoteRequest.name, QuoteRequest.company, QuoteRequest.email)
        conditions.append(or_(*(column.icontains(wanted.text, autoescape=True) for column in columns)))
    statement = select(QuoteRequest, User.name).outerjoin(User, User.id == QuoteRequest.owner_id).where(*conditions)
    if after is not None:
        last = select(QuoteRequest.asked_at).where(QuoteRequest.id == after).scalar_subquery()
        earlier = and_(QuoteRequest.asked_at == last, QuoteRequest.id < after)
        statement = statement.where(or_(QuoteRequest.asked_at < last, earlier))
    statement = statement.order_by(QuoteRequest.asked_at.desc(), QuoteRequest.id.desc()).limit(most)
    rows = session.execute(statement)
    return [RequestRow(request=view_of(RequestView, row, lines=()), owner=name or "") for row, name in rows]


def customer_requests(session: Session, asker: Asker, *, most: int = PAGE) -> list[RequestView]:
    """The requests that somebody may see, the latest first."""
    statement = select(QuoteRequest).where(belongs_to(asker))
    rows = session.scalars(statement.order_by(QuoteRequest.asked_at.desc(), QuoteRequest.id.desc()).limit(most))
    return [view_of(RequestView, row, lines=()) for row in rows]


# --- before it is a request


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """So many of an article that somebody is about to ask for."""

    variant_id: UUID
    quantity: int
    selection: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRow:
    """The same with what it is and costs by the list; None: it has no price."""

    variant_id: UUID
    selection: str
    quantity: int
    sku: str
    name: str
    slug: str
    picture: str
    kind: ArticleKind
    unit_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedList:
    """The rows that the buyers of a price list can ask for, and what they count in."""

    rows: tuple[WantedRow, ...]
    currency: str


def wanted_rows(session: Session, wanted: Sequence[Wanted], *, price_list: str, locale: str = "en") -> WantedList:
    """What somebody is about to ask for, in the statements of one price book; what is not sold is left out."""
    variants = list(dict.fromkeys(one.variant_id for one in wanted))
    book = load_price_book(session, variants, list_code=price_list, country=HOME_COUNTRY, at=clock.now())
    rows = []
    for one in wanted:
        article = book.articles.get(one.variant_id)
        if article is None or not article.is_for_sale or not article.is_seen_at(price_list):
            continue
        preset = picks_to(article.choices.preset) if article.choices else ""
        selection = one.selection or preset
        rows.append(
            WantedRow(
                variant_id=one.variant_id,
                selection=selection,
                quantity=one.quantity,
                sku=article.sku,
                name=article.name_in(locale),
                slug=article.slug,
                picture=article.picture,
                kind=article.kind,
                unit_minor=unit_minor_in(book, LineKey(one.variant_id, selection), max(1, one.quantity)),
            )
        )
    return WantedList(rows=tuple(rows), currency=book.currency)
