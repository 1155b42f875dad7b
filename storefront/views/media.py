"""Pictures and documents of the catalogue, from the data folder, each with its type and no other."""

from pathlib import Path

from flask import Blueprint, Response, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from core.kernel.settings import get_settings
from core.web.access import public

pages = Blueprint("media", __name__)
KINDS = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".pdf": "application/pdf",
}
ONE_DAY, ONE_MONTH = 24 * 3600, 30 * 24 * 3600


@pages.get("/media/<path:path>")
@public
def picture(path: str) -> Response:
    """A picture; browsers keep it for a day and may show it while they ask again."""
    folder = (get_settings().data_folder / "media").resolve()
    found = safe_join(str(folder), path)
    if found is None or Path(found).suffix not in KINDS or not Path(found).is_file():
        raise NotFound
    response = send_from_directory(folder, path, mimetype=KINDS[Path(found).suffix])
    response.headers["Cache-Control"] = f"public, max-age={ONE_DAY}, stale-while-revalidate={ONE_MONTH}"
    return response
