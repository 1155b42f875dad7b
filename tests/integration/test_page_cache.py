"""Pages kept for visitors without an account: the same for all but their own holes, and gone with the first change."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core.catalog.models import Product
from core.catalog.operations import withdraw_product
from core.inventory.operations import count_stock
from core.kernel import clock, db, events
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from core.pricing.operations import PriceInput, set_price
from core.pricing.states import RETAIL
from core.web.page_cache import PageCache
from tests.benchmarks.client import form_values
from tests.support.deals import STAFF
from tests.support.shopper import Shopper, another, books, open_shop_pages, words_of
from tests.support.statements import counted
from tests.support.visits import a_customer, sign_in

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def at() -> Iterator[clock.SimulatedClock]:
    with clock.simulated(NOON) as simulated:
        yield simulated


@pytest.fixture
def shopper(database: Settings, at: clock.SimulatedClock) -> Iterator[Shopper]:
    opened = open_shop_pages(database.model_copy(update={"page_cache_seconds": 10}))
    opened.get("/p/cup")
    yield opened
    events.follow({})


def asked_for(shopper: Shopper, path: str) -> int:
    with counted(db.engine()) as statements:
        assert shopper.get(path).status_code == 200
    return statements.count


def reprice(shopper: Shopper, amount_minor: int) -> None:
    with unit_of_work() as session:
        set_price(session, PriceInput(variant_id=shopper.market["CUP"], amount_minor=amount_minor), list_code=RETAIL)


@pytest.mark.parametrize("path", ["/", "/c/beans", "/p/cup", "/imprint"])
def test_the_next_visitor_gets_the_page_without_asking_the_database(shopper: Shopper, path: str) -> None:
    first = shopper.get(path)

    assert asked_for(another(shopper), path) == 0
    assert words_of(another(shopper).get(path)) == words_of(first)


def test_everybody_gets_a_token_and_a_cart_of_their_own(shopper: Shopper) -> None:
    other = another(shopper)
    shopper.put("CUP", 3)

    mine, theirs = shopper.get("/p/cup"), other.get("/p/cup")

    assert "3 articles in the cart" in words_of(mine)
    assert "in the cart" not in words_of(theirs)
    assert "hole-" not in mine.text + theirs.text
    form = form_values(theirs.text, "/cart/lines")
    assert form["csrf_token"] != form_values(mine.text, "/cart/lines")["csrf_token"]
    assert other.client.post("/cart/lines", data=form | {"quantity": "2"}).status_code == 303
    before = books()
    assert shopper.client.post("/cart/lines", data=form | {"quantity": "2"}).status_code == 400
    assert books() == before


def test_a_browser_is_told_when_its_page_is_still_right(shopper: Shopper) -> None:
    tag = shopper.get("/p/cup").headers["ETag"]
    asked = {"If-None-Match": tag}

    same = shopper.client.get("/p/cup", headers=asked)

    assert (same.status_code, same.text, same.headers["ETag"]) == (304, "", tag)
    assert same.headers["Cache-Control"] == "private, no-cache"
    assert another(shopper).client.get("/p/cup", headers=asked).status_code == 200  # its form has another token
    shopper.put("CUP")
    assert shopper.client.get("/p/cup", headers=asked).status_code == 200


def test_a_new_price_is_shown_at_once_and_so_is_the_last_piece_sold(shopper: Shopper) -> None:
    assert "12.50 €" in words_of(shopper.get("/p/cup"))
    reprice(shopper, 1390)
    assert "13.90 €" in words_of(shopper.get("/p/cup"))

    with unit_of_work() as session:
        count_stock(session, shopper.market["CUP"], 0, acting_user=STAFF)

    assert "Out of stock" in words_of(shopper.get("/p/cup"))
    assert asked_for(shopper, "/p/cup") == 0


def test_what_another_process_changed_is_shown_a_second_later(shopper: Shopper, at: clock.SimulatedClock) -> None:
    with db.write_engine().begin() as elsewhere:  # text is not what this process watches: as if another one wrote it
        elsewhere.exec_driver_sql("UPDATE price SET amount_minor = 1390 WHERE amount_minor = 1250")
        elsewhere.exec_driver_sql("UPDATE freshness_mark SET number = number + 1")
    assert "12.50 €" in words_of(shopper.get("/p/cup"))

    at.advance(timedelta(seconds=1))

    assert "13.90 €" in words_of(shopper.get("/p/cup"))


def test_no_page_is_older_than_its_seconds(shopper: Shopper, at: clock.SimulatedClock) -> None:
    with db.write_engine().begin() as elsewhere:
        elsewhere.exec_driver_sql("UPDATE price SET amount_minor = 1390 WHERE amount_minor = 1250")
    at.advance(timedelta(seconds=9))
    assert "12.50 €" in words_of(shopper.get("/p/cup"))

    at.advance(timedelta(seconds=1))

    assert "13.90 €" in words_of(shopper.get("/p/cup"))


def test_who_is_signed_in_sees_pages_of_their_own_that_nobody_else_gets(shopper: Shopper) -> None:
    a_customer("ida@example.org", company_name="Hafen GmbH")
    ida = another(shopper)
    sign_in(ida.client, "ida@example.org")

    page = ida.get("/c/beans")

    assert (page.headers.get("ETag"), page.headers["Cache-Control"]) == (None, "private, no-store")
    assert "plus VAT" in words_of(page)
    assert "plus VAT" not in words_of(shopper.get("/c/beans"))


def test_a_message_is_shown_once_and_to_nobody_else(shopper: Shopper) -> None:
    shopper.post("/language", {"language": "de", "next": "/"})
    with shopper.client.session_transaction() as session:
        session["_flashes"] = [("message", "Only for you.")]

    assert "Only for you." in words_of(shopper.get("/p/cup"))
    assert "Only for you." not in words_of(shopper.get("/p/cup"))
    assert "Only for you." not in words_of(another(shopper).get("/p/cup"))


def test_languages_hosts_and_addresses_have_pages_of_their_own(shopper: Shopper) -> None:
    other = another(shopper).client

    assert 'lang="de"' in other.get("/p/cup", headers={"Accept-Language": "de"}).text
    assert 'lang="en"' in other.get("/p/cup").text
    assert "shop.example" in other.get("/p/cup", base_url="http://shop.example").text
    assert "shop.example" not in other.get("/p/cup").text


def test_what_does_not_exist_is_not_kept(shopper: Shopper) -> None:
    assert shopper.get("/p/nobody").status_code == 404
    with unit_of_work() as session:
        withdraw_product(session, session.scalars(select(Product.id).where(Product.slug == "cup")).one())

    assert shopper.get("/p/cup").status_code == 404


def test_a_page_made_from_rows_that_changed_meanwhile_is_not_shown_again(at: clock.SimulatedClock) -> None:
    cache = PageCache(seconds=10, fillings={})

    cache.keep("en /p/cup", "old", changes=1)

    assert cache.find("en /p/cup", changes=2) is None
