"""Imprint, terms, privacy and withdrawal: one document per language, written as such and not sentence by sentence."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from core.kernel.i18n import N_
from core.kernel.settings import get_settings
from core.web.access import public
from core.web.locale import current_locale, gettext
from core.web.page_cache import kept_page
from core.web.security import browsable

pages = Blueprint("legal", __name__)


@pages.get("/imprint")
@browsable
@public
@kept_page
def imprint() -> ResponseReturnValue:
    """Who runs this shop."""
    return _document("imprint", N_("Imprint"))


@pages.get("/terms")
@browsable
@public
@kept_page
def terms() -> ResponseReturnValue:
    """The terms of every order."""
    return _document("terms", N_("Terms and conditions"))


@pages.get("/privacy")
@browsable
@public
@kept_page
def privacy() -> ResponseReturnValue:
    """What we do with personal data."""
    return _document("privacy", N_("Privacy"))


@pages.get("/withdrawal")
@browsable
@public
@kept_page
def withdrawal() -> ResponseReturnValue:
    """The right of withdrawal and its form."""
    return _document("withdrawal", N_("Right of withdrawal"))


def _document(name: str, title: str) -> str:
    return render_template(f"legal/{current_locale()}/{name}.html", title=gettext(title), seller=get_settings())
