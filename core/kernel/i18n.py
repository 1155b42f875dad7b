"""Sentences and their translation, for everybody who speaks to people: pages, errors, e-mails."""

import io
from functools import cache
from gettext import GNUTranslations, NullTranslations
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CATALOGUES = Path(__file__).parent / "translations"
LOCALES = ("en", "de")
DEFAULT_LOCALE = "en"


def N_(sentence: str) -> str:
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return sentence


@cache
def translations(locale: str) -> NullTranslations:
    """The catalogue of a locale, compiled when first asked for; English sentences are their own."""
    source = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    if not source.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with source.open("rb") as file:
        write_mo(compiled, read_po(file, locale=locale))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translate(locale: str, sentence: str, /, **values: object) -> str:
    """A marked sentence in the language of a locale, with its values put in."""
    translated = translations(locale).gettext(sentence)
    return translated % values if values else translated


def supported(locale: str | None) -> str:
    """The nearest locale that Kontor speaks."""
    language = (locale or "")[:2].lower()
    return language if language in LOCALES else DEFAULT_LOCALE
