"""What the office adds to search: words that mean the same, and products that stand above all others."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from core.catalog.errors import (
    PinTaken,
    QuestionDoesNotFit,
    SynonymMeansItself,
    SynonymTaken,
    TooManyPins,
    UnknownPin,
    UnknownSku,
    UnknownSynonym,
    WordsDoNotFit,
)
from core.catalog.models import Product, SearchPin, SearchSynonym, Variant
from core.catalog.rules.questions import LONGEST_SYNONYM, key_of
from core.kernel.db import lock, new_id, on_constraint

LONGEST_TEXT = 80
LONGEST_KEY = 120
MOST_PINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SynonymInput:
    """Who types `typed` also means `meant`; in one language, or without one in all."""

    typed: str
    meant: str
    language: str = ""
    is_two_way: bool = True


def add_synonym(session: Session, wanted: SynonymInput) -> SearchSynonym:
    """Let words mean others too, from the next search on.

    Raises WordsDoNotFit, SynonymMeansItself, SynonymTaken.
    """
    made = SearchSynonym(id=new_id())
    _describe(session, made, wanted)
    with on_constraint(session, {"uq_search_synonym_typed_key_meant_key_language": SynonymTaken}):
        session.add(made)
    return made


def change_synonym(session: Session, synonym_id: UUID, wanted: SynonymInput) -> SearchSynonym:
    """Say a synonym otherwise. Raises UnknownSynonym and what `add_synonym` raises."""
    if session.get(SearchSynonym, synonym_id) is None:
        raise UnknownSynonym
    found = lock(session, SearchSynonym, synonym_id)
    with session.no_autoflush, on_constraint(session, {"uq_search_synonym_typed_key_meant_key_language": SynonymTaken}):
        _describe(session, found, wanted)
    return found


def remove_synonym(session: Session, synonym_id: UUID) -> None:
    """Words mean only themselves again. Removing twice is as good as once."""
    session.execute(delete(SearchSynonym).where(SearchSynonym.id == synonym_id))


def _describe(session: Session, synonym: SearchSynonym, wanted: SynonymInput) -> None:
    typed, meant = _key(wanted.typed, field="typed"), _key(wanted.meant, field="meant")
    if typed == meant:
        raise SynonymMeansItself
    backwards = (SearchSynonym.typed_key == meant, SearchSynonym.meant_key == typed, SearchSynonym.is_two_way)
    same = (SearchSynonym.language == wanted.language, SearchSynonym.id != synonym.id)
    if session.scalar(select(func.count()).where(*backwards, *same)):
        raise SynonymTaken
    synonym.typed, synonym.meant = wanted.typed.strip(), wanted.meant.strip()
    synonym.typed_key, synonym.meant_key = typed, meant
    synonym.language, synonym.is_two_way = wanted.language, wanted.is_two_way


def _key(text: str, *, field: str) -> str:
    key = key_of(text)
    if not key or len(key.split()) > LONGEST_SYNONYM or len(text.strip()) > LONGEST_TEXT or len(key) > LONGEST_KEY:
        raise WordsDoNotFit(field=field, most=LONGEST_SYNONYM)
    return key


# --- pinned products


def pin_product(session: Session, query: str, *, sku: str) -> SearchPin:
    """Let a product stand above all others when exactly this is searched, behind those that are pinned already.

    Raises QuestionDoesNotFit, UnknownSku, PinTaken, TooManyPins.
    """
    key = key_of(query)
    if not key or len(query.strip()) > LONGEST_TEXT or len(key) > LONGEST_KEY:
        raise QuestionDoesNotFit(longest=LONGEST_TEXT)
    product_id = session.scalar(select(Variant.product_id).where(Variant.sku == sku))
    if product_id is None:
        raise UnknownSku
    lock(session, Product, product_id)
    pins = _pins(session, key)
    if len(pins) >= MOST_PINS:
        raise TooManyPins(most=MOST_PINS)
    made = SearchPin(
        id=new_id(), query=query.strip(), query_key=key, product_id=product_id,
        position=pins[-1].position + 1 if pins else 1,
    )  # fmt: skip
    with on_constraint(session, {"uq_search_pin_query_key_product_id": PinTaken}):
        session.add(made)
    return made


def raise_pin(session: Session, pin_id: UUID) -> SearchPin:
    """Let a pinned product change places with the one above it; the first stays. Raises UnknownPin."""
    pin = _get_pin(session, pin_id)
    pins = _pins(session, pin.query_key)
    place = [other.id for other in pins].index(pin_id)
    if place:
        pins[place - 1], pins[place] = pins[place], pins[place - 1]
    for position, other in enumerate(pins, 1):
        other.position = position
    return pin


def remove_pin(session: Session, pin_id: UUID) -> SearchPin:
    """Let a product stand where its words put it. Raises UnknownPin."""
    pin = _get_pin(session, pin_id)
    session.delete(pin)
    return pin


def _get_pin(session: Session, pin_id: UUID) -> SearchPin:
    pin = session.get(SearchPin, pin_id)
    if pin is None:
        raise UnknownPin
    return pin


def _pins(session: Session, key: str) -> list[SearchPin]:
    chosen: Sequence[SearchPin] = session.scalars(
        select(SearchPin).where(SearchPin.query_key == key).order_by(SearchPin.position, SearchPin.id).with_for_update()
    ).all()
    return list(chosen)
