"""Keeping the search index: what search reads of products is written in the transaction that changes them."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Insert, delete, insert, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from core.catalog.models import Facet, FacetValue, ProductFacet, SearchDocument, SearchWord
from core.catalog.queries.texts import product_texts
from core.catalog.rules.documents import (
    FacetEntry,
    IndexedText,
    ProductText,
    facet_entries,
    indexed,
    spoken_word,
)
from core.catalog.rules.words import token_of
from core.kernel.db import Base, table_of

MOST_PAIRS = 5000  # SQLite takes 32,766 parameters
ALL_PRODUCTS = ""  # the word that every product has: it counts them


def index_product(session: Session, product_id: UUID) -> None:
    """Let search read a product as it is now; one that is not published, or not there, is not found any more."""
    index_products(session, [product_id])


def index_products(session: Session, product_ids: Collection[UUID]) -> None:
    """Let search read these products as they are now, in a number of statements that does not depend on theirs."""
    session.flush()  # what is read here may not be written yet
    texts = product_texts(session, product_ids)
    index_texts(session, texts, gone=set(product_ids) - set(texts))


def index_texts(session: Session, texts: Mapping[UUID, ProductText], *, gone: Collection[UUID] = ()) -> None:
    """Write what search reads of products, and forget those that are gone."""
    read = {product_id: indexed(text) for product_id, text in texts.items()}
    before = _documents(session, [*texts, *gone])
    counts, shown = _difference(read, before)
    _forget(session, [before[product_id].id for product_id in gone if product_id in before])
    _write(session, read, before, texts)
    _count(session, counts, shown)
    now = _documents(session, texts)
    _choose(session, {now[product_id].id: facet_entries(text) for product_id, text in texts.items()})


def _documents(session: Session, product_ids: Collection[UUID]) -> dict[UUID, Any]:
    chosen = SearchDocument.product_id.in_(product_ids)
    columns = (SearchDocument.id, SearchDocument.product_id, SearchDocument.words)
    return {row.product_id: row for row in session.execute(select(*columns).where(chosen))}


def _write(
    session: Session, read: Mapping[UUID, IndexedText], before: Mapping[UUID, Any], texts: Mapping[UUID, ProductText]
) -> None:
    new, changed = [], []
    for product_id, text in read.items():
        fields: dict[str, object] = {"title": text.title, "labels": text.labels, "facts": text.facts, "body": text.body}
        fields |= {"words": " ".join(sorted(text.words)), "audience": text.audience, "rank": texts[product_id].rank}
        if product_id in before:
            changed.append({"id": before[product_id].id, **fields})
        else:
            new.append({"product_id": product_id, **fields})
    if changed:
        session.execute(update(SearchDocument), changed)
    if new:
        session.execute(insert(table_of(SearchDocument)), new)


def _forget(session: Session, document_ids: Sequence[int]) -> None:
    if document_ids:
        session.execute(delete(ProductFacet).where(ProductFacet.document_id.in_(document_ids)))
        session.execute(delete(SearchDocument).where(SearchDocument.id.in_(document_ids)))


# --- the vocabulary


def _difference(read: Mapping[UUID, IndexedText], before: Mapping[UUID, Any]) -> tuple[Counter[str], dict[str, str]]:
    """By how many products each word is in more or fewer than before, and how words with accents are written."""
    counts: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for text in read.values():
        counts.update(text.words)
        counts[ALL_PRODUCTS] += 1
        shown.update(text.shown)
    for row in before.values():
        counts.subtract(row.words.split())
        counts[ALL_PRODUCTS] -= 1
    return counts, shown


def _count(session: Session, counts: Counter[str], shown: Mapping[str, str]) -> None:
    """Always in the order of the words, so that two who count the same ones never wait in a circle."""
    rows = [_word_row(entry, count, shown) for entry, count in sorted(counts.items()) if count]
    if rows:
        session.execute(_add_to_words(session.get_bind().dialect.name), rows)
    if any(count < 0 for count in counts.values()):
        session.execute(delete(SearchWord).where(SearchWord.products <= 0))


def _word_row(entry: str, count: int, shown: Mapping[str, str]) -> dict[str, object]:
    spoken_as = spoken_word(entry)
    word = spoken_as.text
    token = token_of(word, spoken_as.language) if word else ""
    spoken = shown.get(word, word)
    return {
        "word": word,
        "language": spoken_as.language[0] + "-" if spoken_as.is_joined else spoken_as.language,
        "token": token,
        "backwards": word[::-1],
        "token_backwards": token[::-1],
        "shown": spoken if len(spoken) <= 60 else word,  # the width of the column
        "products": count,
    }


@cache
def _add_to_words(dialect_name: str) -> Insert:
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    statement = dialect.insert(table_of(SearchWord))
    added = SearchWord.products + statement.excluded.products
    made: Insert = statement.on_conflict_do_update(index_elements=["word", "language"], set_={"products": added})
    return made


# --- facets


def _choose(session: Session, entries: Mapping[int, Sequence[FacetEntry]]) -> None:
    """Write by which values the products can be chosen; only what differs."""
    wanted = _value_ids(session, [entry for one in entries.values() for entry in one])
    after = {
        (document_id, wanted[entry.code, entry.value_code]) for document_id, one in entries.items() for entry in one
    }
    columns = (ProductFacet.document_id, ProductFacet.value_id)
    rows = session.execute(select(*columns).where(ProductFacet.document_id.in_(entries)))
    before = {(row.document_id, row.value_id) for row in rows}
    for document_id in sorted({document_id for document_id, _ in before - after}):
        values = [value_id for other, value_id in before - after if other == document_id]
        chosen = (ProductFacet.document_id == document_id, ProductFacet.value_id.in_(values))
        session.execute(delete(ProductFacet).where(*chosen))
    if new := sorted(after - before):
        rows_to_add = [{"document_id": document_id, "value_id": value_id} for document_id, value_id in new]
        session.execute(insert(table_of(ProductFacet)), rows_to_add)


def _value_ids(session: Session, entries: Sequence[FacetEntry]) -> dict[tuple[str, str], int]:
    """The keys of these values, by the codes of facet and value; what is new is written."""
    facets = {entry.code: entry for entry in entries}
    facet_ids = _facet_ids(session, facets)
    _insert_missing(
        session,
        Facet,
        [
            {"code": code, "name": entry.name.english[:120], "name_de": (entry.name.german or entry.name.english)[:120],
             "unit": entry.unit}
            for code, entry in sorted(facets.items())
            if code not in facet_ids
        ],
    )  # fmt: skip
    facet_ids = _facet_ids(session, facets)
    values = {(entry.code, entry.value_code): entry for entry in entries}
    found = _known_values(session, facet_ids, values)
    missing = [values[key] for key in sorted(values) if key not in found]
    _insert_missing(session, FacetValue, [_value_row(facet_ids[entry.code], entry) for entry in missing])
    return _known_values(session, facet_ids, values) if missing else found


def _facet_ids(session: Session, codes: Iterable[str]) -> dict[str, int]:
    rows = session.execute(select(Facet.code, Facet.id).where(Facet.code.in_(codes)))
    return {row.code: row.id for row in rows}


def _known_values(
    session: Session, facet_ids: Mapping[str, int], wanted: Collection[tuple[str, str]]
) -> dict[tuple[str, str], int]:
    codes = {identity: code for code, identity in facet_ids.items()}
    pairs = sorted((facet_ids[facet], value) for facet, value in wanted if facet in facet_ids)
    found: dict[tuple[str, str], int] = {}
    for start in range(0, len(pairs), MOST_PAIRS):
        chosen = tuple_(FacetValue.facet_id, FacetValue.code).in_(pairs[start : start + MOST_PAIRS])
        rows = session.execute(select(FacetValue.id, FacetValue.facet_id, FacetValue.code).where(chosen))
        found |= {(codes[row.facet_id], row.code): row.id for row in rows}
    return found


def _value_row(facet_id: int, entry: FacetEntry) -> dict[str, object]:
    return {
        "facet_id": facet_id,
        "code": entry.value_code,
        "label": entry.value.english,
        "label_de": entry.value.german or entry.value.english,
        "number": entry.number,
    }


def _insert_missing(session: Session, model: type[Base], rows: Sequence[Mapping[str, object]]) -> None:
    """Somebody else may write the same at this moment: theirs is as good."""
    if rows:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        session.execute(dialect.insert(table_of(model)).on_conflict_do_nothing(), rows)
