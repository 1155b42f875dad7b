"""Values of attributes as they are written and meant, and how names become addresses."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from core.catalog.errors import AttributeDoesNotFit
from core.catalog.rules.folding import plain_words
from core.catalog.states import AttributeType

LONGEST_VALUE: Final = 8_000
LONGEST_SLUG: Final = 100
_LARGEST: Final = Decimal(10) ** 15
_SMALLEST_STEP: Final = Decimal("0.000001")
_NUMBER: Final = re.compile(r"[+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?")
_AMBIGUOUS: Final = re.compile(r"[+-]?[0-9]{1,3},[0-9]{3}")
_YES: Final = frozenset({"yes", "ja", "true", "1", "y", "j"})
_NO: Final = frozenset({"no", "nein", "false", "0", "n"})
_SPELLED: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeValue:
    """A value as a product's row keeps it."""

    value: str
    value_de: str
    number: Decimal | None


def value_of(kind: AttributeType, written: str, written_de: str = "", *, name: str) -> AttributeValue:
    """A value of a type from what was written. Raises AttributeDoesNotFit."""
    text = written.strip()
    if not text or len(text) > LONGEST_VALUE:
        raise AttributeDoesNotFit(name=name, kind=kind)
    if kind is AttributeType.NUMBER:
        number = number_of(text)
        if number is None:
            raise AttributeDoesNotFit(name=name, kind=kind)
        plain = f"{number.normalize():f}"
        return AttributeValue(value=plain, value_de=plain.replace(".", ","), number=number)
    if kind is AttributeType.BOOL:
        return _truth(text, name)
    return AttributeValue(value=text, value_de=written_de.strip() or text, number=None)


def number_of(text: str) -> Decimal | None:
    """The number that a text is, with a point or a comma before its decimals; None when it is none.

    "1,400" is none: it is fourteen hundred in English and one and four tenths in German.
    """
    if not _NUMBER.fullmatch(text) or _AMBIGUOUS.fullmatch(text):
        return None
    number = Decimal(text.replace(",", "."))
    return number.quantize(_SMALLEST_STEP) if abs(number) < _LARGEST else None


def code_of(name: str, unit: str = "") -> str:
    """By what an attribute is known when nobody gave it a code: its English name, and the unit if it has one."""
    return slug_of(name, unit) or "attribute"


def slug_of(*texts: str) -> str:
    """Texts as a part of an address: "Große Mühle 2" -> "grosse-muehle-2"."""
    slug = "-".join(plain_words(" ".join(texts).translate(_SPELLED)))
    if len(slug) <= LONGEST_SLUG:
        return slug
    return slug[:LONGEST_SLUG].rsplit("-", 1)[0]


def _truth(text: str, name: str) -> AttributeValue:
    word = text.lower()
    if word in _YES:
        return AttributeValue(value="Yes", value_de="Ja", number=Decimal(1))
    if word in _NO:
        return AttributeValue(value="No", value_de="Nein", number=Decimal(0))
    raise AttributeDoesNotFit(name=name, kind=AttributeType.BOOL)
