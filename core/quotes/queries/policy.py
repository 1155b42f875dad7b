"""The policy that holds, and who may approve what."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.accounts.models import User
from core.accounts.queries import UserView
from core.kernel import clock
from core.quotes.errors import PolicyNotFound
from core.quotes.models import ApprovalPolicy, ApprovalRule, QuoteApproval, QuoteApprover, QuoteVersion
from core.quotes.queries.views import ApprovalView
from core.quotes.rules import Rule

NO_EDITION = 0
HIGHEST_EDITION = 2**31 - 1
"""What the column holds; an address may say more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
    """An edition of the approval policy; number 0 has no rules and holds before the first one is written."""

    edition: int
    note: str
    author: str
    valid_from: datetime | None
    rules: tuple[Rule, ...]

    @property
    def is_planned(self) -> bool:
        """Whether it holds only from a later moment on."""
        return self.valid_from is not None and self.valid_from > clock.now()


def policy_at(session: Session, at: datetime) -> PolicyView:
    """The edition that holds at a moment, in two statements."""
    statement = (
        select(ApprovalPolicy)
        .where(ApprovalPolicy.valid_from <= at)
        .order_by(ApprovalPolicy.valid_from.desc(), ApprovalPolicy.edition.desc())
        .limit(1)
        .options(selectinload(ApprovalPolicy.rules))
    )
    found = session.scalars(statement).one_or_none()
    return _view(found) if found else PolicyView(edition=NO_EDITION, note="", author="", valid_from=None, rules=())


def policies(session: Session, *, most: int = 200) -> list[PolicyView]:
    """The latest editions, the newest first."""
    statement = select(ApprovalPolicy).options(selectinload(ApprovalPolicy.rules))
    return [_view(row) for row in session.scalars(statement.order_by(ApprovalPolicy.edition.desc()).limit(most))]


def get_policy(session: Session, edition: int) -> PolicyView:
    """One edition. Raises PolicyNotFound."""
    statement = select(ApprovalPolicy).where(ApprovalPolicy.edition == edition)
    statement = statement.options(selectinload(ApprovalPolicy.rules))
    found = session.scalars(statement).one_or_none() if 0 < edition <= HIGHEST_EDITION else None
    if found is None:
        raise PolicyNotFound
    return _view(found)


def _view(row: ApprovalPolicy) -> PolicyView:
    return PolicyView(
        edition=row.edition,
        note=row.note,
        author=row.author,
        valid_from=row.valid_from,
        rules=tuple(_rule(rule) for rule in row.rules),
    )


def _rule(row: ApprovalRule) -> Rule:
    return Rule(
        code=row.code,
        measure=row.measure,
        threshold=Decimal(row.threshold),
        level=row.level,
        unit_id=row.business_unit_id,
        from_minor=row.from_minor,
        step=row.step,
        deadline_hours=row.deadline_hours,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproverView:
    """Up to which level somebody approves, for one business unit or all, and who does it meanwhile."""

    id: UUID
    user_id: UUID
    name: str
    email: str
    locale: str
    level: int
    unit_id: UUID | None
    delegate_id: UUID | None
    delegate_name: str
    delegated_until: datetime | None

    @property
    def delegated_last(self) -> date | None:
        """The last day on which somebody else decides."""
        return clock.local_date(self.delegated_until - timedelta(seconds=1)) if self.delegated_until else None

    @property
    def is_delegated(self) -> bool:
        """Whether somebody else decides now."""
        return self.delegate_id is not None and (self.delegated_until is None or self.delegated_until > clock.now())


def approvers(session: Session) -> list[ApproverView]:
    """Everybody who may approve, by name."""
    delegate = select(User.id, User.name).subquery()
    statement = (
        select(QuoteApprover, User.name, User.email, User.locale, delegate.c.name)
        .join(User, User.id == QuoteApprover.user_id)
        .outerjoin(delegate, delegate.c.id == QuoteApprover.delegate_id)
        .where(User.is_active)
        .order_by(User.name, QuoteApprover.level.desc(), QuoteApprover.id)
    )
    return [
        ApproverView(
            id=row.id,
            user_id=row.user_id,
            name=name,
            email=email,
            locale=locale,
            level=row.level,
            unit_id=row.business_unit_id,
            delegate_id=row.delegate_id,
            delegate_name=delegate_name or "",
            delegated_until=row.delegated_until,
        )
        for row, name, email, locale, delegate_name in session.execute(statement)
    ]


def deciders(known: Collection[ApproverView], approval: QuoteApproval | ApprovalView, hands: str) -> dict[UUID, str]:
    """Who may decide on an approval, by id with the name: of its level and unit, and nobody who worked at it.

    `hands` are the ids of those, as the version keeps them. A delegate decides instead of who is away, but is held to
    the same.
    """
    worked = set(hands.split())
    found: dict[UUID, str] = {}
    for one in known:
        is_of_unit = one.unit_id is None or one.unit_id == approval.business_unit_id
        if one.level < approval.level or not is_of_unit:
            continue
        who, name = (one.delegate_id, one.delegate_name) if one.is_delegated else (one.user_id, one.name)
        if who is not None and str(who) not in worked:
            found[who] = name
    return found


def may_decide(session: Session, approval: QuoteApproval, version: QuoteVersion, by: UserView) -> bool:
    """Whether somebody may decide on an approval; nobody does so while acting for a customer."""
    if by.session is not None and by.session.acting is not None:
        return False
    return by.id in deciders(approvers(session), approval, version.hands)
