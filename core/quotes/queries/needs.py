"""Which approvals a draft would need as it stands, and who could give them."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.models import BusinessUnit
from core.kernel import clock
from core.kernel.errors import AppError
from core.quotes.models import Quote
from core.quotes.queries.policy import ApproverView, approvers, policy_at
from core.quotes.queries.pricing import bench_for, situations_of, versions_with_lines
from core.quotes.rules import Figures, needs_of, readings_of
from core.quotes.states import Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView:
    """A rule that would ask, what it measures, and the names of those who may answer."""

    code: str
    measure: Measure
    measured: Decimal
    threshold: Decimal
    unit: str
    level: int
    step: int
    who: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftFigures:
    """What the editor shows of a version: its figures by line and in all, floors, and the approvals it would need.

    `refusal` says why it cannot be priced at all.
    """

    figures: Figures | None
    floors: dict[UUID, int]
    needs: tuple[NeedView, ...]
    refusal: AppError | None = None


def draft_figures(session: Session, quote_id: UUID, number: int) -> DraftFigures:
    """The figures of a version as it stands, by today's policy."""
    quote = session.scalars(select(Quote).where(Quote.id == quote_id)).one()
    version = next(one for one in versions_with_lines(session, quote_id) if one.version == number)
    policy = policy_at(session, clock.now())
    floors = _floors({line.id: line.cost_minor for line in version.lines}, policy.rules)
    try:
        bench = bench_for(session, quote, version)
        situations = situations_of(session, bench)
    except AppError as refusal:
        return DraftFigures(figures=None, floors=floors, needs=(), refusal=refusal)
    units = {row.id: row.name for row in session.execute(select(BusinessUnit.id, BusinessUnit.name))}
    known, hands = approvers(session), frozenset(version.hands.split())
    needs = tuple(
        NeedView(
            code=need.rule.code,
            measure=need.rule.measure,
            measured=need.measured,
            threshold=need.rule.threshold,
            unit=units.get(need.rule.unit_id, "") if need.rule.unit_id else "",
            level=need.rule.level,
            step=need.rule.step,
            who=_who(known, hands, need.rule.level, need.rule.unit_id),
        )
        for need in needs_of(policy.rules, readings_of(situations))
    )
    return DraftFigures(figures=situations[0].figures if situations else None, floors=floors, needs=needs)


def _who(known: list[ApproverView], hands: frozenset[str], level: int, unit_id: UUID | None) -> tuple[str, ...]:
    found = {}
    for one in known:
        if one.level >= level and one.unit_id in (None, unit_id):
            who, name = (one.delegate_id, one.delegate_name) if one.is_delegated else (one.user_id, one.name)
            if who is not None and str(who) not in hands:
                found[who] = name
    return tuple(sorted(set(found.values())))


def _floors(costs: dict[UUID, int | None], rules: object) -> dict[UUID, int]:
    """The net price of one piece below which the margin rule for everything asks; nothing without such a rule."""
    margins = [
        rule.threshold
        for rule in rules  # type: ignore[attr-defined]  # rules of a policy
        if rule.measure is Measure.MARGIN and rule.unit_id is None
    ]
    if not margins or min(margins) >= 100:
        return {}
    kept = Decimal(1) - min(margins) / 100
    return {line_id: -int(-Decimal(cost) // kept) for line_id, cost in costs.items() if cost is not None}
