"""Filters of a shelf are counted now and then: ten times as rarely while nobody changes the catalogue."""

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
from tests.support.deals import STAFF
from tests.support.shopper import Shopper, open_shop_pages
from tests.support.statements import counted

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def at() -> Iterator[clock.SimulatedClock]:
    with clock.simulated(NOON) as simulated:
        yield simulated


@pytest.fixture
def shopper(database: Settings, at: clock.SimulatedClock) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def counts_anew(shopper: Shopper) -> bool:
    """Whether the page of the whole shelf counts its filters."""
    with counted(db.engine()) as statements:
        assert shopper.get("/c/all").status_code == 200
    return any("facet" in text.lower() for text in statements.sent)


def test_filters_hold_for_five_minutes_while_nothing_changes(shopper: Shopper, at: clock.SimulatedClock) -> None:
    found = [counts_anew(shopper)]
    for seconds in (0, 29, 60, 180, 40):
        at.advance(timedelta(seconds=seconds))
        found.append(counts_anew(shopper))

    assert found == [True, False, False, False, False, True]


def test_a_change_of_the_catalogue_counts_them_anew_after_half_a_minute(
    shopper: Shopper, at: clock.SimulatedClock
) -> None:
    assert counts_anew(shopper)
    with unit_of_work() as session:
        withdraw_product(session, session.scalars(select(Product.id).where(Product.slug == "cup")).one())

    at.advance(timedelta(seconds=20))
    early = counts_anew(shopper)
    at.advance(timedelta(seconds=20))

    assert (early, counts_anew(shopper)) == (False, True)


def test_what_is_sold_does_not_count_them_anew(shopper: Shopper, at: clock.SimulatedClock) -> None:
    assert counts_anew(shopper)
    with unit_of_work() as session:
        count_stock(session, shopper.market["CUP"], 0, acting_user=STAFF)

    at.advance(timedelta(seconds=60))

    assert not counts_anew(shopper)
