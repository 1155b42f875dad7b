"""Amounts, rates, dates and countries as each language writes them on paper."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent

from core.kernel.i18n import supported

REGION = {"en": "en_GB", "de": "de_DE"}


def money_text(minor: int, currency: str, locale: str) -> str:
    """An amount as the language writes it: €1,234.50 or 1.234,50 €."""
    return format_currency(Decimal(minor) / 100, currency, locale=REGION[supported(locale)])


def rate_text(rate: Decimal, locale: str) -> str:
    """A rate as the language writes it: 19% or 19 %."""
    pattern = "#,##0.##\u00a0%" if supported(locale) == "de" else "#,##0.##%"
    return format_percent(rate, format=pattern, locale=REGION[supported(locale)])


def date_text(day: date, locale: str) -> str:
    """A date as the language writes it: 16 November 2026 or 16. November 2026."""
    return format_date(day, "long", locale=REGION[supported(locale)])


def quantity_text(quantity: int, locale: str) -> str:
    """A number of pieces."""
    return format_decimal(quantity, locale=REGION[supported(locale)])


def country_text(country: str, locale: str) -> str:
    """The name of a country in the language, or its code when there is none."""
    names: Mapping[str, str] = Locale.parse(REGION[supported(locale)]).territories
    return names.get(country, country)
