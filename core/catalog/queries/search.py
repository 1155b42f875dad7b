"""Finding products by words: one function, behind which SQLite (FTS5) and PostgreSQL (tsvector) stand.

The database finds candidates and sorts them roughly; the order is counted in `rules/ranking.py`, the same for both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from core.catalog.models import SearchDocument
from core.catalog.queries.engines import Document, ask
from core.catalog.queries.vocabulary import Knowledge, knowledge_of, similar_words
from core.catalog.rules.questions import Term, terms_of, typed_runs
from core.catalog.rules.ranking import ranked
from core.catalog.rules.repair import Repair, best_repair, is_doubtful, is_repairable

MOST_FOUND = 1000
ENOUGH = 24  # with so many that have everything, nobody asks for what has less
MOST_CLOSE = 100  # of what lacks something, more is of no use
RANKED = 300  # so many are put into their exact order
MOST_REPAIRED = 4
FEW = 3  # with fewer full answers, a rare word is taken for a frequent one that was mistyped
FAR_MORE_FREQUENT = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A product that was found. `is_full`: it has everything that was asked for."""

    document_id: int
    product_id: UUID
    is_full: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found, the best first, pinned products before all.

    `corrected` is what was searched instead, or besides, when what was typed was found too; `missing` nothing has.
    """

    text: str
    words: tuple[str, ...]
    corrected: str
    is_besides: bool
    missing: tuple[str, ...]
    hits: tuple[Hit, ...]

    @property
    def is_exact(self) -> bool:
        """Whether there is a product that has everything."""
        return any(hit.is_full for hit in self.hits)


def find_products(
    session: Session, question: str, *, locale: str = "en", audience: str = "", most: int = MOST_FOUND
) -> Found:
    """What an audience may find of the published products: those with all the words, then those that come close.

    Words that no product has are repaired by the vocabulary of the catalogue. Two statements when everything is
    plain, one more for a repair and for each step towards "close".
    """
    runs = typed_runs(question)
    words = tuple(word for run in runs for word in run)
    if not runs:
        return Found(text=question, words=(), corrected="", is_besides=False, missing=(), hits=())
    knowledge = knowledge_of(session, runs, locale=locale)
    terms = terms_of(runs, knowledge.known, knowledge.compounds, knowledge.meanings)
    repairs = _repairs(session, terms, knowledge.products)
    hits = _hits(
        session, _repaired(terms, {n: r for n, r in repairs.items() if not terms[n].ways}), knowledge, audience, most
    )
    is_besides = False
    if any(terms[number].ways for number in repairs) and sum(hit.is_full for hit in hits) < FEW:
        is_besides = any(hit.is_full for hit in hits)
        hits = _joined(hits, _hits(session, _repaired(terms, repairs), knowledge, audience, most))
    else:
        repairs = {number: repair for number, repair in repairs.items() if not terms[number].ways}
    return Found(
        text=question,
        words=words,
        corrected=_corrected(terms, repairs),
        is_besides=is_besides,
        missing=tuple(" ".join(term.words) for n, term in enumerate(terms) if not term.ways and n not in repairs),
        hits=_pinned(session, knowledge.pins, hits, audience)[:most],
    )


def _repairs(session: Session, terms: Sequence[Term], products: int) -> dict[int, Repair]:
    """What words may have been meant to be that nothing has, or next to nothing: then only for something frequent."""
    rare = min(3, products // 2000)
    asked = [
        number
        for number, term in enumerate(terms)
        if is_repairable(_one(term)) and (not term.ways or is_doubtful(term, rare=rare))
    ][:MOST_REPAIRED]
    if not asked:
        return {}
    guesses = similar_words(session, [_one(terms[number]) for number in asked])
    found: dict[int, Repair] = {}
    for number, candidates in zip(asked, guesses, strict=True):
        repair = best_repair(_one(terms[number]), candidates, known=bool(terms[number].ways))
        least = terms[number].products * FAR_MORE_FREQUENT if terms[number].ways else 0
        if repair is not None and repair.products >= least:
            found[number] = repair
    return found


def _repaired(terms: Sequence[Term], repairs: Mapping[int, Repair]) -> list[Term]:
    """The terms with their repairs instead."""
    return [
        Term(words=term.words, ways=list(repairs[number].ways), products=max(1, repairs[number].products))
        if number in repairs
        else term
        for number, term in enumerate(terms)
    ]


def _hits(session: Session, terms: Sequence[Term], knowledge: Knowledge, audience: str, most: int) -> list[Hit]:
    documents = _search(session, [term for term in terms if term.ways], audience, most)
    return _in_order(documents, terms, knowledge.products)


def _joined(literal: Sequence[Hit], repaired: Sequence[Hit]) -> list[Hit]:
    """What has the words as they were typed, then what has them repaired, then the rest; each product once."""
    first = [hit for hit in literal if hit.is_full]
    found: dict[int, Hit] = {}
    for hit in (*first, *repaired, *literal):
        found.setdefault(hit.document_id, hit)
    return list(found.values())


def _one(term: Term) -> str:
    return "".join(term.words)


def _corrected(terms: Sequence[Term], repairs: Mapping[int, Repair]) -> str:
    """The question as it was understood; empty when nothing was mistyped, a word that is only begun is not."""
    if not any(not repair.is_begun for repair in repairs.values()):
        return ""
    return " ".join(
        repairs[number].shown if number in repairs and not repairs[number].is_begun else " ".join(term.words)
        for number, term in enumerate(terms)
    )


# --- asking the database


def _search(session: Session, terms: Sequence[Term], audience: str, most: int) -> list[Document]:
    """Documents with all terms; if they are few, those that lack one; if they are still few, those with any."""
    found: dict[int, Document] = {}
    for step, question in enumerate(_questions(terms)):
        if len(found) >= min(ENOUGH, most):
            break
        wanted = min(most, MOST_CLOSE) if step else most
        for document in ask(session, question, most=wanted, read=RANKED, audience=audience):
            found.setdefault(document.id, document)
    return list(found.values())[:most]


def _questions(terms: Sequence[Term]) -> list[list[Sequence[Term]]]:
    """Alternatives of conjunctions, from the strictest to the loosest."""
    if not terms:
        return []
    questions: list[list[Sequence[Term]]] = [[terms]]
    if len(terms) > 2:
        questions.append(list(combinations(terms, len(terms) - 1)))
    if len(terms) > 1:
        rarest = min(term.products for term in terms)
        telling = [term for term in terms if term.products <= rarest * 50] if len(terms) > 2 else terms
        questions.append([[term] for term in telling])
    return questions


# --- putting it in order


def _in_order(documents: Sequence[Document], terms: Sequence[Term], products: int) -> list[Hit]:
    """The exact order of those that were read, then the others as the database sorted them: they have everything."""
    askable = [term for term in terms if term.ways]
    by_id = {document.id: document for document in documents}
    places = ranked([document.fields for document in documents if document.fields is not None], askable, products)
    placed = {place.id: place.matched == len(terms) for place in places}
    placed |= {document.id: len(askable) == len(terms) for document in documents if document.fields is None}
    hits = [
        Hit(document_id=identity, product_id=by_id[identity].product_id, is_full=is_full)
        for identity, is_full in placed.items()
    ]
    return sorted(hits, key=lambda hit: not hit.is_full)


def _pinned(session: Session, pins: Sequence[UUID], hits: Sequence[Hit], audience: str) -> tuple[Hit, ...]:
    """The hits with the pinned products before all others."""
    if not pins:
        return tuple(hits)
    columns = (SearchDocument.id, SearchDocument.product_id)
    is_seen = or_(SearchDocument.audience == "", SearchDocument.audience.contains(f" {audience} "))
    rows = session.execute(select(*columns).where(SearchDocument.product_id.in_(pins), is_seen))
    documents = {row.product_id: row.id for row in rows}
    first = [
        Hit(document_id=documents[product_id], product_id=product_id, is_full=True)
        for product_id in pins
        if product_id in documents
    ]
    return (*first, *(hit for hit in hits if hit.product_id not in documents))
