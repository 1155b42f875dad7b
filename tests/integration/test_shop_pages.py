"""The pages of the shop before anybody orders: shelves, products, search, legal texts, pictures."""

from collections.abc import Iterator

import pytest

from core.kernel import db, events
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from storefront import create_storefront
from tests.support.goods import Offer, add_offer
from tests.support.pages import client_of
from tests.support.shopper import Shopper, open_shop_pages, words_of
from tests.support.statements import counted
from tests.support.visits import a_customer, sign_in


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def company(shopper: Shopper) -> Shopper:
    a_customer("anna@example.org", company_name="Beck GmbH")
    sign_in(shopper.client, "anna@example.org")
    return shopper


# --- shelves


def test_home_leads_to_shelves_bundles_and_favourites(shopper: Shopper) -> None:
    page = shopper.get("/")

    assert page.status_code == 200
    assert 'href="/c/all"' in page.text
    assert 'href="/p/kitchen"' in page.text
    assert "1,890.00" not in page.text
    assert "599.00 €" in words_of(page)


def test_a_shop_without_articles_says_that_it_is_just_opening(database: Settings) -> None:
    page = client_of(create_storefront(database)).get("/")

    assert page.status_code == 200
    assert "We are just opening" in page.text


def test_a_shelf_counts_kinds_and_filters_by_link(shopper: Shopper) -> None:
    whole = shopper.get("/c/all")
    delivered = shopper.get("/c/all?kind=physical")

    assert "All 6" in words_of(whole)
    assert "Delivered 3" in words_of(whole)
    assert 'href="/c/all?kind=physical"' in whole.text
    assert "House beans" in delivered.text
    assert "Bean club" not in delivered.text.split("</main>")[0].split("shelf-bar")[1]


def test_a_shelf_is_ordered_by_link(shopper: Shopper) -> None:
    page = shopper.get("/c/machines?sort=price-up&kind=physical").text

    assert page.index("/p/cup") < page.index("/p/machine")


def test_pages_of_a_shelf_are_links(shopper: Shopper) -> None:
    with unit_of_work() as session:
        for number in range(25):
            add_offer(session, Offer(sku=f"SPOON-{number:02d}", prices={1: 100}, stock=1, category="beans"))

    first, second, third = (shopper.get(f"/c/beans?page={page}") for page in (1, 2, 3))

    assert 'href="/c/beans?page=2"' in first.text
    assert second.status_code == 200
    assert third.status_code == 404


@pytest.mark.parametrize(
    "address", ["/c/unknown", "/p/unknown", "/orders/SO-2026-000001", "/invoices/RE-2026-000001.pdf"]
)
def test_what_is_not_there_is_a_page_that_says_so(shopper: Shopper, address: str) -> None:
    page = shopper.get(address)

    assert page.status_code == 404
    assert "To the shop" in page.text


@pytest.mark.parametrize("choice", ["page=x", "page=-1", "page=1e9", "sort=nonsense", "kind=nonsense"])
def test_an_address_with_nonsense_shows_the_shelf(shopper: Shopper, choice: str) -> None:
    assert shopper.get(f"/c/all?{choice}").status_code == 200


def test_a_shelf_without_the_wanted_kind_leads_back_to_the_whole(shopper: Shopper) -> None:
    page = shopper.get("/c/beans?kind=service")

    assert "Nothing fits all of these filters" in page.text
    assert 'href="/c/beans"' in page.text


def test_a_shelf_takes_few_statements_however_many_articles(shopper: Shopper) -> None:
    shopper.get("/c/machines")  # the menu and the filters of a whole shelf are kept for half a minute
    with counted(db.engine()) as few:
        shopper.get("/c/machines")
    with counted(db.engine()) as few_chosen:
        shopper.get("/c/machines?stock=1")
    with unit_of_work() as session:
        for number in range(20):
            add_offer(session, Offer(sku=f"SPOON-{number:02d}", prices={1: 100}, stock=1))
    with counted(db.engine()) as many:
        shopper.get("/c/machines")
    with counted(db.engine()) as many_chosen:
        shopper.get("/c/machines?stock=1")

    assert few.count == many.count == 2, str(many)
    assert few_chosen.count == many_chosen.count == 3, str(many_chosen)


# --- search


def test_search_finds_by_words(shopper: Shopper) -> None:
    page = shopper.get("/search?q=house+beans")

    assert "1 article for “house beans”" in words_of(page)
    assert 'href="/p/beans?found=' in page.text
    assert 'value="house beans"' in page.text


def test_the_search_field_suggests_shelves_questions_and_products(shopper: Shopper) -> None:
    found = shopper.get("/search/suggestions?q=bea").json

    assert [(line["kind"], line["label"], line["url"]) for line in found or ()] == [
        ("shelf", "Beans", "/c/beans"),
        ("words", "beans", "/search?q=beans"),
        ("product", "House beans", "/p/beans"),
        ("product", "Bean club", "/p/club"),
    ]
    assert shopper.get("/search/suggestions?q=").json == []
    assert shopper.get("/search/suggestions").json == []


def test_search_that_finds_nothing_helps_on(shopper: Shopper) -> None:
    page = shopper.get("/search?q=%3Cscript%3E")

    assert page.status_code == 200
    assert "Nothing found for “<script>”" in words_of(page)
    assert "<script>”" not in page.text
    assert "Look on our shelves" in page.text


def test_search_for_nothing_asks_what_for(shopper: Shopper) -> None:
    assert "What are you looking for?" in shopper.get("/search").text


# --- products


def test_a_product_says_price_tax_tiers_and_arrival(shopper: Shopper) -> None:
    page = words_of(shopper.get("/p/machine"))

    assert "599.00 € incl. 19% VAT, plus delivery" in page
    assert "3 549.00 € 8 %" in page.replace("from ", "")
    assert "With you by" in page
    assert "In stock" in page


def test_a_company_sees_net_prices(shopper: Shopper) -> None:
    page = words_of(company(shopper).get("/p/machine"))

    assert "539.10 € net, plus 19% VAT and delivery" in page
    assert "All prices without VAT, plus delivery." in page


def test_a_bundle_says_what_happens_with_each_component(shopper: Shopper) -> None:
    page = words_of(shopper.get("/p/kitchen"))

    assert "699.00 € + 35.00 € / month incl. VAT, plus delivery" in page
    assert "Hafen One Delivered to you" in page
    assert "Installation On a day that we agree with you" in page
    assert "Bean club Starts when it is activated" in page
    assert "Cup Delivered to you" in page
    assert "Minimum term: 12 months. Notice period: 1 month." in page


def test_a_subscription_says_its_terms_in_words(shopper: Shopper) -> None:
    page = words_of(shopper.get("/p/club"))

    assert "39.00 € / month" in page
    assert "Billed every month in advance." in page
    assert "Minimum term: 12 months. Notice period: 1 month." in page


def test_a_service_says_how_long_it_takes(shopper: Shopper) -> None:
    assert "Takes about 2 hours." in words_of(shopper.get("/p/install"))


def test_what_is_sold_out_cannot_be_added(shopper: Shopper) -> None:
    with unit_of_work() as session:
        add_offer(session, Offer(sku="GONE", prices={1: 100}, stock=0))

    page = shopper.get("/p/gone").text

    assert "Out of stock" in page
    assert "Add to cart" not in page


def test_a_product_names_its_address_without_choices(shopper: Shopper) -> None:
    page = shopper.get("/p/machine?v=MACHINE&utm_source=x").text

    assert '<link rel="canonical" href="http://localhost/p/machine">' in page
    assert "<title>Hafen One · Elbkaffee</title>" in page


def test_a_product_takes_few_statements(shopper: Shopper) -> None:
    shopper.get("/")

    with counted(db.engine()) as asked:
        shopper.get("/p/kitchen")

    assert asked.count <= 4, str(asked)


# --- the rest


@pytest.mark.parametrize(
    ("address", "german", "english"),
    [
        ("/imprint", "Amtsgericht Hamburg", "Hamburg district court"),
        ("/terms", "Wie ein Vertrag zustande kommt", "How a contract comes about"),
        ("/privacy", "Wer verantwortlich ist", "Who is responsible"),
        ("/withdrawal", "Muster-Widerrufsformular", "Model withdrawal form"),
    ],
)
def test_legal_texts_are_written_in_both_languages(shopper: Shopper, address: str, german: str, english: str) -> None:
    assert german in shopper.client.get(address, headers={"Accept-Language": "de"}).text
    assert english in shopper.client.get(address, headers={"Accept-Language": "en"}).text
    assert f'href="{address}"' in shopper.get("/").text


def test_pictures_come_from_the_data_folder_and_may_be_kept(shopper: Shopper, database: Settings) -> None:
    folder = database.data_folder / "media" / "machines"
    folder.mkdir(parents=True)
    (folder / "one.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")

    picture = shopper.get("/media/machines/one.svg")

    assert picture.mimetype == "image/svg+xml"
    assert "max-age=86400" in picture.headers["Cache-Control"]
    assert "default-src 'none'" in picture.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "path",
    [
        "../kontor.sqlite3",
        "..%2Fkontor.sqlite3",
        "%2e%2e/kontor.sqlite3",
        "none.svg",
        "secret.txt",
        "..%2F..%2F..%2Fetc%2Fpasswd",
    ],
)
def test_nothing_else_is_served_as_a_picture(shopper: Shopper, database: Settings, path: str) -> None:
    (database.data_folder / "media").mkdir(parents=True)
    (database.data_folder / "media" / "secret.txt").write_text("secret")

    assert shopper.get(f"/media/{path}").status_code == 404
