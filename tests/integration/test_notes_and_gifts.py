"""Notes per line, gifts and the wished day of delivery: from cart and checkout to the desk that packs."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.kernel import clock, db, events
from core.kernel.db import reading
from core.kernel.settings import Settings
from core.orders.models import Order, OrderLine
from tests.support.office import Office, an_order, open_office
from tests.support.shopper import Shopper, books, open_shop_pages, words_of
from tests.support.statements import counted


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def the_order() -> Order:
    with reading() as session:
        return session.scalars(select(Order)).one()


def notes() -> dict[str, str]:
    with reading() as session:
        rows = session.execute(select(OrderLine.name, OrderLine.note).where(OrderLine.note != ""))
        return {row.name: row.note for row in rows}


def test_a_note_stands_on_the_line_of_the_order(shopper: Shopper) -> None:
    shopper.filled("CUP", "BEANS")

    kept = shopper.post(f"/cart/lines/{shopper.market['CUP']}/note", {"note": "  For   the <b>kitchen "})
    cart = words_of(shopper.get("/cart"))
    path = shopper.place()

    assert kept.status_code == 303
    assert "Your note: For the <b>kitchen" in cart
    assert notes() == {"Cup": "For the <b>kitchen"}
    assert "Your note: For the <b>kitchen" in words_of(shopper.get(path))


def test_a_note_to_a_bundle_stands_on_its_first_line_and_keeps_the_total_agreed(shopper: Shopper) -> None:
    values = shopper.filled("KITCHEN").checkout()
    shopper.post(f"/cart/lines/{shopper.market['KITCHEN']}/note", {"note": "Third floor"})

    ordered = shopper.client.post("/checkout", data=values)

    assert ordered.status_code == 303
    assert list(notes().values()) == ["Third floor"]


def test_a_note_that_is_too_long_or_to_nothing_is_refused(shopper: Shopper) -> None:
    shopper.filled("CUP")

    long = shopper.post(f"/cart/lines/{shopper.market['CUP']}/note", {"note": "x" * 201})
    foreign = shopper.post(f"/cart/lines/{shopper.market['BEANS']}/note", {"note": "x"})

    assert long.status_code == 422
    assert "Please enter at most 200 characters." in words_of(long)
    assert foreign.status_code in (404, 422)


def test_a_gift_with_its_message_and_day_is_on_the_order(shopper: Shopper) -> None:
    day = (clock.today() + timedelta(days=9)).isoformat()
    shopper.filled("CUP")

    path = shopper.place(gift_message="Happy <3\nbirthday", hides_prices="y", wished_delivery_on=day)
    order, page = the_order(), words_of(shopper.get(path))

    assert (order.gift_message, order.hides_prices) == ("Happy <3\nbirthday", True)
    assert str(order.wished_delivery_on) == day
    assert "Gift message Happy <3 birthday" in page
    assert "Parcel without prices" in page


def test_a_day_in_the_past_is_said_at_its_field_and_nothing_is_ordered(shopper: Shopper) -> None:
    shopper.filled("CUP")
    before = books()

    refused = shopper.order(wished_delivery_on="2020-01-01")

    assert refused.status_code == 422
    assert "Please choose a day that is not in the past." in words_of(refused)
    assert books() == before


def test_the_purchase_costs_no_statement_more(shopper: Shopper) -> None:
    values = shopper.filled("CUP").checkout(gift_message="For you", hides_prices="y")

    with counted(db.engine()) as statements:
        assert shopper.client.post("/checkout", data=values).status_code == 303

    assert statements.count <= 48, statements


def test_who_packs_sees_the_gift(office: Office) -> None:
    order = an_order(office, {"CUP": 1})
    with db.unit_of_work() as session:
        row = session.get_one(Order, order.id)
        row.gift_message, row.hides_prices = "For Ida", True

    page = words_of(office.desk().get(f"/fulfilment/parts/{order.parts[0].id}/ship"))

    assert "Gift message For Ida" in page
    assert "Parcel without prices" in page
