"""Policies that were tried on past versions, as pages show them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from core.quotes.errors import TrialNotFound
from core.quotes.models import PolicyTrial, PolicyTrialFinding, PolicyTrialRule, Quote, QuoteVersion
from core.quotes.queries.views import view_of
from core.quotes.rules import Rule
from core.quotes.rules.figures import margin, percent_off
from core.quotes.rules.trials import rules_from
from core.quotes.states import Effect, Measure, TrialState, VersionState


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialView:
    """A trial with its figures; see `models.PolicyTrial`."""

    id: UUID
    rules: tuple[Rule, ...]
    since: date
    until: date
    state: TrialState
    versions: int
    looked_at: int
    unmeasured: int
    asked_then: int
    asked_now: int
    author: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How often a rule asked, and how often it would; `rule` is None where the tried policy has no such rule."""

    code: str
    measure: Measure
    rule: Rule | None
    asked_then: int
    asked_now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectCount:
    """How many versions an effect concerns, what they are worth net, and how many of them were accepted.

    `margin` is that of those whose costs are known, in percent; `kept_minor` is what the limits would have kept.
    """

    effect: Effect
    currency: str
    versions: int
    accepted: int
    net_minor: int
    kept_minor: int
    margin: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingView:
    """A version that would need other approvals."""

    version_id: UUID
    number: str
    version: int
    state: VersionState
    customer: str
    submitted_at: datetime
    currency: str
    effect: Effect
    net_minor: int
    discount: Decimal
    margin: Decimal | None
    kept_minor: int
    then: tuple[str, ...]
    now: tuple[str, ...]


def get_trial(session: Session, trial_id: UUID) -> TrialView:
    """One trial as it stands now. Raises TrialNotFound."""
    found = session.scalars(select(PolicyTrial).where(PolicyTrial.id == trial_id)).one_or_none()
    if found is None:
        raise TrialNotFound
    return _view(found)


def latest_trials(session: Session, *, most: int = 10) -> list[TrialView]:
    """The latest trials, the newest first."""
    statement = select(PolicyTrial).order_by(PolicyTrial.created_at.desc(), PolicyTrial.id.desc()).limit(most)
    return [_view(row) for row in session.scalars(statement)]


def rule_counts(session: Session, trial: TrialView) -> list[RuleCount]:
    """The rules of a trial in their order, then those that asked in its period and are not in it."""
    statement = select(PolicyTrialRule).where(PolicyTrialRule.trial_id == trial.id).order_by(PolicyTrialRule.code)
    rows = {row.code: row for row in session.scalars(statement)}
    tried = {rule.code: rule for rule in trial.rules}
    found = []
    for code in [*tried, *(code for code in rows if code not in tried)]:
        rule, row = tried.get(code), rows.get(code)
        measure = rule.measure if rule else rows[code].measure
        counts = (row.asked_then, row.asked_now) if row else (0, 0)
        found.append(RuleCount(code=code, measure=measure, rule=rule, asked_then=counts[0], asked_now=counts[1]))
    return found


def effect_counts(session: Session, trial_id: UUID) -> list[EffectCount]:
    """What changes, by effect and currency."""
    finding = PolicyTrialFinding
    known = finding.cost_minor.is_not(None)
    statement = (
        select(
            finding.effect,
            Quote.currency,
            func.count(),
            func.count().filter(QuoteVersion.state == VersionState.ACCEPTED),
            func.sum(finding.net_minor),
            func.sum(finding.kept_minor),
            func.coalesce(func.sum(finding.net_minor).filter(known), 0),
            func.sum(finding.cost_minor).filter(known),
        )
        .join(QuoteVersion, QuoteVersion.id == finding.version_id)
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .where(finding.trial_id == trial_id)
        .group_by(finding.effect, Quote.currency)
    )
    order = list(Effect)
    found = [
        EffectCount(
            effect=effect, currency=currency, versions=versions, accepted=accepted, net_minor=int(net),
            kept_minor=int(kept), margin=None if cost is None else margin(int(of), int(cost)),
        )
        for effect, currency, versions, accepted, net, kept, of, cost in session.execute(statement)
    ]  # fmt: skip
    return sorted(found, key=lambda one: (order.index(one.effect), one.currency))


def findings(
    session: Session, trial_id: UUID, *, effect: Effect | None = None, after: UUID | None = None, most: int
) -> list[FindingView]:
    """The versions that would need other approvals, the largest first, behind the one that a page ended with."""
    finding = PolicyTrialFinding
    statement = (
        select(finding, QuoteVersion, Quote)
        .join(QuoteVersion, QuoteVersion.id == finding.version_id)
        .join(Quote, Quote.id == QuoteVersion.quote_id)
        .where(finding.trial_id == trial_id)
        .order_by(finding.net_minor.desc(), finding.version_id.desc())
        .limit(most)
    )
    if effect is not None:
        statement = statement.where(finding.effect == effect)
    if after is not None:
        last = select(finding.net_minor).where(finding.trial_id == trial_id, finding.version_id == after)
        statement = statement.where(tuple_(finding.net_minor, finding.version_id) < (last.scalar_subquery(), after))
    return [_finding(*row) for row in session.execute(statement)]


def _finding(row: PolicyTrialFinding, version: QuoteVersion, quote: Quote) -> FindingView:
    return FindingView(
        version_id=version.id,
        number=quote.number,
        version=version.version,
        state=version.state,
        customer=quote.company or quote.contact_name,
        submitted_at=version.submitted_at or version.created_at,
        currency=quote.currency,
        effect=row.effect,
        net_minor=row.net_minor,
        discount=percent_off(version.listed_minor, version.goods_minor),
        margin=None if row.cost_minor is None else margin(row.net_minor, row.cost_minor),
        kept_minor=row.kept_minor,
        then=tuple(row.then.split()),
        now=tuple(row.now.split()),
    )


def _view(row: PolicyTrial) -> TrialView:
    return view_of(TrialView, row, rules=rules_from(row.rules))
