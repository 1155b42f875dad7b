"""Writing the next edition of the approval policy."""

import re
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id, on_constraint
from core.kernel.events import announce
from core.kernel.i18n import N_
from core.quotes.errors import PolicyOfThePast, PolicyOutrun, RuleBroken, TextMissing
from core.quotes.events import PolicyChanged
from core.quotes.models import ApprovalPolicy, ApprovalRule
from core.quotes.rules import Rule
from core.quotes.states import AMOUNTS, PERCENTS, YES_NO

MOST_RULES: Final = 60
LARGEST_MINOR: Final = Decimal(10) ** 13
LONGEST: Final = 3650
CODE: Final = re.compile(r"\S{1,40}")


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

    `seen_edition` is the latest that its author saw. Raises PolicyOutrun when somebody wrote another meanwhile,
    PolicyOfThePast, RuleBroken, TextMissing without a reason.
    """
    if not note.strip():
        raise TextMissing(field="note")
    if valid_from is not None and valid_from < clock.now():
        raise PolicyOfThePast
    require_rules(rules)
    last = int(session.scalar(select(func.max(ApprovalPolicy.edition))) or 0)
    if last != seen_edition:
        raise PolicyOutrun
    policy = ApprovalPolicy(
        id=new_id(),
        edition=last + 1,
        valid_from=valid_from or clock.now(),
        note=note.strip()[:500],
        author=acting_user.name,
        created_at=clock.now(),
    )
    with on_constraint(session, {"uq_approval_policy_edition": PolicyOutrun}):
        session.add(policy)
    session.add_all(_row(policy, position, rule) for position, rule in enumerate(rules, 1))
    told = PolicyChanged(policy_id=policy.id, edition=policy.edition, note=policy.note)
    announce(session, told, acting_user=acting_user)
    return policy


def require_rules(rules: Collection[Rule]) -> None:
    """Raises RuleBroken on the part of the first rule that cannot be meant."""
    codes: set[str] = set()
    for number, rule in enumerate(rules):
        if not CODE.fullmatch(rule.code):
            raise RuleBroken(N_("Please give a short name of one word."), number=number, part="code")
        if rule.code in codes:
            raise RuleBroken(N_("Another rule has this name."), number=number, part="code")
        if number >= MOST_RULES:
            raise RuleBroken(N_("These are too many rules."), number=number, part="code")
        codes.add(rule.code)
        _require_threshold(rule, number)
        for part, value, most in (
            ("level", rule.level, 9),
            ("step", rule.step, 9),
            ("hours", rule.deadline_hours, 720),
        ):
            if not 1 <= value <= most:
                raise RuleBroken(N_("This number is out of its range."), number=number, part=part)
        if not 0 <= rule.from_minor < LARGEST_MINOR:
            raise RuleBroken(N_("This amount is out of its range."), number=number, part="from")


def _require_threshold(rule: Rule, number: int) -> None:
    """Percent up to 100, whole days and months, amounts; where there is only yes and no, it is 0."""
    limit, sentence = rule.threshold, ""
    if not limit.is_finite() or limit < 0 or limit >= LARGEST_MINOR:
        sentence = N_("Please enter a number from 0 on.")
    elif rule.measure in PERCENTS and limit > 100:
        sentence = N_("Please enter a percentage up to 100.")
    elif rule.measure in YES_NO and limit != 0:
        sentence = N_("There is only yes and no here: please leave it empty.")
    elif rule.measure not in PERCENTS | AMOUNTS and (limit != int(limit) or limit > LONGEST):
        sentence = N_("Please enter a whole number.")
    if sentence:
        raise RuleBroken(sentence, number=number, part="threshold")


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
