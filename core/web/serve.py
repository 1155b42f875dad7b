"""Shop, office and health under one roof, as one WSGI application."""

import gc
from typing import TYPE_CHECKING

from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix

from core.web.health import health

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

OFFICE, HEALTH = "/office", "/health"


def compose(shop: "WSGIApplication", office: "WSGIApplication", *, trusted_proxies: int = 0) -> "WSGIApplication":
    """The shop at the root, the office at /office, and /health/live and /health/ready for those who watch.

    So many proxies stand before us and say how they were asked (X-Forwarded-For, -Proto, -Host); without one, anybody
    could say anything, and nobody is believed.
    """
    house = DispatcherMiddleware(shop, {OFFICE: office, HEALTH: health})
    if not trusted_proxies:
        return house
    return ProxyFix(house, x_for=trusted_proxies, x_proto=trusted_proxies, x_host=trusted_proxies)


def spare_the_collector() -> None:
    """What the applications are made of stays as long as the process, and a page leaves few circles behind."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
