"""The order of what was found: the same on every database, because it is counted here and not there.

BM25 over four fields with weights, then what covers the question better comes first. Weights were measured on a
catalogue of 19,406 articles with judged questions (`kontor eval search`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.catalog.rules.questions import Term, Way

TITLE, LABELS, FACTS, BODY = 4.0, 2.0, 1.0, 1.0
SATURATION, LENGTH_MATTERS = 1.2, 0.6
IN_TITLE, NEIGHBOURS, LONG_TITLE = 0.3, 0.1, 0.03
RECOMMENDED, LAST_RANK = 0.5, 1000  # what the office recommends, by rank 1 to 999, stands a little higher
SCALE = 10**9  # so that sums in another order are equal


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A document that has something of the question: the stems of its fields, with a space around each."""

    id: int
    rank: int = 1000
    title: str
    labels: str
    facts: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A candidate's place: how well it fits, and how many terms it has."""

    id: int
    score: int
    matched: int


def ranked(candidates: Sequence[Candidate], terms: Sequence[Term], products: int) -> list[Ranked]:
    """The candidates from the best to the least; those that have every term come first."""
    if not candidates:
        return []
    rarities = [_rarity(term.products, products) for term in terms]
    needles = [[_needles(way) for way in term.ways] for term in terms]
    average = sum(_length(candidate) for candidate in candidates) / len(candidates)
    places = [_place(candidate, needles, rarities, average) for candidate in candidates]
    return sorted(places, key=lambda place: (place.matched < len(terms), -place.score, place.id))


def _place(
    candidate: Candidate, needles: Sequence[Sequence[Sequence[str]]], rarities: Sequence[float], average: float
) -> Ranked:
    norm = SATURATION * (1 - LENGTH_MATTERS + LENGTH_MATTERS * _length(candidate) / average)
    score = covered = in_title = 0.0
    matched = 0
    for ways, rarity in zip(needles, rarities, strict=True):
        frequency = titled = 0.0
        for way in ways:
            titles = _count(candidate.title, way)
            titled = titled or titles
            frequency += TITLE * titles + LABELS * _count(candidate.labels, way)
            frequency += FACTS * _count(candidate.facts, way) + BODY * _count(candidate.body, way)
        if frequency or _is_scattered(candidate, ways):
            matched += 1
            covered += rarity
            in_title += rarity if titled else 0
            frequency = frequency or 1
            score += rarity * frequency * (SATURATION + 1) / (frequency + norm)
    total = sum(rarities) or 1.0
    score = score / total * (covered / total) + IN_TITLE * in_title / total
    score += NEIGHBOURS * _neighbours(candidate.title, needles) - LONG_TITLE * math.log(2 + candidate.title.count(" "))
    score += RECOMMENDED * _recommendation(candidate.rank)
    return Ranked(id=candidate.id, score=int(score * SCALE), matched=matched)


def _needles(way: Way) -> tuple[str, ...]:
    return tuple(f" {token} " for token in way.tokens) if way.apart else (f" {' '.join(way.tokens)} ",)


def _count(text: str, way: Sequence[str]) -> int:
    return min(text.count(needle) for needle in way)


def _is_scattered(candidate: Candidate, ways: Sequence[Sequence[str]]) -> bool:
    """Whether the words of a way stand in different fields."""
    fields = (candidate.title, candidate.labels, candidate.facts, candidate.body)
    return any(len(way) > 1 and all(any(needle in text for text in fields) for needle in way) for way in ways)


def _neighbours(title: str, needles: Sequence[Sequence[Sequence[str]]]) -> int:
    """How many terms stand in the title right behind the one before them."""
    return sum(
        any(f"{first[-1]}{second[0][1:]}" in title for first in left for second in right)
        for left, right in pairwise(needles)
    )


def _length(candidate: Candidate) -> int:
    return sum(text.count(" ") for text in (candidate.title, candidate.labels, candidate.facts, candidate.body))


def _recommendation(rank: int) -> float:
    """1 for what is recommended before all, a third less for each tenfold of the rank."""
    return max(0.0, 1 - math.log(max(1, rank), LAST_RANK))


def _rarity(having: int, products: int) -> float:
    return math.log(1 + (max(products - having, 0) + 0.5) / (having + 0.5))
