"""Values and pure rules of the catalogue: what an article is to the capabilities above, and how words are folded."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from core.catalog.states import ArticleKind, TaxClass

_WORD = re.compile(r"[a-z0-9]+")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The terms of a subscription, in months."""

    interval_months: int
    term_months: int
    notice_months: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """One thing inside a bundle, and how many of it one bundle holds."""

    variant_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A variant as pricing, orders and documents know it. The name includes the option ("Hafen One, petrol")."""

    variant_id: UUID
    product_id: UUID
    sku: str
    slug: str
    name: str
    name_de: str
    kind: ArticleKind
    tax_class: TaxClass
    business_unit_id: UUID
    picture: str
    is_published: bool
    is_active: bool
    plan: Plan | None = None
    duration_minutes: int | None = None
    components: tuple[Component, ...] = ()

    @property
    def is_for_sale(self) -> bool:
        """Whether it can be bought by itself; what is active but not published is sold in bundles only."""
        return self.is_published and self.is_active

    def name_in(self, locale: str) -> str:
        """The name in the language of a locale."""
        return self.name_de if locale == "de" else self.name


def full_name(product: str, variant: str) -> str:
    """How a variant is called on documents."""
    return f"{product}, {variant}" if variant else product


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


def _plain(lowered: str) -> str:
    """Without accents; what has a spelling of its own in plain letters keeps that one."""
    spelled = lowered.replace("ß", "ss").replace("æ", "ae").replace("ø", "o").replace("œ", "oe")
    return "".join(c for c in unicodedata.normalize("NFKD", spelled) if not unicodedata.combining(c))
