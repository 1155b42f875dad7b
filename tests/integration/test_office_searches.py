"""Search in the hands of the office: synonyms, pinned results, and what people searched and chose in the shop."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core.accounts.states import StaffRole
from core.carts.queries.shelf import search
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
from core.catalog.models import SearchClick, SearchDay, SearchPin, SearchSynonym
from core.catalog.operations import (
    Choice,
    Search,
    SynonymInput,
    add_synonym,
    change_synonym,
    count_searches,
    is_counted,
    pin_product,
    raise_pin,
    remove_pin,
    remove_synonym,
    withdraw_product,
)
from core.catalog.operations.searches import forget_old_searches
from core.catalog.queries import find_product_id, pins_of, search_report, synonyms
from core.kernel import clock, db
from core.kernel.errors import AppError
from core.kernel.settings import Settings
from core.pricing.states import RETAIL
from storefront import create_storefront
from storefront.searches import write_searches
from tests.benchmarks.client import form_values
from tests.support.goods import Offer, add_offer
from tests.support.office import Desk, Office, open_office
from tests.support.pages import client_of
from tests.support.shopper import words_of
from tests.support.statements import counted

PAGE = "/catalogue/searches"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        with db.unit_of_work() as session:
            for sku, name in (("PERC-1", "Stovetop percolator"), ("MOKA-1", "Moka pot"), ("MOKA-2", "Moka pot large")):
                add_offer(session, Offer(sku=sku, name=name, prices={1: 2900}))
        yield opened


@pytest.fixture
def shop(database: Settings, office: Office) -> FlaskClient:
    return client_of(create_storefront(database))


def found(text: str, locale: str = "en") -> list[str]:
    with db.reading() as session:
        return [card.slug for card in search(session, text, locale=locale, price_list=RETAIL).cards]


def count(model: type[db.Base]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def pin(desk: Desk, page: str, sku: str) -> TestResponse:
    sent = form_values(desk.get(page).text, f"{PAGE}/question")
    return desk.client.post(f"{PAGE}/question", data={**sent, "sku": sku})


# --- synonyms


def test_a_synonym_lets_words_mean_others_at_once_and_only_as_it_says(office: Office) -> None:
    assert found("bialetti") == []

    with db.unit_of_work() as session:
        both = add_synonym(session, SynonymInput(typed="Bialetti", meant="moka pot"))
        add_synonym(session, SynonymInput(typed="Perkolator", meant="percolator", language="de", is_two_way=False))

    assert found("bialetti") == ["moka-1", "moka-2"]
    assert found("BIALETTI large") == ["moka-2"]
    assert found("perkolator", "de") == ["perc-1"]

    with db.unit_of_work() as session:
        change_synonym(session, both.id, SynonymInput(typed="bialetti", meant="percolator"))

    assert found("bialetti") == ["perc-1"]

    with db.unit_of_work() as session:
        remove_synonym(session, both.id)
        remove_synonym(session, both.id)

    assert found("bialetti") == []
    assert count(SearchSynonym) == 1


def test_a_synonym_of_two_ways_is_read_from_both_ends(office: Office) -> None:
    with db.unit_of_work() as session:
        add_offer(session, Offer(sku="CAFT-1", name="Bialetti cafetiere"))
        add_synonym(session, SynonymInput(typed="cafetiere", meant="moka pot"))

    assert sorted(found("moka pot")) == ["caft-1", "moka-1", "moka-2"]
    assert sorted(found("cafetiere")) == ["caft-1", "moka-1", "moka-2"]


@pytest.mark.parametrize(
    ("typed", "meant", "refusal"),
    [
        ("Moka-Pot", "moka pot", SynonymMeansItself),
        ("!!!", "moka", WordsDoNotFit),
        ("moka", "one two three four", WordsDoNotFit),
        ("m" * 81, "moka", WordsDoNotFit),
        ("bialetti", "Moka", SynonymTaken),
        ("moka", "bialetti", SynonymTaken),
    ],
)
def test_a_synonym_that_says_nothing_new_is_refused_and_changes_nothing(
    office: Office, typed: str, meant: str, refusal: type[AppError]
) -> None:
    with db.unit_of_work() as session:
        add_synonym(session, SynonymInput(typed="Bialetti", meant="moka"))
        other = add_synonym(session, SynonymInput(typed="kettle", meant="pot"))

    with pytest.raises(refusal), db.unit_of_work() as session:
        add_synonym(session, SynonymInput(typed=typed, meant=meant))
    with pytest.raises(refusal), db.unit_of_work() as session:
        change_synonym(session, other.id, SynonymInput(typed=typed, meant=meant))
    with pytest.raises(UnknownSynonym), db.unit_of_work() as session:
        change_synonym(session, uuid4(), SynonymInput(typed="a", meant="b"))

    with db.reading() as session:
        assert [(row.typed, row.meant) for row in synonyms(session).synonyms] == [
            ("Bialetti", "moka"), ("kettle", "pot"),
        ]  # fmt: skip


def test_the_office_writes_changes_and_removes_a_synonym(office: Office) -> None:
    desk = office.desk(StaffRole.MARKETING)

    page = desk.send(f"{PAGE}/synonyms/new", typed="Bialetti", meant="moka pot", is_two_way="y", language="")
    assert page.status_code == 303
    assert "Bialetti" in desk.get(f"{PAGE}/synonyms").text
    twice = desk.send(f"{PAGE}/synonyms/new", typed="bialetti", meant="Moka Pot", is_two_way="y", language="")
    assert twice.status_code == 422
    assert "This synonym is there already." in words_of(twice)
    with db.reading() as session:
        (kept,) = synonyms(session).synonyms
    changed = desk.send(f"{PAGE}/synonyms/{kept.id}", typed="Bialetti", meant="percolator", language="de")
    assert changed.status_code == 303
    assert (found("bialetti"), found("bialetti", "de")) == ([], ["perc-1"])
    assert desk.press(f"{PAGE}/synonyms", f"{PAGE}/synonyms/{kept.id}/remove").status_code == 303
    assert count(SearchSynonym) == 0
    assert desk.get(f"{PAGE}/synonyms/{kept.id}").status_code == 404


# --- pinned results


def test_a_pinned_product_stands_above_all_others_for_exactly_these_words(office: Office) -> None:
    with db.unit_of_work() as session:
        first = pin_product(session, "Moka Pot", sku="PERC-1")
        second = pin_product(session, "moka-pot", sku="MOKA-2")

    assert found("moka pot") == ["perc-1", "moka-2", "moka-1"]
    assert found("moka") == ["moka-1", "moka-2"]

    with db.unit_of_work() as session:
        raise_pin(session, second.id)
        raise_pin(session, second.id)
    assert found("MOKA  pot!") == ["moka-2", "perc-1", "moka-1"]

    with db.unit_of_work() as session:
        remove_pin(session, first.id)
        withdraw_product(session, find_product_id(session, "moka-2") or uuid4())
    assert found("moka pot") == ["moka-1"]
    with db.reading() as session:
        assert [(row.sku, row.is_published) for row in pins_of(session, "moka pot", locale="en")] == [("MOKA-2", False)]


def test_pins_that_make_no_sense_are_refused_and_change_nothing(office: Office) -> None:
    with db.unit_of_work() as session:
        kept = pin_product(session, "moka", sku="MOKA-2")
        for number in range(9):
            add_offer(session, Offer(sku=f"CUP-{number}", name="Cup"))
            pin_product(session, "cup", sku=f"CUP-{number}")
        pin_product(session, "cup", sku="MOKA-1")

    refusals: list[tuple[str, str, type[AppError]]] = [
        ("moka", "NONE", UnknownSku), ("moka", "MOKA-2", PinTaken), ("!", "MOKA-1", QuestionDoesNotFit),
        ("x" * 81, "MOKA-1", QuestionDoesNotFit), ("cup", "MOKA-2", TooManyPins),
    ]  # fmt: skip
    for query, sku, refusal in refusals:
        with pytest.raises(refusal), db.unit_of_work() as session:
            pin_product(session, query, sku=sku)
    for change in (raise_pin, remove_pin):
        with pytest.raises(UnknownPin), db.unit_of_work() as session:
            change(session, uuid4())

    assert count(SearchPin) == 11
    with db.reading() as session:
        assert [row.id for row in pins_of(session, "moka", locale="en")] == [kept.id]


def test_the_office_pins_orders_and_removes_on_the_page_of_a_question(office: Office) -> None:
    desk = office.desk(StaffRole.MARKETING)

    assert desk.send(f"{PAGE}/pinned/new", query="moka pot", sku="PERC-1").status_code == 303
    page = f"{PAGE}/question?q=moka+pot"
    assert pin(desk, page, "MOKA-2").status_code == 303
    wrong = pin(desk, page, "NONE")
    assert wrong.status_code == 422
    assert "There is no article with this number." in words_of(wrong)
    assert "3 articles are found now" in words_of(desk.get(page))
    with db.reading() as session:
        first, second = pins_of(session, "moka pot", locale="en")
    assert desk.press(page, f"{PAGE}/pins/{second.id}/up").status_code == 303
    assert found("moka pot") == ["moka-2", "perc-1", "moka-1"]
    assert desk.press(page, f"{PAGE}/pins/{first.id}/remove").status_code == 303
    assert found("moka pot") == ["moka-2", "moka-1"]
    assert "moka pot" in desk.get(f"{PAGE}/pinned").text


# --- what people searched and chose


def test_what_people_search_and_choose_comes_to_the_office_and_says_nothing_of_them(
    office: Office, shop: FlaskClient
) -> None:
    for _ in range(3):
        shop.get("/search?q=Bialetti")
    page = shop.get("/search?q=moka+pot")
    link = page.text.split('href="/p/moka-2?')[1].split('"')[0].replace("&amp;", "&")
    for unseen in ("/search?q=moka+pot&page=1&stock=1", "/search?q=moka+pot&sort=name", "/search?q=a@b.example"):
        shop.get(unseen)
    assert shop.get(f"/p/moka-2?{link}").status_code == 200
    for forged in (link[:-20] + "x" * 19 + "&place=1", link.replace("place=2", "place=0"), "found=x&place=1"):
        assert shop.get(f"/p/moka-1?{forged}").status_code == 200
    shop.get("/search?q=moka+pot", headers={"User-Agent": "Examplebot/1.0"})
    assert count(SearchDay) == 0
    write_searches(shop.application)
    write_searches(shop.application)

    with db.reading() as session:
        report = search_report(session, since=clock.today())
    assert (report.asked, report.without, report.clicks) == (4, 3, 1)
    assert [(row.text, row.asked, row.without) for row in report.missing] == [("Bialetti", 3, 3)]
    assert [(row.text, row.asked, row.products, row.clicks, row.place) for row in report.popular] == [
        ("Bialetti", 3, 0, 0, None), ("moka pot", 1, 2, 1, 2),
    ]  # fmt: skip
    assert [(row.place, row.clicks) for row in report.places] == [(2, 1)]
    desk = office.desk(StaffRole.MARKETING)
    words = words_of(desk.get(PAGE))
    assert "Without a hit 75%" in words
    assert "Bialetti 3 3 0 0 \u2013 Add a synonym" in words
    assert "Moka pot large MOKA-2 1 2" in words_of(desk.get(f"{PAGE}/question?q=Moka-Pot"))
    assert "Nobody has searched this" in words_of(desk.get(f"{PAGE}/question?q=kettle"))


def test_sums_of_a_day_grow_and_older_days_fall_out_of_the_period_and_are_forgotten(office: Office) -> None:
    moka = Search(text="Moka", products=2, is_exact=True, is_repaired=False)
    with db.unit_of_work() as session:
        product_id = find_product_id(session, "moka-1") or uuid4()
        choices = [Choice(text="moka", product_id=product_id, place=place) for place in (1, 1, 500)]
        count_searches(session, [moka, moka], [*choices, Choice(text="moka", product_id=uuid4(), place=1)])
    with db.unit_of_work() as session:
        count_searches(session, [Search(text="MOKA", products=3, is_exact=False, is_repaired=True)], choices)

    with db.reading() as session:
        (row,) = search_report(session, since=clock.today()).popular
    assert (row.text, row.asked, row.close, row.repaired, row.products, row.clicks) == ("MOKA", 3, 1, 1, 3, 6)
    assert count(SearchClick) == 2
    later = clock.now() + timedelta(days=366)
    with clock.frozen(later), db.unit_of_work() as session:
        assert search_report(session, since=clock.today()).asked == 0
        forget_old_searches(session)
    assert (count(SearchDay), count(SearchClick)) == (0, 0)


@pytest.mark.parametrize("text", ["", "  ", "!?", "me@example.org", "x" * 81])
def test_what_may_be_somebodys_own_is_not_written_down(text: str) -> None:
    assert not is_counted(text)
    assert is_counted("moka pot")


def test_the_report_takes_four_statements_however_much_was_searched(office: Office) -> None:
    def fill(texts: range) -> None:
        with db.unit_of_work() as session:
            many = [Search(text=f"word {n}", products=0, is_exact=False, is_repaired=False) for n in texts]
            count_searches(session, many, [Choice(text="word 1", product_id=product_id, place=n + 1) for n in texts])

    with db.reading() as session:
        product_id = find_product_id(session, "moka-1") or uuid4()
    fill(range(1))
    with counted(db.engine()) as few, db.reading() as session:
        search_report(session, since=clock.today())
    fill(range(60))
    with counted(db.engine()) as many, db.reading() as session:
        report = search_report(session, since=clock.today())

    assert few.count == many.count == 4
    assert (len(report.missing), len(report.popular), report.asked) == (50, 50, 61)


def test_only_who_edits_the_catalogue_may_tune_search(office: Office) -> None:
    desk = office.desk(StaffRole.SALES)

    assert desk.get(PAGE).status_code == 200
    assert desk.get(f"{PAGE}/synonyms/new").status_code == 403
    assert "New synonym" not in desk.get(f"{PAGE}/synonyms").text
