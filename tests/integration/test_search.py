"""Search: words in both languages, whole or begun, everything first and then something, in one statement."""

from dataclasses import replace

import pytest

from core.carts.queries.shelf import SearchPage, search
from core.catalog.errors import NoSuchPage
from core.catalog.states import ArticleKind, ShelfOrder
from core.kernel import db
from tests.support.goods import Offer, add_offer, open_shop
from tests.support.statements import counted


@pytest.fixture(autouse=True)
def _shop(database: object) -> None:
    with db.unit_of_work() as session:
        open_shop(session)


def add(*offers: Offer) -> None:
    with db.unit_of_work() as session:
        for offer in offers:
            add_offer(session, offer)


def find(words: str, *, locale: str = "en", **chosen: object) -> SearchPage:
    with db.reading() as session:
        return search(session, words, locale=locale, price_list="retail", **chosen)  # type: ignore[arg-type]  # by name


def slugs(found: SearchPage) -> list[str]:
    return [card.slug for card in found.cards]


@pytest.fixture
def _library(_shop: None) -> None:
    offers = (
        Offer(sku="HM-1", name="Hafen espresso machine", name_de="Hafen Espressomaschine", rank=3),
        Offer(sku="GR-1", name="Speicher grinder", name_de="Kaffeemühle Speicher", rank=2),
        Offer(
            sku="TB-1", name="Cleaning tablets", name_de="Reinigungstabletten", rank=1,
            description="For every espresso machine.", description_de="Für jede Espressomaschine.",
        ),
        Offer(sku="CP-1", name="Café au lait bowl", name_de="Café-au-lait-Schale, groß", rank=4),
        Offer(sku="NO-1", name="Secret espresso machine", is_published=False),
    )  # fmt: skip
    add(*(replace(offer, category="beans") for offer in offers))  # whose name no test asks for


@pytest.mark.usefixtures("_library")
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("espresso machine", ["hm-1", "tb-1"]),
        ("Espressomaschine", ["hm-1", "tb-1"]),
        ("ESPRESSO", ["hm-1", "tb-1"]),
        ("espr", ["hm-1", "tb-1"]),
        ("maschinen", ["hm-1", "tb-1"]),
        ("machines", ["hm-1", "tb-1"]),
        ("kaffeemuhle", ["gr-1"]),
        ("Kaffeemuehle", ["gr-1"]),
        ("Kaffeemühlen", ["gr-1"]),
        ("mühle", ["gr-1"]),
        ("cafe", ["cp-1"]),
        ("gross", ["cp-1"]),
        ("groß", ["cp-1"]),
        ("gr-1", ["gr-1", "cp-1"]),
        ("speicher tablet", ["gr-1", "tb-1"]),
        ("xylophone", []),
        ("%", []),
        ("_____", []),
        ("", []),
        ("   ", []),
    ],
)
def test_search_finds_words_in_both_languages(words: str, expected: list[str]) -> None:
    found = find(words)

    assert (slugs(found), found.total) == (expected, len(expected))


@pytest.mark.usefixtures("_library")
def test_search_tells_whether_every_word_was_found() -> None:
    assert find("espresso machine").is_exact
    assert not find("espresso xylophone").is_exact
    assert slugs(find("espresso xylophone")) == ["hm-1", "tb-1"]
    assert not find("xylophone").is_exact
    assert find("Espresso,  MACHINE!").words == ("espresso", "machine")


@pytest.mark.usefixtures("_library")
def test_search_can_be_sorted_and_limited_to_kinds() -> None:
    assert slugs(find("espresso", sort=ShelfOrder.NAME)) == ["tb-1", "hm-1"]
    assert slugs(find("espresso", kinds=[ArticleKind.SERVICE])) == []
    assert slugs(find("espresso", kinds=[ArticleKind.PHYSICAL], locale="de")) == ["hm-1", "tb-1"]


def test_search_pages_hold_those_with_every_word_only() -> None:
    add(*(Offer(sku=f"A{number:02}", name="Red cup", rank=number) for number in range(30)))
    add(*(Offer(sku=f"B{number:02}", name="Blue cup") for number in range(30)))

    first, second = find("red cup"), find("red cup", page=2)

    assert (len(first.cards), len(second.cards), first.total, first.pages) == (24, 6, 30, 2)
    assert all(slug.startswith("a") for slug in slugs(first) + slugs(second))
    for missing in (0, 3, 4):
        with pytest.raises(NoSuchPage):
            find("red cup", page=missing)
    with pytest.raises(NoSuchPage):
        find("xylophone", page=2)
    with pytest.raises(NoSuchPage):
        find("", page=2)


@pytest.mark.usefixtures("_library")
@pytest.mark.parametrize(("words", "statements"), [("espresso", 1), ("speicher tablet", 1), ("xylophone", 1), ("", 0)])
def test_a_search_takes_one_statement(words: str, statements: int) -> None:
    with counted(db.engine()) as sent:
        find(words)

    assert sent.count == statements


def test_a_very_long_question_is_cut() -> None:
    found = find("word" + " more" * 5000 + "".join(f" w{number}" for number in range(5000)))

    assert len(found.words) == 8
