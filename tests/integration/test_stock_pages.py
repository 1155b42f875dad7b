"""The warehouse's pages in the office: where goods lie, how they are sold, orders that wait for goods."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select

from core.accounts.states import StaffRole
from core.fulfilment.queries import goods_to_ship
from core.inventory import operations as stock
from core.inventory.models import Backorder, Reservation
from core.inventory.operations import PolicyInput
from core.inventory.queries import find_policy, get_warehouse, shelves_of, sourcing_now
from core.inventory.states import MovementReason, Selling, Sourcing
from core.kernel import jobs
from core.kernel.actor import SYSTEM
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.operations import give_up_reservation, take_up_again
from core.orders.queries import OrderFilter, office_orders
from core.orders.states import OrderState, WaitingFor
from tests.support.deals import STAFF
from tests.support.office import Office, an_order, open_office, order_of
from tests.support.shopper import words_of
from tests.support.statements import counted

FULFILMENT, SALES = StaffRole.FULFILMENT, StaffRole.SALES
DAY = date(2026, 12, 12)


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def lies(office: Office, sku: str) -> dict[str, tuple[int, int]]:
    """On hand and reserved, by warehouse."""
    with reading() as session:
        return {shelf.code: (shelf.on_hand, shelf.reserved) for shelf in shelves_of(session, office.market[sku])}


def without_beans(office: Office) -> UUID:
    """No beans are there; more of them are expected in December."""
    beans = office.market["BEANS"]
    with unit_of_work() as session:
        stock.set_policy(session, beans, PolicyInput(selling=Selling.BACKORDER, expected_on=DAY))
        stock.take_out(session, beans, 50, reason=MovementReason.WRITTEN_OFF, reference="fire", acting_user=STAFF)
    return beans


# --- warehouses


def test_a_warehouse_is_opened_changed_and_closed(office: Office) -> None:
    desk = office.desk(FULFILMENT)

    wrong = desk.send("/warehouses/new", name="Nord", code="Nord 1")
    assert wrong.status_code == 422
    assert "Small letters, digits and hyphens only." in wrong.text
    taken = desk.send("/warehouses/new", name="Nord", code="main")
    assert (taken.status_code, "There is a warehouse main already." in taken.text) == (409, True)
    assert desk.send("/warehouses/new", name="Nord", code="north", priority="2", city="Kiel").status_code == 303
    assert desk.send("/warehouses/north", name="Kiel", is_active="").status_code == 303

    with reading() as session:
        north = get_warehouse(session, "north")
    assert (north.name, north.priority, north.city, north.is_active) == ("Kiel", 2, "Kiel", False)
    assert "Closed" in words_of(desk.get("/warehouses"))


def test_the_rule_that_says_which_warehouse_gives_is_chosen(office: Office) -> None:
    desk = office.desk(FULFILMENT)

    assert desk.send("/warehouses", sourcing="nearest").status_code == 303

    with reading() as session:
        assert sourcing_now(session) is Sourcing.NEAREST


def test_goods_are_carried_over_corrected_and_written_off_on_pages(office: Office) -> None:
    desk = office.desk(FULFILMENT)
    with unit_of_work() as session:
        stock.create_warehouse(session, code="north", name="North")

    refused = desk.send("/stock/CUP/transfer", warehouse="main", to_code="north", quantity="101")
    assert (refused.status_code, "Only 100 pieces lie in this warehouse." in refused.text) == (409, True)
    assert 'value="101"' in refused.text
    assert desk.send("/stock/CUP/transfer", warehouse="main", to_code="north", quantity="40").status_code == 303
    missing = desk.send("/stock/CUP/correct", warehouse="north", kind="missing", quantity="1", reason="")
    assert missing.status_code == 422
    for kind, reason in (("found", "on the shelf"), ("missing", "never came"), ("written_off", "broken")):
        sent = desk.send("/stock/CUP/correct", warehouse="north", kind=kind, quantity="2", reason=reason)
        assert sent.status_code == 303

    assert lies(office, "CUP") == {"main": (60, 0), "north": (38, 0)}
    page = words_of(desk.get("/stock/CUP/movements?in=north"))
    assert "broken North Fiete Hansen \u22122 38" in page
    assert "opening" not in page


def test_how_an_article_is_sold_is_decided_on_its_page(office: Office) -> None:
    desk = office.desk(FULFILMENT)

    wrong = desk.send("/stock/CUP/policy", selling="preorder", expected_on="")
    assert (wrong.status_code, "Please say from which day it is sent." in wrong.text) == (422, True)
    answer = desk.send(
        "/stock/CUP/policy", selling="backorder", expected_on="2026-12-12", most_waiting="20", safety="3",
        low_from="8",
    )  # fmt: skip

    assert answer.status_code == 303
    with reading() as session:
        policy = find_policy(session, office.market["CUP"])
    assert policy is not None
    assert (policy.selling, policy.expected_on, policy.most_waiting) == (Selling.BACKORDER, DAY, 20)
    assert (policy.safety, policy.low_from, policy.waiting) == (3, 8, 0)
    assert office.desk(SALES).get("/stock/CUP/policy").status_code == 403


@pytest.mark.parametrize("path", ["/warehouses", "/stock/CUP/movements", "/articles/CUP", "/fulfilment"])
def test_pages_of_stock_take_the_same_statements_for_one_row_and_for_many(office: Office, path: str) -> None:
    desk = office.desk()
    an_order(office, {"CUP": 1})
    jobs.run_due()
    desk.get(path)
    with counted(engine()) as few:
        assert desk.get(path).status_code == 200

    with unit_of_work() as session:
        for number in range(20):
            stock.create_warehouse(session, code=f"place-{number}", name=f"Place {number}")
            stock.receive_stock(session, office.market["CUP"], 1, warehouse_code=f"place-{number}", acting_user=SYSTEM)
    for _ in range(5):
        an_order(office, {"CUP": 5})
    jobs.run_due()
    with counted(engine()) as many:
        assert desk.get(path).status_code == 200

    assert many.count == few.count, f"{few}\n\n{many}"


# --- orders that wait for goods


def test_goods_of_several_warehouses_are_shipped_parcel_by_parcel(office: Office) -> None:
    desk = office.desk(FULFILMENT)
    with unit_of_work() as session:
        stock.create_warehouse(session, code="north", name="North", priority=1)
        stock.receive_stock(session, office.market["BEANS"], 4, warehouse_code="north", acting_user=SYSTEM)
    order = an_order(office, {"BEANS": 52})
    jobs.run_due()
    page = words_of(desk.get("/fulfilment"))
    assert "Ship from Main" in page
    assert "Ship from North" in page

    part = order.parts[0].id
    assert desk.send(f"/fulfilment/parts/{part}/ship?warehouse=north", carrier="DHL").status_code == 303
    assert lies(office, "BEANS") == {"main": (50, 50), "north": (2, 0)}
    assert "from North" in words_of(desk.get(f"/orders/{order.number}"))
    assert desk.send(f"/fulfilment/parts/{part}/ship", carrier="DHL").status_code == 303

    jobs.run_due()
    assert order_of(order.id).state is OrderState.COMPLETED
    assert lies(office, "BEANS") == {"main": (0, 0), "north": (2, 0)}


def test_an_order_with_missing_goods_says_that_one_reason_and_ships_when_they_come(office: Office) -> None:
    beans = without_beans(office)
    order = an_order(office, {"BEANS": 2})
    jobs.run_due()

    with reading() as session:
        row = office_orders(session, OrderFilter(waiting_for=WaitingFor.GOODS)).rows[0]
        assert (row.id, goods_to_ship(session)) == (order.id, [])
    assert row.why_not_complete is not None
    said = "Goods are not there yet: 2 of 2; we expect them on 2026-12-12."
    assert row.why_not_complete.template % dict(row.why_not_complete.values) == said

    with unit_of_work() as session:
        stock.receive_stock(session, beans, 5, acting_user=STAFF)
    jobs.run_due()

    with reading() as session:
        part = goods_to_ship(session)[0]
    assert (part.order_id, [list(place.pieces.values()) for place in part.places]) == (order.id, [[2]])
    desk = office.desk(FULFILMENT)
    assert desk.send(f"/fulfilment/parts/{part.part_id}/ship", carrier="DHL").status_code == 303
    assert order_of(order.id).state is OrderState.COMPLETED
    assert lies(office, "BEANS") == {"main": (3, 0)}


def test_pieces_taken_from_an_order_by_hand_wait_until_it_is_taken_up_again(office: Office) -> None:
    order = an_order(office, {"BEANS": 3})
    jobs.run_due()
    with unit_of_work() as session:
        kept = session.scalars(select(Reservation.id).where(Reservation.order_id == order.id)).one()
        give_up_reservation(session, kept, reason="a hotel needs them today", acting_user=STAFF)
        stock.allocate_waiting(session)

    assert lies(office, "BEANS") == {"main": (50, 0)}
    with reading() as session:
        assert goods_to_ship(session) == []
    with unit_of_work() as session:
        paused = session.scalars(select(Backorder.id).where(Backorder.order_id == order.id)).one()
        take_up_again(session, paused, acting_user=STAFF)
    with unit_of_work() as session:
        assert stock.allocate_waiting(session) == 3
    jobs.run_due()

    assert lies(office, "BEANS") == {"main": (50, 3)}
    with reading() as session:
        assert goods_to_ship(session)[0].order_id == order.id
