"""The towns by which people know time zones."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location

from core.kernel.clock import COMPANY_ZONE


def place_of(zone: ZoneInfo, locale: str) -> str:
    """The town that a zone is named after, in a language."""
    return str(get_timezone_location(zone, locale=locale, return_city=True))


def place_elsewhere(zone: ZoneInfo, at: datetime, locale: str) -> str:
    """The same where clocks show another time than the company's at a moment, else empty."""
    is_same = at.astimezone(zone).utcoffset() == at.astimezone(COMPANY_ZONE).utcoffset()
    return "" if is_same else place_of(zone, locale)
