"""Random walks over quotes: what many hands may do next, and what a walk itself knows of who did what by what rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Final
from uuid import UUID

from core.accounts.queries import UserView
from core.accounts.states import StaffRole
from core.kernel import clock
from core.kernel.db import unit_of_work
from core.quotes import operations as quotes
from core.quotes.jobs import keep_time
from core.quotes.models import QuoteVersion
from core.quotes.operations import Counter, CounterLine
from core.quotes.rules import Rule
from core.quotes.rules.inputs import LineInput
from core.quotes.states import ApprovalState, Measure, QuoteState, VersionState
from tests.support import quoting
from tests.support.deals import STAFF, Buyer, Market, a_company, open_market
from tests.support.goods import Offer, add_offer
from tests.support.quote_sights import Sight
from tests.support.quoting import Team, a_colleague, a_team, line, terms

LISTED: Final = 90_000
"""What a piece costs by the list of companies: with whole percentages every sum is a whole number of cents."""
AGREED: Final = 80_000
QUANTITIES: Final = (10, 20)
PERCENTS: Final = (0, 5, 8, 10, 11, 15, 16, 20, 21, 30)
OF_THE_WHOLE: Final = (0, 0, 0, 5, 10, 12)
HOURS: Final = (1, 25, 25, 72, 11 * 24, 31 * 24, 45 * 24)
EASES: Final = (-1, 0, 1, 2)
NOWHERE: Final = UUID(int=0)

LIKELY: Final[Mapping[VersionState | None, Sequence[str]]] = {
    VersionState.DRAFT: ("edit", "edit", "edit", "set_terms", "submit", "submit", "submit", "submit"),
    VersionState.IN_APPROVAL: ("grant",) * 8 + ("refuse", "wait"),
    VersionState.APPROVED: ("offer",) * 6 + ("begin_version", "stricter", "laxer"),
    VersionState.OFFERED: ("counter", "accept", "accept", "decline", "wait", "wait", "wait", "begin_version"),
    None: ("begin_version", "begin_version", "begin_from_older", "copy"),
}
"""What people do next, by where the version stands that matters; without this a walk would get nowhere."""
OVER: Final = {QuoteState.ACCEPTED, QuoteState.WITHDRAWN}
ANY_TIME: Final = (
    "reassign", "delegate", "delegate", "delegate", "end_delegation", "stricter", "laxer", "wait", "wait", "keep_time",
    "begin_from_older", "begin_from_older", "copy",
)  # fmt: skip
STEPS: Final = tuple(sorted({"withdraw", *ANY_TIME, *(step for some in LIKELY.values() for step in some)}))


def policy_of(ease: int) -> tuple[Rule, ...]:
    """A policy: the higher, the more goes without a question; at the highest no single line is asked about."""
    total = Rule(code="total", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal(10 + 5 * ease), level=1)
    high = Rule(code="high", measure=Measure.TOTAL_DISCOUNT, threshold=Decimal(20 + 5 * ease), level=2, step=2)
    of_line = replace(total, code="line", measure=Measure.LINE_DISCOUNT, threshold=Decimal(15 + 5 * ease))
    by_ease = {-1: (total, high, replace(of_line, level=2)), 2: (total, high)}
    return by_ease.get(ease, (total, high, of_line))


@dataclass(frozen=True, slots=True, kw_only=True)
class Away:
    """Who decides in somebody's place, and the last day of that."""

    to: UUID
    until: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A policy as it was written."""

    valid_from: datetime
    rules: tuple[Rule, ...]


@dataclass(slots=True)
class House:
    """The people, the customer, and what was agreed with them: kept here too, apart from the database."""

    market: Market
    team: Team
    aide: UserView
    buyer: Buyer
    at: clock.SimulatedClock
    ease: int = 0
    editions: list[Edition] = field(default_factory=list)
    away: dict[UUID, Away] = field(default_factory=dict)

    @property
    def people(self) -> tuple[UserView, ...]:
        """All who work here."""
        return self.team.rep, self.team.lead, self.team.head, self.aide

    def rules_now(self) -> tuple[Rule, ...]:
        """The rules that hold: of the edition that began last, of several that began together the one written last."""
        begun = [one for one in self.editions if one.valid_from <= clock.now()]
        return max(reversed(begun), key=lambda one: one.valid_from).rules

    def write_policy(self, ease: int, *, after: timedelta = timedelta()) -> None:
        """The next edition, from now on or from later on."""
        written = Edition(valid_from=clock.now() + after, rules=policy_of(ease))
        with unit_of_work() as session:
            quotes.write_policy(
                session, written.rules, note="for a walk", seen_edition=len(self.editions),
                valid_from=written.valid_from, acting_user=STAFF,
            )  # fmt: skip
        self.ease = ease
        self.editions.append(written)

    def deciding(self, level: int) -> set[UUID]:
        """Who decides now on what asks for a level."""
        found = set()
        for reached, person in ((1, self.team.lead), (2, self.team.head)):
            away = self.away.get(person.id)
            if reached >= level:
                found.add(away.to if away is not None and clock.today() <= away.until else person.id)
        return found


def a_house(at: clock.SimulatedClock) -> House:
    """A house with two articles of one price, of which there is plenty; the aide approves only in somebody's place."""
    market = open_market()
    with unit_of_work() as session:
        more = {sku: add_offer(session, Offer(sku=sku, prices={1: 100_000}, stock=90_000)) for sku in ("LEFT", "RIGHT")}
    market = Market(variants={**market.variants, **more})
    return House(market, a_team(), a_colleague("aide@kontor.example", "Ada", StaffRole.MANAGER), a_company(), at)


@dataclass(slots=True)
class Walk:
    """Steps over one quote and those that are begun like it. A step that is refused raises AppError.

    `hands` are those who had one in a version, by its id; `source` are those of what is just being copied.
    """

    house: House
    dice: Random
    sight: Sight
    quote_id: UUID
    who: UserView
    hands: dict[UUID, set[UUID]] = field(default_factory=dict)
    source: set[UUID] = field(default_factory=set)
    begun: list[UUID] = field(default_factory=list)

    def next_step(self, sight: Sight) -> str:
        """What happens next, to which quote and by whom."""
        self.sight, self.source = sight, set()
        self.house.at.advance(timedelta(minutes=self.dice.choice((0, 1, 7))))
        self.quote_id = self.begun[-1] if self.dice.random() < 0.8 else self.dice.choice(self.begun)
        step = self._next()
        self.who = self._next_hand(step)
        return step

    def _next(self) -> str:
        chance, current = self.dice.random(), self.sight.working(self.quote_id) or self.sight.offered(self.quote_id)
        if chance < 0.75:
            is_over = self.sight.quote(self.quote_id).state in OVER
            return "copy" if is_over else self.dice.choice(LIKELY[current.state if current else None])
        return self.dice.choice(ANY_TIME if chance < 0.93 else STEPS)

    def _next_hand(self, step: str) -> UserView:
        """Mostly the rep; questions are mostly answered by who may do so."""
        working = self.sight.working(self.quote_id)
        if step not in ("grant", "refuse") or working is None:
            return self.dice.choice((*self.house.people, *(self.house.team.rep,) * 7))
        free = self.house.deciding(1) - self.hands[working.id]
        some = [one for one in self.house.people if one.id in free]
        return self.dice.choice(some if some and self.dice.random() < 0.7 else self.house.people)

    # --- what the house does

    def begin(self) -> None:
        """The first draft of the first quote."""
        lines = [self._line(sku) for sku in ("LEFT", "RIGHT")]
        with unit_of_work() as session:
            to = quoting.addressee(self.house.buyer)
            self.begun.append(quotes.begin_quote(session, to, lines, acting_user=self.who.actor).id)

    def edit(self) -> None:
        """Another quantity, price or discount of a line."""
        draft = self._latest()
        row = self.dice.choice(draft.lines)
        edition, wanted = draft.edition - (self.dice.random() < 0.1), self._line("LEFT")
        with unit_of_work() as session:
            quotes.change_line(session, self.quote_id, row.id, wanted, edition=edition, acting_user=self.who.actor)
        self.hands[draft.id].add(self.who.id)

    def set_terms(self) -> None:
        """Another discount of the whole, another last day."""
        draft = self._latest()
        wanted = terms(
            valid_until=clock.today() + timedelta(days=self.dice.choice((2, 10, 40))),
            discount_percent=Decimal(self.dice.choice(OF_THE_WHOLE)),
            holds_stock=self.dice.random() < 0.3,
            in_calls=self.dice.random() < 0.3,
        )
        with unit_of_work() as session:
            quotes.set_terms(session, self.quote_id, wanted, edition=draft.edition, acting_user=self.who.actor)
        self.hands[draft.id].add(self.who.id)

    def submit(self) -> None:
        """Settle the draft."""
        with unit_of_work() as session:
            quotes.submit_version(session, self.quote_id, acting_user=self.who.actor)

    def grant(self) -> None:
        """Say yes to something that was asked."""
        self._decide(is_granted=True)

    def refuse(self) -> None:
        """Say no to something that was asked."""
        self._decide(is_granted=False)

    def offer(self) -> None:
        """Send it."""
        with unit_of_work() as session:
            quotes.offer_version(session, self.quote_id, acting_user=self.who.actor)

    def begin_version(self) -> None:
        """Go on with the latest version."""
        self._begin_version(self._latest(), None)

    def begin_from_older(self) -> None:
        """Go on with any version that there was."""
        source = self.dice.choice(self.sight.of(self.quote_id))
        self._begin_version(source, source.version)

    def copy(self) -> None:
        """Go on with a quote that begins like this one."""
        self.source = self.hands[self._latest().id]
        number = self.sight.quote(self.quote_id).number
        with unit_of_work() as session:
            to = quoting.addressee(self.house.buyer)
            made = quotes.begin_from_number(session, to, number, acting_user=self.who.actor).id
        self.begun.append(made)

    def reassign(self) -> None:
        """Give it to a colleague; all three had a hand in what is in work."""
        working, former = self.sight.working(self.quote_id), self.sight.quote(self.quote_id).owner_id
        to = self.dice.choice(self.house.people)
        with unit_of_work() as session:
            quotes.reassign(session, self.quote_id, to.id, acting_user=self.who.actor)
        if working is not None:
            self.hands[working.id] |= {self.who.id, to.id} | ({former} if former else set())

    def withdraw(self) -> None:
        """Take it back."""
        with unit_of_work() as session:
            quotes.withdraw_quote(session, self.quote_id, reason="Not any more.", acting_user=self.who.actor)

    # --- what the customer does

    def counter(self) -> None:
        """The customer wants it for less."""
        seen = self._seen()
        wishes = {self.dice.choice(seen.lines).id: CounterLine(unit_minor=100)}
        said = Counter(version=seen.version, lines=wishes)
        with unit_of_work() as session:
            quotes.counter_offer(session, self.quote_id, said, author="Bert", acting_user=self.house.buyer.actor)

    def accept(self) -> None:
        """The customer agrees, or orders a part of it where it is ordered in calls, now and then too much."""
        seen = self._seen()
        agreed = quoting.an_acceptance(seen, self.house.buyer)
        if seen.in_calls:
            calls = [one for one in self.sight.acceptances if one.version_id == seen.id]
            part = {row.id: self.dice.randint(0, row.quantity) for row in seen.lines}
            whole = self.dice.random() < 0.3
            agreed = replace(agreed, choice=None if whole else part, call=len(calls) + 1, key=f"{len(calls)}")
        with unit_of_work() as session:
            quotes.accept_quote(session, self.quote_id, agreed, acting_user=self.house.buyer.actor)

    def decline(self) -> None:
        """The customer does not want it."""
        number, actor = self._seen().version, self.house.buyer.actor
        with unit_of_work() as session:
            quotes.decline_offer(
                session, self.quote_id, version=number, reason="No.", author="Bert", acting_user=actor
            )  # fmt: skip

    # --- what happens around them

    def delegate(self) -> None:
        """Somebody is away for a while."""
        away = self.dice.choice((self.house.team.lead, self.house.team.head))
        to = self.dice.choice([one for one in self.house.people if one.id != away.id])
        until = clock.today() + timedelta(days=self.dice.choice((0, 3, 12)))
        with unit_of_work() as session:
            quotes.delegate(session, away.id, to=to.id, until=until, acting_user=away.actor)
        self.house.away[away.id] = Away(to=to.id, until=until)

    def end_delegation(self) -> None:
        """Somebody is back."""
        back = self.dice.choice((self.house.team.lead, self.house.team.head))
        with unit_of_work() as session:
            quotes.delegate(session, back.id, to=back.id, until=clock.today(), acting_user=back.actor)
        self.house.away.pop(back.id, None)

    def stricter(self) -> None:
        """More is asked about."""
        self._write_policy(max(self.house.ease - 1, EASES[0]))

    def laxer(self) -> None:
        """Less is asked about."""
        self._write_policy(min(self.house.ease + 1, EASES[-1]))

    def wait(self) -> None:
        """Time passes over deadlines and last days; the job mostly follows."""
        self.house.at.advance(timedelta(hours=self.dice.choice(HOURS)))
        if self.dice.random() < 0.6:
            self.keep_time()

    def keep_time(self) -> None:
        """What happens by itself."""
        with unit_of_work() as session:
            keep_time(session)

    # --- with what

    def _latest(self) -> QuoteVersion:
        return self.sight.of(self.quote_id)[-1]

    def _seen(self) -> QuoteVersion:
        """What the customer answers to: mostly what is on offer."""
        offered = self.sight.offered(self.quote_id)
        return offered if offered and self.dice.random() < 0.9 else self.dice.choice(self.sight.of(self.quote_id))

    def _asked(self) -> UUID:
        """What somebody answers to: mostly what is open."""
        asked = [one for one in self.sight.approvals if one.quote_id == self.quote_id]
        pending = [one for one in asked if one.state is ApprovalState.PENDING]
        some = pending if pending and self.dice.random() < 0.9 else asked
        return self.dice.choice(some).id if some else NOWHERE

    def _decide(self, *, is_granted: bool) -> None:
        asked = self._asked()
        with unit_of_work() as session:
            quotes.decide(session, asked, is_granted=is_granted, note="So be it.", by=self.who)

    def _begin_version(self, source: QuoteVersion, number: int | None) -> None:
        self.source = self.hands[source.id]
        with unit_of_work() as session:
            quotes.begin_version(session, self.quote_id, from_version=number, acting_user=self.who.actor)

    def _write_policy(self, ease: int) -> None:
        days = self.dice.choice((0, 0, 1, 5))
        self.house.write_policy(ease, after=timedelta(days=days))

    def _line(self, sku: str) -> LineInput:
        return line(
            self.house.market,
            sku,
            self.dice.choice(QUANTITIES),
            unit_minor=self.dice.choice((None, None, None, AGREED)),
            discount_percent=Decimal(self.dice.choice(PERCENTS)),
            is_free=self.dice.random() < 0.05,
        )
