"""What the operator sees of a request: its id, one line in the log, its place in the figures."""

import re
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import structlog
from flask import Flask, Response, request

from core.kernel.logs import get_logger
from core.kernel.metrics import REQUESTS, SECONDS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SANE_ID = re.compile(r"[A-Za-z0-9._\-]{8,64}")


class Observed:
    """Gives every request an id, ours or a sane one from outside, and notes how it ended and how long it took."""

    def __init__(self, application: "WSGIApplication", name: str) -> None:
        self.application, self.name = application, name

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        given = str(environ.get("HTTP_X_REQUEST_ID", ""))
        identity = given if _SANE_ID.fullmatch(given) else uuid4().hex
        environ["kontor.request_id"] = identity
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=identity)
        status, started = "500", time.perf_counter()

        def start(line: str, headers: list[tuple[str, str]], failure: Any = None) -> Callable[[bytes], object]:
            nonlocal status
            status = line[:3]
            return start_response(line, [*headers, ("X-Request-ID", identity)], failure)

        try:
            return self.application(environ, start)
        finally:
            self._note(environ, status, time.perf_counter() - started)

    def _note(self, environ: "WSGIEnvironment", status: str, seconds: float) -> None:
        endpoint = environ.get("kontor.endpoint", "-")
        REQUESTS.labels(self.name, endpoint, status).inc()
        SECONDS.labels(self.name, endpoint).observe(seconds)
        get_logger().info(
            "request",
            application=self.name,
            method=environ["REQUEST_METHOD"],
            path=environ.get("SCRIPT_NAME", "") + environ.get("PATH_INFO", ""),
            endpoint=endpoint,
            status=int(status),
            milliseconds=int(seconds * 10_000) / 10,
        )


def request_id() -> str:
    """The id of this request, as the log knows it."""
    return str(request.environ.get("kontor.request_id", ""))


def _name_endpoint(response: Response) -> Response:
    request.environ["kontor.endpoint"] = request.endpoint or "-"
    return response


def install_observation(app: Flask, name: str) -> None:
    """Observe every request of an application under a name."""
    app.after_request(_name_endpoint)
    app.wsgi_app = Observed(app.wsgi_app, name)  # type: ignore[method-assign]  # Flask's own way to add a layer
