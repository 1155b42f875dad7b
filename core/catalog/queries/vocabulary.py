"""Looking words up: what the catalogue knows of a question, and what it may have meant instead."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, and_, bindparam, cast, func, literal, or_, select, union_all
from sqlalchemy.orm import Session

from core.catalog.models import SearchPin, SearchSynonym, SearchWord
from core.catalog.rules.questions import Meaning, WordEntry, asked_endings, asked_keys, asked_stems, stems_of
from core.catalog.rules.repair import halves_of, kept_ends

AnySelect = Select[*tuple[Any, ...]]

MOST_COMPOUNDS = 40
MOST_BEGUN = 20
MOST_SIMILAR = 4000
LAST = "\U0010ffff"  # behind everything that begins alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What the catalogue and the office know of a question: how many products have a stem, compounds, pins."""

    products: int
    known: Mapping[str, int]
    compounds: Sequence[WordEntry]
    meanings: Sequence[Meaning]
    pins: Sequence[UUID]


def knowledge_of(session: Session, runs: Sequence[tuple[str, ...]], *, locale: str) -> Knowledge:
    """Everything that must be known to understand a question. One statement, one more when there are synonyms."""
    endings = asked_endings(runs)
    found = session.execute(
        _knowledge(len(endings)),
        {
            "tokens": ["", *sorted(asked_stems(runs))],
            "keys": sorted(asked_keys(runs)),
            "languages": ["", locale],
            "question": " ".join(word for run in runs for word in run),
            **_ranges("ending", endings),
        },
    )
    rows: dict[str, list[Any]] = {"known": [], "compound": [], "synonym": [], "pin": []}
    for row in found:
        rows[row.kind].append(row)
    known = {row.first: int(row.number) for row in rows["known"]}
    meanings = [
        Meaning(typed=tuple(row.first.split()), meant=tuple(row.second.split()))
        for row in sorted(rows["synonym"], key=lambda row: (row.first, row.second))
    ]
    if meanings:
        tokens = {token for meaning in meanings for word in meaning.meant for token in stems_of(word)}
        known |= {row.token: int(row.number) for row in session.execute(_counts(), {"tokens": sorted(tokens)})}
    return Knowledge(
        products=known.pop("", 0),
        known=known,
        compounds=[
            WordEntry(word=row.first, language="de", token=row.second, shown=row.first, products=row.number)
            for row in sorted(rows["compound"], key=lambda row: (-row.number, row.first))
        ],
        meanings=meanings,
        pins=[UUID(row.first) for row in sorted(rows["pin"], key=lambda row: (row.number, row.first))],
    )


def similar_words(session: Session, words: Sequence[str]) -> list[list[WordEntry]]:
    """For each of these words what it may have been meant to be, the most frequent first. One statement."""
    chosen: dict[str, Any] = {}
    for number, word in enumerate(words):
        start, end = kept_ends(word)
        chosen |= _ranges(f"begun_{number}", [word]) | _ranges(f"start_{number}", [start])
        chosen |= _ranges(f"end_{number}", [end[::-1]]) | {
            f"halves_{number}": sorted({half for halves in halves_of(word) for half in halves} | {_plain(word)}),
            f"least_{number}": len(word) - 2,
            f"most_{number}": len(word) + 2,
        }
    found: list[list[WordEntry]] = [[] for _ in words]
    for row in session.execute(_similar(len(words)), chosen):
        entry = WordEntry(word=row.word, language=row.language, token=row.token, shown=row.shown, products=row.products)
        found[row.asked].append(entry)
    return found


def words_begun(session: Session, start: str, *, most: int) -> list[WordEntry]:
    """The most frequent words that begin so and are written so. One statement."""
    rows = session.execute(_begun(), {**_ranges("begun", [start]), "most": most})
    return [
        WordEntry(word=row.word, language=row.language, token=row.token, shown=row.shown, products=row.products)
        for row in rows
    ]


def _plain(word: str) -> str:
    return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _ranges(name: str, starts: Sequence[str]) -> dict[str, str]:
    """The borders between which everything lies that begins with one of these."""
    borders: dict[str, str] = {}
    for number, start in enumerate(starts):
        borders |= {f"{name}_{number}": start, f"{name}_{number}_last": start + LAST}
    return borders


def _between(column: Any, name: str, number: int = 0) -> ColumnElement[bool]:
    return and_(column >= bindparam(f"{name}_{number}"), column < bindparam(f"{name}_{number}_last"))


@cache
def _knowledge(endings: int) -> AnySelect:
    nothing = literal("", String)
    known = (
        select(
            literal("known", String).label("kind"),
            SearchWord.token.label("first"),
            nothing.label("second"),
            func.sum(SearchWord.products).label("number"),
        )
        .where(SearchWord.token.in_(bindparam("tokens", expanding=True)))
        .group_by(SearchWord.token)
    )
    synonyms = select(literal("synonym", String), SearchSynonym.typed_key, SearchSynonym.meant_key, literal(0)).where(
        SearchSynonym.language.in_(bindparam("languages", expanding=True))
    )
    forth = synonyms.where(SearchSynonym.typed_key.in_(bindparam("keys", expanding=True)))
    back = select(literal("synonym", String), SearchSynonym.meant_key, SearchSynonym.typed_key, literal(0)).where(
        SearchSynonym.language.in_(bindparam("languages", expanding=True)),
        SearchSynonym.meant_key.in_(bindparam("keys", expanding=True)),
        SearchSynonym.is_two_way,
    )
    pins = select(literal("pin", String), cast(SearchPin.product_id, String), nothing, SearchPin.position).where(
        SearchPin.query_key == bindparam("question")
    )
    parts: list[AnySelect] = [known, forth, back, pins]
    if endings:
        parts.append(_compounds(endings))
    together = union_all(*parts).subquery("knowledge")
    return select(together)


def _compounds(endings: int) -> AnySelect:
    inside = (
        select(SearchWord.word, SearchWord.token, SearchWord.products)
        .where(or_(*(_between(SearchWord.token_backwards, "ending", number) for number in range(endings))))
        .order_by(SearchWord.products.desc(), SearchWord.word)
        .limit(MOST_COMPOUNDS)
        .subquery("compounds")
    )
    return select(literal("compound", String), inside.c.word, inside.c.token, inside.c.products)


@cache
def _counts() -> AnySelect:
    statement = select(SearchWord.token, func.sum(SearchWord.products).label("number"))
    return statement.where(SearchWord.token.in_(bindparam("tokens", expanding=True))).group_by(SearchWord.token)


@cache
def _similar(words: int) -> AnySelect:
    parts = []
    for number in range(words):
        columns = (
            literal(number).label("asked"),
            SearchWord.word,
            SearchWord.language,
            SearchWord.token,
            SearchWord.shown,
            SearchWord.products,
        )
        length = func.length(SearchWord.word).between(bindparam(f"least_{number}"), bindparam(f"most_{number}"))
        close = or_(_between(SearchWord.word, f"start_{number}"), _between(SearchWord.backwards, f"end_{number}"))
        begun = select(*columns).where(_between(SearchWord.word, f"begun_{number}"))
        parts += [
            _most_frequent(begun, MOST_BEGUN),
            _most_frequent(select(*columns).where(close, length), MOST_SIMILAR),
            _most_frequent(
                select(*columns).where(SearchWord.word.in_(bindparam(f"halves_{number}", expanding=True))), MOST_SIMILAR
            ),
        ]
    return select(union_all(*parts).subquery("similar")).distinct()


@cache
def _begun() -> AnySelect:
    found = select(SearchWord.word, SearchWord.language, SearchWord.token, SearchWord.shown, SearchWord.products).where(
        _between(SearchWord.word, "begun"), SearchWord.language.in_(("en", "de"))
    )
    return found.order_by(SearchWord.products.desc(), SearchWord.word, SearchWord.language).limit(bindparam("most"))


def _most_frequent(statement: AnySelect, most: int) -> AnySelect:
    order = (SearchWord.products.desc(), SearchWord.word, SearchWord.language)
    return select(statement.order_by(*order).limit(most).subquery())
