"""Who may approve, and who does it meanwhile."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.accounts.models import BusinessUnit
from core.accounts.queries import UserView, get_user
from core.accounts.states import Permission
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import lock, new_id, on_constraint
from core.kernel.errors import InvalidInput
from core.kernel.events import announce
from core.kernel.i18n import N_
from core.quotes.errors import DelegationEnd, DraftChanged, NoApprover, NothingToDelegate
from core.quotes.events import EVERYTHING, ApprovalDelegated, ApproverRemoved, ApproverSet, DelegationEnded
from core.quotes.models import QuoteApprover

HIGHEST: Final = 9
LONGEST: Final = timedelta(days=365)


def let_approve(
    session: Session, user_id: UUID, *, level: int, unit_id: UUID | None = None, acting_user: Actor
) -> QuoteApprover:
    """Somebody may approve up to a level, for one business unit or for all. Again sets the level anew.

    Raises NoApprover for somebody whose roles do not let them, InvalidInput for a level that there is not.
    """
    if not 1 <= level <= HIGHEST:
        raise InvalidInput("quotes.level", N_("Please enter a level from 1 to 9."), field="level")
    person = _approver(session, user_id, field="user_id")
    same = select(QuoteApprover).where(QuoteApprover.user_id == user_id)
    same = same.where(
        QuoteApprover.business_unit_id.is_(None) if unit_id is None else QuoteApprover.business_unit_id == unit_id
    )
    found = session.scalars(same.with_for_update()).one_or_none()
    if found is not None and found.level == level:
        return found
    if found is None:
        found = QuoteApprover(id=new_id(), user_id=user_id, business_unit_id=unit_id, level=level)
        away = session.scalars(_rows_of(user_id)).first()
        if away is not None:
            found.delegate_id, found.delegated_until = away.delegate_id, away.delegated_until
        both = {"uq_quote_approver_user": DraftChanged, "uq_quote_approver_everywhere": DraftChanged}
        with on_constraint(session, both):
            session.add(found)
    found.level = level
    told = ApproverSet(user_id=user_id, name=person.name, level=level, unit=_unit(session, unit_id))
    announce(session, told, acting_user=acting_user)
    return found


def let_approve_no_more(session: Session, approver_id: UUID, *, acting_user: Actor) -> None:
    """Somebody does not approve any more; what they have granted stays granted. Raises NotFound."""
    row = lock(session, QuoteApprover, approver_id)
    name, unit = get_user(session, row.user_id).name, _unit(session, row.business_unit_id)
    session.delete(row)
    told = ApproverRemoved(user_id=row.user_id, name=name, level=row.level, unit=unit)
    announce(session, told, acting_user=acting_user)


def delegate(session: Session, user_id: UUID, *, to: UUID, until: date, acting_user: Actor) -> None:
    """Let somebody else decide in one's place to the end of a day, with the same levels; oneself: nobody any more.

    Whoever worked at a version does not decide on it as a delegate either. Raises NothingToDelegate, NoApprover,
    DelegationEnd without a last day within a year.
    """
    rows = list(session.scalars(_rows_of(user_id).with_for_update()))
    if not rows:
        raise NothingToDelegate
    person = get_user(session, user_id)
    if to == user_id:
        for row in rows:
            row.delegate_id = row.delegated_until = None
        announce(session, DelegationEnded(user_id=user_id, name=person.name), acting_user=acting_user)
        return
    other = _approver(session, to, field="delegate_id")
    if not clock.today() <= until <= clock.today() + LONGEST:
        raise DelegationEnd
    for row in rows:
        row.delegate_id, row.delegated_until = to, clock.day_begins(until + timedelta(days=1))
    told = ApprovalDelegated(
        user_id=user_id, name=person.name, delegate_id=to, delegate=other.name, until_on=until
    )  # fmt: skip
    announce(session, told, acting_user=acting_user)


def _rows_of(user_id: UUID) -> Select[QuoteApprover]:
    return select(QuoteApprover).where(QuoteApprover.user_id == user_id).order_by(QuoteApprover.id)


def _approver(session: Session, user_id: UUID, *, field: str) -> UserView:
    person = get_user(session, user_id)
    if not person.is_active or Permission.APPROVE_QUOTES not in person.permissions:
        raise NoApprover(field=field)
    return person


def _unit(session: Session, unit_id: UUID | None) -> str:
    if unit_id is None:
        return EVERYTHING
    return session.scalars(select(BusinessUnit.name).where(BusinessUnit.id == unit_id)).one()
