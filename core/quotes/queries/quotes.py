"""Quotes as pages show them: one with all that belongs to it, and lists."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from core.accounts.models import User
from core.accounts.queries import CustomerView, UserView, get_customer
from core.kernel import clock
from core.kernel.pages import behind
from core.orders.models import Order
from core.quotes.errors import QuoteNotFound
from core.quotes.models import (
    Quote,
    QuoteAcceptance,
    QuoteApproval,
    QuoteMessage,
    QuoteRequest,
    QuoteVersion,
)
from core.quotes.queries.at_hand import is_at_hand, require_at_hand
from core.quotes.queries.calls import CallView, calls_of
from core.quotes.queries.pricing import versions_with_lines
from core.quotes.queries.views import ApprovalView, LineView, QuoteView, VersionView, view_of
from core.quotes.rules.actions import Action, customer_actions, office_actions
from core.quotes.rules.comparing import Comparison, compare
from core.quotes.states import WORKING, ApprovalState, MessageKind, QuoteState, VersionState

PAGE = 50
LIVE = (VersionState.OFFERED, VersionState.ACCEPTED)
SEEN_BY_CUSTOMER = frozenset(set(VersionState) - {*WORKING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who sits on the customer's side: a person of a customer, who may see only their own quotes unless they decide
    for the company, or whoever holds a secret link to one quote. Nobody's without either."""

    customer_id: UUID | None = None
    user_id: UUID | None = None
    sees_all: bool = False
    quote_id: UUID | None = None
    link_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageView:
    """Something that was written."""

    id: UUID
    kind: MessageKind
    is_ours: bool
    author: str
    text: str
    at: datetime
    version: int | None
    line_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotePage:
    """A quote with its versions (those that whoever asks may see), what was written, and what can be done now."""

    quote: QuoteView
    customer: CustomerView
    versions: tuple[VersionView, ...]
    messages: tuple[MessageView, ...]
    actions: frozenset[Action]
    owner: str
    order_number: str | None
    request_number: str | None
    accepted_by: str
    accepted_at: datetime | None
    calls: tuple[CallView, ...] = ()
    """What was ordered of what is on offer, or was accepted, where that is done in calls."""

    @property
    def ordered(self) -> dict[UUID, int]:
        """How many pieces of each line were ordered in calls, and not cancelled."""
        line_ids = {line_id for call in self.calls if call.is_live for line_id in call.taken}
        return {one: sum(call.taken.get(one, 0) for call in self.calls if call.is_live) for one in line_ids}

    @property
    def latest(self) -> VersionView | None:
        """The last version that whoever asks may see."""
        return self.versions[-1] if self.versions else None

    @property
    def offered(self) -> VersionView | None:
        """What is on offer, or was accepted."""
        return next((one for one in reversed(self.versions) if one.state in LIVE), None)

    @property
    def working(self) -> VersionView | None:
        """What we work at."""
        return next((one for one in reversed(self.versions) if one.state in WORKING), None)

    @property
    def countered(self) -> VersionView | None:
        """The last version that the customer countered."""
        return next((one for one in reversed(self.versions) if one.state is VersionState.COUNTERED), None)

    @property
    def moved(self) -> Comparison | None:
        """What moved with the last version."""
        return compare(self.versions[-2], self.versions[-1]) if len(self.versions) > 1 else None

    @property
    def gap_minor(self) -> int | None:
        """By how much the last version is above what the customer named last; None when they named no sum.

        Without a sum, what their prices and quantities would come to with the lines as they were offered.
        """
        asked = self.countered
        if asked is None or self.latest is None:
            return None
        wished = asked.countered_total_minor
        if wished is None:
            if all(line.counter_unit_minor is None and line.counter_quantity is None for line in asked.lines):
                return None
            wished = sum(_wished(line) for line in asked.lines if line.is_chosen)
        return max(0, self.latest.goods_minor - wished)

    def version(self, number: int | None) -> VersionView | None:
        """The version with a number."""
        return next((one for one in self.versions if one.version == number), None)

    def compared(self, before: int | None, after: int | None) -> Comparison | None:
        """Two versions beside each other."""
        old, new = self.version(before), self.version(after)
        return compare(old, new) if old is not None and new is not None else None


def _wished(line: Any) -> int:
    pieces = line.counter_quantity or line.quantity
    if line.counter_unit_minor is not None:
        return int(line.counter_unit_minor) * int(pieces)
    return int(line.amount_minor) * int(pieces) // int(line.quantity)


def quote_page_for_customer(session: Session, number: str, *, seat: Seat) -> QuotePage:
    """A quote as its customer sees it, without what we work at. Raises QuoteNotFound for a foreign one."""
    quote = _get(session, Quote.number == number, sits_at(seat))
    versions = tuple(one for one in versions_with_lines(session, quote.id) if one.state in SEEN_BY_CUSTOMER)
    versions = tuple(one for one in versions if one.offered_at is not None)
    if not versions:
        raise QuoteNotFound
    offered = next((one for one in reversed(versions) if one.state is VersionState.OFFERED), None)
    actions = customer_actions(quote, offered, clock.now())
    return _page(session, quote, versions, actions, is_office=False)


def quote_page_for_office(session: Session, number: str, *, by: UserView | None = None) -> QuotePage:
    """A quote with everything, for staff, and what one of them can do: nothing with a colleague's.

    Raises QuoteNotFound.
    """
    quote = _get(session, Quote.number == number)
    versions = tuple(versions_with_lines(session, quote.id))
    working = next((one for one in reversed(versions) if one.state in WORKING), None)
    can_work = by is not None and is_at_hand(quote.owner_id, by)
    actions = office_actions(quote, working) if can_work else frozenset[Action]()
    return _page(session, quote, versions, actions, is_office=True)


def version_view(row: QuoteVersion) -> VersionView:
    """A version with its lines as others may see them."""
    return view_of(VersionView, row, lines=tuple(view_of(LineView, line) for line in row.lines))


def find_quote_id(session: Session, number: str, *, seat: Seat | None = None, by: UserView | None = None) -> UUID:
    """The id behind a number; with a seat only of its own quotes. Raises QuoteNotFound.

    With one of ours who is about to work at it; raises SomebodyElses for a colleague's.
    """
    found = _get(session, Quote.number == number, *([sits_at(seat)] if seat is not None else []))
    require_at_hand(found.owner_id, by)
    return found.id


def find_number_of_version(session: Session, version_id: UUID) -> str | None:
    """The number of the quote that a version belongs to; None for the id of something else."""
    owner = select(Quote.number).join(QuoteVersion, QuoteVersion.quote_id == Quote.id)
    return session.scalar(owner.where(QuoteVersion.id == version_id))


def sits_at(seat: Seat) -> ColumnElement[bool]:
    """The condition that a quote is one of somebody's seat."""
    ways: list[ColumnElement[bool]] = []
    if seat.customer_id is not None:
        own = Quote.customer_id == seat.customer_id
        ways.append(own if seat.sees_all else and_(own, Quote.user_id == seat.user_id))
    if seat.quote_id is not None:
        ways.append(and_(Quote.id == seat.quote_id, Quote.link_version == seat.link_version))
    return or_(*ways) if ways else false()


def _get(session: Session, *conditions: ColumnElement[bool]) -> Quote:
    found = session.scalars(select(Quote).where(*conditions)).one_or_none()
    if found is None:
        raise QuoteNotFound
    return found


def _page(
    session: Session,
    quote: Quote,
    rows: Sequence[QuoteVersion],
    actions: frozenset[Action],
    *,
    is_office: bool,
) -> QuotePage:
    versions = tuple(version_view(row) for row in rows)
    names = {line.origin_id: line.name for version in versions for line in version.lines}
    heads = session.execute(
        select(User.name, Order.number, QuoteRequest.number)
        .select_from(Quote)
        .outerjoin(User, User.id == Quote.owner_id)
        .outerjoin(Order, Order.id == Quote.order_id)
        .outerjoin(QuoteRequest, QuoteRequest.id == Quote.request_id)
        .where(Quote.id == quote.id)
    ).one()
    proof = session.execute(
        select(QuoteAcceptance.name, QuoteAcceptance.at)
        .where(QuoteAcceptance.quote_id == quote.id)
        .order_by(QuoteAcceptance.at.desc(), QuoteAcceptance.id.desc())
        .limit(1)
    ).one_or_none()
    called = next((one for one in versions if one.in_calls and one.state in LIVE), None)
    return QuotePage(
        quote=view_of(QuoteView, quote),
        customer=get_customer(session, quote.customer_id),
        versions=versions,
        messages=_messages(session, quote, names, is_office=is_office),
        actions=actions,
        owner=heads[0] or "",
        order_number=heads[1],
        request_number=heads[2],
        accepted_by=proof[0] if proof and quote.state is QuoteState.ACCEPTED else "",
        accepted_at=proof[1] if proof and quote.state is QuoteState.ACCEPTED else None,
        calls=calls_of(session, called.id) if called is not None else (),
    )


def _messages(session: Session, quote: Quote, names: dict[UUID, str], *, is_office: bool) -> tuple[MessageView, ...]:
    belongs = QuoteMessage.quote_id == quote.id
    if quote.request_id is not None:
        belongs = or_(belongs, QuoteMessage.request_id == quote.request_id)
    statement = select(QuoteMessage).where(belongs)
    if not is_office:
        statement = statement.where(QuoteMessage.kind != MessageKind.INTERNAL)
    return tuple(
        message_view(row, names) for row in session.scalars(statement.order_by(QuoteMessage.at, QuoteMessage.id))
    )


def message_view(row: QuoteMessage, names: dict[UUID, str]) -> MessageView:
    """A message as pages show it."""
    return MessageView(
        id=row.id,
        kind=row.kind,
        is_ours=row.is_ours,
        author=row.author,
        text=row.text,
        at=row.at,
        version=row.version,
        line_name=names.get(row.line_origin_id, "") if row.line_origin_id else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenApproval:
    """What waits for an answer, with what it is about."""

    approval: ApprovalView
    number: str
    company: str
    contact_name: str
    author: str
    version: int
    listed_minor: int
    goods_minor: int
    currency: str
    hands: str


def open_approvals(session: Session, *, after: UUID | None = None, most: int = PAGE + 1) -> list[OpenApproval]:
    """What waits for an answer, the most urgent first."""
    statement = (
        select(QuoteApproval, QuoteVersion, Quote)
        .join(QuoteVersion, QuoteVersion.id == QuoteApproval.version_id)
        .join(Quote, Quote.id == QuoteApproval.quote_id)
        .where(QuoteApproval.state == ApprovalState.PENDING, *behind([QuoteApproval.due_at, QuoteApproval.id], after))
        .order_by(QuoteApproval.due_at, QuoteApproval.id)
        .limit(most)
    )
    return [
        OpenApproval(
            approval=view_of(ApprovalView, approval),
            number=quote.number,
            company=quote.company,
            contact_name=quote.contact_name,
            author=version.author,
            version=version.version,
            listed_minor=version.listed_minor,
            goods_minor=version.goods_minor,
            currency=quote.currency,
            hands=version.hands,
        )
        for approval, version, quote in session.execute(statement)
    ]


def approvals_of_version(session: Session, version_id: UUID) -> list[ApprovalView]:
    """What was asked about a version, in the order of the steps."""
    statement = select(QuoteApproval).where(QuoteApproval.version_id == version_id)
    rows = session.scalars(statement.order_by(QuoteApproval.step, QuoteApproval.level, QuoteApproval.id))
    return [view_of(ApprovalView, row) for row in rows]
