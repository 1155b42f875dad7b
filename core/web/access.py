"""Who is asking, and what they may do: every route carries exactly one guard."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import ParamSpec, TypeVar
from urllib.parse import urlsplit
from uuid import UUID

import flask_login  # type: ignore[import-untyped]  # the library has no types
from flask import Flask, current_app, g, request, session, url_for

from core.accounts import operations as accounts
from core.accounts.errors import OwnHandsOnly
from core.accounts.queries import UserView, find_user_by_session_key, get_user
from core.accounts.states import Entrance, Permission
from core.kernel.actor import Actor, ActorKind
from core.kernel.errors import AppError, Forbidden
from core.kernel.i18n import N_
from core.kernel.settings import get_settings
from core.web.db import database_is_gone, db
from core.web.devices import device_words

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")
View = Callable[Arguments, Answer]

ACTING = "acting"
"""The purpose of the token that leads from the office into the shop."""
GUEST = Actor(ActorKind.GUEST, None, N_("Guest"))
KEPT_AT_SIGN_IN = ("cart_id",)
"""What a session keeps when its owner changes; everything else of it starts anew."""


class GuardKind(StrEnum):
    """The three answers to: who may come here?"""

    PUBLIC = "public"
    SIGNED_IN = "signed in"
    ALLOWED = "allowed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What stands before a view."""

    kind: GuardKind
    permission: Permission | None = None

    def __str__(self) -> str:
        return f"{self.kind}: {self.permission}" if self.permission else str(self.kind)


class SignInNeeded(AppError):
    """Nobody is signed in, or not any more; answered by the sign-in page, which leads back."""

    status = 401

    def __init__(self) -> None:
        super().__init__("web.sign_in_needed", N_("Please sign in to see this page."))


class SecondFactorNeeded(AppError):
    """Somebody of the staff has no authenticator yet; answered by the page where they enrol."""

    status = 403

    def __init__(self) -> None:
        super().__init__("web.second_factor_needed", N_("Please set up your second factor; then the office opens."))


class NotAllowed(Forbidden):
    """Somebody is signed in whose roles do not include this."""

    def __init__(self) -> None:
        super().__init__(
            "web.not_allowed", N_("Your roles do not include this. Please ask your administrator if you need it.")
        )


# --- guards


def public(view: View[Arguments, Answer]) -> View[Arguments, Answer]:
    """Everybody may come."""
    return _guarded(view, Guard(kind=GuardKind.PUBLIC), lambda: None)


def signed_in(view: View[Arguments, Answer]) -> View[Arguments, Answer]:
    """Only somebody who is signed in; others are led to the sign-in page and back."""
    return _guarded(view, Guard(kind=GuardKind.SIGNED_IN), _require_sign_in)


def allowed(permission: Permission) -> Callable[[View[Arguments, Answer]], View[Arguments, Answer]]:
    """Only somebody whose roles include the permission."""

    def guarded(view: View[Arguments, Answer]) -> View[Arguments, Answer]:
        return _guarded(view, Guard(kind=GuardKind.ALLOWED, permission=permission), lambda: _require(permission))

    return guarded


def _guarded(view: View[Arguments, Answer], guard: Guard, check: Callable[[], None]) -> View[Arguments, Answer]:
    if hasattr(view, "kontor_guard"):
        raise TypeError(f"{view.__name__} has two guards; it needs exactly one.")

    @wraps(view)
    def checked(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
        check()
        return view(*args, **kwargs)

    checked.kontor_guard = guard  # type: ignore[attr-defined]  # read by guards_of
    return checked


def _require_sign_in() -> None:
    if current_user() is None:
        raise SignInNeeded


def _require(permission: Permission) -> None:
    user = signed_in_user()
    if not user.has_second_factor and get_settings().asks_staff_for_second_factor:
        raise SecondFactorNeeded
    if permission not in user.permissions:
        raise NotAllowed


def guards_of(app: Flask) -> Mapping[str, Guard]:
    """Every endpoint with its guard. Raises TypeError naming the endpoints that have none."""
    guards = {name: getattr(view, "kontor_guard", None) for name, view in app.view_functions.items()}
    unguarded = sorted(name for name, guard in guards.items() if guard is None)
    if unguarded:
        raise TypeError(f"These views need exactly one guard (public, signed_in, allowed): {', '.join(unguarded)}.")
    return {name: guard for name, guard in guards.items() if guard is not None}


# --- who is asking


@dataclass(frozen=True, slots=True)
class _LoginUser:
    """A person as Flask-Login wants one; the session knows them by their session key."""

    view: UserView
    key: str
    is_authenticated: bool = True
    is_active: bool = True
    is_anonymous: bool = False

    def get_id(self) -> str:
        return self.key


def current_user() -> UserView | None:
    """The person who is signed in, read once per request; None for everybody else, without asking the database."""
    if "_login_user" not in g and ("_user_id" not in session or database_is_gone()):
        return None
    return getattr(flask_login.current_user, "view", None)


def signed_in_user() -> UserView:
    """The person who is signed in. Raises SignInNeeded."""
    user = current_user()
    if user is None:
        raise SignInNeeded
    return user


def current_actor() -> Actor:
    """The name under which this request changes something."""
    user = current_user()
    return GUEST if user is None else user.actor


def can(permission: Permission | str) -> bool:
    """Whether the person who is signed in may do this; for templates, which ask to show a button or a reason."""
    user = current_user()
    return user is not None and Permission(permission) in user.permissions


def begin_session(user_id: UUID) -> None:
    """Sign somebody in, in a session that is new but for the cart they have filled. Only for views that write."""
    _forget_row()
    _start_anew()
    begun = accounts.begin_session(db(), user_id, device=device_words())
    _signed_in_as(get_user(db(), user_id), begun.key)


def take_over_session(key: str) -> UserView:
    """Let this browser act for a customer, by the key of a prepared session; it forgets everything else."""
    _forget_row()
    session.clear()
    user = find_user_by_session_key(db(), key)
    if user is None:
        raise SignInNeeded
    _signed_in_as(user, key)
    return user


def forget_browser() -> None:
    """Nobody is signed in here any more; what ends the session has happened elsewhere."""
    session.clear()
    flask_login.logout_user()
    session.clear()


def refuse_while_acting() -> None:
    """Before requests of pages that only the customer may use: a colleague who acts for them may look, not change."""
    user = current_user()
    if request.method == "POST" and user is not None and user.session is not None and user.session.acting is not None:
        raise OwnHandsOnly


def end_session() -> None:
    """Sign out whoever is signed in; nothing of their session remains. Only for views that write."""
    _forget_row()
    session.clear()
    flask_login.logout_user()
    session.clear()


def _signed_in_as(user: UserView, key: str) -> None:
    flask_login.login_user(_LoginUser(user, key))


def _forget_row() -> None:
    if key := session.get("_user_id"):
        accounts.end_session(db(), key)


def _start_anew() -> None:
    kept = {key: session[key] for key in KEPT_AT_SIGN_IN if key in session}
    session.clear()
    session.update(kept)
    g.pop("csrf_token", None)
    g.pop("locale", None)


# --- where to go next


def own_path(target: str | None, default: str | None = None) -> str:
    """A path of this application to lead somebody to: the target if it is one of ours, else the default or home."""
    home = default or f"{request.script_root}/"
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return home
    parts = urlsplit(target)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(f"{request.script_root}/")
    has_control_characters = any(ord(sign) < 32 or sign == "\\" for sign in target)
    return target if is_ours and not has_control_characters else home


def sign_in_page() -> str:
    """The address of the sign-in page, which leads back to the page that was asked for."""
    asked = request.full_path.removesuffix("?") if request.method == "GET" else ""
    back = f"{request.script_root}{asked}" if asked else None
    return url_for(current_app.config["KONTOR_SIGN_IN"], next=back)


def install_access(app: Flask, *, entrance: Entrance, sign_in_endpoint: str) -> None:
    """Let the application know people: customers in the shop, staff in the office."""
    app.config["KONTOR_SIGN_IN"] = sign_in_endpoint
    manager = flask_login.LoginManager()
    manager.session_protection = "strong" if entrance is Entrance.OFFICE else "basic"
    app.login_manager = manager  # type: ignore[attr-defined]  # not init_app: its remember-me hook reads every session

    @manager.user_loader  # type: ignore[untyped-decorator]  # the library has no types
    def load(session_key: str) -> _LoginUser | None:
        user = find_user_by_session_key(db(), session_key)
        if user is None or user.session is None or (entrance is Entrance.OFFICE) != user.is_staff:
            return None
        if user.session.is_long_unseen:
            accounts.note_seen(db(), user.session.id)
        return _LoginUser(user, session_key)

    app.jinja_env.globals.update(current_user=current_user, can=can)
