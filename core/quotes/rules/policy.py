"""The approval policy: which rules a version meets, and when a value got worse."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from core.quotes.rules.figures import Figures
from core.quotes.states import LOW_IS_BAD, Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Beyond the threshold somebody of the level agrees; see `models.ApprovalRule`."""

    code: str
    measure: Measure
    threshold: Decimal
    level: int
    unit_id: UUID | None = None
    from_minor: int = 0
    step: int = 1
    deadline_hours: int = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What rules look at besides the lines: terms in days and percent, credit in minor units."""

    figures: Figures
    terms_days: int
    deposit_percent: Decimal
    valid_days: int
    credit_exceeded_minor: int
    has_own_text: bool
    is_extension: bool = False
    term_months: int = 0
    """For how long a changed contract binds; of all else the plans of the lines say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A rule that asks for somebody's word, and what it has measured."""

    rule: Rule
    measured: Decimal


def needs_of(rules: Sequence[Rule], situations: Sequence[Situation]) -> list[Need]:
    """The rules that ask: of several situations that the customer could choose the worst counts."""
    found = []
    for rule in rules:
        measured = [measure(rule, one) for one in situations if one.figures.net_minor >= rule.from_minor]
        known = [value for value in measured if value is not None]
        worst = (min(known) if rule.measure in LOW_IS_BAD else max(known)) if known else None
        if worst is not None and is_worse(rule.measure, worst, rule.threshold):
            found.append(Need(rule=rule, measured=worst))
    return found


def is_worse(measure: Measure, value: Decimal, than: Decimal) -> bool:
    """Whether a value is worse than another one: more of most things, less of margin and deposit."""
    return value < than if measure in LOW_IS_BAD else value > than


def measure(rule: Rule, situation: Situation) -> Decimal | None:
    """What a rule measures in a situation; None: nothing of its business unit is there."""
    figures = situation.figures.of_unit(rule.unit_id)
    if rule.unit_id is not None and not figures.lines:
        return None
    return _measured(figures, situation)[rule.measure]


def _measured(figures: Figures, situation: Situation) -> Mapping[Measure, Decimal]:
    """Every measure; a margin that nobody knows counts as none, so that somebody looks at it."""
    margin = figures.margin_percent
    return {
        Measure.TOTAL_DISCOUNT: figures.discount_percent,
        Measure.LINE_DISCOUNT: max((line.discount_percent for line in figures.lines), default=Decimal(0)),
        Measure.MARGIN: Decimal(0) if margin is None else margin,
        Measure.AMOUNT: Decimal(figures.net_minor),
        Measure.FREE_GOODS: Decimal(figures.free_minor),
        Measure.TERM_MONTHS: Decimal(max(figures.term_months, situation.term_months)),
        Measure.TERMS_DAYS: Decimal(situation.terms_days),
        Measure.DEPOSIT: situation.deposit_percent,
        Measure.VALID_DAYS: Decimal(situation.valid_days),
        Measure.CREDIT_EXCEEDED: Decimal(situation.credit_exceeded_minor),
        Measure.OWN_TEXT: Decimal(situation.has_own_text),
        Measure.EXTENSION: Decimal(situation.is_extension),
    }
