"""How words are folded and stemmed for search."""

import re
import unicodedata
from collections.abc import Iterable

_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = ("en", "er", "es", "e", "n", "s")
_SHORTEST_STEM = 4
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def words_of(text: str) -> list[str]:
    """The words of a text, in small letters without accents: "Mühle für Café" -> muhle, fur, cafe."""
    return _WORD.findall(_plain(text.lower()))


def folded(texts: Iterable[str]) -> str:
    """Texts as search reads them: each word once, between spaces; words with umlauts in both spellings."""
    words: dict[str, None] = {}
    for text in texts:
        lowered = text.lower()
        words.update(dict.fromkeys(words_of(lowered)))
        words.update(dict.fromkeys(words_of(lowered.translate(_UMLAUTS))))
    return f" {' '.join(words)} " if words else ""


def stem_of(word: str) -> str:
    """A word without the ending that differs between one and many: muhlen -> muhl, machines -> machin."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


def _plain(lowered: str) -> str:
    """Without accents; what has a spelling of its own in plain letters keeps that one."""
    if lowered.isascii():
        return lowered
    spelled = lowered.replace("ß", "ss").replace("æ", "ae").replace("ø", "o").replace("œ", "oe")
    return "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
