"""Goods on real databases: shipping, taking back, the order as a whole, the desks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.fulfilment.errors import NotGoods
from core.fulfilment.models import CustomerReturn, ServiceJob, Shipment
from core.fulfilment.operations import (
    complete_service,
    receive_return,
    ship,
)
from core.fulfilment.queries import (
    fulfilment_of,
    goods_to_ship,
    subscriptions_to_activate,
    visits_planned,
    visits_to_plan,
)
from core.inventory.queries import free_stock, held_for, stock_differences
from core.kernel import clock
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.errors import AppError, InvalidInput
from core.orders.errors import (
    PartNotReady,
    QuantityTooLarge,
    QuantityTooSmall,
    quantity_field,
)
from core.orders.queries import movements_by
from core.orders.states import LineKind, OrderState, PartState
from core.subscriptions.models import Contract
from tests.support.deals import (
    MORNING,
    STAFF,
    Market,
    a_running_order,
    activate,
    an_order,
    kinds_told,
    open_market,
    order,
    schedule,
    ship_it,
    the_contract,
    the_visit,
)
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def market() -> Market:
    return open_market()


def count(model: type[Shipment | CustomerReturn | ServiceJob | Contract]) -> int:
    with reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


# --- shipping


def test_a_partial_shipment_keeps_the_order_open_and_the_last_one_completes_it(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 5, "MACHINE": 1})
    with reading() as session:
        before = free_stock(session, [market["CUP"]])[market["CUP"]]

    first = ship_it(order_id, {"CUP": 3})
    (part,) = order(order_id).parts
    assert (order(order_id).state, part.state) == (OrderState.IN_FULFILMENT, PartState.IN_PROGRESS)
    assert {line.sku: (line.fulfilled_quantity, line.open_quantity) for line in part.lines} == {
        "CUP": (3, 2),
        "MACHINE": (0, 1),
    }
    ship_it(order_id, {"CUP": 2, "MACHINE": 1})

    found = order(order_id)
    assert (found.state, found.parts[0].state) == (OrderState.COMPLETED, PartState.COMPLETED)
    assert found.completed_at is not None
    with reading() as session:
        assert held_for(session, order_id) == []
        assert stock_differences(session) == []
        assert free_stock(session, [market["CUP"]])[market["CUP"]] == before
        assert [(move.quantity, move.cause_type) for move in movements_by(session, first)] == [(3, "shipment")]
        shipments = fulfilment_of(session, order_id).shipments
    assert [sum(line.quantity for line in shipment.lines) for shipment in shipments] == [3, 3]
    assert kinds_told(order_id)[-3:] == ["shipment.shipped", "shipment.shipped", "order.completed"]


def test_the_fee_counts_as_delivered_with_the_first_shipment(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 2})

    shipment = ship_it(order_id, {"CUP": 1})

    (part,) = order(order_id).parts
    assert [(line.kind, line.fulfilled_quantity) for line in part.lines] == [(LineKind.PHYSICAL, 1), (LineKind.FEE, 1)]
    with reading() as session:
        assert sorted(move.quantity for move in movements_by(session, shipment)) == [1, 1]


@pytest.mark.parametrize(
    ("quantity", "refusal"), [(0, QuantityTooSmall), (-1, QuantityTooSmall), (6, QuantityTooLarge)]
)
def test_a_wrong_quantity_is_refused_on_its_field_and_nothing_leaves(
    market: Market, quantity: int, refusal: type[AppError]
) -> None:
    order_id = a_running_order(market, {"CUP": 5, "MACHINE": 1})
    line_id = next(line.id for line in order(order_id).lines if line.sku == "CUP")

    with pytest.raises(refusal) as refused:
        ship_it(order_id, {"MACHINE": 1, "CUP": quantity})

    assert refused.value.field == quantity_field(line_id)
    assert all(line.fulfilled_quantity == 0 for line in order(order_id).lines)
    assert count(Shipment) == 0
    with reading() as session:
        assert sum(held.quantity for held in held_for(session, order_id)) == 6


def test_nothing_chosen_no_carrier_and_foreign_lines_are_refused(market: Market) -> None:
    order_id, other = a_running_order(market, {"CUP": 1}), a_running_order(market, {"BEANS": 1})
    (part,) = order(order_id).parts
    foreign = order(other).lines[0].id

    for quantities, carrier, field in (
        ({}, "DHL", "quantities"),
        ({part.lines[0].id: 1}, " ", "carrier"),
        ({foreign: 1}, "DHL", quantity_field(foreign)),
        ({part.lines[-1].id: 1}, "DHL", quantity_field(part.lines[-1].id)),
    ):
        with pytest.raises(InvalidInput) as refused, unit_of_work() as session:
            ship(session, part.id, quantities=quantities, carrier=carrier, acting_user=STAFF)
        assert refused.value.field == field

    assert count(Shipment) == 0


def test_only_goods_of_acknowledged_parts_can_be_shipped(market: Market) -> None:
    waiting = an_order(market, {"CUP": 1})
    visit = a_running_order(market, {"INSTALL": 1})
    (visit_part,) = order(visit).parts

    with pytest.raises(PartNotReady):
        ship_it(waiting, {"CUP": 1})
    with pytest.raises(NotGoods), unit_of_work() as session:
        ship(session, visit_part.id, quantities={visit_part.lines[0].id: 1}, carrier="DHL", acting_user=STAFF)

    assert count(Shipment) == 0


def test_a_completed_part_ships_nothing_more(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 1})
    ship_it(order_id, {"CUP": 1})

    with pytest.raises(PartNotReady, match="Everything of this part is done already"):
        ship_it(order_id, {"CUP": 1})

    assert count(Shipment) == 1


def test_the_same_key_ships_once(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 5})

    first, second = ship_it(order_id, {"CUP": 1}, key="form-1"), ship_it(order_id, {"CUP": 1}, key="form-1")

    assert first == second
    assert order(order_id).lines[0].fulfilled_quantity == 1


def test_the_last_piece_leaves_once_when_two_ship_it(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 1})

    def try_to_ship(_: int) -> bool:
        try:
            ship_it(order_id, {"CUP": 1})
        except (PartNotReady, QuantityTooLarge):
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        shipped = list(pool.map(try_to_ship, range(4)))

    assert (sum(shipped), count(Shipment)) == (1, 1)
    assert order(order_id).state is OrderState.COMPLETED
    with reading() as session:
        assert stock_differences(session) == []


# --- what comes back


def take_back(order_id: UUID, pieces: dict[str, int], *, key: str | None = None) -> UUID:
    lines = {line.sku: line.id for line in order(order_id).lines}
    with unit_of_work() as session:
        quantities = {lines[sku]: quantity for sku, quantity in pieces.items()}
        return receive_return(
            session, order_id, quantities=quantities, reason="Wrong colour", idempotency_key=key, acting_user=STAFF
        ).id


def test_returned_goods_lie_in_the_warehouse_again_and_the_order_stays_completed(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 3})
    ship_it(order_id, {"CUP": 3})

    return_id = take_back(order_id, {"CUP": 2}, key="form-2")
    assert take_back(order_id, {"CUP": 2}, key="form-2") == return_id

    found = order(order_id)
    assert (found.state, found.lines[0].returned_quantity) == (OrderState.COMPLETED, 2)
    with reading() as session:
        assert free_stock(session, [market["CUP"]])[market["CUP"]] == 99
        assert stock_differences(session) == []
        assert [(move.quantity, move.kind.value) for move in movements_by(session, return_id)] == [(2, "returned")]
    assert kinds_told(order_id)[-1] == "customer_return.received"


@pytest.mark.parametrize("pieces", [{"CUP": 0}, {"CUP": -1}, {"CUP": 2}, {"BEANS": 1}, {"INSTALL": 1}, {}])
def test_only_what_was_shipped_and_is_not_back_yet_can_come_back(market: Market, pieces: dict[str, int]) -> None:
    order_id = a_running_order(market, {"CUP": 3, "BEANS": 1, "INSTALL": 1})
    ship_it(order_id, {"CUP": 2})
    take_back(order_id, {"CUP": 1})

    with pytest.raises(InvalidInput):
        take_back(order_id, pieces)

    assert count(CustomerReturn) == 1
    with reading() as session:
        assert free_stock(session, [market["CUP"]])[market["CUP"]] == 98


def test_the_same_goods_come_back_once_when_two_take_them(market: Market) -> None:
    order_id = a_running_order(market, {"CUP": 1})
    ship_it(order_id, {"CUP": 1})

    def try_to_take(_: int) -> bool:
        try:
            take_back(order_id, {"CUP": 1})
        except QuantityTooLarge:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(try_to_take, range(4))) == 1
    assert order(order_id).lines[0].returned_quantity == 1


# --- the whole


def test_the_last_part_completes_a_mixed_order(market: Market) -> None:
    with clock.frozen(MORNING):
        order_id = a_running_order(market, {"KITCHEN": 1})
        ship_it(order_id, {"MACHINE": 1, "CUP": 2})
        assert order(order_id).state is OrderState.IN_FULFILMENT
        activate(the_contract(order_id), date(2027, 2, 1))
        assert order(order_id).state is OrderState.IN_FULFILMENT
        schedule(the_visit(order_id), MORNING + timedelta(days=2))
        with unit_of_work() as session:
            complete_service(session, the_visit(order_id), report="Done", acting_user=STAFF)

    assert order(order_id).state is OrderState.COMPLETED
    assert kinds_told(order_id).count("order.completed") == 1


def test_the_desks_show_what_waits_the_oldest_first(market: Market) -> None:
    with clock.frozen(MORNING) as at:
        first = a_running_order(market, {"KITCHEN": 1})
        at.advance(timedelta(hours=1))
        second = a_running_order(market, {"CUP": 4, "INSTALL": 1})
        an_order(market, {"CUP": 1})
        ship_it(second, {"CUP": 1})
        schedule(the_visit(second), MORNING + timedelta(days=1))

        with reading() as session:
            goods, plan = goods_to_ship(session), visits_to_plan(session)
            planned, subscriptions = visits_planned(session), subscriptions_to_activate(session)

    assert [found.order_id for found in goods] == [first, second]
    assert [[(line.sku, line.open_quantity) for line in found.lines] for found in goods] == [
        [("MACHINE", 1), ("CUP", 2)],
        [("CUP", 3)],
    ]
    assert goods[0].destination.city == "Hamburg"
    assert [visit.order_id for visit in plan] == [first]
    assert [(visit.order_id, visit.technician) for visit in planned] == [(second, "Vera Voss")]
    assert [found.order_id for found in subscriptions] == [first]


def test_the_desks_take_the_same_statements_for_one_row_and_for_many(market: Market) -> None:
    def look() -> int:
        with counted(engine()) as statements, reading() as session:
            goods_to_ship(session)
            visits_to_plan(session)
            visits_planned(session)
            subscriptions_to_activate(session)
        return statements.count

    a_running_order(market, {"KITCHEN": 1})
    one = look()
    for _ in range(4):
        a_running_order(market, {"KITCHEN": 1})

    assert (one, look()) == (6, 6)
