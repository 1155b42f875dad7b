"""Several warehouses: opened, closed, goods carried over and corrected, orders split and shipped from each."""

from uuid import UUID

import pytest

from core.fulfilment.operations import ship
from core.fulfilment.queries import fulfilment_of, goods_to_ship
from core.inventory import operations as stock
from core.inventory.errors import (
    LastWarehouse,
    NotThere,
    SameWarehouse,
    StillReserved,
    WarehouseClosed,
    WarehouseNotEmpty,
)
from core.inventory.operations import PolicyInput, WarehouseInput
from core.inventory.queries import get_warehouse, movement_page, shelves_of, stock_differences
from core.inventory.states import MovementReason, Selling, Sourcing
from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.db import engine, reading, unit_of_work
from core.orders.operations import cancel_order
from core.orders.queries import get_order
from core.orders.states import OrderState
from tests.support.deals import MORNING, STAFF, Market, a_running_order, line_of, open_market
from tests.support.statements import counted


@pytest.fixture
def market(database: object) -> Market:
    with clock.frozen(MORNING):
        return open_market()


def open_north(cup: UUID, pieces: int, *, country: str = "DE") -> None:
    with unit_of_work() as session:
        stock.create_warehouse(session, code="north", name="North", priority=1, country=country)
        stock.receive_stock(session, cup, pieces, warehouse_code="north", acting_user=SYSTEM)


def lies(cup: UUID) -> dict[str, tuple[int, int]]:
    """On hand and reserved, by warehouse."""
    with reading() as session:
        assert stock_differences(session) == []
        return {shelf.code: (shelf.on_hand, shelf.reserved) for shelf in shelves_of(session, cup)}


def test_a_transfer_is_two_movements_under_one_number(market: Market) -> None:
    cup = market["CUP"]
    open_north(cup, 5)

    with unit_of_work() as session:
        number = stock.transfer_stock(session, cup, 30, from_code="main", to_code="north", acting_user=STAFF)

    assert lies(cup) == {"main": (70, 0), "north": (35, 0)}
    with reading() as session:
        moved = [row for row in movement_page(session, cup).rows if row.reference == number]
    assert sorted((row.quantity, row.reason) for row in moved) == [
        (-30, MovementReason.TRANSFERRED), (30, MovementReason.TRANSFERRED),
    ]  # fmt: skip


def test_what_is_reserved_or_not_there_is_not_carried_away(market: Market) -> None:
    cup = market["CUP"]
    open_north(cup, 5)
    with unit_of_work() as session:
        stock.reserve(session, UUID(int=1), {cup: 98}, expires_at=None)

    for pieces, refusal in ((101, NotThere), (3, StillReserved)):
        with pytest.raises(refusal), unit_of_work() as session:
            stock.transfer_stock(session, cup, pieces, from_code="main", to_code="north", acting_user=STAFF)
    with pytest.raises(SameWarehouse), unit_of_work() as session:
        stock.transfer_stock(session, cup, 1, from_code="main", to_code="main", acting_user=STAFF)

    assert lies(cup) == {"main": (100, 98), "north": (5, 0)}


def test_corrections_and_write_offs_keep_their_reason_and_the_running_balance(market: Market) -> None:
    cup = market["CUP"]

    with unit_of_work() as session:
        stock.correct_stock(session, cup, 2, reason="found behind the shelf", acting_user=STAFF)
        stock.correct_stock(session, cup, -5, reason="never delivered", acting_user=STAFF)
        stock.take_out(session, cup, 3, reason=MovementReason.WRITTEN_OFF, reference="broken", acting_user=STAFF)

    with reading() as session:
        with counted(engine()) as statements:
            page = movement_page(session, cup, size=2)
        older = movement_page(session, cup, size=2, before=page.next_before)
    told = [(row.quantity, row.reason.value, row.reference, row.balance) for row in (*page.rows, *older.rows)]
    assert told == [
        (-3, "written_off", "broken", 94),
        (-5, "corrected", "never delivered", 97),
        (2, "corrected", "found behind the shelf", 102),
        (100, "received", "", 100),
    ]
    assert older.next_before is None
    assert statements.count == 2


def test_a_warehouse_is_closed_when_it_is_empty_and_takes_nothing_then(market: Market) -> None:
    cup = market["CUP"]
    open_north(cup, 5)
    with reading() as session:
        north = get_warehouse(session, "north")
    closed = WarehouseInput(name="North", is_active=False)

    with pytest.raises(WarehouseNotEmpty) as refusal, unit_of_work() as session:
        stock.change_warehouse(session, north.id, closed)
    assert str(refusal.value) == "5 pieces lie in North. Transfer them before you close it."
    with unit_of_work() as session:
        stock.transfer_stock(session, cup, 5, from_code="north", to_code="main", acting_user=STAFF)
        stock.change_warehouse(session, north.id, closed)

    with pytest.raises(WarehouseClosed), unit_of_work() as session:
        stock.receive_stock(session, cup, 1, warehouse_code="north", acting_user=STAFF)
    with reading() as session:
        main = get_warehouse(session, "main")
    with pytest.raises(LastWarehouse), unit_of_work() as session:
        stock.take_out(session, cup, 105, reason=MovementReason.WRITTEN_OFF, reference="fire", acting_user=STAFF)
        for sku, pieces in (("MACHINE", 10), ("BEANS", 50)):
            stock.take_out(
                session, market[sku], pieces, reason=MovementReason.WRITTEN_OFF, reference="fire", acting_user=STAFF
            )
        stock.change_warehouse(session, main.id, WarehouseInput(name="Main", is_active=False))
    assert lies(cup) == {"main": (105, 0), "north": (0, 0)}


def test_an_order_over_two_warehouses_is_packed_and_shipped_from_each(market: Market) -> None:
    machine = market["MACHINE"]
    open_north(machine, 4)
    with clock.frozen(MORNING):
        order_id = a_running_order(market, {"MACHINE": 12})
        with reading() as session:
            part = goods_to_ship(session)[0]
        assert [(place.name, list(place.pieces.values())) for place in part.places] == [("Main", [10]), ("North", [2])]

        for code, pieces in (("north", 2), ("main", 10)):
            with unit_of_work() as session:
                line = line_of(session, order_id, "MACHINE")
                ship(
                    session, part.part_id, quantities={line: pieces}, carrier="DHL", warehouse_code=code,
                    acting_user=STAFF,
                )  # fmt: skip

    assert lies(machine) == {"main": (0, 0), "north": (2, 0)}
    with reading() as session:
        assert [shipment.warehouse_name for shipment in fulfilment_of(session, order_id).shipments] == ["North", "Main"]
        assert get_order(session, order_id).state is OrderState.COMPLETED


def test_the_strategy_of_the_company_and_the_country_of_the_customer_decide(market: Market) -> None:
    cup = market["CUP"]
    open_north(cup, 5, country="AT")
    with unit_of_work() as session:
        stock.choose_sourcing(session, Sourcing.NEAREST)

    with unit_of_work() as session:
        stock.reserve(session, UUID(int=1), {cup: 3}, expires_at=None, country="AT")
        stock.reserve(session, UUID(int=2), {cup: 3}, expires_at=None, country="DE")

    assert lies(cup) == {"main": (100, 3), "north": (5, 3)}


# --- orders with missing goods


def test_cancelling_an_order_with_missing_goods_frees_what_it_held_and_ends_its_waiting(market: Market) -> None:
    machine = market["MACHINE"]
    with clock.frozen(MORNING):
        with unit_of_work() as session:
            stock.set_policy(session, machine, PolicyInput(selling=Selling.BACKORDER))
        order_id = a_running_order(market, {"MACHINE": 13})
        assert lies(machine) == {"main": (10, 10)}

        with unit_of_work() as session:
            cancel_order(session, order_id, reason="changed my mind", acting_user=STAFF)

    assert lies(machine) == {"main": (10, 0)}
    with reading() as session:
        assert [line.backordered_quantity for line in get_order(session, order_id).lines] == [0]
