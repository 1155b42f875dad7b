"""Writing the next edition of the approval policy, and saying who may approve."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import lock, new_id, on_constraint
from core.kernel.events import announce
from core.quotes.errors import DraftChanged, RuleBroken, TextMissing
from core.quotes.events import PolicyChanged
from core.quotes.models import ApprovalPolicy, ApprovalRule, QuoteApprover
from core.quotes.rules import Rule

HIGHEST = Decimal(10) ** 13


def write_policy(
    session: Session,
    rules: Collection[Rule],
    *,
    note: str,
    seen_edition: int,
    valid_from: datetime | None = None,
    acting_user: Actor,
) -> ApprovalPolicy:
    """The next edition, which holds from now on or from a later moment; earlier ones stay as they were.

    `seen_edition` is the latest that its author saw. Raises DraftChanged when somebody wrote another meanwhile,
    RuleBroken, TextMissing without a reason.
    """
    if not note.strip():
        raise TextMissing(field="note")
    for number, rule in enumerate(rules, 1):
        is_known = rule.threshold.is_finite() and abs(rule.threshold) < HIGHEST
        is_in_range = 1 <= rule.level <= 9 and 1 <= rule.step <= 9 and 1 <= rule.deadline_hours <= 720
        if not (is_known and is_in_range and rule.code and rule.from_minor >= 0):
            raise RuleBroken(number=number)
    if len({rule.code for rule in rules}) < len(rules):
        raise RuleBroken(number=len(rules))
    last = int(session.scalar(select(func.max(ApprovalPolicy.edition))) or 0)
    if last != seen_edition:
        raise DraftChanged
    policy = ApprovalPolicy(
        id=new_id(),
        edition=last + 1,
        valid_from=max(valid_from or clock.now(), clock.now()),
        note=note.strip()[:500],
        author=acting_user.name,
        created_at=clock.now(),
    )
    with on_constraint(session, {"uq_approval_policy_edition": DraftChanged}):
        session.add(policy)
    session.add_all(_row(policy, position, rule) for position, rule in enumerate(rules, 1))
    told = PolicyChanged(policy_id=policy.id, edition=policy.edition, note=policy.note)
    announce(session, told, acting_user=acting_user)
    return policy


def _row(policy: ApprovalPolicy, position: int, rule: Rule) -> ApprovalRule:
    return ApprovalRule(
        id=new_id(),
        policy_id=policy.id,
        position=position,
        code=rule.code,
        measure=rule.measure,
        threshold=rule.threshold,
        business_unit_id=rule.unit_id,
        from_minor=rule.from_minor,
        level=rule.level,
        step=rule.step,
        deadline_hours=rule.deadline_hours,
    )


def let_approve(session: Session, user_id: UUID, *, level: int, unit_id: UUID | None = None) -> QuoteApprover:
    """Somebody may approve up to a level, for one business unit or for all. Again sets the level anew."""
    same = select(QuoteApprover).where(QuoteApprover.user_id == user_id)
    same = same.where(
        QuoteApprover.business_unit_id.is_(None) if unit_id is None else QuoteApprover.business_unit_id == unit_id
    )
    found = session.scalars(same.with_for_update()).one_or_none()
    if found is None:
        found = QuoteApprover(id=new_id(), user_id=user_id, business_unit_id=unit_id, level=level)
        session.add(found)
    found.level = level
    return found


def let_approve_no_more(session: Session, approver_id: UUID) -> None:
    """Somebody does not approve any more."""
    session.delete(lock(session, QuoteApprover, approver_id))


def delegate(session: Session, user_id: UUID, *, to: UUID | None, until: datetime | None = None) -> None:
    """Let somebody else decide in one's place until a moment, with the same levels; None: nobody any more.

    Whoever worked at a version does not decide on it as a delegate either.
    """
    mine = select(QuoteApprover).where(QuoteApprover.user_id == user_id).order_by(QuoteApprover.id).with_for_update()
    for row in session.scalars(mine):
        row.delegate_id, row.delegated_until = (None, None) if to == user_id else (to, until)
