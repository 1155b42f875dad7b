"""Shop, office and health under one roof, as one WSGI application."""

from typing import TYPE_CHECKING

from werkzeug.middleware.dispatcher import DispatcherMiddleware

from core.web.health import health

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

OFFICE, HEALTH = "/office", "/health"


def compose(shop: "WSGIApplication", office: "WSGIApplication") -> "WSGIApplication":
    """The shop at the root, the office at /office, and /health/live and /health/ready for those who watch."""
    return DispatcherMiddleware(shop, {OFFICE: office, HEALTH: health})
