"""Wanting to hear that an article is back: from its page, for guests and accounts; told once; demand in the office."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.inventory.models import StockWish
from core.inventory.operations import count_stock, forget_wishes, receive_stock, tell_wishers
from core.inventory.states import WishState
from core.kernel import clock, events, jobs
from core.kernel.actor import SYSTEM
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.notices.models import Notice
from tests.support.office import Office, open_office
from tests.support.paying import count
from tests.support.shopper import Shopper, another, open_shop_pages, words_of
from tests.support.visits import a_customer, sign_in

LINK = re.compile(r"(/wish\?t=\S+)")


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    opened = open_shop_pages(database)
    sold_out(opened, "CUP")
    yield opened
    events.follow({})


def sold_out(shopper: Shopper, sku: str) -> None:
    with unit_of_work() as session:
        count_stock(session, shopper.market[sku], 0, acting_user=SYSTEM)


def back(shopper: Shopper, sku: str) -> int:
    """Goods have come, and the job that looks every minute; returns how many were told."""
    with unit_of_work() as session:
        receive_stock(session, shopper.market[sku], 5, acting_user=SYSTEM)
    with unit_of_work() as session:
        told = tell_wishers(session)
    jobs.run_due()
    return told


def ask(shopper: Shopper, email: str = "gerd@example.org", sku: str = "CUP") -> int:
    values = {"variant_id": shopper.market[sku], "slug": sku.lower(), "email": email}
    status = shopper.post("/wishes", values).status_code
    jobs.run_due()
    return status


def letters() -> list[tuple[str, str]]:
    with reading() as session:
        rows = session.scalars(select(Notice).order_by(Notice.id))
        return [(row.kind.value, row.recipient) for row in rows]


def the_link() -> str:
    with reading() as session:
        text = session.scalars(select(Notice.text).where(Notice.kind == "wish_confirm")).one()
    found = LINK.search(text)
    assert found is not None
    return found.group(1)


def states() -> list[WishState]:
    with reading() as session:
        return list(session.scalars(select(StockWish.state).order_by(StockWish.id)))


def test_a_guest_confirms_by_letter_and_is_told_once(shopper: Shopper) -> None:
    page = words_of(shopper.get("/p/cup"))
    asked = ask(shopper)
    before = back(shopper, "CUP")
    sold_out(shopper, "CUP")
    link = the_link()

    shown = shopper.get(link)
    confirmed = shopper.post(link)
    told, again = back(shopper, "CUP"), back(shopper, "CUP")

    assert "Tell me when it is back" in page
    assert (asked, before) == (303, 0)
    assert "Cup: shall we write to gerd@example.org once" in words_of(shown)
    assert confirmed.status_code == 303
    assert (told, again) == (1, 0)
    assert letters() == [("wish_confirm", "gerd@example.org"), ("wish_fulfilled", "gerd@example.org")]
    assert states() == [WishState.TOLD]
    assert "This wish is over." in words_of(shopper.get(link))


def test_who_signed_in_with_the_address_needs_no_letter(shopper: Shopper) -> None:
    a_customer("anna@example.org")
    anna = another(shopper)
    sign_in(anna.client, "anna@example.org")

    ask(anna, "Anna@example.org")

    assert letters() == []
    assert states() == [WishState.CONFIRMED]
    assert back(shopper, "CUP") == 1
    assert letters() == [("wish_fulfilled", "anna@example.org")]


def test_asking_twice_is_one_wish_and_one_letter(shopper: Shopper) -> None:
    assert [ask(shopper), ask(shopper), ask(shopper, "GERD@example.org")] == [303, 303, 303]

    assert states() == [WishState.ASKED]
    assert letters() == [("wish_confirm", "gerd@example.org")]


def test_the_owner_of_the_address_may_say_no_before_and_after(shopper: Shopper) -> None:
    ask(shopper)
    link = the_link()
    shopper.post(link)

    refused = shopper.post(link, {"no": "1"})

    assert refused.status_code == 303
    assert states() == [WishState.WITHDRAWN]
    assert back(shopper, "CUP") == 0
    assert shopper.post(link).status_code == 404


def test_what_is_there_or_not_sold_is_not_wished_for(shopper: Shopper) -> None:
    answers = [ask(shopper, sku="BEANS"), ask(shopper, "no-address")]
    unknown = shopper.post("/wishes", {"variant_id": "nonsense", "email": "gerd@example.org"}).status_code

    assert answers == [409, 422]
    assert unknown == 404
    assert count(StockWish, Notice) == [0, 0]


def test_a_forged_link_says_nothing(shopper: Shopper) -> None:
    ask(shopper)

    assert shopper.get(f"{the_link()}x").status_code == 403
    assert shopper.get("/wish").status_code == 403
    assert states() == [WishState.ASKED]


def test_addresses_are_forgotten(shopper: Shopper) -> None:
    ask(shopper)
    ask(shopper, "other@example.org")
    with reading() as session:
        wish_id = session.scalars(select(StockWish.id).where(StockWish.email == "other@example.org")).one()
    with unit_of_work() as session:
        session.get_one(StockWish, wish_id).move_to(WishState.CONFIRMED, acting_user=SYSTEM)

    with clock.frozen(clock.now() + timedelta(days=8)), unit_of_work() as session:
        forget_wishes(session)
    kept = states()
    back(shopper, "CUP")
    with clock.frozen(clock.now() + timedelta(days=31)), unit_of_work() as session:
        forget_wishes(session)

    assert kept == [WishState.CONFIRMED]
    assert states() == []


def test_the_office_sees_wishes_as_demand(database: Settings) -> None:
    with open_office(database) as office:
        demand(office)


def demand(office: Office) -> None:
    with unit_of_work() as session:
        for number in range(3):
            wish = StockWish(
                variant_id=office.market["CUP"], email=f"w{number}@example.org", locale="en", price_list="retail",
                state=WishState.CONFIRMED, created_at=clock.now(),
            )  # fmt: skip
            session.add(wish)

    page = office.desk().get("/stockroom/wishes")

    assert "CUP Cup 3 100" in words_of(page)
    assert "example.org" not in page.text
