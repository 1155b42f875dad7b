"""Trying a policy on what was submitted in the past: begun, and carried out batch by batch."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock, new_id
from core.kernel.jobs import enqueue
from core.quotes.errors import PeriodTurned
from core.quotes.models import (
    PolicyTrial,
    PolicyTrialFinding,
    PolicyTrialRule,
    QuoteApproval,
    QuoteVersion,
)
from core.quotes.operations.policy import require_rules
from core.quotes.queries.readings import readings_by_version
from core.quotes.rules import Need, Reading, Rule, needs_of
from core.quotes.rules.trials import effect_of, kept_by_limits, rules_from, rules_to
from core.quotes.states import Measure, TrialState

BATCH: Final = 500


def try_policy(session: Session, rules: Sequence[Rule], *, since: date, until: date, acting_user: Actor) -> PolicyTrial:
    """Begin to try rules on the versions that were submitted from one day to another; nothing is put into force.

    Raises PeriodTurned, and what `write_policy` raises for rules that cannot be meant.
    """
    require_rules(rules)
    if since > until:
        raise PeriodTurned
    trial = PolicyTrial(
        id=new_id(), rules=rules_to(rules), since=since, until=until, versions=0,
        author=acting_user.name, created_at=clock.now(),
    )  # fmt: skip
    trial.versions = int(session.scalar(select(func.count()).select_from(_meant(trial).subquery())) or 0)
    session.add(trial)
    enqueue(session, "quotes.try_policy", {"trial_id": str(trial.id)})
    return trial


def try_next_batch(session: Session, trial_id: UUID) -> bool:
    """Look at the versions that come next, and note how far it came; True when it is over."""
    trial = lock(session, PolicyTrial, trial_id)
    if trial.state is not TrialState.RUNNING:
        return True
    meant = _meant(trial).order_by(QuoteVersion.id).limit(BATCH)
    if trial.after_id is not None:
        meant = meant.where(QuoteVersion.id > trial.after_id)
    version_ids = list(session.scalars(meant))
    if version_ids:
        _look_at(session, trial, version_ids)
        trial.after_id = version_ids[-1]
        trial.looked_at += len(version_ids)
    is_last = len(version_ids) < BATCH
    if is_last:
        trial.finished_at = clock.now()
        trial.move_to(TrialState.DONE, acting_user=SYSTEM)
    return is_last


def _meant(trial: PolicyTrial) -> Select[UUID]:
    begin, end = clock.day_begins(trial.since), clock.day_begins(trial.until + timedelta(days=1))
    return select(QuoteVersion.id).where(
        QuoteVersion.submitted_at >= begin,
        QuoteVersion.submitted_at < end,
        QuoteVersion.submitted_at <= trial.created_at,
    )


def _look_at(session: Session, trial: PolicyTrial, version_ids: Sequence[UUID]) -> None:
    rules = rules_from(trial.rules)
    readings = readings_by_version(session, version_ids)
    asked = _asked(session, version_ids)
    tally = _Tally(session, trial.id)
    for version_id in version_ids:
        then = asked.get(version_id, {})
        measured = readings.get(version_id)
        if measured is None:
            trial.unmeasured += 1
            continue
        needs = needs_of(rules, measured)
        trial.asked_then += bool(then)
        trial.asked_now += bool(needs)
        tally.count({code: row.measure for code, row in then.items()}, needs)
        finding = _finding(trial.id, version_id, {code: row.level for code, row in then.items()}, needs, measured)
        if finding is not None:
            session.add(finding)
    tally.keep()


def _finding(
    trial_id: UUID, version_id: UUID, then: Mapping[str, int], needs: Sequence[Need], readings: Sequence[Reading]
) -> PolicyTrialFinding | None:
    now = {need.rule.code: need.rule.level for need in needs}
    effect = effect_of(then, now)
    if effect is None:
        return None
    usual = next(one for one in readings if one.unit_id is None)
    return PolicyTrialFinding(
        trial_id=trial_id,
        version_id=version_id,
        effect=effect,
        net_minor=int(usual.values[Measure.AMOUNT]),
        cost_minor=usual.cost_minor,
        kept_minor=kept_by_limits([need for need in needs if need.rule.code not in then], usual),
        then=" ".join(sorted(then)),
        now=" ".join(sorted(now)),
    )


def _asked(session: Session, version_ids: Sequence[UUID]) -> dict[UUID, dict[str, QuoteApproval]]:
    found: dict[UUID, dict[str, QuoteApproval]] = {}
    for row in session.scalars(select(QuoteApproval).where(QuoteApproval.version_id.in_(version_ids))):
        found.setdefault(row.version_id, {})[row.rule_code] = row
    return found


class _Tally:
    """How often each rule asks in a batch, added to what was counted before."""

    def __init__(self, session: Session, trial_id: UUID) -> None:
        self.session, self.trial_id = session, trial_id
        self.then: Counter[str] = Counter()
        self.now: Counter[str] = Counter()
        self.measures: dict[str, Measure] = {}

    def count(self, then: Mapping[str, Measure], needs: Sequence[Need]) -> None:
        """One version."""
        self.measures |= then
        self.measures |= {need.rule.code: need.rule.measure for need in needs}
        self.then.update(then.keys())
        self.now.update(need.rule.code for need in needs)

    def keep(self) -> None:
        """Write the numbers down."""
        known = select(PolicyTrialRule).where(PolicyTrialRule.trial_id == self.trial_id)
        rows = {row.code: row for row in self.session.scalars(known)}
        for code, measure in self.measures.items():
            row = rows.get(code)
            if row is None:
                row = PolicyTrialRule(trial_id=self.trial_id, code=code, asked_then=0, asked_now=0)
                self.session.add(row)
            row.measure = measure
            row.asked_then += self.then[code]
            row.asked_now += self.now[code]
