"""The database session of a request: read-only unless the view writes, committed once and in one place."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from flask import Flask, Response, current_app, g, has_request_context, make_response, request
from flask.typing import ResponseReturnValue
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from core.kernel import db as kernel

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
Arguments = ParamSpec("Arguments")
View = TypeVar("View", bound=Callable[..., Any])


class RequestSession(FlaskSession):
    """A session on the kernel's engine; its transactions cannot write unless the view says that it does."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._engine = kernel.write_engine() if _view_writes() else kernel.read_engine()

    def get_bind(self, *_args: Any, bind: Engine | Connection | None = None, **_options: Any) -> Engine | Connection:
        """The engine of this request, whatever table is asked for."""
        return bind or self._engine


class Database(SQLAlchemy):
    """Flask-SQLAlchemy for the one engine that the kernel connects; it makes no connections of its own."""

    @property
    def engine(self) -> Engine:
        """The kernel's engine."""
        return kernel.engine()

    def _apply_driver_defaults(self, options: dict[str, Any], app: Flask) -> None:
        """Leave paths alone: Flask-SQLAlchemy would move a relative SQLite file into the instance folder."""


database = Database(
    metadata=kernel.Base.metadata, session_options={"class_": RequestSession, "expire_on_commit": False}
)


def install_database(app: Flask, url: str | URL) -> None:
    """Give the application its sessions; they end with the request."""
    app.config.setdefault("SQLALCHEMY_DATABASE_URI", url)
    database.init_app(app)
    app.after_request(_end_reading)


def _end_reading(response: Response) -> Response:
    """Reading ends by COMMIT: after a ROLLBACK the PostgreSQL driver would forget its prepared statements."""
    if response.status_code < 400 and database.session.registry.has() and not _view_writes():
        db().commit()
    return response


def db() -> Session:
    """The session of this request."""
    return database.session()


def writes(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, Response]:
    """Give the view a writing transaction: committed if the answer is below 400, else nothing remains of it.

    A safe request (GET) to the same view stays read-only.
    """

    @wraps(view)
    def in_transaction(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Response:
        try:
            response = make_response(view(*args, **kwargs))
            if response.status_code < 400 and _view_writes():
                kernel.finish(db())
        except BaseException:
            undo()
            raise
        if response.status_code >= 400:
            undo()
        return response

    in_transaction.kontor_writes = True  # type: ignore[attr-defined]  # a mark that decorators above copy
    return in_transaction


def undo() -> None:
    """Take back what this request changed; the session can be used again."""
    if database.session.registry.has():
        db().rollback()


def abandon() -> None:
    """Throw away a connection that is of no use any more; the next request gets a fresh one."""
    g.database_is_gone = True
    if database.session.registry.has():
        db().invalidate()


def database_is_gone() -> bool:
    """Whether this request found no database; what is still shown must do without."""
    return "database_is_gone" in g


def _view_writes() -> bool:
    """Whether this request goes to a view marked with `writes`, by a method that may change something."""
    if not has_request_context() or request.method in SAFE_METHODS or request.endpoint is None:
        return False
    return getattr(current_app.view_functions[request.endpoint], "kontor_writes", False)
