"""Which characters the typeface of our documents has, and what stands in for those it has not."""

import unicodedata

# Measured with the typeface that typst brings along (Libertinus Serif, regular and bold): Latin with all accents,
# Greek, Cyrillic, and the signs that business texts use.
PRINTABLE = (
    (0x20, 0x7E),
    (0xA0, 0xAC),
    (0xAE, 0x24F),
    (0x374, 0x375),
    (0x384, 0x38A),
    (0x38C, 0x38C),
    (0x38E, 0x3A1),
    (0x3A3, 0x3CE),
    (0x400, 0x45F),
    (0x490, 0x4C4),
    (0x4D0, 0x4F9),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2015),
    (0x2018, 0x201E),
    (0x2020, 0x2022),
    (0x2026, 0x2026),
    (0x202F, 0x2030),
    (0x2032, 0x2033),
    (0x2039, 0x203A),
    (0x20AC, 0x20AC),
    (0x2116, 0x2116),
    (0x2122, 0x2122),
)
STAND_IN = "?"


def printable(text: str) -> str:
    """The text with every character that cannot be set replaced: by its plain form where it has one, else by "?".

    Nothing disappears without a trace but characters that are never seen.
    """
    return "".join(_set(character) for character in unicodedata.normalize("NFC", text))


def plain(text: str) -> str:
    """The text in the characters that every typeface has; the last resort."""
    return "".join(c if " " <= c <= "~" or "À" <= c <= "ÿ" or c in "€\u00a0" else STAND_IN for c in printable(text))


def _set(character: str) -> str:
    if _has(character):
        return character
    if unicodedata.category(character) in {"Cc", "Zs", "Zl", "Zp"}:
        return " "
    if unicodedata.category(character) in {"Cf", "Mn", "Me"}:
        return ""
    simpler = [c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c)]
    return "".join(simpler) if simpler and all(map(_has, simpler)) else STAND_IN


def _has(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in PRINTABLE)
