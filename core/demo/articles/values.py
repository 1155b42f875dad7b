"""How the demo's catalogue is written down: words in two languages, looks, variants, products, shelves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from core.catalog.states import ArticleKind, Measure, TaxClass


@dataclass(frozen=True, slots=True)
class Words:
    """The same in English and German; without German, what is the same in both."""

    en: str
    de: str = ""

    @property
    def german(self) -> str:
        """The German words."""
        return self.de or self.en


NO_WORDS: Final = Words("")


@dataclass(frozen=True, slots=True)
class Look:
    """Which drawing shows it, and in which colour."""

    shape: str
    colour: str

    @property
    def file(self) -> str:
        """The name of its picture in the media folder."""
        return f"{self.shape}-{self.colour}.svg"


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the table of facts."""

    name: Words
    value: Words
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Every how many months, for how long at least, and how long before its end one says so.

    The first `trial` days cost nothing; `setup` (gross, in cents) is paid once. The name tells plans apart.
    """

    interval: int = 1
    term: int = 12
    notice: int = 1
    trial: int = 0
    setup: int = 0
    name: Words = NO_WORDS


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoVariant:
    """A variant with its retail price (gross, in cents): `once`, and `monthly` or whatever its interval is.

    `tiers` are percents that a company saves from a quantity on. `parts` are article numbers inside a bundle.
    """

    sku: str
    look: Look
    once: int = 0
    again: int = 0
    stock: int = 0
    option: Words = NO_WORDS
    name: Words = NO_WORDS
    content: int | None = None
    measure: Measure | None = None
    terms: Terms | None = None
    minutes: int | None = None
    parts: Mapping[str, int] = field(default_factory=dict)
    tiers: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProduct:
    """A product with all its words."""

    slug: str
    name: Words
    summary: Words
    text: Words
    shelves: tuple[str, ...]
    variants: tuple[DemoVariant, ...]
    kind: ArticleKind = ArticleKind.PHYSICAL
    tax_class: TaxClass = TaxClass.STANDARD
    unit: str = "machines"
    brand: str = "Elbkaffee"
    days: int = 3
    facts: tuple[Fact, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoShelf:
    """A category; shelves stand after those that they belong to."""

    slug: str
    name: Words
    summary: Words
    look: Look
    above: str = ""


COLOUR: Final = Words("Colour", "Farbe")
SIZE: Final = Words("Size", "Größe")
PACK: Final = Words("Amount", "Menge")
SCOPE: Final = Words("Scope", "Umfang")

COLOUR_WORDS: Final[Mapping[str, Words]] = {
    "graphite": Words("Graphite", "Graphit"),
    "sand": Words("Sand"),
    "harbour": Words("Harbour green", "Hafengrün"),
    "copper": Words("Copper", "Kupfer"),
    "cream": Words("Cream", "Creme"),
    "steel": Words("Steel", "Edelstahl"),
    "mist": Words("Mist blue", "Nebelblau"),
    "moss": Words("Moss", "Moosgrün"),
    "berry": Words("Berry", "Beere"),
    "ochre": Words("Ochre", "Ocker"),
    "night": Words("Night blue", "Nachtblau"),
    "coffee": Words("Coffee brown", "Kaffeebraun"),
}

BEAN_TIERS: Final[Mapping[int, int]] = {10: 6, 24: 10}
CUP_TIERS: Final[Mapping[int, int]] = {12: 8}


def in_colours(
    sku: str, shape: str, once: int, stock: Mapping[str, int], *, tiers: Mapping[int, int] | None = None
) -> tuple[DemoVariant, ...]:
    """A variant per colour, each with its stock; the article number ends in the first letters of the colour."""
    return tuple(
        DemoVariant(
            sku=f"{sku}-{colour[:3].upper()}",
            look=Look(shape, colour),
            once=once,
            stock=pieces,
            option=COLOUR,
            name=COLOUR_WORDS[colour],
            tiers=tiers or {},
        )
        for colour, pieces in stock.items()
    )


def one(sku: str, look: Look, once: int, stock: int, *, tiers: Mapping[int, int] | None = None) -> tuple[DemoVariant]:
    """The only variant of a product."""
    return (DemoVariant(sku=sku, look=look, once=once, stock=stock, tiers=tiers or {}),)
