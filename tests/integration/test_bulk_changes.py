"""One change of all products that match a filter: proposed, confirmed, carried out in batches, after a kill as well."""

import json
from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.accounts.states import StaffRole
from core.assortment.models import BulkChange
from core.assortment.operations import change_next_batch, confirm_bulk_change, propose_bulk_change
from core.assortment.queries import BulkView, ProductFilter, get_bulk_change, refused_products
from core.assortment.states import BulkState
from core.catalog.models import Product
from core.kernel import db, jobs
from core.kernel.actor import SYSTEM
from core.kernel.errors import AppError
from core.kernel.events import EventRow
from core.kernel.settings import Settings
from core.pricing.models import Price
from tests.support.goods import Offer, add_offer
from tests.support.office import Office, open_office, rows
from tests.support.pages import client_of
from tests.support.shopper import words_of
from tests.support.statements import counted

LIST = "/catalogue/products?q=Bulk"
BULK = ProductFilter(text="Bulk")
DEAREST = 900_000_000


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def add(pieces: int, *, first: int = 0, cents: int = 1000) -> None:
    with db.unit_of_work() as session:
        for number in range(first, first + pieces):
            add_offer(session, Offer(sku=f"BULK{number:03}", name=f"Bulk {number:03}", prices={1: cents}))


def begun(what: str, value: str = "", wanted: ProductFilter = BULK) -> UUID:
    with db.unit_of_work() as session:
        made = propose_bulk_change(session, wanted, what=what, value=value, acting_user=SYSTEM).id
    with db.unit_of_work() as session:
        confirm_bulk_change(session, made, acting_user=SYSTEM)
    return made


def view(bulk_change_id: UUID) -> BulkView:
    with db.reading() as session:
        return get_bulk_change(session, bulk_change_id)


def figures(bulk_change_id: UUID) -> tuple[BulkState, int, int, int, int]:
    found = view(bulk_change_id)
    return found.state, found.products, found.changed, found.unchanged, found.refused


def number_of(*conditions: object) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(Product).where(*conditions)) or 0  # type: ignore[arg-type]  # conditions


def told() -> list[int]:
    with db.reading() as session:
        told = session.scalars(select(EventRow.data).where(EventRow.kind == "assortment.products_changed"))
        return [json.loads(data)["products"] for data in told]


def test_all_that_match_are_changed_over_all_pages_after_a_confirmation(office: Office) -> None:
    add(120)
    desk = office.desk()
    page = words_of(desk.get(LIST))
    assert "All that match the filter" in page

    sent = desk.client.post(LIST, data={**desk.form(LIST), "what": "brand", "value": "Hafen", "scope": "all"})

    assert sent.status_code == 303
    assert "Change 120 products" in words_of(desk.get(sent.location))
    assert number_of(Product.brand == "Hafen") == 0
    assert desk.press(sent.location, f"{sent.location}/confirm").status_code == 303
    again = desk.client.post(f"{sent.location}/confirm", data={"csrf_token": desk.form_token()})
    assert again.status_code == 303
    assert "data-refresh" in desk.get(sent.location).text
    assert number_of(Product.brand == "Hafen") == 0
    jobs.run_due()
    done = desk.get(sent.location)
    assert "120 / 120" in words_of(done)
    assert "data-refresh" not in done.text
    assert (number_of(Product.brand == "Hafen"), told()) == (120, [120])


def test_the_choice_is_offered_only_where_the_page_does_not_show_all(office: Office) -> None:
    add(3)

    assert "All that match the filter" not in words_of(office.desk().get(LIST))


def test_what_was_interrupted_goes_on_behind_its_last_batch_and_moves_no_price_twice(office: Office) -> None:
    add(250)
    bulk_id = begun("retail", "10")
    with db.unit_of_work() as session:
        assert not change_next_batch(session, bulk_id)
    with pytest.raises(KeyboardInterrupt), db.unit_of_work() as session:
        change_next_batch(session, bulk_id)
        raise KeyboardInterrupt
    assert view(bulk_id).done == 100

    jobs.run_due()
    with db.unit_of_work() as session:
        assert change_next_batch(session, bulk_id)
        confirm_bulk_change(session, bulk_id, acting_user=SYSTEM)
    jobs.run_due()

    assert figures(bulk_id) == (BulkState.DONE, 250, 250, 0, 0)
    with db.reading() as session:
        moved = session.scalar(
            select(func.count()).select_from(Price).where(Price.amount_minor == 1100, Price.valid_to.is_(None))
        )
    assert (moved, told()) == (250, [250])


def test_a_change_that_ends_the_match_reaches_all_and_new_products_are_left_alone(office: Office) -> None:
    add(130)
    shown = ProductFilter(text="Bulk", is_published=True)
    bulk_id = begun("withdraw", wanted=shown)
    add(1, first=500)

    jobs.run_due()

    assert figures(bulk_id) == (BulkState.DONE, 130, 130, 0, 0)
    assert number_of(Product.slug.startswith("bulk"), Product.is_published.is_(True)) == 1
    again = begun("publish")
    jobs.run_due()
    assert figures(again) == (BulkState.DONE, 131, 130, 1, 0)


def test_products_that_cannot_be_changed_are_named_and_the_others_are_changed(office: Office) -> None:
    add(3)
    add(1, first=3, cents=DEAREST)
    bulk_id = begun("retail", "500")

    jobs.run_due()

    assert figures(bulk_id) == (BulkState.DONE, 4, 3, 0, 1)
    with db.reading() as session:
        assert [one.sku for one in refused_products(session, bulk_id)] == ["BULK003"]
    page = words_of(office.desk().get(f"/catalogue/changes/{bulk_id}"))
    assert "BULK003" in page


@pytest.mark.parametrize(
    ("what", "value"),
    [("retail", "much"), ("retail", "0"), ("shelf", "nowhere"), ("tax_class", "none"), ("delivery_days", "-1")],
)
def test_a_change_that_cannot_be_meant_is_refused_and_changes_nothing(office: Office, what: str, value: str) -> None:
    before = rows()

    with pytest.raises(AppError), db.unit_of_work() as session:
        propose_bulk_change(session, ProductFilter(), what=what, value=value, acting_user=SYSTEM)

    assert rows() == before
    assert view_count() == 0


def view_count() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(BulkChange)) or 0


def test_who_may_not_set_prices_confirms_no_change_of_them(office: Office) -> None:
    add(1)
    with db.unit_of_work() as session:
        made = propose_bulk_change(session, BULK, what="retail", value="10", acting_user=SYSTEM).id
    desk = office.desk(StaffRole.MARKETING)
    path = f"/catalogue/changes/{made}"

    assert desk.press(path, f"{path}/confirm").status_code == 403

    assert view(made).state is BulkState.PROPOSED
    assert client_of(office.app).get(path).status_code == 303


@pytest.mark.parametrize(("what", "value"), [("brand", "Hafen"), ("shelf", "machines"), ("retail", "10")])
def test_a_batch_of_fifty_asks_as_often_as_one_of_two(office: Office, what: str, value: str) -> None:
    asked = []
    for first, pieces in ((0, 1), (1, 2), (3, 47)):
        add(pieces, first=first)
        bulk_id = begun(what, value)
        with counted(db.engine()) as statements, db.unit_of_work() as session:
            assert change_next_batch(session, bulk_id)
        asked.append(statements.count)

    assert asked[1] == asked[2]
