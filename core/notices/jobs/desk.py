"""Letters to colleagues of ours: what waits at the quote desk, what waits for approval, what customers answered."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.queries import UserView, staff
from core.accounts.states import Permission
from core.kernel.jobs import job
from core.notices.operations import About, Reader, write_to
from core.notices.states import NoticeKind
from core.quotes.queries.letters import OfferLetter, offer_letter, request_letter, written_message
from core.quotes.queries.policy import approvers, deciders
from core.quotes.queries.quotes import approvals_of_version, open_approvals
from core.quotes.queries.views import ApprovalView
from core.quotes.states import OPEN_REQUESTS, ApprovalState

MOST_ASKED = 500


@job("notices.tell_desk_request")
def tell_desk_request(session: Session, *, request_id: str, **_: object) -> None:
    """There is a new request, unless the shop has answered it by itself."""
    _about_request(session, NoticeKind.DESK_REQUEST_NEW, UUID(request_id))


@job("notices.tell_desk_overdue")
def tell_desk_overdue(session: Session, *, request_id: str, **_: object) -> None:
    """The time in which we said we would answer is over."""
    _about_request(session, NoticeKind.DESK_REQUEST_OVERDUE, UUID(request_id))


@job("notices.ask_quote_approvers")
def ask_quote_approvers(session: Session, *, quote_id: str, version: int, **_: object) -> None:
    """Those who may decide next are asked; those of later steps when the earlier ones have agreed."""
    offer = offer_letter(session, UUID(quote_id), version)
    waiting = [one for one in _approvals(session, offer) if one.state is ApprovalState.PENDING]
    step = min((one.step for one in waiting), default=0)
    for approval in waiting:
        if approval.step == step:
            _to_deciders(session, NoticeKind.DESK_APPROVAL_ASKED, offer, approval)


@job("notices.ask_delegate")
def ask_delegate(session: Session, **_: object) -> None:
    """Somebody decides instead of somebody else from now on: what waits already they are asked too, each once."""
    waiting = open_approvals(session, most=MOST_ASKED)
    for quote_id, version in dict.fromkeys((one.approval.quote_id, one.version) for one in waiting):
        ask_quote_approvers(session, quote_id=str(quote_id), version=version)


@job("notices.chase_quote_approvers")
def chase_quote_approvers(session: Session, *, quote_id: str, version: int, approval_id: str, **_: object) -> None:
    """Nobody has answered in time: all who may decide hear of it, unless somebody has meanwhile."""
    offer = offer_letter(session, UUID(quote_id), version)
    approval = _approval(session, offer, approval_id)
    if approval.state is ApprovalState.PENDING:
        _to_deciders(session, NoticeKind.DESK_APPROVAL_OVERDUE, offer, approval)


@job("notices.tell_quote_granted")
def tell_quote_granted(session: Session, *, quote_id: str, version: int, approval_id: str, **_: object) -> None:
    """Whoever wrote the version learns that a rule is met."""
    offer = offer_letter(session, UUID(quote_id), version)
    approval = _approval(session, offer, approval_id)
    _to_author(session, NoticeKind.DESK_APPROVAL_GRANTED, offer, approval)


@job("notices.tell_quote_refused")
def tell_quote_refused(
    session: Session, *, quote_id: str, version: int, approval_id: str, reason: str, **_: object
) -> None:
    """Whoever wrote the version learns that it will not be offered so, and why."""
    offer = offer_letter(session, UUID(quote_id), version)
    approval = _approval(session, offer, approval_id)
    _to_author(session, NoticeKind.DESK_APPROVAL_REFUSED, offer, approval, reason=reason)


@job("notices.tell_desk_message")
def tell_desk_message(
    session: Session, *, quote_id: str, version: int, message_id: str, is_ours: bool, **_: object
) -> None:
    """The customer wrote something."""
    if not is_ours:
        message = written_message(session, UUID(message_id))
        offer = offer_letter(session, UUID(quote_id), version)
        _to_owner(session, NoticeKind.DESK_QUOTE_MESSAGE, offer, cause=message.id, message=message)


@job("notices.tell_desk_counter")
def tell_desk_counter(session: Session, *, quote_id: str, version: int, message_id: str, **_: object) -> None:
    """The customer would take it otherwise."""
    message = written_message(session, UUID(message_id))
    offer = offer_letter(session, UUID(quote_id), version)
    _to_owner(session, NoticeKind.DESK_QUOTE_COUNTERED, offer, cause=message.id, message=message)


@job("notices.tell_desk_decline")
def tell_desk_decline(session: Session, *, quote_id: str, version: int, reason: str, **_: object) -> None:
    """The customer does not want it, and why."""
    offer = offer_letter(session, UUID(quote_id), version)
    _to_owner(session, NoticeKind.DESK_QUOTE_DECLINED, offer, cause=offer.version_id, reason=reason)


@job("notices.tell_desk_acceptance")
def tell_desk_acceptance(
    session: Session, *, quote_id: str, version: int, order_id: str, order_number: str, **_: object
) -> None:
    """The customer has accepted, and there is an order; of an offer that is ordered in calls, one of several."""
    offer = offer_letter(session, UUID(quote_id), version)
    cause = UUID(order_id) if offer.in_calls else offer.version_id
    _to_owner(session, NoticeKind.DESK_QUOTE_ACCEPTED, offer, cause=cause, order_number=order_number)


def _about_request(session: Session, kind: NoticeKind, request_id: UUID) -> None:
    asked = request_letter(session, request_id)
    if asked.state not in OPEN_REQUESTS or asked.answer_due_at is None:
        return
    for one in _desk(session, asked.owner_id):
        about = About(type="quote_request", id=asked.id, occasion=str(one.id), number=asked.number)
        link = f"/quote-requests/{asked.number}"
        write_to(session, kind, reader=_reader(one), about=about, link=link, asked=asked)


def _to_owner(session: Session, kind: NoticeKind, offer: OfferLetter, *, cause: UUID, **values: object) -> None:
    for one in _desk(session, offer.owner_id):
        about = About(type="quote_version", id=cause, occasion=str(one.id), number=offer.number)
        link = f"/quotes/{offer.number}"
        write_to(session, kind, reader=_reader(one), about=about, link=link, offer=offer, **values)


def _to_deciders(session: Session, kind: NoticeKind, offer: OfferLetter, approval: ApprovalView) -> None:
    may = deciders(approvers(session), approval, offer.hands)
    for one in staff(session):
        if one.id in may:
            _about_approval(session, kind, one, offer, approval)


def _to_author(
    session: Session, kind: NoticeKind, offer: OfferLetter, approval: ApprovalView, **values: object
) -> None:
    for one in staff(session):
        if one.id == offer.author_id:
            _about_approval(session, kind, one, offer, approval, **values)


def _about_approval(
    session: Session, kind: NoticeKind, to: UserView, offer: OfferLetter, approval: ApprovalView, **values: object
) -> None:
    about = About(type="quote_approval", id=approval.id, occasion=str(to.id), number=offer.number)
    link = f"/approvals/{approval.id}" if approval.state is ApprovalState.PENDING else f"/quotes/{offer.number}"
    values |= {"offer": offer, "approval": approval}
    write_to(session, kind, reader=_reader(to), about=about, link=link, **values)


def _desk(session: Session, owner_id: UUID | None) -> list[UserView]:
    """The owner; all who write quotes when there is none, or when the owner has left."""
    people = staff(session)
    owners = [one for one in people if one.id == owner_id]
    return owners or [one for one in people if Permission.WRITE_QUOTES in one.permissions]


def _reader(one: UserView) -> Reader:
    return Reader(name=one.name, email=one.email, locale=one.locale, is_ours=True)


def _approvals(session: Session, offer: OfferLetter) -> list[ApprovalView]:
    return approvals_of_version(session, offer.version_id)


def _approval(session: Session, offer: OfferLetter, approval_id: str) -> ApprovalView:
    return next(one for one in _approvals(session, offer) if one.id == UUID(approval_id))
