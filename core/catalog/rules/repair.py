"""What a word that no product has was probably meant to be."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from core.catalog.rules.questions import Term, Way, WordEntry
from core.catalog.rules.words import LONGEST_WORD

MOST_BEGUN = 8
SHORTEST = 3  # shorter words are not repaired
_TWO_SLIPS_FROM = 8  # letters
_DIGRAPHS = (("ae", "a"), ("oe", "o"), ("ue", "u"))

# How much less likely a guess is, on the scale of the logarithm of how many products have it.
_MISSING_LETTER, _MOST_MISSING, _ONE_SLIP, _TWO_SLIPS, _OTHER_FIRST_LETTER, _SPLIT = 0.3, 1.5, 1.5, 5.0, 1.0, 2.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """The ways that replace a word, how they are written, and whether the word was only not finished."""

    ways: tuple[Way, ...]
    shown: str
    products: int
    is_begun: bool = False


@dataclass(frozen=True, slots=True)
class _Guess:
    likelihood: float
    repair: Repair


def is_repairable(word: str) -> bool:
    """Whether it makes sense to guess: numbers and codes are not guessed at, but may be two words without a gap."""
    return SHORTEST <= len(word) < LONGEST_WORD


def is_doubtful(term: Term, *, rare: int) -> bool:
    """Whether a word that the catalogue has may be a slip all the same: it is there next to never."""
    word = term.words[0]
    return len(term.words) == 1 and word.isalpha() and len(word) > SHORTEST and term.products <= rare


def halves_of(word: str) -> list[tuple[str, str]]:
    """All ways to cut a word in two."""
    return [(word[:cut], word[cut:]) for cut in range(2, len(word) - 1)]


def kept_ends(word: str) -> tuple[str, str]:
    """Its beginning and its end: a single slip of the finger leaves one of them as it is."""
    kept = max(1, min(4, (len(word) - 1) // 2))
    return word[:kept], word[-kept:]


def best_repair(word: str, candidates: Sequence[WordEntry], *, known: bool = False) -> Repair | None:
    """The most likely of the guesses: spelled without umlauts, begun, mistyped, or two words without a gap.

    A word that is known can only be mistyped.
    """
    if known:
        mistyped = _mistyped(word, [entry for entry in candidates if entry.word != word])
        return mistyped.repair if mistyped else None
    guesses = [guess for guess in (_begun(word, candidates), _split(word, candidates)) if guess]
    if word.isalpha():
        guesses += [guess for guess in (_spelled(word, candidates), _mistyped(word, candidates)) if guess]
    return max(guesses, key=lambda guess: guess.likelihood).repair if guesses else None


def _spelled(word: str, candidates: Sequence[WordEntry]) -> _Guess | None:
    plain = word
    for digraph, letter in _DIGRAPHS:
        plain = plain.replace(digraph, letter)
    same = [entry for entry in candidates if plain != word and entry.word == plain]
    return _Guess(1e9, _repair(same)) if same else None


def _begun(word: str, candidates: Sequence[WordEntry]) -> _Guess | None:
    begun = [entry for entry in candidates if entry.word.startswith(word) and entry.word != word]
    if not begun:
        return None
    begun.sort(key=lambda entry: (-entry.products, entry.word, entry.language))
    missing = len(begun[0].word) - len(word)
    penalty = min(_MISSING_LETTER * missing, _MOST_MISSING)
    return _Guess(_weight(begun[0].products) - penalty, _repair(begun[:MOST_BEGUN], is_begun=True))


def _mistyped(word: str, candidates: Sequence[WordEntry]) -> _Guess | None:
    allowed = 2 if len(word) >= _TWO_SLIPS_FROM else 1
    best: tuple[float, WordEntry] | None = None
    for entry in candidates:
        slips = OSA.distance(word, entry.word, score_cutoff=allowed)
        if slips > allowed or not entry.word.isalpha():
            continue
        likelihood = _weight(entry.products) - (_ONE_SLIP if slips <= 1 else _TWO_SLIPS)
        likelihood -= _OTHER_FIRST_LETTER if entry.word[0] != word[0] else 0
        if best is None or (likelihood, best[1].word) > (best[0], entry.word):
            best = likelihood, entry
    if best is None:
        return None
    return _Guess(best[0], _repair([entry for entry in candidates if entry.word == best[1].word]))


def _split(word: str, candidates: Sequence[WordEntry]) -> _Guess | None:
    by_word: dict[tuple[str, str], WordEntry] = {(entry.word, entry.language): entry for entry in candidates}
    best: _Guess | None = None
    for left, right in halves_of(word):
        for language in ("en", "de"):
            first = by_word.get((left, language if left.isalpha() else "en"))
            second = by_word.get((right, language if right.isalpha() else "en"))
            if first is None or second is None:
                continue
            rarer = min(first.products, second.products)
            short = 1.5 * ((len(left) < SHORTEST) + (len(right) < SHORTEST))
            likelihood = _weight(rarer) - _SPLIT - short
            if best is None or likelihood > best.likelihood:
                way = Way((first.token, second.token))
                best = _Guess(likelihood, Repair(ways=(way,), shown=f"{first.shown} {second.shown}", products=rarer))
    return best


def _repair(entries: Sequence[WordEntry], *, is_begun: bool = False) -> Repair:
    ways = tuple(dict.fromkeys(Way((entry.token,)) for entry in entries))
    most = max(entries, key=lambda entry: (entry.products, entry.word))
    return Repair(ways=ways, shown=most.shown, products=sum(entry.products for entry in entries), is_begun=is_begun)


def _weight(products: int) -> float:
    return math.log(1 + products)
