"""No path reaches an offer with an unmet rule: random edits, approvals, counters, copies and days that pass."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.accounts.queries import UserView
from core.kernel import clock
from core.kernel.db import unit_of_work
from core.kernel.errors import AppError
from core.quotes import operations as quotes
from core.quotes.models import QuoteVersion
from core.quotes.operations import Counter, CounterLine
from core.quotes.states import VersionState
from tests.support import quoting
from tests.support.deals import Buyer, Market, a_company, open_market
from tests.support.quoting import OVER_TEN, OVER_TWENTY, Team, a_quote, a_team, line

SHOWN = {VersionState.OFFERED, VersionState.COUNTERED, VersionState.ACCEPTED, VersionState.EXPIRED}
"""What a customer has seen: it left the house."""

PEOPLE = st.sampled_from(["rep", "lead", "head"])
STEPS = st.one_of(
    st.tuples(st.just("edit"), PEOPLE, st.sampled_from([0, 5, 10, 11, 19, 20, 21, 30])),
    st.tuples(st.just("submit"), PEOPLE, st.just(0)),
    st.tuples(st.just("submit"), PEOPLE, st.just(0)),
    st.tuples(st.just("grant"), PEOPLE, st.sampled_from([10, 20])),
    st.tuples(st.just("grant"), PEOPLE, st.sampled_from([10, 20])),
    st.tuples(st.just("refuse"), PEOPLE, st.sampled_from([10, 20])),
    st.tuples(st.just("offer"), PEOPLE, st.just(0)),
    st.tuples(st.just("offer"), PEOPLE, st.just(0)),
    st.tuples(st.just("again"), PEOPLE, st.just(0)),
    st.tuples(st.just("copy"), PEOPLE, st.just(0)),
    st.tuples(st.just("reassign"), PEOPLE, st.just(0)),
    st.tuples(st.just("counter"), PEOPLE, st.just(0)),
    st.tuples(st.just("accept"), PEOPLE, st.just(0)),
    st.tuples(st.just("wait"), PEOPLE, st.sampled_from([1, 20, 40])),
)


@dataclass(slots=True)
class Desk:
    """One negotiation that many hands work at."""

    market: Market
    team: Team
    buyer: Buyer
    at: clock.SimulatedClock
    quote_id: UUID
    all_quotes: list[UUID] = field(default_factory=list)

    def edit(self, who: UserView, percent: int) -> None:
        """Give another discount."""
        draft = quoting.working(self.quote_id)
        wanted = line(self.market, "MACHINE", 2, discount_percent=Decimal(percent))
        with unit_of_work() as session:
            quotes.change_line(
                session, self.quote_id, draft.lines[0].id, wanted, edition=draft.edition, acting_user=who.actor
            )

    def submit(self, who: UserView, _value: int) -> None:
        """Settle the draft."""
        with unit_of_work() as session:
            quotes.submit_version(session, self.quote_id, acting_user=who.actor)

    def grant(self, who: UserView, limit: int, *, is_granted: bool = True) -> None:
        """Answer what a rule asks."""
        for one in quoting.approvals(self.quote_id):
            if one.rule_code == f"discount-{limit}" and one.state.value == "pending":
                with unit_of_work() as session:
                    quotes.decide(session, one.id, is_granted=is_granted, note="So be it.", by=who)

    def refuse(self, who: UserView, limit: int) -> None:
        """Say no to what a rule asks."""
        self.grant(who, limit, is_granted=False)

    def offer(self, who: UserView, _value: int) -> None:
        """Send it."""
        with unit_of_work() as session:
            quotes.offer_version(session, self.quote_id, acting_user=who.actor)

    def again(self, who: UserView, _value: int) -> None:
        """Begin the next version."""
        with unit_of_work() as session:
            quotes.begin_version(session, self.quote_id, acting_user=who.actor)

    def copy(self, who: UserView, _value: int) -> None:
        """Go on with a quote that begins like this one."""
        number = quoting.quote(self.quote_id).number
        with unit_of_work() as session:
            to = quoting.addressee(self.buyer)
            made = quotes.begin_from_number(session, to, number, acting_user=who.actor).id
        self.quote_id = made
        self.all_quotes.append(made)

    def reassign(self, who: UserView, _value: int) -> None:
        """Give it to a colleague."""
        with unit_of_work() as session:
            quotes.reassign(session, self.quote_id, who.id, acting_user=who.actor)

    def counter(self, _who: UserView, _value: int) -> None:
        """The customer wants it for less."""
        seen = quoting.version(self.quote_id)
        counter = Counter(version=seen.version, lines={seen.lines[0].id: CounterLine(unit_minor=100)})
        with unit_of_work() as session:
            quotes.counter_offer(session, self.quote_id, counter, author="Bert Kranz", acting_user=self.buyer.actor)

    def accept(self, _who: UserView, _value: int) -> None:
        """The customer agrees."""
        quoting.accept(self.quote_id, self.buyer)

    def wait(self, _who: UserView, days: int) -> None:
        """Days pass, and what has had its last day ends."""
        self.at.move_to(clock.now() + timedelta(days=days))
        with unit_of_work() as session:
            quotes.expire_offers(session)


@pytest.fixture
def desk(database: str) -> Desk:
    market, team, buyer = open_market(), a_team(), a_company()
    quoting.write_rules(OVER_TEN, OVER_TWENTY)
    return Desk(market, team, buyer, clock.SimulatedClock(clock.now()), UUID(int=0))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(discount=st.sampled_from([5, 15, 25]), steps=st.lists(STEPS, min_size=6, max_size=24))
def test_no_path_reaches_an_offer_with_an_unmet_rule(
    desk: Desk, discount: int, steps: list[tuple[str, str, int]]
) -> None:
    with clock.frozen(clock.now()) as desk.at:
        first = line(desk.market, "MACHINE", 2, discount_percent=Decimal(discount))
        desk.quote_id = a_quote(desk.team, [first], buyer=desk.buyer)
        desk.all_quotes = [desk.quote_id]
        for step, name, value in steps:
            with suppress(AppError):  # what the house refuses stays undone
                getattr(desk, step)(getattr(desk.team, name), value)
        for quote_id in desk.all_quotes:
            _is_sound(desk, quote_id)


def _is_sound(desk: Desk, quote_id: UUID) -> None:
    """Of every version that was shown: each rule is met by a hand that did not write it; one offer, one order."""
    found = quoting.versions(quote_id)
    for seen in found:
        if seen.state in SHOWN:
            percent = Decimal(seen.listed_minor - seen.goods_minor) * 100 / seen.listed_minor
            for limit in (10, 20):
                if percent > limit:
                    assert _granted(quote_id, seen, f"discount-{limit}"), (percent, limit)
    assert sum(one.state is VersionState.OFFERED for one in found) <= 1
    assert sum(one.state is VersionState.ACCEPTED for one in found) == (quoting.quote(quote_id).order_id is not None)


def _granted(quote_id: UUID, seen: QuoteVersion, code: str) -> bool:
    return any(
        one.version_id == seen.id
        and one.rule_code == code
        and one.content_hash == seen.content_hash
        and one.state.value == "granted"
        and str(one.decided_by_id) not in seen.hands.split()
        for one in quoting.approvals(quote_id)
    )
