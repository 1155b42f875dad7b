"""Pages that look the same to every visitor without an account: kept in memory, with holes for what is a visitor's own.

A kept page is shown for some seconds (`KONTOR_PAGE_CACHE_SECONDS`), and not at all once what it shows has changed
(see core/kernel/freshness.py). Browsers ask with its ETag and are told when theirs is still right (RFC 9110, 13.1.2).
"""

import hashlib
import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from threading import Lock
from typing import ParamSpec, cast

from flask import Flask, current_app, g, make_response, request, session
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import generate_csrf
from markupsafe import Markup

from core.kernel import clock, freshness
from core.web.access import current_user
from core.web.db import db
from core.web.locale import current_locale

MOST_PAGES, LONGEST_ADDRESS = 1000, 300
NOTED = frozenset({"found"})
"""What an address has when the view itself notes that it was followed."""
CSRF = "csrf_token"
_EXTENSION = "kontor.page_cache"
Arguments = ParamSpec("Arguments")
Filling = Callable[[], str]
"""Gives the HTML for a hole."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptPage:
    """A page with its holes, the number of changes that it knows of, and until when it may be shown."""

    text: str
    digest: str
    changes: int
    until: datetime


class PageCache:
    """The pages of one application, the most lately shown ones, and what fills their holes."""

    def __init__(self, *, seconds: int, fillings: Mapping[str, Filling]) -> None:
        self.lasts = timedelta(seconds=seconds)
        self.fillings = fillings
        self.signs = {name: f"hole-{secrets.token_hex(12)}" for name in fillings}
        self._pages: OrderedDict[str, KeptPage] = OrderedDict()
        self._lock = Lock()

    def find(self, key: str, *, changes: int) -> KeptPage | None:
        """The page, if it may still be shown."""
        with self._lock:
            page = self._pages.get(key)
            if page is None or page.changes != changes or not page.until - self.lasts <= clock.now() < page.until:
                return None
            self._pages.move_to_end(key)
            return page

    def keep(self, key: str, text: str, *, changes: int) -> KeptPage:
        """Keep a page that was made when so many changes were known."""
        digest = hashlib.sha256(text.encode()).hexdigest()
        page = KeptPage(text=text, digest=digest, changes=changes, until=clock.now() + self.lasts)
        with self._lock:
            self._pages[key] = page
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return page


def install_page_cache(app: Flask, *, seconds: int, fillings: Mapping[str, Filling]) -> None:
    """Let `kept_page` keep pages for so many seconds (0: never), and templates leave holes: `{{ hole('name') }}`."""
    app.extensions[_EXTENSION] = PageCache(seconds=seconds, fillings={CSRF: generate_csrf, **fillings})
    app.jinja_env.globals.update(hole=_hole, csrf_token=lambda: _hole(CSRF))


def kept_page(view: Callable[Arguments, ResponseReturnValue]) -> Callable[Arguments, ResponseReturnValue]:
    """Keep what the view shows to visitors without an account: it depends on address, language and shop data only."""

    @wraps(view)
    def shown(*args: Arguments.args, **kwargs: Arguments.kwargs) -> ResponseReturnValue:
        cache = _cache()
        if not _is_for_everybody(cache):
            return view(*args, **kwargs)
        key = f"{current_locale()} {request.host_url} {request.full_path}"
        changes = freshness.changes(db())
        page = cache.find(key, changes=changes)
        if page is None:
            g.leaves_holes = True
            made = view(*args, **kwargs)
            g.leaves_holes = False
            if not isinstance(made, str):
                return made
            page = cache.keep(key, made, changes=changes)
        return _answer(cache, page)

    return shown


def _cache() -> PageCache:
    return cast(PageCache, current_app.extensions[_EXTENSION])


def _is_for_everybody(cache: PageCache) -> bool:
    """Whether nothing but the holes is the visitor's own: no account, and no message that waits to be shown once."""
    return (
        bool(cache.lasts)
        and request.method in ("GET", "HEAD")
        and not NOTED.intersection(request.args)
        and len(request.full_path) <= LONGEST_ADDRESS
        and "_flashes" not in session
        and current_user() is None
    )


def _hole(name: str) -> str:
    cache = _cache()
    return Markup(cache.signs[name] if g.get("leaves_holes") else cache.fillings[name]())  # noqa: S704  our own HTML


def _answer(cache: PageCache, page: KeptPage) -> ResponseReturnValue:
    """The page with its holes filled. Its ETag leaves out when a token was signed: an older one is as good."""
    text, own = page.text, ""
    for name, sign in cache.signs.items():
        filling = cache.fillings[name]()
        text = text.replace(sign, filling)
        own += session.get(CSRF, "") if name == CSRF else filling
    response = make_response(text)
    response.set_etag(hashlib.sha256(f"{page.digest} {own}".encode()).hexdigest()[:32], weak=True)
    return response.make_conditional(request)
