"""A company and its people: invitations, roles, limits; and the terms that we agree on with it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core.accounts.errors import LastAdmin, LinkRefused, NotCompanyAdmin
from core.accounts.events import (
    AccountAsked,
    ColleagueChanged,
    ColleagueInvited,
    ColleagueJoined,
    ColleagueRemoved,
    TermsChanged,
    TimeZoneChanged,
)
from core.accounts.models import AccountRequest, Customer, User
from core.accounts.operations.people import new_user
from core.accounts.operations.requests import new_request, usable_request, use_request
from core.accounts.operations.sessions import sign_out_everywhere
from core.accounts.queries import UserView
from core.accounts.rules import hash_password, normalise_email, require_good_password, require_zone, required
from core.accounts.states import BuyerRole, LimitWindow, RequestKind
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import lock, on_constraint
from core.kernel.errors import NotFound
from core.kernel.events import announce
from core.kernel.i18n import N_

INVITATION_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleInput:
    """What somebody may do for their company, and up to which amounts; None: without limit."""

    role: BuyerRole
    per_order_minor: int | None = None
    per_window_minor: int | None = None
    window: LimitWindow = LimitWindow.MONTH


# --- colleagues


def invite_colleague(session: Session, *, email: str, name: str, role: RoleInput, by: UserView) -> AccountRequest:
    """Write to somebody who shall buy for the same company. Raises NotCompanyAdmin or InvalidInput.

    Whether the address has an account already is told to its owner only.
    """
    customer_id = _company_of(by)
    invited = new_request(RequestKind.INVITATION, normalise_email(email), by.locale, lasts=INVITATION_LASTS)
    invited.customer_id, invited.name = customer_id, required("name", name)
    invited.company_name = by.customer.name if by.customer else ""
    invited.buyer_role = role.role
    invited.spending_limit_minor, invited.window_limit_minor = role.per_order_minor, role.per_window_minor
    invited.limit_window = role.window
    session.add(invited)
    told = AccountAsked(request_id=invited.id, request_kind=invited.kind.value)
    announce(session, told, acting_user=by.actor)
    announce(session, ColleagueInvited(customer_id=customer_id, role=role.role.value), acting_user=by.actor)
    return invited


def withdraw_invitation(session: Session, request_id: UUID, *, by: UserView) -> None:
    """Make an invitation worthless. Raises NotFound for one of another company, or one that was used."""
    mine = delete(AccountRequest).where(
        AccountRequest.id == request_id,
        AccountRequest.customer_id == _company_of(by),
        AccountRequest.used_at.is_(None),
    )
    if session.scalar(mine.returning(AccountRequest.id)) is None:
        raise NotFound("accounts.no_invitation", N_("This invitation was used or withdrawn already."))


def accept_invitation(session: Session, request_id: UUID, *, name: str, password: str) -> User:
    """Join the company with a name and a password of one's own. Raises LinkRefused or InvalidInput."""
    invited = usable_request(session, request_id, RequestKind.INVITATION)
    assert invited.customer_id is not None  # every invitation has a company
    name = required("name", name)
    require_good_password(password, personal=(invited.email, name, invited.company_name))
    password_hash = hash_password(password)
    use_request(session, request_id)
    user = new_user(
        email=invited.email,
        name=name,
        password_hash=password_hash,
        locale=invited.locale,
        customer_id=invited.customer_id,
    )
    user.buyer_role, user.limit_window = invited.buyer_role, invited.limit_window
    user.spending_limit_minor, user.window_limit_minor = invited.spending_limit_minor, invited.window_limit_minor
    with on_constraint(session, {"uq_user_email": LinkRefused}):
        session.add(user)
    actor = Actor(ActorKind.CUSTOMER, user.id, user.name)
    announce(session, ColleagueJoined(customer_id=invited.customer_id, user_id=user.id), acting_user=actor)
    return user


def change_colleague(session: Session, user_id: UUID, role: RoleInput, *, by: UserView) -> User:
    """Give a colleague another role and other limits. Raises NotCompanyAdmin, NotFound or LastAdmin."""
    colleague = _colleague(session, user_id, by)
    if role.role is not BuyerRole.ADMIN:
        _require_other_admin(session, colleague)
    colleague.buyer_role, colleague.limit_window = role.role, role.window
    colleague.spending_limit_minor, colleague.window_limit_minor = role.per_order_minor, role.per_window_minor
    told = ColleagueChanged(customer_id=_company_of(by), user_id=colleague.id, role=role.role.value)
    announce(session, told, acting_user=by.actor)
    return colleague


def remove_colleague(session: Session, user_id: UUID, *, by: UserView) -> User:
    """Let a colleague buy for the company no longer, from this moment on. Raises as `change_colleague`."""
    colleague = _colleague(session, user_id, by)
    _require_other_admin(session, colleague)
    colleague.is_active = False
    sign_out_everywhere(session, colleague.id)
    told = ColleagueRemoved(customer_id=_company_of(by), user_id=colleague.id)
    announce(session, told, acting_user=by.actor)
    return colleague


def _company_of(by: UserView) -> UUID:
    if by.buyer_role is not BuyerRole.ADMIN or by.customer_id is None:
        raise NotCompanyAdmin
    return by.customer_id


def _colleague(session: Session, user_id: UUID, by: UserView) -> User:
    """A colleague of the same company, whose row is locked first: two admins must not demote each other at once."""
    company = lock(session, Customer, _company_of(by))
    colleague = session.scalar(
        select(User).where(User.id == user_id, User.customer_id == company.id, User.is_active)
        .execution_options(populate_existing=True)
    )  # fmt: skip
    if colleague is None:
        raise NotFound("accounts.no_colleague", N_("This person does not buy for your company."))
    return colleague


def _require_other_admin(session: Session, colleague: User) -> None:
    if colleague.buyer_role is not BuyerRole.ADMIN:
        return
    others = select(func.count()).where(
        User.customer_id == colleague.customer_id,
        User.buyer_role == BuyerRole.ADMIN,
        User.is_active,
        User.id != colleague.id,
    )
    if not session.scalar(others):
        raise LastAdmin


# --- terms


def set_time_zone(session: Session, customer_id: UUID, *, time_zone: str, acting_user: Actor) -> Customer:
    """By whose days a customer lives: those of a zone, or with an empty name the company's. Raises UnknownZone.

    Offers that are begun from now on end by it, and spending limits begin anew by it.
    """
    zone = require_zone(time_zone)
    customer = lock(session, Customer, customer_id)
    if customer.time_zone != zone:
        told = TimeZoneChanged(customer_id=customer.id, former=customer.time_zone, time_zone=zone)
        customer.time_zone = zone
        announce(session, told, acting_user=acting_user)
    return customer


def set_terms(
    session: Session,
    customer_id: UUID,
    *,
    terms_days: int,
    credit_limit_minor: int,
    on_account_allowed: bool,
    reason: str,
    acting_user: Actor,
) -> Customer:
    """Agree on other terms: within how many days, up to how much, whether at all. Raises Missing without a reason."""
    reason = required("reason", reason)
    customer = lock(session, Customer, customer_id)
    before = (customer.terms_days, customer.credit_limit_minor, customer.on_account_allowed)
    customer.terms_days, customer.credit_limit_minor = terms_days, credit_limit_minor
    customer.on_account_allowed = on_account_allowed
    if before != (terms_days, credit_limit_minor, on_account_allowed):
        told = TermsChanged(
            customer_id=customer.id,
            former_days=before[0],
            terms_days=terms_days,
            former_limit_minor=before[1],
            amount_minor=credit_limit_minor,
            on_account_allowed=on_account_allowed,
            reason=reason,
        )
        announce(session, told, acting_user=acting_user)
    return customer
