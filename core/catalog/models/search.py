"""Tables of search: what is indexed of a product, the vocabulary, facets, and what the office adds and learns.

The full-text indexes themselves hang on `search_document` and are made by the migration: on SQLite the FTS5 table
`search_index` with its triggers, on PostgreSQL the generated column `lexemes`. So they change with their row.
"""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from core.kernel.db import Base, Identified

WORD = String(40).with_variant(String(40, collation="C"), "postgresql")  # ranges of words, whatever the language
TOKEN = String(42).with_variant(String(42, collation="C"), "postgresql")


class SearchDocument(Base):
    """A published product as search reads it: stems of both languages, from what counts most to what counts least.

    `words` names the entries of the vocabulary that this product counts in; numbers as keys keep the indexes small.
    `audience` and `rank` are copies of the product's: who may find it, and what stands first among equals.
    """

    __tablename__ = "search_document"

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), unique=True)
    title: Mapped[str] = mapped_column(Text)
    labels: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    audience: Mapped[str] = mapped_column(String(400), default="")
    rank: Mapped[int] = mapped_column(default=1000)


class SearchWord(Base):
    """A word of the catalogue and how many products have it; the empty word counts the products themselves.

    `shown` is how a person writes it. A word that was joined where a hyphen stood has the language e- or d-. Read from
    the end, words are found that begin wrongly, and compounds.
    """

    __tablename__ = "search_word"
    __table_args__ = (
        Index("ix_search_word_token", "token"),
        Index("ix_search_word_backwards", "backwards"),
        Index("ix_search_word_token_backwards", "token_backwards"),
    )

    word: Mapped[str] = mapped_column(WORD, primary_key=True)
    language: Mapped[str] = mapped_column(String(2), primary_key=True)
    token: Mapped[str] = mapped_column(TOKEN)
    backwards: Mapped[str] = mapped_column(WORD)
    token_backwards: Mapped[str] = mapped_column(TOKEN)
    shown: Mapped[str] = mapped_column(String(60))
    products: Mapped[int]


class Facet(Base):
    """Something that products can be told apart by: their brand, or an attribute, which has the same code."""

    __tablename__ = "facet"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    name_de: Mapped[str] = mapped_column(String(120))
    unit: Mapped[str] = mapped_column(String(20), default="")


class FacetValue(Base):
    """One value of a facet; `number` is there when it can be compared."""

    __tablename__ = "facet_value"
    __table_args__ = (UniqueConstraint("facet_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    facet_id: Mapped[int] = mapped_column(ForeignKey("facet.id"))
    code: Mapped[str] = mapped_column(String(120))
    label: Mapped[str] = mapped_column(String(200))
    label_de: Mapped[str] = mapped_column(String(200))
    number: Mapped[Decimal | None] = mapped_column(Numeric(24, 6))


class ProductFacet(Base):
    """Which values a product has."""

    __tablename__ = "product_facet"
    __table_args__ = (Index("ix_product_facet_value", "value_id", "document_id"), {"sqlite_with_rowid": False})

    document_id: Mapped[int] = mapped_column(ForeignKey("search_document.id"), primary_key=True)
    value_id: Mapped[int] = mapped_column(ForeignKey("facet_value.id"), primary_key=True)


class SearchSynonym(Identified, Base):
    """Who types `typed` also means `meant`; both ways if it says so. Without a language it holds in all."""

    __tablename__ = "search_synonym"
    __table_args__ = (
        UniqueConstraint("typed_key", "meant_key", "language"),
        Index("ix_search_synonym_meant", "meant_key"),
        CheckConstraint("typed_key <> meant_key", name="differs"),
    )

    language: Mapped[str] = mapped_column(String(2), default="")
    typed: Mapped[str] = mapped_column(String(80))
    meant: Mapped[str] = mapped_column(String(80))
    typed_key: Mapped[str] = mapped_column(String(120))
    meant_key: Mapped[str] = mapped_column(String(120))
    is_two_way: Mapped[bool]


class SearchPin(Identified, Base):
    """A product that stands above all others when exactly this is searched."""

    __tablename__ = "search_pin"
    __table_args__ = (UniqueConstraint("query_key", "product_id"), CheckConstraint("position > 0", name="position"))

    query: Mapped[str] = mapped_column(String(80))
    query_key: Mapped[str] = mapped_column(String(120))
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), index=True)
    position: Mapped[int]


class SearchDay(Base):
    """How often something was searched on a day; no row says by whom.

    `without` times nothing was found, `close` times nothing had all the words, `repaired` times a word was taken for
    another. `products` were found the last time; `text` is how somebody typed it.
    """

    __tablename__ = "search_day"
    __table_args__ = (CheckConstraint("asked > 0", name="asked"),)

    day: Mapped[date] = mapped_column(primary_key=True)
    query_key: Mapped[str] = mapped_column(String(120), primary_key=True)
    text: Mapped[str] = mapped_column(String(80))
    asked: Mapped[int]
    without: Mapped[int]
    close: Mapped[int]
    repaired: Mapped[int]
    products: Mapped[int]


class SearchClick(Base):
    """How often a product was chosen on a day from what a search found, and at which place it stood."""

    __tablename__ = "search_click"
    __table_args__ = (CheckConstraint("place > 0", name="place"), CheckConstraint("clicks > 0", name="clicks"))

    day: Mapped[date] = mapped_column(primary_key=True)
    query_key: Mapped[str] = mapped_column(String(120), primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), primary_key=True, index=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    clicks: Mapped[int]
