"""The pages of the approval policy: rules in words, what a trial found, who approves and who answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from backoffice.lists import PAGE, Facet, chosen, facets, newest, older, position_id
from backoffice.pages.quotes import measured_text
from backoffice.words import word
from core.accounts.queries import UserView, business_units, staff
from core.accounts.states import Permission
from core.kernel import clock
from core.kernel.events import TimelineEntry, timeline
from core.quotes.events import QUOTE_POLICY
from core.quotes.operations import desks
from core.quotes.queries.policy import ApproverView, PolicyView, approvers, get_policy, policies, policy_at
from core.quotes.queries.trials import (
    EffectCount,
    FindingView,
    RuleCount,
    TrialView,
    effect_counts,
    findings,
    get_trial,
    latest_trials,
    rule_counts,
)
from core.quotes.rules import Rule
from core.quotes.rules.routing import Desk
from core.quotes.states import LOW_IS_BAD, YES_NO, Effect
from core.web.db import db
from core.web.locale import gettext as _

LATEST = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """A rule as a table shows it."""

    rule: Rule
    words: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyBoard:
    """The policy that holds, the others, what was tried, and what happened."""

    holds: PolicyView
    editions: tuple[PolicyView, ...]
    trials: tuple[TrialView, ...]
    timeline: tuple[TimelineEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialPage:
    """What a trial has found so far."""

    trial: TrialView
    counts: tuple[RuleCount, ...]
    effects: tuple[EffectCount, ...]
    facets: list[Facet]
    rows: tuple[FindingView, ...]
    older: str | None
    newest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeoplePage:
    """Who approves and who answers; `names` are those of everybody."""

    approvers: tuple[ApproverView, ...]
    desks: tuple[Desk, ...]
    names: Mapping[UUID, str]
    units: Mapping[UUID, str]


def rule_lines(rules: Sequence[Rule]) -> tuple[RuleLine, ...]:
    """Rules in words."""
    units = unit_names()
    return tuple(
        RuleLine(rule=rule, words=rule_words(rule), unit=units.get(rule.unit_id, "") if rule.unit_id else "")
        for rule in rules
    )


def rule_words(rule: Rule) -> str:
    """What a rule asks about."""
    measure = word("measure", rule.measure)
    if rule.measure in YES_NO:
        return measure
    limit = measured_text(rule.measure, rule.threshold)
    if rule.measure in LOW_IS_BAD:
        return _("%(measure)s below %(limit)s", measure=measure, limit=limit)
    return _("%(measure)s above %(limit)s", measure=measure, limit=limit)


def unit_names() -> dict[UUID, str]:
    """Business units by id."""
    return {one.id: one.name for one in business_units(db())}


def policy_board() -> PolicyBoard:
    """Everything on the first page."""
    return PolicyBoard(
        holds=policy_at(db(), clock.now()),
        editions=tuple(policies(db())),
        trials=tuple(latest_trials(db())),
        timeline=tuple(reversed(timeline(db(), "quote_policy", QUOTE_POLICY)[-LATEST:])),
    )


def beginning(edition: int | None, trial_id: UUID | None) -> PolicyView:
    """The rules that the next edition begins with: those of a trial, of an edition, or of the latest."""
    known = policies(db(), most=1)
    latest = known[0] if known else policy_at(db(), clock.now())
    if trial_id is not None:
        trial = get_trial(db(), trial_id)
        return PolicyView(edition=latest.edition, note="", author="", valid_from=None, rules=trial.rules)
    if edition is not None:
        rules = get_policy(db(), edition).rules
        return PolicyView(edition=latest.edition, note="", author="", valid_from=None, rules=rules)
    return latest


def trial_page(trial_id: UUID) -> TrialPage:
    """How far a trial has come, and what it found."""
    trial = get_trial(db(), trial_id)
    effect = chosen("effect", Effect)
    rows = findings(db(), trial_id, effect=effect, after=position_id(), most=PAGE + 1)
    more = rows[PAGE - 1].version_id if len(rows) > PAGE else None
    return TrialPage(
        trial=trial,
        counts=tuple(rule_counts(db(), trial)),
        effects=tuple(effect_counts(db(), trial_id)),
        facets=facets("effect", effect, [(None, _("all")), *((one, word("policy_effect", one)) for one in Effect)]),
        rows=tuple(rows[:PAGE]),
        older=older(more),
        newest=newest(),
    )


def people_page() -> PeoplePage:
    """Who approves, who answers."""
    return PeoplePage(
        approvers=tuple(approvers(db())),
        desks=tuple(desks(db())),
        names={one.id: one.name for one in staff(db())},
        units=unit_names(),
    )


def those_who_may(permission: Permission) -> list[UserView]:
    """The colleagues with a permission."""
    return [one for one in staff(db()) if one.is_active and permission in one.permissions]
