"""How values are written: money, moments, shares and quantities in the language of the page."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from flask import Flask

from core.kernel.clock import COMPANY_ZONE
from core.kernel.i18n import DEFAULT_LOCALE
from core.kernel.money import Money
from core.kernel.places import place_elsewhere
from core.quotes.rules.validity import Held, ends_at, zone_of
from core.web.locale import current_locale, gettext

REGIONS = {"en": "en_GB", "de": "de_DE"}
"""A language writes dates and numbers as one of its regions does."""
PERCENT = {"en": "#,##0.##%", "de": "#,##0.##\u00a0%"}
EMPTY = "\u2013"


def money(amount: Money | int | None, currency: str = "EUR") -> str:
    """1,890.00 € in English, 1.890,00 € in German; an int counts minor units. None is a dash."""
    if amount is None:
        return EMPTY
    if isinstance(amount, Money):
        return _money(amount.minor, amount.currency, current_locale())
    return _money(amount, currency, current_locale())


@lru_cache(maxsize=8192)
def _money(minor: int, currency: str, locale: str) -> str:
    value = Decimal(minor).scaleb(-get_currency_precision(currency))
    return format_currency(value, currency, format="#,##0.00\u00a0¤", locale=_region(locale))


def date_text(value: date | datetime | None, style: str = "medium") -> str:
    """The day, in the company's zone; `style` is short, medium, long or full."""
    if value is None:
        return EMPTY
    day = value.astimezone(COMPANY_ZONE).date() if isinstance(value, datetime) else value
    return _date(day, style, current_locale())


def until_text(offer: Held, style: str = "medium") -> str:
    """The last day of an offer, with the town by whose days it holds where clocks show another time than ours."""
    zone = zone_of(offer)
    place = place_elsewhere(zone, ends_at(offer), current_locale())
    day = date_text(offer.valid_until, style)
    return f"{day} ({place})" if place else day


@lru_cache(maxsize=4096)
def _date(day: date, style: str, locale: str) -> str:
    return format_date(day, format=style, locale=_region(locale))


def datetime_text(value: datetime | None, style: str = "medium") -> str:
    """The day and the time to the minute, in the company's zone."""
    if value is None:
        return EMPTY
    local = value.astimezone(COMPANY_ZONE)
    day = _date(local.date(), style, current_locale())
    return f"{day}, {local:%H:%M}"


def said(template: str, values: Mapping[str, object], currency: str = "EUR") -> str:
    """A marked sentence with its values as people write them: amounts named `_minor`, countries `_country`, days."""
    return gettext(template, **{name: _spoken(name, value, currency) for name, value in values.items()})


def _spoken(name: str, value: object, currency: str) -> object:
    if name.endswith("_minor") and isinstance(value, int):
        return money(value, currency)
    if name.endswith("_country"):
        return country_name(str(value))
    if isinstance(value, datetime):
        return datetime_text(value)
    return date_text(value) if isinstance(value, date) else value


def country_name(code: str) -> str:
    """The name of a country in the language of the page; an unknown code stays as it is."""
    return _country_name(code, current_locale())


@lru_cache(maxsize=512)
def _country_name(code: str, locale: str) -> str:
    return str(Locale.parse(locale).territories.get(code, code))


def iso(value: date | datetime | None) -> str:
    """The machine's way to write a day or a moment to the second, for `<time datetime>`."""
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    return "" if value is None else value.isoformat()


def weekday(day: date) -> str:
    """Thu, 26 Nov in English, Do., 26. Nov. in German."""
    return format_skeleton("MMMEd", day, locale=_region(current_locale()))


def percent(rate: Decimal | float | None) -> str:
    """19 % in German, 19% in English, with decimals only where there are some; takes a fraction (0.19)."""
    return EMPTY if rate is None else _percent(rate, current_locale())


@lru_cache(maxsize=4096)
def _percent(rate: Decimal | float, locale: str) -> str:
    return format_percent(rate, format=PERCENT[locale], locale=_region(locale))


def quantity(value: Decimal | int | None) -> str:
    """A count with the language's separators."""
    return EMPTY if value is None else format_decimal(value, locale=_region(current_locale()))


def _region(locale: str) -> str:
    return REGIONS.get(locale, REGIONS[DEFAULT_LOCALE])


def install_filters(app: Flask) -> None:
    """Offer the filters money, date, datetime, weekday, iso, percent, quantity, until."""
    app.jinja_env.filters.update(
        money=money,
        date=date_text,
        datetime=datetime_text,
        weekday=weekday,
        iso=iso,
        percent=percent,
        quantity=quantity,
        until=until_text,
    )
