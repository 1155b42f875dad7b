"""Rules of search: words and stems, what may be meant, repair, the order of what was found, what is indexed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.catalog.rules.documents import (
    FactText,
    ProductText,
    Spoken,
    SpokenWord,
    facet_entries,
    indexed,
    spoken_word,
)
from core.catalog.rules.folding import folded, plain_words
from core.catalog.rules.questions import (
    MOST_WORDS,
    Meaning,
    Term,
    Way,
    WordEntry,
    asked_keys,
    key_of,
    terms_of,
    typed_runs,
)
from core.catalog.rules.ranking import Candidate, ranked
from core.catalog.rules.repair import best_repair, halves_of
from core.catalog.rules.words import language_of, runs_of, token_of, words_of


def words(text: str) -> list[str]:
    return [word.text for word in words_of(text)]


def entry(word: str, products: int, language: str = "en") -> WordEntry:
    return WordEntry(
        word=word, language=language, token=token_of(word, language), shown=word, products=products
    )  # fmt: skip


# --- words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kaffeemühle für Große", ["kaffeemuhle", "fur", "grosse"]),
        ("TN-2110", ["tn", "2110", "tn2110"]),
        ("USB-C/HDMI", ["usb", "c", "hdmi", "usbchdmi"]),
        ("500GB", ["500", "gb"]),
        ("500 GB", ["500", "gb"]),
        ('17" 17 inch 17 Zoll', ["17", "in", "17", "in", "17", "in"]),
        ("15.60 15,6", ["15p6", "15p6"]),
        ("1,400 W", ["1400", "w"]),
        ("½ 1/2", ["1f2", "1f2"]),
        ("Women's", ["womens"]),
        ("", []),
        ("!?", []),
    ],
)
def test_measures_accents_and_hyphens_are_written_one_way(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_a_word_that_a_hyphen_joins_is_known_as_such() -> None:
    assert [(word.text, word.is_joined) for word in words_of("tea-cup")] == [
        ("tea", False), ("cup", False), ("teacup", True),
    ]  # fmt: skip


def test_stems_join_forms_and_never_mix_languages() -> None:
    assert token_of("machines", "en") == token_of("machine", "en") == "machin"
    assert token_of("maschinen", "de") == token_of("maschine", "de") == "maschinß"
    assert token_of("tn2110", "de") == "tn2110"


@pytest.mark.parametrize(
    ("text", "language"),
    [("Laser printer for the office", "en"), ("Drucker für das Büro", "de"), ("HP 950", "en"), ("", "en")],
)
def test_the_language_of_a_text_shows_in_its_small_words(text: str, language: str) -> None:
    assert language_of(text) == language


def test_pickers_and_addresses_read_words_as_they_stand() -> None:
    assert plain_words('Hafen 15.6" Größe') == ["hafen", "15", "6", "grosse"]
    assert folded(["Mühle", "Mühle groß"]) == " muhle muehle gross "
    assert folded(["!"]) == ""


# --- questions


def test_questions_are_the_same_whatever_stands_between_their_words() -> None:
    assert key_of("Coffee-Cups!") == key_of("coffee  CUPS") == "coffee cups"
    assert typed_runs("a b a") == [("a",), ("b",)]
    assert len(typed_runs("w" + " ".join(f"w{n}" for n in range(50)))) == MOST_WORDS
    assert asked_keys([("a",), ("b", "c"), ("d",)]) >= {"a", "a b c", "b c d", "d"}


def test_a_term_knows_its_ways_and_a_synonym_adds_others() -> None:
    known = {"headset": 9, "head": 2, "set": 50, "moka": 3, "pot": 3, "tn": 1, "2110": 1, "tn2110": 4}

    (joined,) = terms_of(typed_runs("head set"), known, [], [])
    assert joined.ways == [Way(("head", "set"), apart=True), Way(("headset",))]
    (code,) = terms_of(typed_runs("TN-2110"), known, [], [])
    assert code.ways == [Way(("tn2110",)), Way(("tn", "2110"))]
    (synonym,) = terms_of(typed_runs("bialetti"), known, [], [Meaning(typed=("bialetti",), meant=("moka", "pot"))])
    assert synonym.ways == [Way(("moka", "pot"))]
    (unknown,) = terms_of(typed_runs("xylophone"), known, [], [])
    assert (unknown.ways, unknown.products) == ([], 1)
    assert terms_of([], known, [], []) == []


# --- repair


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("grindr", "grinder"), ("rginder", "grinder"), ("grimder", "grinder"), ("gri", "grinder"),
        ("muehle", "muhle"), ("cupgrinder", "cup grinder"), ("zzzzzz", ""), ("4711", ""), ("cpu", "cup"),
    ],
)  # fmt: skip
def test_the_likeliest_guess_repairs_a_word(typed: str, shown: str) -> None:
    library = [entry("grinder", 20), entry("grinders", 2), entry("cup", 30), entry("muhle", 5, "de")]

    repair = best_repair(typed, library)

    assert (repair.shown if repair else "") == shown


def test_a_known_word_is_repaired_only_as_a_slip() -> None:
    library = [entry("note", 100), entry("notebook", 500), entry("noet", 1)]

    repair = best_repair("noet", library, known=True)

    assert repair is not None
    assert (repair.shown, repair.is_begun) == ("note", False)


@given(st.text(alphabet="abcdefgh", max_size=12))
def test_halves_put_together_are_the_word(word: str) -> None:
    assert all(left + right == word for left, right in halves_of(word))
    assert len(halves_of(word)) == max(0, len(word) - 3)


# --- order


def candidate(number: int, title: str, *, body: str = "", rank: int = 1000) -> Candidate:
    return Candidate(id=number, title=f" {title} ", labels="  ", facts="  ", body=f" {body} ", rank=rank)


def order(*candidates: Candidate, terms: tuple[str, ...] = ("red", "cup")) -> list[int]:
    asked = [Term(words=(term,), ways=[Way((term,))], products=5) for term in terms]
    return [place.id for place in ranked(candidates, asked, 100)]


def test_all_words_come_before_some_and_titles_before_texts() -> None:
    every, some = candidate(1, "plate", body="red cup"), candidate(2, "red plate")

    assert order(some, every) == [1, 2]
    assert order(candidate(1, "plate", body="red cup"), candidate(2, "red cup")) == [2, 1]


def test_neighbours_short_titles_and_the_offices_rank_stand_first() -> None:
    assert order(candidate(1, "red big cup"), candidate(2, "big red cup")) == [2, 1]
    assert order(candidate(1, "red cup with a handle"), candidate(2, "red cup")) == [2, 1]
    assert order(candidate(1, "red cup", rank=1000), candidate(2, "red cup", rank=5)) == [2, 1]
    assert order(candidate(2, "red cup"), candidate(1, "red cup")) == [1, 2]
    assert order() == []


@given(st.permutations(range(6)))
def test_the_order_does_not_depend_on_the_order_of_the_candidates(numbers: list[int]) -> None:
    titles = ["red cup", "cup red", "red", "cup", "red cup red", "green cup"]

    assert order(*(candidate(n, titles[n]) for n in numbers)) == order(*(candidate(n, titles[n]) for n in range(6)))


# --- documents


def test_a_product_is_read_in_both_languages_with_its_words_and_codes() -> None:
    text = indexed(
        ProductText(
            title=Spoken(english="Espresso machine", german="Espressomaschine"),
            brand="Hafen",
            codes=["HM-1"],
            facts=[FactText(name=Spoken(english="Power", german="Leistung"), value=Spoken(english="900"), unit="W")],
        )
    )

    assert text.title == "espresso machin espressomaschinß"
    assert text.labels == "hafen hm 1 hm1"
    assert text.facts == "power leistungß 900 w"
    assert {spoken_word(word) for word in text.words} >= {
        SpokenWord("espressomaschine", "de", is_joined=False), SpokenWord("hm1", "en", is_joined=False),
    }  # fmt: skip


def test_words_in_one_language_only_are_stemmed_in_the_one_they_seem_to_be_in() -> None:
    assert indexed(ProductText(title=Spoken(english="Drucker für das Büro"))).title == "druckß furß dasß buroß"
    assert indexed(ProductText(title=Spoken(english="Printers for the office"))).title == "printer for the offic"


def test_facets_are_the_brand_and_short_facts_each_value_once() -> None:
    def fact(value: str, number: Decimal | None = None) -> FactText:
        return FactText(name=Spoken(english="Size"), value=Spoken(english=value), code="size", number=number)

    product = ProductText(
        title=Spoken(english="Cup"),
        brand="Hafen",
        facts=[fact("-5", Decimal(-5)), fact("5"), fact("5"), fact("x" * 61)],
    )

    assert [(found.code, found.value_code, found.number) for found in facet_entries(product)] == [
        ("brand", "hafen", None), ("size", "minus-5", Decimal(-5)), ("size", "5", None),
    ]  # fmt: skip


@given(st.text(max_size=60))
def test_stems_hold_nothing_that_a_database_reads_as_an_operator(text: str) -> None:
    for run in runs_of(text):
        for word in run:
            for language in ("en", "de"):
                assert token_of(word, language).replace("ß", "").isalnum()
                assert len(word) <= 40
