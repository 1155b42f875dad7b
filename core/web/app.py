"""How an application of Kontor is put together: the same pieces in the shop and in the office."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, request
from jinja2 import ChoiceLoader, FileSystemLoader, Undefined
from werkzeug.routing import BaseConverter

from core.accounts.states import Entrance
from core.kernel.logs import get_logger
from core.kernel.settings import Settings
from core.web.access import guards_of, install_access
from core.web.assets import install_assets
from core.web.attributes import install_attributes
from core.web.compiled import COMPILED
from core.web.db import database_is_gone, install_database
from core.web.errors import install_errors
from core.web.filters import install_filters
from core.web.language import language
from core.web.locale import install_locale
from core.web.observe import install_observation
from core.web.page_cache import Filling, install_page_cache
from core.web.presentation import install_presentation
from core.web.rendering import install_rendering
from core.web.requests import TextRequest, refuse_odd_addresses
from core.web.security import install_security

SHARED_TEMPLATES = Path(__file__).parent / "templates"
Frame = Callable[[], dict[str, Any]]


class Missing(Undefined):
    """A name that nobody gave a template: it may be asked for (`if item.current`), but never shown or gone through."""

    __str__ = __iter__ = __len__ = Undefined._fail_with_undefined_error


class NumberConverter(BaseConverter):
    """A document number in an address, such as SO-2026-000017."""

    regex = r"[A-Z]{1,2}-\d{4}-\d{6,9}"


class Application(Flask):
    """A Flask application that reads text only, and notes failures with the request's id."""

    request_class = TextRequest

    def log_exception(self, exc_info: Any) -> None:
        """Note a failure that nobody expected."""
        get_logger().error("request_failed", path=request.path, method=request.method, exc_info=exc_info)


def create_app(
    import_name: str,
    *,
    settings: Settings,
    entrance: Entrance,
    session_cookie: str,
    cookie_path: str = "/",
    session_lasts: timedelta | None = None,
    sign_in_endpoint: str,
    blueprints: Sequence[Blueprint],
    layout: str,
    frame: Frame,
    template_globals: Mapping[str, Any] | None = None,
    fillings: Mapping[str, Filling] | None = None,
) -> Flask:
    """A complete application with its blueprints. Raises TypeError when a route has no guard.

    `session_lasts`: how long a browser keeps the session (None: until it closes). `layout`: the template around every
    page, and `frame`: what it needs, asked for once per page. `template_globals`: what else every template may use.
    `fillings`: what is a visitor's own on pages that are kept for all of them.
    """
    app = Application(import_name, static_folder=None)
    app.url_map.converters["number"] = NumberConverter
    _prepare_templates(app, {"company_name": settings.company_name, "layout": layout, **(template_globals or {})})
    app.context_processor(lambda: {} if database_is_gone() else frame())
    install_security(
        app,
        secret=settings.secret_key.get_secret_value(),
        cookie_name=session_cookie,
        cookie_path=cookie_path,
        is_secure=settings.secure_cookies,
        session_lasts=session_lasts,
    )
    app.before_request(refuse_odd_addresses)
    install_database(app, settings.database_url)
    install_access(app, entrance=entrance, sign_in_endpoint=sign_in_endpoint)
    install_locale(app)
    install_filters(app)
    install_presentation(app)
    install_rendering(app)
    install_page_cache(app, seconds=settings.page_cache_seconds, fillings=fillings or {})
    install_attributes()
    install_assets(app)
    install_errors(app)
    for blueprint in (language, *blueprints):
        app.register_blueprint(blueprint)
    install_observation(app, session_cookie.removeprefix("kontor_"))
    guards_of(app)
    return app


def _prepare_templates(app: Flask, template_globals: Mapping[str, Any]) -> None:
    own = [app.jinja_loader] if app.jinja_loader is not None else []
    app.jinja_loader = ChoiceLoader([*own, FileSystemLoader(SHARED_TEMPLATES)])
    app.jinja_env.bytecode_cache = COMPILED
    app.jinja_env.undefined = Missing
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(template_globals)
