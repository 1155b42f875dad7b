"""Search: words in both languages, whole or begun, everything first and then something, in one statement."""

import json
from dataclasses import replace
from decimal import Decimal
from uuid import UUID

import pytest
from sqlalchemy import delete, select

from core.carts.queries.shelf import Choice, Range, SearchPage, category_page, search
from core.catalog.errors import NoSuchPage
from core.catalog.jobs import read_anew, reindex
from core.catalog.models import ProductFacet, SearchDocument, SearchWord
from core.catalog.operations import (
    AttributeInput,
    CategoryInput,
    DefinitionInput,
    change_attribute,
    change_category,
    define_attribute,
    publish_product,
    rename_product,
    withdraw_product,
)
from core.catalog.operations.search import index_products
from core.catalog.queries import find_product_id
from core.catalog.queries.texts import is_never_indexed, product_ids_after
from core.catalog.states import ArticleKind, AttributeType, ShelfOrder
from core.kernel import db, jobs
from tests.support.goods import Offer, open_shop
from tests.support.library import HOSTILE, add, fill_library
from tests.support.statements import counted

READ = "catalog.read_anew"


@pytest.fixture(autouse=True)
def _shop(database: object) -> None:
    with db.unit_of_work() as session:
        open_shop(session)


def find(words: str, *, locale: str = "en", **chosen: object) -> SearchPage:
    with db.reading() as session:
        return search(session, words, locale=locale, price_list="retail", **chosen)  # type: ignore[arg-type]  # by name


def slugs(found: SearchPage) -> list[str]:
    return [card.slug for card in found.cards]


@pytest.fixture
def _library(_shop: None) -> None:
    fill_library()


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
        ("gr-1", ["gr-1"]),
        ("GR1", ["gr-1"]),
        ("espresso machnie", ["hm-1", "tb-1"]),
        ("Espresomaschine", ["hm-1", "tb-1"]),
        ("kaffemühle", ["gr-1"]),
        ("espressomachine", ["hm-1", "tb-1"]),
        ("speicher tablet", ["tb-1", "gr-1"]),
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
    assert slugs(find("espresso", choice=Choice(kinds=(ArticleKind.SERVICE,)))) == []
    assert slugs(find("espresso", choice=Choice(kinds=(ArticleKind.PHYSICAL,)), locale="de")) == ["hm-1", "tb-1"]


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
@pytest.mark.parametrize(
    ("words", "statements"), [("espresso", 4), ("speicher tablet", 5), ("espreso", 5), ("xylophone", 2), ("", 0)]
)
def test_a_search_takes_four_statements_and_one_for_each_detour(words: str, statements: int) -> None:
    with counted(db.engine()) as sent:
        find(words)

    assert sent.count == statements


@pytest.mark.usefixtures("_library")
def test_filters_from_a_moment_ago_spare_a_statement_until_something_else_is_found() -> None:
    kept = find("espresso").filters
    with counted(db.engine()) as sent:
        again = find("espresso", filters=kept)
    add(Offer(sku="ESP-9", name="Espresso spoon"))
    more = find("espresso", filters=kept)

    assert (sent.count, again.filters) == (3, kept)
    assert (again.total, more.total) == (2, 3)
    assert find("espresso", filters=kept, choice=Choice(kinds=(ArticleKind.SERVICE,))).total == 0


def test_a_very_long_question_is_cut() -> None:
    found = find(" ".join(f"w{number}" for number in range(5000)))

    assert found.words == tuple(f"w{number}" for number in range(10))


@pytest.mark.usefixtures("_library")
@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("espreso machine", "espresso machine"),
        ("espresso", ""),
        ("espr", ""),
        ("kaffemühle", "kaffeemühle"),
        ("grindr", "grinder"),
    ],
)
def test_a_mistyped_word_is_repaired_and_said(typed: str, corrected: str) -> None:
    assert find(typed).corrected == corrected


@pytest.mark.usefixtures("_library")
def test_what_is_withdrawn_renamed_or_published_is_found_as_it_is_now() -> None:
    with db.unit_of_work() as session:
        ids = {slug: find_product_id(session, slug) for slug in ("hm-1", "no-1")}
        withdraw_product(session, ids["hm-1"] or UUID(int=0))
        publish_product(session, ids["no-1"] or UUID(int=0))

    assert slugs(find("espresso")) == ["no-1", "tb-1"]

    with db.unit_of_work() as session:
        rename_product(session, ids["no-1"] or UUID(int=0), name="Open kettle", name_de="Offener Kessel")

    assert slugs(find("espresso")) == ["tb-1"]
    assert slugs(find("Kessel")) == ["no-1"]
    assert find("secret").total == 0


@pytest.mark.usefixtures("_library")
@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_gets_an_answer(typed: str) -> None:
    found = find(typed)

    assert all(slug in {"hm-1", "tb-1", "gr-1", "cp-1"} for slug in slugs(found))
    assert slugs(find("espresso")) == ["hm-1", "tb-1"]


def facts(colour: str, watts: int) -> tuple[AttributeInput, ...]:
    return (
        AttributeInput(name="Colour", name_de="Farbe", value=colour, code="colour"),
        AttributeInput(name="Power", name_de="Leistung", value=str(watts), unit="W", code="power"),
    )


@pytest.fixture
def _kettles(_shop: None) -> None:
    with db.unit_of_work() as session:
        for position, (code, name, unit) in enumerate((("colour", "Colour", ""), ("power", "Power", "W"))):
            define_attribute(
                session,
                DefinitionInput(
                    code=code, name=name, unit=unit, is_facet=True, position=position,
                    type=AttributeType.NUMBER if unit else AttributeType.TEXT,
                ),
            )  # fmt: skip
    add(
        *(
            Offer(sku=f"K{n}", name="Kettle", prices={1: 1000 * n}, stock=n % 2, attributes=facts(colour, 100 * n))
            for n, colour in enumerate(["red"] * 4 + ["blue"] * 5 + ["green"], 1)
        )
    )


def group(found: SearchPage, code: str) -> dict[str, int]:
    assert found.filters is not None
    return {option.value: option.count for own in found.filters.groups if own.code == code for option in own.options}


@pytest.mark.usefixtures("_kettles")
def test_values_of_one_facet_are_alternatives_and_facets_add_up() -> None:
    red, both = Choice(values={"colour": ("red",)}), Choice(values={"colour": ("red", "blue")})
    strong = Choice(values={"colour": ("red", "blue")}, ranges={"power": Range(least=Decimal(400))})

    assert (find("kettle").total, group(find("kettle"), "colour")) == (10, {"blue": 5, "red": 4, "green": 1})
    assert sorted(slugs(find("kettle", choice=red))) == ["k1", "k2", "k3", "k4"]
    assert group(find("kettle", choice=red), "colour") == {"blue": 5, "red": 4, "green": 1}
    assert find("kettle", choice=both).total == 9
    assert (find("kettle", choice=strong).total, group(find("kettle", choice=strong), "colour")) == (
        6, {"blue": 5, "red": 1, "green": 1},
    )  # fmt: skip
    assert find("kettle", choice=Choice(values={"colour": ("pink",)})).total == 0
    assert find("kettle", choice=Choice(values={"nothing": ("x",)})).total == 0


@pytest.mark.usefixtures("_kettles")
def test_price_availability_kind_and_shelf_narrow_down_too() -> None:
    cheap = Choice(price=Range(least=Decimal(2000), most=Decimal(4000)))

    assert sorted(slugs(find("kettle", choice=cheap))) == ["k2", "k3", "k4"]
    assert sorted(slugs(find("kettle", choice=replace(cheap, in_stock=True)))) == ["k3"]
    assert slugs(find("kettle", choice=cheap, sort=ShelfOrder.PRICE_DOWN)) == ["k4", "k3", "k2"]
    assert find("kettle", choice=Choice(category="machines")).total == 10
    assert find("kettle", choice=Choice(category="beans")).total == 0
    assert find("kettle", choice=Choice(kinds=(ArticleKind.PHYSICAL, ArticleKind.SERVICE))).total == 10
    found = find("kettle").filters
    assert found is not None
    assert (found.in_stock, dict(found.kinds), dict(found.categories)) == (
        5, {ArticleKind.PHYSICAL: 10}, {"all": 10, "machines": 10},
    )  # fmt: skip
    assert [own.bounds for own in found.groups if own.code == "power"] == [
        Range(least=Decimal(100), most=Decimal(1000))
    ]


@pytest.mark.usefixtures("_kettles")
def test_a_shelf_can_be_narrowed_down_in_four_statements() -> None:
    choice = Choice(values={"colour": ("red",)}, in_stock=True)

    with db.reading() as session, counted(db.engine()) as sent:
        page = category_page(session, "machines", locale="en", price_list="retail", choice=choice)

    assert (sorted(card.slug for card in page.cards), page.total, sent.count) == (["k1", "k3"], 2, 4)


@pytest.mark.usefixtures("_library")
def test_indexing_again_changes_nothing() -> None:
    with db.unit_of_work() as session:
        ids = [identity for slug in ("hm-1", "gr-1") if (identity := find_product_id(session, slug))]
        before = session.execute(select(SearchWord.word, SearchWord.products).order_by(SearchWord.word)).all()
        index_products(session, ids)
        after = session.execute(select(SearchWord.word, SearchWord.products).order_by(SearchWord.word)).all()

    assert after == before


@pytest.mark.usefixtures("_kettles")
def test_search_follows_when_an_attribute_or_a_shelf_is_named_anew_or_becomes_a_filter() -> None:
    flat = DefinitionInput(code="colour", name="Tint", name_de="Tönung")
    with db.unit_of_work() as session:
        change_attribute(session, flat)
        change_category(session, "machines", CategoryInput(slug="machines", name="Boilers", name_de="Kocher"))

        every = [json.loads(row.payload) for row in session.scalars(select(jobs.Job)) if row.name == READ]
    assert len(every) == 2
    assert (find("tint").total, find("boilers").total) == (0, 0)

    for payload in every:
        read_anew(**payload)

    assert (find("tint").total, find("boilers").total, find("red tint").total) == (10, 10, 4)
    assert group(find("kettle"), "colour") == {}
    with db.unit_of_work() as session:
        change_attribute(session, replace(flat, is_facet=True))
    read_anew(**next(payload for payload in every if "attribute_id" in payload))
    assert group(find("kettle"), "colour") == {"blue": 5, "red": 4, "green": 1}


@pytest.mark.usefixtures("_kettles")
def test_reading_anew_goes_on_where_the_time_was_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.catalog.jobs.SECONDS_PER_JOB", -1.0)
    monkeypatch.setattr("core.catalog.jobs.BATCH", 4)

    read_anew()

    with db.reading() as session:
        (left,) = [json.loads(row.payload) for row in session.scalars(select(jobs.Job)) if row.name == READ]
        assert left["after"] == str(product_ids_after(session, None, most=4)[-1])


@pytest.mark.usefixtures("_library")
def test_a_catalogue_without_an_index_is_indexed_anew() -> None:
    with db.unit_of_work() as session:
        session.execute(delete(ProductFacet))
        session.execute(delete(SearchDocument))
        session.execute(delete(SearchWord))
    assert find("espresso").total == 0
    with db.reading() as session:
        assert is_never_indexed(session)

    assert sum(reindex()) == 5

    with db.reading() as session:
        assert not is_never_indexed(session)

    assert slugs(find("espresso")) == ["hm-1", "tb-1"]
