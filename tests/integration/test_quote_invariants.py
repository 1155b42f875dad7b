"""No path reaches an offer with an unmet rule: random walks of many hands, all looked at after every step."""

import json
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import Connection, event

from core.kernel import clock, db
from core.kernel.errors import AppError
from core.quotes.models import Quote, QuoteApproval, QuoteLine, QuoteVersion
from core.quotes.rules import Rule
from core.quotes.states import WORKING, ApprovalState, Measure, QuoteState, VersionState
from tests.support.quote_sights import ANSWER, Sight, Values, content_of, look, values_of
from tests.support.quote_walks import LISTED, NOWHERE, STEPS, House, Walk, a_house

pytestmark = pytest.mark.usefixtures("database")
WALKS, LENGTH = 30, 24
REACHED = (
    "grant of a delegate", "grant at level 2", "carried grant", "offer by other rules than it was asked by",
    "offer that expired", "late question that was passed on", "order in calls", "order in calls to the last piece",
)  # fmt: skip
NEVER_REFUSED = {"begin", "stricter", "laxer", "wait", "keep_time", "end_delegation"}
ON_THE_TABLE = {VersionState.OFFERED, VersionState.ACCEPTED}
HUNDRED, CENT = Decimal(100), Decimal("0.01")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """That a rule asks, by what this file itself has measured."""

    rule: Rule
    measured: Decimal


@dataclass(slots=True)
class Watch:
    """What was seen on a walk: what every version said when it was settled, by which rules it was asked about."""

    settled: dict[UUID, tuple[Values, ...]] = field(default_factory=dict)
    asked: dict[UUID, Values] = field(default_factory=dict)
    rules_when_asked: dict[UUID, tuple[Rule, ...]] = field(default_factory=dict)
    needs_when_offered: dict[UUID, list[Need]] = field(default_factory=dict)


@dataclass(slots=True)
class Tally:
    """How often something was reached, over all walks."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    reached: Counter[str] = field(default_factory=Counter)


def test_no_path_reaches_an_offer_with_an_unmet_rule() -> None:
    tally = Tally()
    with clock.simulated(datetime(2027, 2, 1, 9, tzinfo=UTC)) as at:
        house = a_house(at)
        for seed in range(WALKS):
            _go(house, seed, tally)

    assert set(STEPS) <= set(tally.done), tally
    assert tally.reached["walk with a granted offer"] * 4 >= WALKS, tally
    assert all(tally.reached[reached] for reached in REACHED), tally
    for refusal in ("grant quotes.not_your_approval", "offer quotes.not_approved"):
        assert tally.refused[refusal] >= 5, (refusal, tally)


def _go(house: House, seed: int, tally: Tally) -> None:
    """One walk; where it fails, its steps stand below the failure."""
    house.write_policy(0)
    walk = Walk(house, Random(seed), look(()), NOWHERE, house.team.rep)
    watch, path, before = Watch(), [f"walk {seed}"], look(())
    try:
        for number in range(LENGTH):
            step = walk.next_step(before) if number else "begin"
            path.append(f"{number}. {step} by {walk.who.name} at {clock.now():%d.%m. %H:%M}")
            before = _take(walk, watch, step, before, tally)
    except Exception as failure:
        failure.add_note("\n".join(path))
        raise
    tally.reached["walk with a granted offer"] += any(watch.needs_when_offered.values())
    tally.reached["offer that expired"] += any(one.state is VersionState.EXPIRED for one in before.versions)
    called = {one.id for one in before.versions if one.in_calls and one.state in ON_THE_TABLE}
    tally.reached["order in calls"] += any(one.version_id in called for one in before.acceptances)
    tally.reached["order in calls to the last piece"] += any(
        one.id in called and one.state is VersionState.ACCEPTED for one in before.versions
    )
    tally.reached["late question that was passed on"] += any(one.escalated_at for one in before.approvals)


def _take(walk: Walk, watch: Watch, step: str, before: Sight, tally: Tally) -> Sight:
    """One step: it is done and everything holds, or it is refused and nothing is different."""
    with _commits() as commits:
        try:
            getattr(walk, step)()
        except AppError as refusal:
            if step in NEVER_REFUSED:
                raise
            assert commits == []
            assert list(look(walk.begun).rows()) == list(before.rows())
            tally.refused[f"{step} {refusal.code}"] += 1
            return before
    assert commits or step == "wait", "what was done was written down: else the count above would mean nothing"
    tally.done[step] += 1
    after = look(walk.begun)
    _note_hands(walk, after)
    _settled_content_stays(watch, after)
    _one_of_each(after)
    _is_asked_rightly(walk, watch, before, after)
    _is_answered_rightly(walk, before, after, tally)
    _is_offered_rightly(walk.house, watch, before, after, tally)
    _time_is_kept(step, after)
    return after


@contextmanager
def _commits() -> Iterator[list[str]]:
    """The writing transactions that were finished while the block runs: without one nothing has changed."""
    found: list[str] = []

    def note(connection: Connection) -> None:
        if connection.get_execution_options().get("kontor_access") == "write":
            found.append("commit")

    event.listen(db.engine(), "commit", note)
    try:
        yield found
    finally:
        event.remove(db.engine(), "commit", note)


# --- what must hold after every step


def _note_hands(walk: Walk, after: Sight) -> None:
    """A version keeps exactly those who had a hand in it or in what it was copied from."""
    for version in after.versions:
        walk.hands.setdefault(version.id, {*walk.source, walk.who.id})
        assert set(version.hands.split()) == {str(one) for one in walk.hands[version.id]}


def _settled_content_stays(watch: Watch, after: Sight) -> None:
    """What a version says is the same since it left the draft, and so is what was asked about it."""
    for version in after.versions:
        if version.state is not VersionState.DRAFT:
            assert watch.settled.setdefault(version.id, content_of(version)) == content_of(version)
    for asked in after.approvals:
        assert watch.asked.setdefault(asked.id, values_of(asked, but=ANSWER)) == values_of(asked, but=ANSWER)


def _one_of_each(after: Sight) -> None:
    """Of a quote one version is in work, one is on the table, one order follows."""
    for quote in after.quotes:
        versions = after.of(quote.id)
        orders = [one.id for one in after.orders if one.note == quote.number]
        if any(one.state in ON_THE_TABLE and one.in_calls for one in versions):
            _is_called_rightly(quote, versions, orders, after)
            continue
        is_accepted = [one.state for one in versions].count(VersionState.ACCEPTED)
        assert sum(one.state in WORKING for one in versions) <= 1
        assert sum(one.state in ON_THE_TABLE for one in versions) <= 1
        assert orders == ([quote.order_id] if quote.order_id else [])
        assert orders == [one.order_id for one in after.acceptances if one.quote_id == quote.id]
        assert len(orders) == is_accepted == (quote.state is QuoteState.ACCEPTED)
        if quote.state is not QuoteState.OPEN:
            assert not any(one.state in (*WORKING, VersionState.OFFERED) for one in versions)


def _is_called_rightly(quote: Quote, versions: list[QuoteVersion], orders: list[UUID], after: Sight) -> None:
    """Every call has one order, all together take no more than there is, and the last piece or day ends it."""
    (table,) = [one for one in versions if one.state in ON_THE_TABLE]
    calls = [one for one in after.acceptances if one.quote_id == quote.id]
    taken = [json.loads(one.choices) for one in calls]
    left = {row.id: row.quantity - sum(call.get(str(row.id), 0) for call in taken) for row in table.lines}
    assert quote.order_id is None
    assert orders == [one.order_id for one in calls]
    assert all(pieces >= 0 for pieces in left.values())
    assert sum(one.net_minor for one in after.orders if one.id in orders) <= table.net_minor
    if not calls:
        assert (quote.state, table.state) == (QuoteState.OPEN, VersionState.OFFERED)
        return
    assert not any(one.state in WORKING for one in versions)
    is_ended = not any(left.values()) or table.state is VersionState.ACCEPTED
    ended, running = (QuoteState.ACCEPTED, VersionState.ACCEPTED), (QuoteState.PARTLY_ORDERED, VersionState.OFFERED)
    assert (quote.state, table.state) == (ended if is_ended else running)


def _is_asked_rightly(walk: Walk, watch: Watch, before: Sight, after: Sight) -> None:
    """Who settles a draft is asked exactly what the policy in force asks, at the level and value that are so."""
    drafts = {one.id for one in before.versions if one.state is VersionState.DRAFT}
    for version in after.versions:
        approvals = after.approvals_of(version.id)
        if version.id in drafts and version.submitted_at and version.state is not VersionState.DRAFT:
            watch.rules_when_asked[version.id] = walk.house.rules_now()
            needs = _needs(walk.house.rules_now(), version)
            expected = [(one.rule.code, one.rule.measure, one.rule.level, one.measured) for one in needs]
            found = [(one.rule_code, one.measure, one.level, one.measured) for one in approvals]
            assert sorted(found) == sorted(expected)
            assert {one.content_hash for one in approvals} <= {version.content_hash}
        if version.state is VersionState.IN_APPROVAL:
            assert any(one.state is ApprovalState.PENDING for one in approvals)
            assert all(one.state in (ApprovalState.PENDING, ApprovalState.GRANTED) for one in approvals)
        elif version.state is VersionState.APPROVED:
            assert all(one.state is ApprovalState.GRANTED for one in approvals)
        else:
            assert not any(one.state is ApprovalState.PENDING for one in approvals)


def _is_answered_rightly(walk: Walk, before: Sight, after: Sight, tally: Tally) -> None:
    """Nobody decides on what they had a hand in, nor beyond their level; a yes is carried only to no worse a value."""
    known = {one.id: one for one in before.approvals}
    for answered in after.approvals:
        former = known.get(answered.id)
        if answered.decided_by_id is None or (former and former.decided_by_id):
            continue
        assert answered.decided_by_id not in walk.hands[answered.version_id]
        if answered.carried_from_id is not None:
            _is_carried_rightly(answered, known[answered.carried_from_id])
            tally.reached["carried grant"] += 1
            continue
        assert former is not None, "nothing is granted in the moment in which it is asked"
        assert answered.decided_by_id == walk.who.id
        assert walk.who.id in walk.house.deciding(answered.level)
        earlier = [one for one in after.approvals_of(answered.version_id) if one.step < answered.step]
        assert all(one.state is ApprovalState.GRANTED for one in earlier)
        tally.reached["grant of a delegate"] += walk.who.id == walk.house.aide.id
        tally.reached["grant at level 2"] += answered.level == 2 and answered.state is ApprovalState.GRANTED


def _is_carried_rightly(answered: QuoteApproval, source: QuoteApproval) -> None:
    assert source.state is answered.state is ApprovalState.GRANTED
    assert (source.quote_id, source.rule_code) == (answered.quote_id, answered.rule_code)
    assert (source.measure, source.decided_by_id) == (answered.measure, answered.decided_by_id)
    assert source.level >= answered.level
    assert source.measured >= answered.measured


def _is_offered_rightly(house: House, watch: Watch, before: Sight, after: Sight, tally: Tally) -> None:
    """Every version that ever left the house had all rules met that held when it did."""
    were_offered = {one.id for one in before.versions if one.offered_at}
    for version in after.versions:
        if version.offered_at is None:
            assert version.state not in {*ON_THE_TABLE, VersionState.COUNTERED, VersionState.EXPIRED}
            continue
        if version.id not in were_offered:
            assert version.state is VersionState.OFFERED
            assert version.valid_until >= clock.today()
            watch.needs_when_offered[version.id] = _needs(house.rules_now(), version)
            is_other = watch.rules_when_asked[version.id] != house.rules_now()
            tally.reached["offer by other rules than it was asked by"] += is_other
        approvals = after.approvals_of(version.id)
        assert all(_is_met(need, version, approvals) for need in watch.needs_when_offered[version.id])
    for version in after.versions:
        was_offered = any(one.id == version.id and one.state is VersionState.OFFERED for one in before.versions)
        is_answered = was_offered and version.state in {VersionState.ACCEPTED, VersionState.COUNTERED}
        if is_answered and before.quote(version.quote_id).state is not QuoteState.PARTLY_ORDERED:
            assert version.valid_until >= clock.today()


def _is_met(need: Need, version: QuoteVersion, approvals: Collection[QuoteApproval]) -> bool:
    """Whether somebody of the level said yes to exactly this content, at this value or a worse one."""
    return any(
        one.state is ApprovalState.GRANTED
        and one.decided_by_id is not None
        and (one.rule_code, one.measure) == (need.rule.code, need.rule.measure)
        and one.level >= need.rule.level
        and one.measured >= need.measured
        and one.content_hash == version.content_hash
        for one in approvals
    )


def _time_is_kept(step: str, after: Sight) -> None:
    """When the job has run, no offer is open behind its last day, and every late question was passed on."""
    if step == "keep_time":
        assert not any(
            one.state is VersionState.OFFERED and one.valid_until < clock.today() for one in after.versions
        )  # fmt: skip
        pending = [one for one in after.approvals if one.state is ApprovalState.PENDING]
        assert all(one.escalated_at is not None for one in pending if one.due_at < clock.now())


# --- measured anew, from nothing but what the lines say


def _needs(rules: Collection[Rule], version: QuoteVersion) -> list[Need]:
    """The rules that ask about a version."""
    listed = sum(LISTED * line.quantity for line in version.lines)
    charged = sum((_charged(version, line) for line in version.lines), Decimal(0))
    of_lines = [_off(LISTED * line.quantity, _charged(version, line)) for line in version.lines]
    measured = {Measure.TOTAL_DISCOUNT: _off(listed, charged), Measure.LINE_DISCOUNT: max(of_lines)}
    needs = [Need(rule=rule, measured=measured[rule.measure]) for rule in rules]
    return [need for need in needs if need.measured > need.rule.threshold]


def _charged(version: QuoteVersion, line: QuoteLine) -> Decimal:
    """What a line comes to: the discounts are whole percentages of round prices, so nothing is rounded."""
    unit = LISTED if line.unit_minor is None else line.unit_minor
    kept = (HUNDRED - line.discount_percent) * (HUNDRED - version.discount_percent) / (HUNDRED * HUNDRED)
    return Decimal(0) if line.is_free else unit * line.quantity * kept


def _off(listed_minor: int, charged: Decimal) -> Decimal:
    return (HUNDRED * (listed_minor - charged) / listed_minor).quantize(CENT, ROUND_HALF_UP)
