"""Days that count for a customer: offers end with a day of theirs, and spending limits begin anew with one."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from core import flows
from core.accounts.errors import UnknownZone
from core.accounts.operations import RoleInput, set_time_zone
from core.accounts.rules import zone_of_country
from core.accounts.states import BuyerRole, LimitWindow
from core.kernel import clock
from core.kernel.db import reading, unit_of_work
from core.orders.errors import OverWindowLimit
from core.quotes import operations as quotes
from core.quotes.errors import NotOffered, OfferExpired, ValidityPast
from core.quotes.operations import Counter
from core.quotes.queries.quotes import Seat, quote_page_for_customer
from core.quotes.rules.actions import Action
from tests.support import quoting
from tests.support.companies import buyer_of, colleague_of, the_admin
from tests.support.deals import STAFF, Buyer, Market, a_company, open_market
from tests.support.quoting import Team, a_quote, a_team, line
from tests.support.racing import held
from tests.support.rows import changed, everything

LAST_DAY = date(2027, 3, 13)
"""The clocks of Los Angeles are put on in the night that follows, those of Berlin two weeks later."""
ENDS = {
    "": datetime(2027, 3, 13, 23, tzinfo=UTC),
    "America/Los_Angeles": datetime(2027, 3, 14, 8, tzinfo=UTC),
    "Asia/Tokyo": datetime(2027, 3, 13, 15, tzinfo=UTC),
}
SECOND = timedelta(seconds=1)


@pytest.fixture
def market(database: object) -> Market:
    flows.install()
    return open_market()


@pytest.fixture
def team(market: Market) -> Team:
    return a_team()


def live_in(buyer: Buyer, zone: str) -> None:
    """Let the customer live by the days of a zone."""
    assert buyer.contact.customer_id is not None
    with unit_of_work() as session:
        set_time_zone(session, buyer.contact.customer_id, time_zone=zone, acting_user=STAFF)


def an_offer(market: Market, team: Team, buyer: Buyer, last_day: date = LAST_DAY) -> UUID:
    """An offer that holds until the end of a day, with its goods kept."""
    quote_id = a_quote(team, [line(market, "CUP", 3)], buyer=buyer)
    quoting.set_terms(quote_id, team, valid_until=last_day, holds_stock=True)
    quoting.send(quote_id, team)
    return quote_id


def actions(quote_id: UUID, buyer: Buyer) -> frozenset[Action]:
    """What the customer's page lets them do."""
    with reading() as session:
        seat = Seat(customer_id=buyer.contact.customer_id, sees_all=True)
        return quote_page_for_customer(session, quoting.quote(quote_id).number, seat=seat).actions


@pytest.mark.parametrize("zone", list(ENDS))
def test_an_offer_holds_until_the_last_second_of_its_day_where_the_customer_lives(
    market: Market, team: Team, zone: str
) -> None:
    buyer = a_company()
    live_in(buyer, zone)
    with clock.simulated(datetime(2027, 3, 10, 9, tzinfo=UTC)) as at:
        first, second = an_offer(market, team, buyer), an_offer(market, team, buyer)
        assert quoting.version(first).expires_at == ENDS[zone]

        at.move_to(ENDS[zone] - SECOND)
        with unit_of_work() as session:
            assert quotes.expire_offers(session) == []
        assert Action.ACCEPT in actions(second, buyer)
        quoting.accept(first, buyer)

        at.move_to(ENDS[zone])
        before = everything()
        with pytest.raises(OfferExpired):
            quoting.accept(second, buyer)
        with pytest.raises(OfferExpired), unit_of_work() as session:
            quotes.counter_offer(session, second, Counter(version=1, lines={}), author="Bert", acting_user=buyer.actor)
        assert changed(before) == []
        assert Action.ACCEPT not in actions(second, buyer)
        with unit_of_work() as session:
            assert quotes.expire_offers(session) == [second]
        with pytest.raises((OfferExpired, NotOffered)):
            quoting.accept(second, buyer)

    assert held(quoting.version(second).id) == 0


def test_a_day_that_has_begun_only_elsewhere_is_no_last_day(market: Market, team: Team) -> None:
    """At nine in the evening in Berlin it is five in the morning of the next day in Tokyo."""
    buyer = a_company()
    live_in(buyer, "Asia/Tokyo")
    with clock.simulated(datetime(2027, 3, 10, 20, tzinfo=UTC)):
        quote_id = a_quote(team, [line(market, "CUP", 3)], buyer=buyer)
        assert quoting.version(quote_id).valid_until == date(2027, 4, 10)  # a month from their 11 March
        before = everything()

        with pytest.raises(ValidityPast):
            quoting.set_terms(quote_id, team, valid_until=date(2027, 3, 10))
        assert changed(before) == []
        quoting.set_terms(quote_id, team, valid_until=date(2027, 3, 11))


def test_what_was_begun_keeps_its_zone_and_it_is_part_of_what_was_settled(market: Market, team: Team) -> None:
    buyer = a_company()
    live_in(buyer, "America/Los_Angeles")
    with clock.simulated(datetime(2027, 3, 10, 9, tzinfo=UTC)):
        quote_id = an_offer(market, team, buyer)
        live_in(buyer, "")
        with unit_of_work() as session:
            quotes.begin_version(session, quote_id, acting_user=team.rep.actor)
        other = a_quote(team, [line(market, "CUP", 3)], buyer=buyer)

    assert [one.time_zone for one in quoting.versions(quote_id)] == ["America/Los_Angeles"] * 2
    assert quoting.version(other).time_zone == ""


@pytest.mark.parametrize(
    ("country", "zone"),
    [("DE", ""), ("AT", "Europe/Vienna"), ("JP", "Asia/Tokyo"), ("US", ""), ("XX", "")],
)
def test_a_country_with_one_zone_says_it_and_others_leave_it_open(country: str, zone: str) -> None:
    assert zone_of_country(country) == zone


def test_a_zone_is_one_of_the_list(market: Market) -> None:
    buyer = a_company()
    before = everything()

    for typed in ("Mars/Olympus", "../etc/passwd", "Europe", "x" * 5_000):
        with pytest.raises(UnknownZone):
            live_in(buyer, typed)

    assert changed(before) == []


# --- what a buyer may spend


@pytest.mark.parametrize(
    ("zone", "window", "morning", "too_early", "begins_anew"),
    [
        ("", LimitWindow.DAY, "03-02 08:10", "03-02 22:59", "03-02 23:00"),
        ("Asia/Tokyo", LimitWindow.DAY, "03-02 08:10", "03-02 14:59", "03-02 15:00"),
        ("America/Los_Angeles", LimitWindow.DAY, "03-14 08:00", "03-15 06:59", "03-15 07:00"),
        ("", LimitWindow.WEEK, "03-01 08:10", "03-07 22:59", "03-07 23:00"),
        ("Asia/Tokyo", LimitWindow.WEEK, "02-28 15:00", "03-07 14:59", "03-07 15:00"),
        ("", LimitWindow.MONTH, "03-02 08:10", "03-31 21:59", "03-31 22:00"),
        ("America/Los_Angeles", LimitWindow.MONTH, "03-02 08:10", "04-01 06:59", "04-01 07:00"),
    ],
    ids=["a day", "a day of Tokyo", "a short day", "a week", "a week of Tokyo", "a month", "a month of Los Angeles"],
)
def test_a_limit_begins_anew_with_the_days_of_the_company(
    market: Market, team: Team, zone: str, window: LimitWindow, morning: str, too_early: str, begins_anew: str
) -> None:
    """Of 100.00, cups for 44.63 are bought twice; a third time only in the next day, week or month.

    2027-03-01 is a Monday.
    """
    limit = RoleInput(role=BuyerRole.BUYER, per_window_minor=10_000, window=window)
    buyer = buyer_of(colleague_of(the_admin(), "berta@hafen.example", limit))
    live_in(buyer, zone)
    with clock.simulated(datetime(2027, 2, 20, 9, tzinfo=UTC)) as at:
        offers = [a_quote(team, [line(market, "CUP", 3, unit_minor=1_250)], buyer=buyer) for _ in range(3)]
        for quote_id in offers:
            quoting.set_terms(quote_id, team, valid_until=date(2027, 4, 30), fee_minor=0)
            quoting.send(quote_id, team)
        at.move_to(moment(morning))
        quoting.accept(offers[0], buyer)
        quoting.accept(offers[1], buyer)

        at.move_to(moment(too_early))
        before = everything()
        with pytest.raises(OverWindowLimit):
            quoting.accept(offers[2], buyer)
        assert changed(before) == []
        at.move_to(moment(begins_anew))
        quoting.accept(offers[2], buyer)


def moment(text: str) -> datetime:
    """A moment of 2027, UTC."""
    return datetime.strptime(f"2027-{text}", "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
