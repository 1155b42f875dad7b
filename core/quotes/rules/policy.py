"""The approval policy: what it measures of a version, which rules ask about that, and when a value got worse."""

from collections.abc import Iterator, Mapping, Sequence
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
    """For how long a changed contract binds with what is added; of all else the plans of the lines say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What every measure says of one situation: of all lines, or of the shares of one business unit in them.

    `whole_minor` is the net of all lines in either case; `cost_minor` is None where nobody knows what a line costs.
    Kept with each version that is submitted, so that another policy can be tried on it.
    """

    unit_id: UUID | None
    whole_minor: int
    cost_minor: int | None
    values: Mapping[Measure, Decimal]


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A rule that asks for somebody's word, and what it has measured."""

    rule: Rule
    measured: Decimal


def readings_of(situations: Sequence[Situation]) -> list[Reading]:
    """What all measures say of the situations, for the whole and for every business unit with a share; each once."""
    found: dict[tuple[object, ...], Reading] = {}
    for situation in situations:
        for one in _readings(situation):
            found.setdefault((one.unit_id, one.whole_minor, *one.values.values()), one)
    return list(found.values())


def needs_of(rules: Sequence[Rule], readings: Sequence[Reading]) -> list[Need]:
    """The rules that ask: of several situations that the customer could choose the worst counts.

    A rule of a business unit does not ask where nothing of that unit is.
    """
    found = []
    for rule in rules:
        of_unit = (one for one in readings if one.unit_id == rule.unit_id and one.whole_minor >= rule.from_minor)
        measured = [one.values[rule.measure] for one in of_unit]
        worst = (min(measured) if rule.measure in LOW_IS_BAD else max(measured)) if measured else None
        if worst is not None and is_worse(rule.measure, worst, rule.threshold):
            found.append(Need(rule=rule, measured=worst))
    return found


def is_worse(measure: Measure, value: Decimal, than: Decimal) -> bool:
    """Whether a value is worse than another one: more of most things, less of margin and deposit."""
    return value < than if measure in LOW_IS_BAD else value > than


def _readings(situation: Situation) -> Iterator[Reading]:
    units = dict.fromkeys(share.unit_id for line in situation.figures.lines for share in line.shares)
    for unit_id in (None, *units):
        figures = situation.figures.of_unit(unit_id)
        yield Reading(
            unit_id=unit_id,
            whole_minor=situation.figures.net_minor,
            cost_minor=figures.cost_minor,
            values=_measured(figures, situation),
        )


def _measured(figures: Figures, situation: Situation) -> Mapping[Measure, Decimal]:
    """Every measure; a margin that nobody knows counts as none, so that somebody looks at it."""
    margin = figures.margin_percent
    return {
        Measure.TOTAL_DISCOUNT: figures.discount_percent,
        Measure.LINE_DISCOUNT: max((line.discount_percent for line in figures.lines), default=Decimal(0)),
        Measure.MARGIN: Decimal(0) if margin is None else margin,
        Measure.AMOUNT: Decimal(figures.net_minor),
        Measure.FREE_GOODS: Decimal(figures.free_minor),
        Measure.TERM_MONTHS: Decimal(situation.term_months if situation.is_extension else figures.term_months),
        Measure.TERMS_DAYS: Decimal(situation.terms_days),
        Measure.DEPOSIT: situation.deposit_percent,
        Measure.VALID_DAYS: Decimal(situation.valid_days),
        Measure.CREDIT_EXCEEDED: Decimal(situation.credit_exceeded_minor),
        Measure.OWN_TEXT: Decimal(situation.has_own_text),
        Measure.EXTENSION: Decimal(situation.is_extension),
    }
