"""The switch between languages, the same in the shop and the office."""

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from core.accounts.operations import set_language
from core.kernel import i18n
from core.web.access import current_user, own_path, public
from core.web.db import db, writes
from core.web.locale import LANGUAGE_COOKIE

ONE_YEAR = 365 * 24 * 3600

language = Blueprint("language", __name__)


@language.post("/language")
@public
@writes
def switch() -> ResponseReturnValue:
    """Speak another language from now on, and go back to the page where it was asked for."""
    locale = i18n.supported(request.form.get("language"))
    user = current_user()
    if user is not None and (user.session is None or user.session.acting is None):
        set_language(db(), user.id, locale)
    response = redirect(own_path(request.form.get("next")))
    response.set_cookie(
        LANGUAGE_COOKIE,
        locale,
        max_age=ONE_YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response
