"""Days and hours of the demo's year: when people buy, and when somebody works."""

from datetime import date, datetime, time, timedelta
from random import Random
from typing import Final

from core.kernel.clock import COMPANY_ZONE

SEASON: Final = (90, 90, 100, 105, 95, 85, 65, 70, 110, 120, 145, 130)
"""How much is bought in each month of the year, in percent of an ordinary one."""


def office_hour(day: date, rng: Random) -> datetime:
    """Some moment of a day at which people are at work."""
    return _moment(day, rng.randint(9 * 60, 16 * 60 + 30))


def evening_hour(day: date, rng: Random) -> datetime:
    """Some moment of a day at which people shop for themselves."""
    return _moment(day, rng.choice((rng.randint(11 * 60, 14 * 60), rng.randint(18 * 60, 22 * 60 + 45))))


def workdays_after(moment: datetime, days: int) -> date:
    """The day that many working days later."""
    day = moment.astimezone(COMPANY_ZONE).date()
    while days > 0 or day.weekday() >= 5:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def choose_days(first: date, last: date, number: int, rng: Random) -> list[date]:
    """So many days in order, more of them in the strong months and towards the end: business grows."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    weights = [SEASON[day.month - 1] * (200 + 200 * index // len(days)) for index, day in enumerate(days)]
    return sorted(rng.choices(days, weights=weights, k=number))


def _moment(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=COMPANY_ZONE)
