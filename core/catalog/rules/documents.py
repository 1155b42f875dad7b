"""What search reads of a product: its words by weight in two languages, and the values it can be chosen by."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from core.catalog.rules.folding import folded_word
from core.catalog.rules.words import GERMAN_MARK, Word, language_of, token_of, words_of

ENGLISH, GERMAN = "en", "de"
MOST_FACTS = 80
LONGEST_FACT = 60
BRAND = "brand"
JOINED_MARK = "-"
_SPOKEN = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A text in both languages; they are the same when it was written in one only."""

    english: str
    german: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactText:
    """One attribute of a product. With a code products can be chosen by it; `number` compares."""

    name: Spoken
    value: Spoken
    unit: str = ""
    code: str = ""
    number: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductText:
    """Everything of a product that search may find it by. Labels are brand, article numbers and shelves."""

    title: Spoken
    brand: str = ""
    codes: Sequence[str] = ()
    shelves: Sequence[Spoken] = ()
    options: Sequence[Spoken] = ()
    facts: Sequence[FactText] = ()
    body: Sequence[Spoken] = ()
    audience: str = ""
    rank: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedText:
    """The stems of a product's fields, and its words, as `spoken_word` reads them.

    `shown` says how people write those words that folding has changed.
    """

    title: str
    labels: str
    facts: str
    body: str
    words: frozenset[str]
    shown: dict[str, str]
    audience: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetEntry:
    """A value of a product that it can be chosen by."""

    code: str
    name: Spoken
    unit: str
    value_code: str
    value: Spoken
    number: Decimal | None


def indexed(product: ProductText) -> IndexedText:
    """The stems and words of a product. A text in one language only is stemmed in the one it seems to be in."""
    alone = language_of(" ".join((product.title.english, *(text.english for text in product.body))))
    writer = _Writer(alone)
    facts = [part for fact in product.facts for part in (fact.name, _with_unit(fact))]
    labels = [Spoken(english=text) for text in (product.brand, *product.codes)]
    return IndexedText(
        title=writer.stems([product.title]),
        labels=writer.stems([*labels, *product.shelves]),
        facts=writer.stems([*product.options, *facts]),
        body=writer.stems(product.body),
        words=frozenset(writer.words),
        shown=writer.shown,
        audience=product.audience,
    )


def facet_entries(product: ProductText) -> list[FacetEntry]:
    """What a product can be chosen by: its brand and its short facts, each value once."""
    found: dict[tuple[str, str], FacetEntry] = {}
    brand = FactText(name=Spoken(english="Brand", german="Marke"), value=Spoken(english=product.brand), code=BRAND)
    for fact in (brand, *product.facts[:MOST_FACTS]):
        if fact.code and len(fact.value.english) <= LONGEST_FACT and _code(fact.value.english):
            entry = _entry(fact)
            found.setdefault((entry.code, entry.value_code), entry)
    return list(found.values())


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word of `IndexedText.words`; `is_joined`: nobody wrote it so, a hyphen joined its parts."""

    text: str
    language: str
    is_joined: bool


def spoken_word(entry: str) -> SpokenWord:
    """What an entry of `IndexedText.words` stands for."""
    word = entry.removesuffix(JOINED_MARK)
    language = GERMAN if word.endswith(GERMAN_MARK) else ENGLISH
    return SpokenWord(word.removesuffix(GERMAN_MARK), language, is_joined=word != entry)


class _Writer:
    """Collects the words of a product while its fields are turned into stems."""

    def __init__(self, alone: str) -> None:
        self.alone = alone
        self.words: set[str] = set()
        self.shown: dict[str, str] = {}

    def stems(self, texts: Sequence[Spoken]) -> str:
        tokens: list[str] = []
        for text in texts:
            if not text.german or text.german == text.english:
                tokens += self._tokens(text.english, self.alone)
            else:
                tokens += self._tokens(text.english, ENGLISH)
                tokens += self._tokens(text.german, GERMAN)
        return " ".join(tokens)

    def _tokens(self, text: str, language: str) -> list[str]:
        words = words_of(text)
        mark = GERMAN_MARK if language == GERMAN else ""
        self.words.update(_entry_of(word, mark) for word in words)
        if not text.isascii():
            spoken = (word.lower() for word in _SPOKEN.findall(text) if not word.isascii())
            self.shown.update((folded_word(word), word) for word in spoken)
        return [token_of(word.text, language) for word in words]


def _entry_of(word: Word, mark: str) -> str:
    """Codes are the same in every language, and are written with and without their hyphens."""
    if not word.text.isalpha():
        return word.text
    return word.text + mark + (JOINED_MARK if word.is_joined else "")


def _with_unit(fact: FactText) -> Spoken:
    if not fact.unit:
        return fact.value
    return Spoken(
        english=f"{fact.value.english} {fact.unit}",
        german=f"{fact.value.german} {fact.unit}" if fact.value.german else "",
    )


def _entry(fact: FactText) -> FacetEntry:
    return FacetEntry(
        code=fact.code,
        name=fact.name,
        unit=fact.unit,
        value_code=_code(fact.value.english),
        value=Spoken(
            english=fact.value.english.strip(), german=fact.value.german.strip() or fact.value.english.strip()
        ),
        number=fact.number,
    )


@lru_cache(maxsize=20_000)
def _code(text: str) -> str:
    words = re.findall(r"[^\W_]+", folded_word(text))
    return ("minus-" if text.startswith("-") and words else "") + "-".join(words)[:74]
