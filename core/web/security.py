"""What a browser is told about our pages: where code may come from, what may be kept, who may frame them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, Response, current_app, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_wtf import CSRFProtect
from itsdangerous import URLSafeTimedSerializer

from core.kernel import clock
from core.kernel.errors import AppError
from core.kernel.i18n import N_
from core.web.access import current_user

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
PERSONAL, BROWSABLE = "private, no-store", "private, no-cache"
View = TypeVar("View", bound=Callable[..., Any])


class NamedSessions(SecureCookieSessionInterface):
    """Signed session cookies whose signature fits one application only; the shop's outlive the browser."""

    def __init__(self, name: str, lasts: timedelta | None) -> None:
        self.salt = f"kontor.session.{name}"
        self.lasts = lasts
        self.signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """The signer, made once: the key does not change while the application runs."""
        if self.signer is None:
            self.signer = super().get_signing_serializer(app)
        return self.signer

    def get_expiration_time(self, app: Flask, session: SessionMixin) -> datetime | None:  # noqa: ARG002  # Flask calls it so
        """When the browser forgets the cookie; None: when it closes."""
        return clock.now() + self.lasts if self.lasts else None


def browsable(view: View) -> View:
    """Mark a page without personal data: while nobody is signed in, a browser may keep it for the back button."""
    view.kontor_browsable = True  # type: ignore[attr-defined]  # read when the answer leaves
    return view


def takes_files(*, megabytes: int) -> Callable[[View], View]:
    """Mark a view whose forms may carry files of that size; without it a request is refused from a megabyte on."""

    def marked(view: View) -> View:
        view.kontor_megabytes = megabytes  # type: ignore[attr-defined]  # read when the request comes in
        return view

    return marked


class UploadTooLarge(AppError):
    """Somebody sends more than the page takes; it is refused before it is read."""

    status = 413

    def __init__(self, *, megabytes: int) -> None:
        super().__init__(
            "web.upload_too_large",
            N_("The file is larger than %(megabytes)s MB. Please divide it into smaller ones."),
            megabytes=megabytes,
        )


def _limit_uploads() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    megabytes = getattr(view, "kontor_megabytes", None)
    if megabytes is None:
        return
    request.max_content_length = megabytes * 1024 * 1024
    if (request.content_length or 0) > request.max_content_length:
        raise UploadTooLarge(megabytes=megabytes)


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.extend(current_app.config["KONTOR_HEADERS"])
    if "Cache-Control" not in headers:
        headers["Cache-Control"] = BROWSABLE if _may_be_kept() else PERSONAL
    return response


def _may_be_kept() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return hasattr(view, "kontor_browsable") and current_user() is None


def install_security(
    app: Flask, *, secret: str, cookie_name: str, cookie_path: str, is_secure: bool, session_lasts: timedelta | None
) -> None:
    """Protect cookies, forms and pages. `session_lasts`: how long browsers keep the session; None: till they close."""
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME=cookie_name,
        SESSION_COOKIE_PATH=cookie_path,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_secure,
        PERMANENT_SESSION_LIFETIME=session_lasts or timedelta(hours=12),
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=1024 * 1024,
        MAX_FORM_MEMORY_SIZE=2 * 1024 * 1024,  # a list of ten thousand lines that is pasted beside a file field
        KONTOR_HEADERS=(*HEADERS, STRICT_TRANSPORT) if is_secure else HEADERS,
    )
    app.session_interface = NamedSessions(cookie_name, session_lasts)
    app.before_request(_limit_uploads)  # before anybody reads the form
    CSRFProtect(app)
    app.after_request(_protect)
