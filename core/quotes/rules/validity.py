"""Until when an offer holds: the end of a day in the zone by whose days its customer lives."""

from datetime import date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from core.kernel.clock import day_begins, local_date, zone_named


class Held(Protocol):
    """What is valid until the end of a day somewhere."""

    @property
    def valid_until(self) -> date: ...
    @property
    def time_zone(self) -> str: ...


def zone_of(version: Held) -> ZoneInfo:
    """The zone whose days count; the company's where none was said."""
    return zone_named(version.time_zone)


def ends_at(version: Held) -> datetime:
    """The first moment at which an offer does not hold any more."""
    return day_begins(version.valid_until + timedelta(days=1), zone_of(version))


def holds(version: Held, at: datetime) -> bool:
    """Whether an offer can be answered at a moment."""
    return at < ends_at(version)


def days_left(version: Held, at: datetime) -> int:
    """For how many days after today it holds; below zero when it has ended."""
    return (version.valid_until - local_date(at, zone_of(version))).days
