"""The time of those who make visits: full days are not sold, rivals share what is left, what is cancelled is free."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import select

from core.accounts.queries import business_units
from core.accounts.states import StaffRole
from core.fulfilment.operations import schedule_service
from core.inventory.errors import DayFull
from core.inventory.models import ServiceDay, TimeBooking
from core.inventory.operations import set_day, set_hours
from core.inventory.queries import day_loads
from core.kernel import jobs
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.operations import cancel_order
from core.orders.queries.visits import free_days_for_line
from core.orders.states import LineKind
from storefront import create_storefront
from tests.benchmarks.client import form_values
from tests.support.deals import STAFF, Market, a_cart, a_checkout, address, buy, order, release, the_visit
from tests.support.office import Office, open_office
from tests.support.pages import client_of
from tests.support.shopper import Shopper, books, words_of
from tests.support.statements import counted

TUESDAY, WEDNESDAY, SATURDAY = date(2026, 11, 24), date(2026, 11, 25), date(2026, 11, 28)
WEEK = (480, 480, 480, 480, 480, 0, 0)
CALENDAR = "/fulfilment/calendar"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def unit(code: str = "service") -> UUID:
    with reading() as session:
        return next(unit.id for unit in business_units(session) if unit.code == code)


def hours(minutes: tuple[int, ...] = WEEK) -> None:
    with unit_of_work() as session:
        set_hours(session, unit(), minutes)


def wish(market: Market, day: date, pieces: int = 1, sku: str = "INSTALL") -> UUID:
    checkout = a_checkout(a_cart(market, {sku: pieces}))
    return buy(replace(checkout, wished_service_on=day, delivery=address()))


def booked() -> dict[date, int]:
    """What is taken of each day, which is what its bookings say."""
    with reading() as session:
        days = {row.day: row.booked for row in session.scalars(select(ServiceDay))}
        kept: dict[date, int] = dict.fromkeys(days, 0)
        for booking in session.scalars(select(TimeBooking)):
            kept[booking.day] += booking.minutes
    assert kept == days
    return days


def plan(order_id: UUID, day: date, *, is_overbooked: bool = False) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=UTC)
    with unit_of_work() as session:
        schedule_service(
            session, the_visit(order_id), at=at, technician="Vera", is_overbooked=is_overbooked, acting_user=STAFF
        )


def line_of_visit(order_id: UUID) -> UUID:
    return next(line.id for part in order(order_id).parts for line in part.lines if line.kind is LineKind.SERVICE)


# --- the rules


def test_a_wished_day_is_kept_until_it_is_full_and_the_next_one_is_named(office: Office) -> None:
    hours()
    wish(office.market, TUESDAY, 3)
    assert booked() == {TUESDAY: 360}
    before = books()

    with pytest.raises(DayFull) as refusal:
        wish(office.market, TUESDAY, 2)

    assert (refusal.value.field, refusal.value.values["next_day"]) == ("wished_service_on", WEDNESDAY)
    assert books() == before
    assert booked() == {TUESDAY: 360}
    wish(office.market, TUESDAY, 1)
    assert booked() == {TUESDAY: 480}


def test_without_hours_any_day_is_free_and_nothing_is_counted(office: Office) -> None:
    wish(office.market, SATURDAY, 9)

    assert booked() == {}
    with reading() as session:
        assert day_loads(session, first=TUESDAY, days=7) == []


def test_holidays_and_days_off_are_not_sold(office: Office) -> None:
    hours()
    with unit_of_work() as session:
        set_day(session, unit(), TUESDAY, 0)

    for day in (TUESDAY, SATURDAY):
        with pytest.raises(DayFull):
            wish(office.market, day)
    with unit_of_work() as session:
        set_day(session, unit(), TUESDAY, None)
        set_day(session, unit(), SATURDAY, 120)
    wish(office.market, TUESDAY)
    wish(office.market, SATURDAY)

    assert booked() == {TUESDAY: 120, SATURDAY: 120}


def test_the_visit_of_a_bundle_takes_time_too(office: Office) -> None:
    hours()

    wish(office.market, TUESDAY, 1, sku="KITCHEN")

    assert booked() == {TUESDAY: 120}


def test_planning_on_another_day_moves_the_time(office: Office) -> None:
    hours()
    order_id = wish(office.market, TUESDAY)
    release(order_id)
    jobs.run_due()

    plan(order_id, WEDNESDAY)

    assert booked() == {TUESDAY: 0, WEDNESDAY: 120}


def test_a_full_day_is_planned_only_on_purpose(office: Office) -> None:
    hours()
    wish(office.market, WEDNESDAY, 4)
    order_id = wish(office.market, TUESDAY)
    release(order_id)
    jobs.run_due()

    with pytest.raises(DayFull) as refusal:
        plan(order_id, WEDNESDAY)
    assert refusal.value.field == "at"
    assert booked() == {TUESDAY: 120, WEDNESDAY: 480}
    plan(order_id, WEDNESDAY, is_overbooked=True)

    assert booked() == {TUESDAY: 0, WEDNESDAY: 600}


def test_what_is_cancelled_is_free_again(office: Office) -> None:
    hours()
    order_id = wish(office.market, TUESDAY, 4)

    with unit_of_work() as session:
        cancel_order(session, order_id, reason="moved away", acting_user=STAFF)
        cancel_order(session, order_id, reason="moved away", acting_user=STAFF)

    assert booked() == {TUESDAY: 0}
    wish(office.market, TUESDAY, 4)


def test_free_days_have_time_for_all_visits_of_the_line(office: Office) -> None:
    hours()
    order_id = wish(office.market, TUESDAY, 3)

    with reading() as session:
        line = line_of_visit(order_id)
        small = free_days_for_line(session, line, pieces=1, most=2)
        large = free_days_for_line(session, line, pieces=4, most=2)
        huge = free_days_for_line(session, line, pieces=5, most=2)

    assert small == [TUESDAY, WEDNESDAY]
    assert large == [WEDNESDAY, date(2026, 11, 26)]
    assert huge == []


def test_ten_rivals_for_the_last_four_hours_get_two_visits(office: Office) -> None:
    hours()
    wish(office.market, TUESDAY, 2)
    checkouts = [
        replace(a_checkout(a_cart(office.market, {"INSTALL": 1})), wished_service_on=TUESDAY) for _ in range(10)
    ]
    start, results = threading.Barrier(10), []

    def press(number: int) -> None:
        start.wait()
        try:
            results.append(str(buy(checkouts[number])))
        except DayFull as refusal:
            results.append(refusal.code)

    threads = [threading.Thread(target=press, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert results.count("visit.day_full") == 8
    assert booked() == {TUESDAY: 480}


# --- the pages


def test_the_checkout_names_free_days_and_refuses_a_full_one_on_its_field(office: Office, database: Settings) -> None:
    hours()
    wish(office.market, TUESDAY, 4)
    shopper = Shopper(client=client_of(create_storefront(database)), market=office.market).filled("INSTALL")

    page = words_of(shopper.get("/checkout"))
    refused = shopper.order(wished_service_on="2026-11-24")
    taken = shopper.order(wished_service_on="2026-11-25")

    assert "There is time on: Wed 25 Nov, Thu 26 Nov, Fri 27 Nov, Mon 30 Nov, Tue 1 Dec." in page
    assert refused.status_code == 409
    assert "On 24 Nov 2026 there is no time left for a visit. The next free day is 25 Nov 2026." in words_of(refused)
    assert 'value="2026-11-24"' in refused.text
    assert taken.status_code == 303
    assert booked() == {TUESDAY: 480, WEDNESDAY: 120}


def test_the_calendar_is_kept_by_those_who_plan_visits(office: Office) -> None:
    desk = office.desk(StaffRole.FULFILMENT)
    assert "Time is not counted" in words_of(desk.get(CALENDAR))

    week = {f"hours-day_{day}": str(minutes) for day, minutes in enumerate(WEEK)}
    values = form_values(desk.get(CALENDAR).text, f"{CALENDAR}/hours")
    kept = desk.client.post(f"{CALENDAR}/hours", data={**values, **week, "hours-unit": "service"})
    wish(office.market, TUESDAY)
    values = form_values(desk.get(CALENDAR).text, f"{CALENDAR}/day")
    typed = {"day-unit": "service", "day-day": "2026-11-26", "day-minutes": "0"}
    closed = desk.client.post(f"{CALENDAR}/day", data={**values, **typed})
    wrong = desk.client.post(f"{CALENDAR}/day", data={**values, **typed, "day-minutes": "-5", "day-day": "soon"})
    page = words_of(desk.get(CALENDAR))

    assert (kept.status_code, closed.status_code, wrong.status_code) == (303, 303, 422)
    assert "Tue 24 Nov Service 480 120 360" in page
    assert "Thu 26 Nov not as usual Service 0 0 0" in page
    assert 'value="soon"' in wrong.text
    sales = office.desk(StaffRole.SALES)
    assert sales.get(CALENDAR).status_code == 200
    forged = {**values, **typed, "csrf_token": sales.form_token()}
    assert sales.client.post(f"{CALENDAR}/day", data=forged).status_code == 403
    values = form_values(desk.get(CALENDAR).text, f"{CALENDAR}/hours")
    none = dict.fromkeys(week, "")
    assert desk.client.post(f"{CALENDAR}/hours", data={**values, **none}).status_code == 303
    assert "Time is not counted" in words_of(desk.get(CALENDAR))


def test_planning_on_a_full_day_is_refused_and_possible_on_purpose(office: Office) -> None:
    hours()
    wish(office.market, WEDNESDAY, 4)
    order_id = wish(office.market, TUESDAY)
    release(order_id)
    jobs.run_due()
    desk, page = office.desk(StaffRole.FULFILMENT), f"/fulfilment/visits/{the_visit(order_id)}/plan"

    shown = words_of(desk.get(page))
    refused = desk.send(page, at="2026-11-25T09:00", technician="Vera")
    taken = desk.send(page, at="2026-11-25T09:00", technician="Vera", is_overbooked="y")

    assert "Days with time for it: 24 Nov 2026, 26 Nov 2026" in shown
    assert refused.status_code == 409
    assert "there is no time left for a visit" in words_of(refused)
    assert taken.status_code == 303
    assert booked() == {TUESDAY: 0, WEDNESDAY: 600}


def test_the_calendar_takes_the_same_statements_for_any_number_of_days(office: Office) -> None:
    hours()
    desk = office.desk()
    desk.get(CALENDAR)
    with counted(engine()) as few:
        desk.get(CALENDAR)
    for day in (TUESDAY, WEDNESDAY):
        wish(office.market, day)
    with counted(engine()) as many:
        desk.get(CALENDAR)

    assert many.count == few.count, f"{few}\n\n{many}"
