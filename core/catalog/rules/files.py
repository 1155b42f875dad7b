"""Which files a product takes: known by how they begin, not by their names, and never bigger than a page can bear."""

import re
from typing import Final

from core.catalog.errors import FileNotAccepted
from core.kernel.i18n import N_

LARGEST_PICTURE: Final = 5_000_000
LARGEST_DRAWING: Final = 500_000
LARGEST_DOCUMENT: Final = 20_000_000
_DRAWING: Final = re.compile(rb"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<svg[\s>]", re.DOTALL)
_DANGEROUS: Final = re.compile(
    rb"<!DOCTYPE|<!ENTITY|<script|<foreignObject|<iframe|javascript:|\son[a-z]+\s*=|href\s*=\s*[\"'](?!#)",
    re.IGNORECASE,
)


def picture_suffix(content: bytes) -> str:
    """The ending that a picture gets by what it is: SVG, PNG, JPEG or WebP. Raises FileNotAccepted."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        suffix = ".png"
    elif content.startswith(b"\xff\xd8\xff"):
        suffix = ".jpg"
    elif content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        suffix = ".webp"
    elif _DRAWING.match(content.removeprefix(b"\xef\xbb\xbf")):
        suffix = _drawing_suffix(content)
    else:
        raise FileNotAccepted(N_("Please choose a picture in SVG, PNG, JPEG or WebP. The file is none of these."))
    if len(content) > LARGEST_PICTURE:
        raise FileNotAccepted(N_("The picture is larger than 5 MB. Please choose a smaller one."))
    return suffix


def document_suffix(content: bytes) -> str:
    """The ending that a document gets: only PDF is taken. Raises FileNotAccepted."""
    if not content.startswith(b"%PDF-"):
        raise FileNotAccepted(N_("Please choose a PDF. The file is something else."))
    if len(content) > LARGEST_DOCUMENT:
        raise FileNotAccepted(N_("The document is larger than 20 MB. Please choose a smaller one."))
    return ".pdf"


def _drawing_suffix(content: bytes) -> str:
    if len(content) > LARGEST_DRAWING:
        raise FileNotAccepted(N_("The drawing is larger than 500 kB. Please choose a smaller one."))
    if _DANGEROUS.search(content):
        raise FileNotAccepted(N_("The drawing holds scripts or links to elsewhere. Please save it without them."))
    return ".svg"
