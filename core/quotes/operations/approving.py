"""Asking for approval and giving it: bound to the content, never one's own work, only what got worse is asked again."""

from collections.abc import Collection
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.queries import UserView
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.quotes.errors import (
    ApprovalNotFound,
    ApprovalOver,
    ApprovalTooEarly,
    EmptyVersion,
    NotYourApproval,
    QuoteClosed,
    TextMissing,
    VersionSettled,
)
from core.quotes.events import QuoteApprovalAsked, QuoteApprovalGranted, QuoteApprovalRefused, QuoteApproved
from core.quotes.models import Quote, QuoteApproval, QuoteVersion
from core.quotes.operations.aggregate import lock_quote, tell, version_of, working_version
from core.quotes.operations.drafts import require_something_left
from core.quotes.operations.sums import price_draft
from core.quotes.queries.policy import may_decide, policy_at
from core.quotes.queries.pricing import bench_for, situations_of
from core.quotes.queries.readings import reading_rows
from core.quotes.rules import Need, is_worse, needs_of, readings_of, usual_choice
from core.quotes.rules.calls import require_callable
from core.quotes.rules.inputs import require_validity
from core.quotes.rules.validity import zone_of
from core.quotes.states import ApprovalState, QuoteState, VersionState


def submit_version(session: Session, quote_id: UUID, *, acting_user: Actor) -> QuoteVersion:
    """Settle the draft: approved at once when no rule of the policy asks, else its approvers are asked.

    A rule that was granted for an earlier version is asked again only where its value got worse, or where whoever
    granted it has worked at this one. Raises QuoteClosed, VersionSettled, EmptyVersion, ValidityPast, DiscountTooHigh,
    NotForCalls.
    """
    quote = lock_quote(session, quote_id)
    version = working_version(session, quote)
    if quote.state is not QuoteState.OPEN:
        raise QuoteClosed
    if version is None or version.state is not VersionState.DRAFT:
        raise VersionSettled
    if not usual_choice(version.lines):
        raise EmptyVersion
    require_validity(version.valid_until, zone_of(version))
    require_callable(quote, version)
    price_draft(session, quote, version)
    require_something_left(version)
    version.submitted_at = clock.now()
    policy = policy_at(session, clock.now())
    readings = readings_of(situations_of(session, bench_for(session, quote, version)))
    session.add_all(reading_rows(version.id, readings))
    needs, answers = needs_of(policy.rules, readings), _answered(session, quote)
    asked = [_ask(version, policy.edition, need, answers.get(need.rule.code)) for need in needs]
    session.add_all(asked)
    if all(one.state is ApprovalState.GRANTED for one in asked):
        _approve(session, quote, version, acting_user)
        return version
    version.move_to(VersionState.IN_APPROVAL, acting_user=acting_user)
    tell(session, QuoteApprovalAsked, quote, version.version, version_id=version.id, acting_user=acting_user)
    return version


def decide(session: Session, approval_id: UUID, *, is_granted: bool, note: str, by: UserView) -> QuoteApproval:
    """Grant or refuse what one rule asks. The same answer again changes nothing; a refusal needs a reason.

    Raises ApprovalNotFound, NotYourApproval for one's own work or beyond one's level and unit, ApprovalOver,
    ApprovalTooEarly while an earlier step is open, TextMissing.
    """
    quote_id = session.scalar(select(QuoteApproval.quote_id).where(QuoteApproval.id == approval_id))
    if quote_id is None:
        raise ApprovalNotFound
    quote = lock_quote(session, quote_id)
    version, approvals = _with_approvals(session, quote, approval_id)
    approval = next(one for one in approvals if one.id == approval_id)
    if not may_decide(session, approval, version, by):
        raise NotYourApproval
    answer = ApprovalState.GRANTED if is_granted else ApprovalState.REFUSED
    if approval.state is answer and approval.decided_by_id == by.id:
        return approval
    _require_open(version, approval, approvals)
    if not is_granted and not note.strip():
        raise TextMissing(field="note")
    approval.move_to(answer, acting_user=by.actor, reason=note.strip()[:500])
    approval.decided_at, approval.decided_by_id, approval.decided_by = clock.now(), by.id, by.name
    approval.note = note.strip()[:500]
    if is_granted:
        tell(session, QuoteApprovalGranted, quote, version.version, approval_id=approval.id, acting_user=by.actor)
        if all(one.state is ApprovalState.GRANTED for one in approvals):
            _approve(session, quote, version, by.actor)
        return approval
    _refuse(session, quote, version, approvals, approval, by.actor)
    return approval


def needs_now(session: Session, quote: Quote, version: QuoteVersion) -> list[Need]:
    """The rules of today's policy that ask about a version, by what the customer could make of it."""
    policy = policy_at(session, clock.now())
    return needs_of(policy.rules, readings_of(situations_of(session, bench_for(session, quote, version))))


def is_covered(session: Session, version: QuoteVersion, needs: Collection[Need]) -> bool:
    """Whether somebody has granted for exactly this content all that rules ask, each at a value that is no better."""
    granted = select(QuoteApproval).where(
        QuoteApproval.version_id == version.id,
        QuoteApproval.state == ApprovalState.GRANTED,
        QuoteApproval.content_hash == version.content_hash,
    )
    by_code = {row.rule_code: row for row in session.scalars(granted)}
    return all(need.rule.code in by_code and _reaches(by_code[need.rule.code], need) for need in needs)


def void_open(session: Session, version: QuoteVersion, *, acting_user: Actor, reason: str) -> None:
    """What is still asked about a version is not asked any more."""
    pending = select(QuoteApproval).where(
        QuoteApproval.version_id == version.id, QuoteApproval.state == ApprovalState.PENDING
    )
    for approval in session.scalars(pending.order_by(QuoteApproval.id)):
        approval.move_to(ApprovalState.VOID, acting_user=acting_user, reason=reason)


def _ask(version: QuoteVersion, edition: int, need: Need, answer: QuoteApproval | None) -> QuoteApproval:
    rule, now = need.rule, clock.now()
    earlier = answer if _carries(answer, version, need) else None
    return QuoteApproval(
        id=new_id(),
        quote_id=version.quote_id,
        version_id=version.id,
        policy_edition=edition,
        rule_code=rule.code,
        measure=rule.measure,
        business_unit_id=rule.unit_id,
        threshold=rule.threshold,
        measured=need.measured,
        level=rule.level,
        step=rule.step,
        content_hash=version.content_hash,
        carried_from_id=earlier.id if earlier else None,
        state=ApprovalState.GRANTED if earlier else ApprovalState.PENDING,
        asked_at=now,
        due_at=now + timedelta(hours=rule.deadline_hours),
        decided_at=earlier.decided_at if earlier else None,
        decided_by_id=earlier.decided_by_id if earlier else None,
        decided_by=earlier.decided_by if earlier else "",
    )


def _answered(session: Session, quote: Quote) -> dict[str, QuoteApproval]:
    """The latest answer to each rule for this quote."""
    answered = (
        select(QuoteApproval)
        .where(
            QuoteApproval.quote_id == quote.id,
            QuoteApproval.state.in_((ApprovalState.GRANTED, ApprovalState.REFUSED)),
        )
        .order_by(QuoteApproval.decided_at, QuoteApproval.id)
    )
    return {row.rule_code: row for row in session.scalars(answered)}


def _carries(answer: QuoteApproval | None, version: QuoteVersion, need: Need) -> bool:
    """Whether an earlier answer holds for a version too: a yes, at this level, to a value that was no better.

    The yes of somebody who has worked at this version since is none: it would be for their own work.
    """
    if answer is None or answer.state is not ApprovalState.GRANTED:
        return False
    return str(answer.decided_by_id) not in version.hands.split() and _reaches(answer, need)


def _reaches(granted: QuoteApproval, need: Need) -> bool:
    """Whether a grant covers a need: same measure and unit, its level reached, its value not got worse."""
    is_same = granted.measure is need.rule.measure and granted.business_unit_id == need.rule.unit_id
    is_no_worse = not is_worse(need.rule.measure, need.measured, Decimal(granted.measured))
    return is_same and granted.level >= need.rule.level and is_no_worse


def _with_approvals(session: Session, quote: Quote, approval_id: UUID) -> tuple[QuoteVersion, list[QuoteApproval]]:
    number = session.scalar(
        select(QuoteVersion.version)
        .join(QuoteApproval, QuoteApproval.version_id == QuoteVersion.id)
        .where(QuoteApproval.id == approval_id)
    )
    if number is None:
        raise ApprovalNotFound
    version = version_of(session, quote, number)
    statement = select(QuoteApproval).where(QuoteApproval.version_id == version.id)
    rows = session.scalars(
        statement.order_by(QuoteApproval.step, QuoteApproval.id).execution_options(populate_existing=True)
    )
    return version, list(rows)


def _require_open(version: QuoteVersion, approval: QuoteApproval, approvals: list[QuoteApproval]) -> None:
    if version.state is not VersionState.IN_APPROVAL or approval.state is not ApprovalState.PENDING:
        raise ApprovalOver
    if any(one.step < approval.step and one.state is not ApprovalState.GRANTED for one in approvals):
        raise ApprovalTooEarly


def _approve(session: Session, quote: Quote, version: QuoteVersion, acting_user: Actor) -> None:
    version.move_to(VersionState.APPROVED, acting_user=acting_user)
    tell(session, QuoteApproved, quote, version.version, acting_user=acting_user)


def _refuse(
    session: Session,
    quote: Quote,
    version: QuoteVersion,
    approvals: list[QuoteApproval],
    refused: QuoteApproval,
    acting_user: Actor,
) -> None:
    version.move_to(VersionState.REJECTED, acting_user=acting_user, reason=refused.note)
    for other in approvals:
        if other.state is ApprovalState.PENDING:
            other.move_to(ApprovalState.VOID, acting_user=acting_user, reason="another rule was refused")
    tell(
        session, QuoteApprovalRefused, quote, version.version,
        approval_id=refused.id, reason=refused.note, acting_user=acting_user,
    )  # fmt: skip
