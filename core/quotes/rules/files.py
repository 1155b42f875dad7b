"""Which files customers may send, told by what is in them and not by their name."""

from dataclasses import dataclass

MOST_BYTES = 10 * 1024 * 1024
MOST_FILES = 5
LONGEST_NAME = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


def kind_of(content: bytes) -> str | None:
    """The media type of a file by its signature; None for what we do not take.

    Text is UTF-8 without control characters, so that no program and no archive passes for it.
    """
    if not content or len(content) > MOST_BYTES:
        return None
    for begin, mime in _SIGNATURES:
        if content.startswith(begin):
            return mime
    return "text/plain" if _is_text(content) else None


def safe_name(name: str) -> str:
    """A file's name without folders and control characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    return kept.strip(". ")[-LONGEST_NAME:] or "file"


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    text = text.removeprefix("\ufeff")  # tables saved as CSV begin with it
    looks_like_markup = text.lstrip().lower().startswith(("<!doctype", "<html", "<svg", "<?xml", "<script"))
    return not looks_like_markup and all(sign.isprintable() or sign in "\r\n\t\u00a0\u202f" for sign in text)


_SIGNATURES = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
