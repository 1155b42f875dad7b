"""What was asked for by an e-mail address, and the links that answer it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.errors import LinkRefused
from core.accounts.models import AccountRequest
from core.accounts.queries.people import UserView, find_user_by_email
from core.accounts.states import BuyerRole, LimitWindow, RequestKind
from core.kernel import clock, tokens
from core.kernel.errors import NotFound
from core.kernel.i18n import N_


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestView:
    """What somebody asked for. `known` is whoever has the address already; `token` belongs into the letter's link."""

    id: UUID
    kind: RequestKind
    email: str
    former_email: str
    locale: str
    name: str
    company_name: str
    buyer_role: BuyerRole | None
    expires_at: datetime
    is_usable: bool
    known: UserView | None
    token: str


def get_request(session: Session, request_id: UUID) -> RequestView:
    """One request, whatever became of it. Raises NotFound."""
    row = session.get(AccountRequest, request_id)
    if row is None:
        raise NotFound("accounts.no_request", N_("There is no such request."))
    return RequestView(
        id=row.id,
        kind=row.kind,
        email=row.email,
        former_email=row.former_email,
        locale=row.locale,
        name=row.name,
        company_name=row.company_name,
        buyer_role=row.buyer_role,
        expires_at=row.expires_at,
        is_usable=row.used_at is None and row.expires_at > clock.now(),
        known=find_user_by_email(session, row.email),
        token=tokens.sign(_purpose(row.kind), str(row.id), expires_in=row.expires_at - clock.now()),
    )


def request_of_link(session: Session, kind: RequestKind, token: str | None) -> RequestView:
    """The request that the link of a letter answers, if it can still be used. Raises LinkRefused."""
    try:
        found = get_request(session, UUID(tokens.read(_purpose(kind), token or "")))
    except (tokens.TokenRefused, NotFound):
        raise LinkRefused from None
    if found.kind is not kind or not found.is_usable:
        raise LinkRefused
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationView:
    """Somebody who was invited to buy for a company and has not answered yet."""

    id: UUID
    email: str
    name: str
    buyer_role: BuyerRole
    spending_limit_minor: int | None
    window_limit_minor: int | None
    limit_window: LimitWindow
    expires_at: datetime


def open_invitations(session: Session, customer_id: UUID) -> list[InvitationView]:
    """The invitations of a company that can still be accepted, the latest first."""
    columns = [getattr(AccountRequest, name) for name in InvitationView.__dataclass_fields__]
    statement = select(*columns).where(
        AccountRequest.customer_id == customer_id,
        AccountRequest.kind == RequestKind.INVITATION,
        AccountRequest.used_at.is_(None),
        AccountRequest.expires_at > clock.now(),
    )
    rows = session.execute(statement.order_by(AccountRequest.created_at.desc(), AccountRequest.id.desc()))
    return [InvitationView(**row._mapping) for row in rows]


def _purpose(kind: RequestKind) -> str:
    return f"account.{kind.value}"
