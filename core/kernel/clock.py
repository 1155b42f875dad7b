"""The one clock: every moment in Kontor comes from here, aware and in UTC."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

COMPANY_ZONE = ZoneInfo("Europe/Berlin")
"""Where the company does business: its days stand on documents."""


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _source()


def today(zone: ZoneInfo = COMPANY_ZONE) -> date:
    """The present day in a zone."""
    return local_date(now(), zone)


def local_date(moment: datetime, zone: ZoneInfo = COMPANY_ZONE) -> date:
    """The calendar day of a moment in a zone."""
    return moment.astimezone(zone).date()


def day_begins(day: date, zone: ZoneInfo = COMPANY_ZONE) -> datetime:
    """The moment at which a calendar day begins in a zone."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def zone_named(name: str) -> ZoneInfo:
    """A zone by its name in the time zone database; the company's for none. Raises KeyError for an unknown one."""
    return ZoneInfo(name) if name else COMPANY_ZONE


def set_source(source: Callable[[], datetime] | None) -> None:
    """Replace the clock for the whole process (None: the system's clock). For tests and simulation."""
    global _source
    _source = source or _system


class SimulatedClock:
    """A clock that stands still until somebody moves it, and never runs backwards."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("A clock needs an aware moment to start from.")
        self._at = start.astimezone(UTC)

    def __call__(self) -> datetime:
        return self._at

    def advance(self, by: timedelta) -> None:
        """Move on by a span of time; a negative span is refused."""
        self.move_to(self._at + by)

    def move_to(self, moment: datetime) -> None:
        """Move on to a moment; one in the past is refused."""
        if moment < self._at:
            raise ValueError("Time does not run backwards.")
        self._at = moment.astimezone(UTC)


@contextmanager
def simulated(start: datetime) -> Iterator[SimulatedClock]:
    """Let the process live by a simulated clock; the former clock returns at the end."""
    previous, simulation = _source, SimulatedClock(start)
    set_source(simulation)
    try:
        yield simulation
    finally:
        set_source(previous)


@contextmanager
def frozen(at: datetime) -> Iterator[SimulatedClock]:
    """Stop the clock at a moment."""
    with simulated(at) as stopped:
        yield stopped
