"""How text becomes the words that search compares: folded, measured alike, and stemmed in two languages."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import local

from Stemmer import Stemmer  # from PyStemmer

from core.catalog.rules.folding import folded_word

LONGEST_WORD = 40
GERMAN_MARK = "ß"  # ends the stem of a German word; no folded word holds it, so languages never mix

_RUN = re.compile(r"[^\W_]+(?:[-./+&][^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])['\u2019](?=[^\W\d_])")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DECIMAL = re.compile(r"(?<![\d./-])(\d{1,4})[.,](\d{1,3})(?![\d./-])")
_FRACTION = re.compile(r"(?<![\d./])(\d{1,2})/(\d{1,2})(?![\d./-])")
_INCHES = re.compile(r"(?<=\d)\s?(?:\"|”|″|'')")
_FEET = re.compile(r"(?<=\d)\s?(?:'|\u2032)(?!\w)")
_POWER = re.compile(r"\d+e\d")
_UNITS = {
    "inch": "in", "inches": "in", "zoll": "in", "foot": "ft", "feet": "ft", "pound": "lb", "pounds": "lb", "lbs": "lb",
    "ounce": "oz", "ounces": "oz", "gallon": "gal", "gallons": "gal", "watt": "w", "watts": "w", "volt": "v",
    "volts": "v", "liter": "l", "litre": "l", "liters": "l", "litres": "l", "gram": "g", "grams": "g", "gramm": "g",
    "amp": "a", "amps": "a", "ampere": "a",
}  # fmt: skip
_MEASURES = frozenset(_UNITS.values()) | {
    "mm", "cm", "m", "km", "kg", "mg", "ml", "cl", "mb", "gb", "tb", "ghz", "mhz", "hz", "khz", "kw", "kwh", "mah",
    "ah", "mp", "mpx", "dpi", "db", "rpm", "va", "kva", "btu", "psi", "sq",
    "cu", "yd", "pt", "qt", "pc", "pcs", "ppm", "px",
}  # fmt: skip
_MEASURED = re.compile(
    r"(?<![^\W_])((?:\d{1,4}[.,])?\d{1,6})(" + "|".join(sorted(_MEASURES | set(_UNITS), key=len, reverse=True)) + r")\b"
)
_GERMAN_WORDS = frozenset({
    "aus", "bei", "das", "dem", "den", "der", "des", "die", "ein", "eine", "einem", "einen", "einer", "eines", "für",
    "ihr", "ihre", "im", "ist", "mit", "nach", "nicht", "oder", "sich", "und", "vom", "von", "zum", "zur",
})  # fmt: skip
_ENGLISH_WORDS = frozenset({
    "and", "are", "by", "for", "from", "has", "in", "is", "it", "of", "on", "or", "that", "the", "this", "to", "with",
    "you", "your",
})  # fmt: skip
_STEMMERS = local()


def runs_of(text: str) -> list[tuple[str, ...]]:
    """The folded words of a text in their order; those that a hyphen joins stand together.

    Measures are written one way: 500GB, 500 GB -> 500 gb; 17", 17 inch -> 17 in; 1/2 -> 1f2; 17.0 -> 17.
    """
    runs: list[tuple[str, ...]] = []
    for run in _RUN.findall(_measured_alike(folded_word(text))):
        parts = [_as_word(part) for part in _PART.findall(run)]
        if runs and parts[0] in _UNITS and runs[-1][-1][0].isdigit():
            parts[0] = _UNITS[parts[0]]
        runs.append(tuple(parts))
    return runs


def joined(run: Sequence[str]) -> str | None:
    """What a hyphen joins, as one word: tn-2110 -> tn2110; None for a single word and for what gets too long."""
    word = "".join(run)
    return word if len(run) > 1 and len(word) <= LONGEST_WORD else None


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word of a text; `is_joined`: nobody wrote it so, a hyphen joined its parts."""

    text: str
    is_joined: bool = False


@lru_cache(maxsize=20_000)  # attributes say the same again and again
def words_of(text: str) -> tuple[Word, ...]:
    """The folded words of a text in their order; what a hyphen joins follows once more as one word."""
    words: list[Word] = []
    for run in runs_of(text):
        words.extend(Word(part) for part in run)
        if word := joined(run):
            words.append(Word(word, is_joined=True))
    return tuple(words)


def language_of(text: str) -> str:
    """The language a text is probably written in, "en" or "de", by its small words and letters."""
    lowered = text.lower()
    words = re.findall(r"[^\W\d_]+", lowered)
    german = sum(word in _GERMAN_WORDS for word in words) + sum(lowered.count(letter) for letter in "äöüß")
    return "de" if german > sum(word in _ENGLISH_WORDS for word in words) else "en"


@lru_cache(maxsize=200_000)
def token_of(word: str, language: str) -> str:
    """What the index holds of a word: its stem; a German one carries a mark, numbers and codes stay as they are."""
    if not word.isalpha():
        return word
    if language == "de":
        return str(_stemmer("german").stemWord(word)) + GERMAN_MARK
    return str(_stemmer("english").stemWord(word))


def tokens_of(words: Iterable[str], language: str) -> list[str]:
    """What the index holds of these words of one language."""
    return [token_of(word, language) for word in words]


def _measured_alike(folded: str) -> str:
    text = _APOSTROPHE.sub("", folded)
    if not any(c.isdigit() for c in text):
        return text
    text = _INCHES.sub(" in ", _THOUSANDS.sub("", text))
    text = _MEASURED.sub(r"\1 \2", _FEET.sub(" ft ", text))
    return _FRACTION.sub(r"\1f\2", _DECIMAL.sub(_decimal, text))


def _decimal(found: re.Match[str]) -> str:
    rest = found[2].rstrip("0")
    return f"{found[1]}p{rest}" if rest else found[1]


def _as_word(part: str) -> str:
    return f"n{part}"[:LONGEST_WORD] if _POWER.match(part) else part[:LONGEST_WORD]  # PostgreSQL would cut 1e5x in two


def _stemmer(language: str) -> Stemmer:
    """One for each thread: a stemmer must not be used by two at once."""
    kept: dict[str, Stemmer] = _STEMMERS.__dict__
    if language not in kept:
        kept[language] = Stemmer(language)
    return kept[language]
