"""What somebody may mean by the words they type: terms, each with the ways in which products may say it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from core.catalog.rules.documents import ENGLISH, GERMAN
from core.catalog.rules.words import GERMAN_MARK, joined, runs_of, token_of

MOST_WORDS = 10
MOST_LETTERS = 200
LONGEST_SYNONYM = 3  # words
MOST_COMPOUNDS = 12
SHORTEST_ENDING = 4
COMMON_ENOUGH = 3  # so often must "headset" be there before "head set" means it too


@dataclass(frozen=True, slots=True, kw_only=True)
class WordEntry:
    """A word of the vocabulary and how many products have it."""

    word: str
    language: str
    token: str
    shown: str
    products: int


@dataclass(frozen=True, slots=True)
class Way:
    """One way to say something: these stems, one behind the other, or when they are apart all of them somewhere."""

    tokens: tuple[str, ...]
    apart: bool = False


@dataclass(slots=True)
class Term:
    """Something that a product should have, in any of these ways. Without a way nothing in the catalogue has it."""

    words: tuple[str, ...]
    ways: list[Way] = field(default_factory=list)
    products: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the office says that something means too."""

    typed: tuple[str, ...]
    meant: tuple[str, ...]


def typed_runs(text: str) -> list[tuple[str, ...]]:
    """The words of a question, as hyphens join them, each once; more than anybody types is cut."""
    runs: list[tuple[str, ...]] = []
    count = 0
    for run in dict.fromkeys(runs_of(text[:MOST_LETTERS])):
        if count + len(run) > MOST_WORDS:
            break
        runs.append(run)
        count += len(run)
    return runs


def key_of(text: str) -> str:
    """The form in which questions are compared: "Coffee-Cups" and "coffee cups" are the same."""
    return " ".join(word for run in typed_runs(text) for word in run)


def stems_of(word: str) -> tuple[str, ...]:
    """The stems that a word may stand under in the index."""
    return tuple(dict.fromkeys((token_of(word, ENGLISH), token_of(word, GERMAN))))


def asked_stems(runs: Sequence[tuple[str, ...]]) -> set[str]:
    """Every stem that must be looked up to understand a question."""
    words = {word for run in runs for word in run}
    words.update(word for run in runs if (word := joined(run)))
    words.update(first[0] + second[0] for first, second in _neighbours(runs))
    return {token for word in words for token in stems_of(word)}


def asked_endings(runs: Sequence[tuple[str, ...]]) -> list[str]:
    """German stems, backwards: what ends with them is a compound of them."""
    words = dict.fromkeys(word for run in runs for word in run)
    return [
        token_of(word, GERMAN)[::-1]
        for word in words
        if word.isalpha() and len(token_of(word, GERMAN)) - len(GERMAN_MARK) >= SHORTEST_ENDING
    ]


def asked_keys(runs: Sequence[tuple[str, ...]]) -> set[str]:
    """What synonyms may be kept under: every one, two or three words in a row."""
    words = [word for run in runs for word in run]
    return {
        " ".join(words[start : start + length])
        for length in range(1, LONGEST_SYNONYM + 1)
        for start in range(len(words) - length + 1)
    }


def terms_of(
    runs: Sequence[tuple[str, ...]],
    known: Mapping[str, int],
    compounds: Sequence[WordEntry],
    meanings: Iterable[Meaning],
) -> list[Term]:
    """The terms of a question, with the ways that the vocabulary knows and those that the office adds."""
    by_typed: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for meaning in meanings:
        by_typed.setdefault(meaning.typed, []).append(meaning.meant)
    words = [word for run in runs for word in run]
    terms: list[Term] = []
    runs_left = list(runs)
    while runs_left:
        term, used = _next_term(runs_left, known, by_typed)
        terms.append(term)
        runs_left = runs_left[used:]
    for term in terms:
        if len(term.words) == 1:
            term.ways += _compound_ways(term.words[0], compounds)
        term.products = max(1, sum(_products(way, known, compounds) for way in term.ways))
    return terms if words else []


def _next_term(
    runs: Sequence[tuple[str, ...]],
    known: Mapping[str, int],
    by_typed: Mapping[tuple[str, ...], Sequence[tuple[str, ...]]],
) -> tuple[Term, int]:
    """The term that begins here, and how many runs it takes."""
    for used in range(min(LONGEST_SYNONYM, len(runs)), 0, -1):
        words = tuple(word for run in runs[:used] for word in run)
        if words in by_typed:
            ways = _said(words, known, apart=True)
            return Term(words=words, ways=ways + [w for meant in by_typed[words] for w in _said(meant, known)]), used
    if len(runs) > 1 and len(runs[0]) == len(runs[1]) == 1 and (both := _one_word(runs[0][0], runs[1][0], known)):
        words = (runs[0][0], runs[1][0])
        return Term(words=words, ways=_said(words, known, apart=True) + both), 2
    run = runs[0]
    if len(run) == 1:
        return Term(words=run, ways=_said(run, known)), 1
    return Term(words=run, ways=_said((joined(run) or "",), known) + _said(run, known)), 1


def _one_word(first: str, second: str, known: Mapping[str, int]) -> list[Way]:
    """Two words that the catalogue often writes as one: head set."""
    if first.isdigit() or second.isdigit():
        return []
    return [Way((token,)) for token in stems_of(first + second) if known.get(token, 0) >= COMMON_ENOUGH]


def _said(words: Sequence[str], known: Mapping[str, int], *, apart: bool = False) -> list[Way]:
    """The ways to say these words in each language; none when the vocabulary lacks one of them."""
    ways: dict[Way, None] = {}
    for language in (ENGLISH, GERMAN):
        tokens = tuple(token_of(word, language) for word in words)
        if all(token in known for token in tokens):
            ways[Way(tokens, apart=apart and len(tokens) > 1)] = None
    return list(ways)


def _compound_ways(word: str, compounds: Sequence[WordEntry]) -> list[Way]:
    ending = token_of(word, GERMAN)
    tokens = dict.fromkeys(c.token for c in compounds if c.token.endswith(ending) and c.token != ending)
    return [Way((token,)) for token in list(tokens)[:MOST_COMPOUNDS]]


def _products(way: Way, known: Mapping[str, int], compounds: Sequence[WordEntry]) -> int:
    counts = [known.get(token, 0) for token in way.tokens]
    if counts != [0]:
        return min(counts)
    return sum(entry.products for entry in compounds if entry.token == way.tokens[0])


def _neighbours(runs: Sequence[tuple[str, ...]]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    return ((a, b) for a, b in pairwise(runs) if len(a) == len(b) == 1)
