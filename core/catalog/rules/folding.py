"""Texts in small letters without accents: for addresses, codes, and the fields of the office that pick articles."""

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[a-z0-9]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def folded_word(text: str) -> str:
    """Small letters without accents: "Mühle" -> muhle; what has a spelling of its own keeps it: "groß" -> gross."""
    if text.isascii():
        return text.lower()
    spelled = text.lower().replace("ß", "ss").replace("æ", "ae").replace("ø", "o").replace("œ", "oe")
    plain = unicodedata.normalize("NFKD", spelled).replace("\u2044", "/")  # the stroke that parts 1 and 2 in "½"
    return "".join(c for c in plain if not unicodedata.combining(c))


def plain_words(text: str) -> list[str]:
    """The words of a text as it stands there, folded: "Mühle für Café" -> muhle, fur, cafe."""
    return _WORD.findall(folded_word(text))


def folded(texts: Iterable[str]) -> str:
    """Texts as the office's pickers read them: each word once, between spaces; umlauts in both spellings."""
    words: dict[str, None] = {}
    for text in texts:
        words.update(dict.fromkeys(plain_words(text)))
        words.update(dict.fromkeys(plain_words(text.lower().translate(_UMLAUTS))))
    return f" {' '.join(words)} " if words else ""
