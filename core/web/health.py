"""Whether this process lives, and whether it can serve: two addresses for whoever watches over it."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from core.kernel import schema

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


ANSWERS: Mapping[str, Callable[[], Response]] = {
    "/live": lambda: _answer(200, "alive"),
    "/ready": lambda: _readiness(),
}


def health(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    """Answer /live (always, while the process does) and /ready (the database answers and has every migration)."""
    answer = ANSWERS.get(environ.get("PATH_INFO", ""), lambda: _answer(404, "unknown"))
    return answer()(environ, start_response)


def _readiness() -> Response:
    try:
        is_current = schema.is_current()
    except (SQLAlchemyError, RuntimeError):  # RuntimeError: no database is connected
        return _answer(503, "database unreachable")
    return _answer(200, "ready") if is_current else _answer(503, "migrations missing")


def _answer(status: int, state: str) -> Response:
    headers = {"Cache-Control": "no-store"}
    return Response(json.dumps({"status": state}) + "\n", status, headers, content_type="application/json")
