"""Style sheets, scripts and pictures: addresses that change with the content, so that browsers may keep them."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from core.web.access import public

STATIC = Path(__file__).parent / "static"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "public, no-cache"


def asset(name: str) -> str:
    """The address of a static file, with the hash of its content; without it when there is no such file."""
    version = _version(name)
    return f"{request.script_root}/static/{name}" + (f"?v={version}" if version else "")


def _version(name: str) -> str | None:
    try:
        return _digest(name, (STATIC / name).stat().st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=512)
def _digest(name: str, _modified: int) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:16]


@public
def _serve(filename: str) -> Response:
    """A static file; with the right hash in the address it may be kept for ever."""
    path = safe_join(str(STATIC), filename)
    if path is None or not Path(path).is_file():
        raise NotFound
    response = send_from_directory(STATIC, filename)
    is_exact = request.args.get("v") == _version(filename)
    response.headers["Cache-Control"] = FOR_EVER if is_exact else ASK_AGAIN
    return response


def install_assets(app: Flask) -> None:
    """Serve the shared static files and offer `asset(name)` to templates."""
    app.add_url_rule("/static/<path:filename>", "static", _serve)
    app.jinja_env.globals.update(asset=asset)
