"""In which language a page speaks, and the words for it: what `_` stands for in views and templates."""

from functools import lru_cache

from flask import Flask, g, has_request_context, request
from markupsafe import Markup

from core.kernel.i18n import DEFAULT_LOCALE, LOCALES, translations
from core.web.access import current_user

LANGUAGE_COOKIE = "kontor_language"
LANGUAGE_NAMES = {"en": "English", "de": "Deutsch"}


def current_locale() -> str:
    """The language of this request: chosen, else the person's own, else the browser's first that we speak."""
    try:
        return str(g.locale)  # the common case first: a page asks for every sentence
    except AttributeError:
        g.locale = _select_locale() if has_request_context() else DEFAULT_LOCALE
        return str(g.locale)
    except RuntimeError:  # no application is at work: a script or a unit test
        return DEFAULT_LOCALE


def _select_locale() -> str:
    chosen = request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LOCALES:
        return chosen
    user = current_user()
    if user is not None:
        return user.locale
    asked = (tag[:2].lower() for tag in request.accept_languages.values())  # best first; a region does not matter
    return next((language for language in asked if language in LOCALES), DEFAULT_LOCALE)


def gettext(sentence: str, /, **values: object) -> str:
    """The sentence in the language of the page, with its named values put in."""
    translated = translations(current_locale()).gettext(sentence)
    return translated % values if values else translated


def ngettext(singular: str, plural: str, count: int, /, **values: object) -> str:
    """The sentence that fits the count, which it may name as %(num)s."""
    translated = translations(current_locale()).ngettext(singular, plural, count)
    return translated % {"num": count, **values}


def translated(text: str | None) -> str:
    """A sentence that was kept: one of ours in the language of the page, what people typed just as they typed it.

    For reasons and the like out of the database. `_` is for sentences of the page itself: it takes them for markup.
    """
    return gettext(text) if text else ""


def install_locale(app: Flask) -> None:
    """Let templates translate: `_('...')`, `ngettext(...)`, `{% trans %}`, `|translated`, `current_locale()`."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds this method
        gettext=lambda sentence: translations(current_locale()).gettext(sentence),
        ngettext=lambda singular, plural, count: translations(current_locale()).ngettext(singular, plural, count),
        newstyle=True,
    )
    app.jinja_env.filters["translated"] = translated
    app.jinja_env.globals.update(_=_spoken, current_locale=current_locale, language_names=LANGUAGE_NAMES)


def _spoken(sentence: str, /, **values: object) -> Markup:
    """What `_` is in templates: what Jinja's own does, without asking for context and catalogue each time."""
    if values:
        return _markup(current_locale(), sentence) % values
    return _finished(current_locale(), sentence)


@lru_cache(maxsize=4096)
def _markup(locale: str, sentence: str) -> Markup:
    return Markup(translations(locale).gettext(sentence))  # noqa: S704  our own words; values are escaped


@lru_cache(maxsize=4096)
def _finished(locale: str, sentence: str) -> Markup:
    return _markup(locale, sentence) % {}
