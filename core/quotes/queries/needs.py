"""Which approvals a draft would need as it stands, and who could give them; readiness of the customer."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.accounts.models import BusinessUnit
from core.billing.queries import exposure_of
from core.kernel import clock
from core.kernel.errors import AppError
from core.kernel.i18n import N_
from core.pricing.rules.promotions.values import Sentence
from core.quotes.models import Quote
from core.quotes.queries.policy import ApproverView, approvers, policy_at
from core.quotes.queries.pricing import bench_for, situations_of, versions_with_lines
from core.quotes.rules import Figures, needs_of
from core.quotes.states import Measure, QuoteState


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
        for need in needs_of(policy.rules, situations)
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


# --- readiness


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that is looked at before a quote is written: whether it is well, and why."""

    name: str
    is_well: bool
    why: Sentence


def readiness(session: Session, quote_id: UUID, number: int) -> tuple[Check, ...]:
    """Whether a customer is ready for a quote: credit, other open offers, costs, prices; each with a reason."""
    quote = session.scalars(select(Quote).where(Quote.id == quote_id)).one()
    version = next(one for one in versions_with_lines(session, quote_id) if one.version == number)
    bench = bench_for(session, quote, version)
    customer, owed = bench.customer, exposure_of(session, quote.customer_id)
    free = customer.credit_limit_minor - owed
    others = session.scalar(
        select(func.count()).where(
            Quote.customer_id == quote.customer_id, Quote.state == QuoteState.OPEN, Quote.id != quote.id
        )
    )
    unknown = sum(line.cost_minor is None for line in version.lines)
    return (
        _credit(customer.on_account_allowed, free, version.gross_minor),
        Check(
            name=N_("Other offers"),
            is_well=not others,
            why=Sentence(template=N_("%(count)s other offers are open."), params={"count": int(others or 0)})
            if others
            else Sentence(template=N_("No other offer is open.")),
        ),
        Check(
            name=N_("Costs"),
            is_well=not unknown,
            why=Sentence(
                template=N_("Of %(count)s lines nobody has said what they cost us."), params={"count": unknown}
            )
            if unknown
            else Sentence(template=N_("What the articles cost us is known.")),
        ),
    )


def _credit(is_allowed: bool, free_minor: int, gross_minor: int) -> Check:
    name = N_("Credit")
    if not is_allowed:
        return Check(name=name, is_well=True, why=Sentence(template=N_("The customer pays before delivery.")))
    if gross_minor <= free_minor:
        why = Sentence(template=N_("%(free_minor)s of the credit limit are free."), params={"free_minor": free_minor})
        return Check(name=name, is_well=True, why=why)
    over = Sentence(
        template=N_("The credit limit would be exceeded by %(over_minor)s."),
        params={"over_minor": gross_minor - free_minor},
    )
    return Check(name=name, is_well=False, why=over)
