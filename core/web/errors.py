"""What people see when something is refused or fails: one page, one clear sentence, the right status."""

import sqlite3
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from urllib.parse import urlsplit

from flask import Flask, Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from psycopg import OperationalError as PostgresOperationalError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException, InternalServerError

from core.kernel.errors import AppError, Unavailable
from core.kernel.i18n import N_, translate
from core.kernel.logs import get_logger
from core.kernel.money import Money
from core.web.access import SecondFactorNeeded, SignInNeeded, own_path, sign_in_page
from core.web.db import abandon, undo
from core.web.filters import date_text, datetime_text, money
from core.web.locale import current_locale, gettext
from core.web.observe import request_id
from core.web.presentation import state_label

RETRY_AFTER_SECONDS = "5"
TITLES: Mapping[int, str] = {
    400: N_("This request could not be read"),
    401: N_("Please sign in"),
    403: N_("This is not for you"),
    404: N_("Nothing is here"),
    405: N_("This page works differently"),
    409: N_("This is not possible now"),
    413: N_("This is too large"),
    422: N_("Something is not right yet"),
    429: N_("One moment, please"),
    500: N_("Something went wrong on our side"),
    503: N_("We cannot answer at the moment"),
}
MESSAGES: Mapping[int, str] = {
    400: N_("Your browser sent something that we could not read. Nothing was changed. Please go back and try again."),
    404: N_("There is no page at this address. It may have moved, or the address has a typing mistake."),
    405: N_("This address only takes forms that are sent from our pages. Nothing was changed."),
    413: N_("What you sent is larger than we accept. Nothing was changed."),
    500: N_("This was our mistake. Nothing was saved. Please try again, and tell us this number if it happens again."),
    503: N_("We cannot reach our records at the moment. Nothing was saved or lost. Please try again in a few seconds."),
}
FORGED = N_("This form was not sent from a page that is still open here. Nothing was changed. Please reload the page.")


def sentence_of(error: AppError) -> str:
    """What to tell a person, in the language of the page."""
    values = {name: _spoken(value, error.code) for name, value in error.values.items()}
    return translate(current_locale(), error.template, **values)


def _spoken(value: object, code: str) -> object:
    if isinstance(value, StrEnum):
        return state_label(code.removesuffix(".state"), value)  # the only states that errors name are a document's
    if isinstance(value, Money):
        return money(value)
    if isinstance(value, datetime):
        return datetime_text(value)
    return date_text(value) if isinstance(value, date) else value


def error_page(status: int, sentence: str) -> Response:
    """The page for a refusal or failure; if even that cannot be made, the bare sentence."""
    title = gettext(TITLES.get(status, TITLES[400 if status < 500 else 500]))
    values = {"status": status, "title": title, "message": sentence, "request_id": request_id(), "back": _back()}
    try:
        body = render_template([f"errors/{status}.html", "errors/error.html"], **values)
    except Exception:  # the last line: a page that says less is better than none
        get_logger().exception("error_page_failed", status=status)
        body = _bare_page(title, sentence)
    return make_response(body, status)


def _bare_page(title: str, sentence: str) -> str:
    return (
        f'<!doctype html><html lang="{current_locale()}"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"</head><body><main><h1>{escape(title)}</h1><p>{escape(sentence)}</p></main></body></html>"
    )


def _back() -> str:
    """The page that the person came from, if it is one of ours."""
    came_from = urlsplit(request.referrer or "")
    return own_path(came_from.path if came_from.netloc == request.host else None)


# --- what leads here


def _refused(error: AppError) -> Response:
    undo()
    return error_page(error.status, sentence_of(error))


def _sign_in_first(error: SignInNeeded) -> ResponseReturnValue:
    flash(sentence_of(error), "info")
    return redirect(sign_in_page(), 303)


def _enrol_first(error: SecondFactorNeeded) -> ResponseReturnValue:
    flash(sentence_of(error), "info")
    return redirect(url_for("second_factor.show"), 303)


def _forged(_error: CSRFError) -> Response:
    return error_page(400, gettext(FORGED))


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None:
        return error.response
    response = error_page(status, gettext(MESSAGES.get(status, MESSAGES[400 if status < 500 else 500])))
    response.headers.extend((name, value) for name, value in error.get_headers() if name != "Content-Type")
    return response


def _failed(_error: InternalServerError) -> Response:
    undo()
    return error_page(500, gettext(MESSAGES[500]))


def _database_failed(error: DBAPIError | PoolTimeout) -> ResponseReturnValue:
    """A database that does not answer is no mistake of ours: say so, and that nothing is lost. The rest is."""
    if not is_unreachable(error):
        raise error
    get_logger().error("database_unreachable", error=str(error.__cause__ or error))
    abandon()
    return _unavailable(None)


def _unavailable(error: Unavailable | None) -> Response:
    response = error_page(503, sentence_of(error) if error else gettext(MESSAGES[503]))
    response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def is_unreachable(error: BaseException) -> bool:
    """Whether the database is gone, busy or shutting down, and not our statement wrong."""
    if isinstance(error, PoolTimeout):
        return True
    if not isinstance(error, DBAPIError):
        return False
    if error.connection_invalidated or isinstance(error.orig, PostgresOperationalError):
        return True
    code = getattr(error.orig, "sqlite_errorcode", None)
    return code is not None and (code & 0xFF) in _SQLITE_UNREACHABLE


_SQLITE_UNREACHABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_NOTADB,
}


def install_errors(app: Flask) -> None:
    """Map every refusal and failure to its page, once."""
    app.register_error_handler(AppError, _refused)
    app.register_error_handler(Unavailable, _unavailable)
    app.register_error_handler(SignInNeeded, _sign_in_first)
    app.register_error_handler(SecondFactorNeeded, _enrol_first)
    app.register_error_handler(CSRFError, _forged)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(DBAPIError, _database_failed)
    app.register_error_handler(PoolTimeout, _database_failed)
    app.register_error_handler(InternalServerError, _failed)
