"""Ways of delivery by zone: edited in the office, shown and charged at the checkout."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from core.accounts.states import StaffRole
from core.kernel import events
from core.kernel.db import reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.models import Order
from core.pricing.models import DeliveryMethod
from core.pricing.operations import DeliveryMethodInput, edit_delivery_method
from core.pricing.rules.bands import DeliveryBand, bands_from_text
from tests.benchmarks.client import form_values
from tests.support.office import Office, open_office
from tests.support.shopper import Shopper, books, open_shop_pages, words_of


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def with_bands(*bands: DeliveryBand) -> None:
    method = DeliveryMethodInput(
        code="standard", name="Standard", name_de="Standard", fee_gross_minor=590, fee_net_minor=496, bands=bands
    )
    with unit_of_work() as session:
        edit_delivery_method(session, method)


def test_a_postcode_with_another_fee_is_ordered_only_after_its_total_was_shown(shopper: Shopper) -> None:
    usual = DeliveryBand(countries=("DE",), fee_gross_minor=490, fee_net_minor=412, days=2)
    with_bands(replace(usual, postcode_from="20400", postcode_to="20499", fee_gross_minor=990), usual)
    shopper.filled("CUP")
    before = books()

    first = words_of(shopper.get("/checkout"))
    page = shopper.order()
    again = shopper.client.post("/checkout", data=form_values(page.text, "/checkout"))

    assert "Total to pay now 17.40 €" in first
    assert "Arrives about" in first
    assert page.status_code == 409
    assert "Total to pay now 22.40 €" in words_of(page)
    assert books().orders == before.orders + 1
    assert again.status_code == 303
    with reading() as session:
        assert session.scalars(select(Order.gross_minor)).all() == [2240]


def test_a_way_that_does_not_go_there_is_not_offered_and_the_next_one_is_taken(shopper: Shopper) -> None:
    with_bands(DeliveryBand(countries=("AT",), fee_gross_minor=490, fee_net_minor=412))
    shopper.filled("CUP")

    page = shopper.get("/checkout")
    refused = shopper.order(delivery_method="standard")

    assert "Not to this address, or not with this weight." in words_of(page)
    assert "Total to pay now 25.40 €" in words_of(page)
    assert refused.status_code in (409, 422)
    assert books().orders == 0


def test_the_office_edits_bands_and_says_what_is_wrong(office: Office) -> None:
    desk = office.desk(StaffRole.SALES)
    row = {
        "band0-countries": "de, at",
        "band0-postcodes": "",
        "band0-grams": "5000",
        "band0-gross": "4.90",
        "band0-net": "4.12",
    }

    wrong = desk.send("/delivery/standard", **(row | {"band0-net": ""}))
    lopsided = desk.send("/delivery/standard", **(row | {"band0-postcodes": "2000-30000"}))
    kept = desk.send("/delivery/standard", **row)

    assert [answer.status_code for answer in (wrong, lopsided, kept)] == [422, 422, 303]
    assert "Please enter both fees" in words_of(wrong)
    with reading() as session:
        text = session.scalars(select(DeliveryMethod.bands).where(DeliveryMethod.code == "standard")).one()
    assert bands_from_text(text) == (
        DeliveryBand(countries=("DE", "AT"), up_to_grams=5000, fee_gross_minor=490, fee_net_minor=412),
    )
    assert "DE, AT" in words_of(desk.get("/delivery"))
    assert office.desk(StaffRole.FULFILMENT).get("/delivery/standard").status_code == 403
