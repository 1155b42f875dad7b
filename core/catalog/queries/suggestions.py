"""What may be meant while somebody is still typing: how the last word may end, and products that have it."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import Product
from core.catalog.queries.engines import ask
from core.catalog.queries.search import find_products
from core.catalog.queries.vocabulary import knowledge_of, words_begun
from core.catalog.rules.questions import Term, Way, WordEntry, terms_of, typed_runs
from core.catalog.rules.ranking import Candidate, ranked
from core.catalog.rules.words import LONGEST_WORD

SHORTEST = 2  # letters; with one, everything begins so
MOST_WORDS, MOST_PRODUCTS = 5, 5
MOST_BEGUN, MOST_READ = 30, 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestedProduct:
    """A product to go to at once."""

    slug: str
    name: str
    brand: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """Questions that are whole, and products that fit."""

    questions: tuple[str, ...]
    products: tuple[SuggestedProduct, ...]


def suggestions(session: Session, text: str, *, locale: str, audience: str) -> Suggestions:
    """What may be meant by the beginning of a question. Four statements, one more for each detour of a typing error."""
    runs = typed_runs(text)
    if not runs or len("".join(word for run in runs for word in run)) < SHORTEST:
        return Suggestions(questions=(), products=())
    before, last = runs[:-1], runs[-1]
    begun = _of_language(words_begun(session, last[-1][:LONGEST_WORD], most=MOST_BEGUN), locale)
    if not begun or len(last) > 1:
        return _whole(session, text, locale=locale, audience=audience)
    knowledge = knowledge_of(session, before, locale=locale) if before else None
    terms = terms_of(before, knowledge.known, knowledge.compounds, knowledge.meanings) if knowledge else []
    ways = list(dict.fromkeys(Way((entry.token,)) for entry in begun))
    asked = [*(term for term in terms if term.ways), Term(words=last, ways=ways, products=begun[0].products)]
    documents = ask(session, [asked], most=MOST_READ, read=MOST_READ, audience=audience)
    found = [document.fields for document in documents if document.fields is not None]
    if not found:
        return _whole(session, text, locale=locale, audience=audience)
    by_id = {document.id: document.product_id for document in documents}
    places = ranked(found, asked, knowledge.products if knowledge else len(found))
    best = [by_id[place.id] for place in places[:MOST_PRODUCTS]]
    words = _named(begun, found) or begun
    return Suggestions(questions=_questions(text, last[-1], words), products=_products(session, best, locale=locale))


def _of_language(begun: Sequence[WordEntry], locale: str) -> list[WordEntry]:
    """Words of the reader's language; those of the other one only where they are more frequent, as few are written."""
    own = [entry.products for entry in begun if entry.language == locale or not entry.word.isalpha()]
    least = max(own, default=0)
    return [e for e in begun if e.language == locale or not e.word.isalpha() or e.products > least]


def _named(begun: Sequence[WordEntry], found: Sequence[Candidate]) -> list[WordEntry]:
    """The words by which what was found is called, the most frequent first: not those that only tell its facts."""
    texts = [candidate.title + candidate.labels for candidate in found]
    counts = {entry: sum(f" {entry.token} " in text for text in texts) for entry in begun}
    return sorted(
        (entry for entry in begun if counts[entry]), key=lambda entry: (-counts[entry], not entry.word.isalpha())
    )


def _questions(text: str, last: str, words: Sequence[WordEntry]) -> tuple[str, ...]:
    """What was typed with its last word ended; word forms that are stemmed alike are one suggestion."""
    kept = text.strip()[: -len(last)] if text.strip().lower().endswith(last) else _without_last(text)
    shown: dict[str, str] = {}
    for entry in words:
        if entry.word != last and len(entry.word) > SHORTEST:
            shown.setdefault(entry.token.rstrip("ß"), entry.shown)
    return tuple(f"{kept}{word}" for word in list(dict.fromkeys(shown.values()))[:MOST_WORDS])


def _without_last(text: str) -> str:
    first, gap, _last = text.strip().rpartition(" ")
    return first + gap


def _whole(session: Session, text: str, *, locale: str, audience: str) -> Suggestions:
    """What is found for the words as they are, or repaired."""
    found = find_products(session, text, locale=locale, audience=audience, most=MOST_PRODUCTS)
    products = _products(session, [hit.product_id for hit in found.hits], locale=locale)
    return Suggestions(questions=(found.corrected,) if found.corrected and products else (), products=products)


def _products(session: Session, product_ids: Sequence[UUID], *, locale: str) -> tuple[SuggestedProduct, ...]:
    if not product_ids:
        return ()
    name = (Product.name_de if locale == "de" else Product.name).label("name")
    chosen = select(Product.id, Product.slug, name, Product.brand).where(
        Product.id.in_(product_ids), Product.is_published
    )
    rows = {row.id: row for row in session.execute(chosen)}
    return tuple(
        SuggestedProduct(slug=row.slug, name=row.name, brand=row.brand)
        for product_id in product_ids
        if (row := rows.get(product_id))
    )
