"""Stock on real databases: all or nothing, own pieces count, nothing is sold twice, books and shelves agree."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from core.inventory import operations as stock
from core.inventory.errors import NoQuantity, NotEnoughStock, NotReserved, StillReserved, UnknownWarehouse
from core.inventory.events import ReservationExpired
from core.inventory.jobs import release_expired as release_expired_job
from core.inventory.models import Reservation, Stock, StockMovement
from core.inventory.queries import free_stock, held_for, stock_differences
from core.inventory.states import MovementReason, ReservationState
from core.kernel import clock, db, events
from core.kernel.actor import SYSTEM
from core.kernel.db import new_id
from tests.support.goods import Offer, add_offer, open_shop

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FIRST, SECOND = UUID(int=1), UUID(int=2)


@pytest.fixture(autouse=True)
def _shop(database: object) -> None:
    with db.unit_of_work() as session:
        open_shop(session)


def add(sku: str, pieces: int = 0) -> UUID:
    with db.unit_of_work() as session:
        return add_offer(session, Offer(sku=sku, stock=pieces))


def reserve(order_id: UUID, wanted: dict[UUID, int], *, expires_at: datetime | None = None) -> None:
    with db.unit_of_work() as session:
        stock.reserve(session, order_id, wanted, expires_at=expires_at)


def on_hand(variant_id: UUID) -> list[tuple[int, int]]:
    """On hand and reserved, by warehouse."""
    with db.reading() as session:
        statement = select(Stock.on_hand, Stock.reserved).where(Stock.variant_id == variant_id)
        return [(row.on_hand, row.reserved) for row in session.execute(statement.order_by(Stock.on_hand.desc()))]


def held(order_id: UUID) -> dict[UUID, int]:
    with db.reading() as session:
        return {row.variant_id: row.quantity for row in held_for(session, order_id)}


def states(order_id: UUID) -> list[str]:
    with db.reading() as session:
        statement = select(Reservation.state).where(Reservation.order_id == order_id).order_by(Reservation.id)
        return [state.value for state in session.scalars(statement)]


def agree() -> bool:
    with db.reading() as session:
        return stock_differences(session) == []


# --- coming and going


def test_goods_come_in_and_are_booked() -> None:
    cup = add("CUP")

    with db.unit_of_work() as session:
        stock.receive_stock(session, cup, 7, reference="delivery 12", acting_user=SYSTEM)
        stock.receive_stock(session, cup, 3, acting_user=SYSTEM)

    with db.reading() as session:
        moved = session.execute(
            select(StockMovement.quantity, StockMovement.reason, StockMovement.reference).order_by(StockMovement.id)
        ).all()
        assert [tuple(row) for row in moved] == [
            (7, MovementReason.RECEIVED, "delivery 12"), (3, MovementReason.RECEIVED, ""),
        ]  # fmt: skip
        assert free_stock(session, [cup, UUID(int=9)]) == {cup: 10, UUID(int=9): 0}
    assert agree()


@pytest.mark.parametrize("quantity", [0, -3])
def test_nothing_cannot_be_moved(quantity: int) -> None:
    cup = add("CUP", 5)

    for move in (stock.receive_stock, stock.put_back):
        with pytest.raises(NoQuantity), db.unit_of_work() as session:
            move(session, cup, quantity, acting_user=SYSTEM)
    with pytest.raises(NoQuantity) as refusal:
        reserve(FIRST, {cup: quantity})

    assert refusal.value.field == "quantity"
    assert on_hand(cup) == [(5, 0)]


def test_an_unknown_warehouse_is_refused() -> None:
    cup = add("CUP", 5)

    with pytest.raises(UnknownWarehouse), db.unit_of_work() as session:
        stock.receive_stock(session, cup, 1, warehouse_code="moon", acting_user=SYSTEM)

    assert on_hand(cup) == [(5, 0)]


def test_returned_goods_can_be_sold_again() -> None:
    cup = add("CUP", 2)
    reserve(FIRST, {cup: 2})
    with db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 2, reference="LS-1", acting_user=SYSTEM)
        stock.put_back(session, cup, 1, reference="RT-1", acting_user=SYSTEM)

    reserve(SECOND, {cup: 1})

    assert on_hand(cup) == [(1, 1)]
    assert agree()


def test_a_count_books_the_difference_but_never_what_orders_hold() -> None:
    cup = add("CUP", 10)
    reserve(FIRST, {cup: 4})

    with db.unit_of_work() as session:
        assert stock.count_stock(session, cup, 10, acting_user=SYSTEM) is None
        movement = stock.count_stock(session, cup, 4, acting_user=SYSTEM)
        assert movement is not None
        assert (movement.quantity, movement.reason) == (-6, MovementReason.COUNTED)
    with pytest.raises(StillReserved), db.unit_of_work() as session:
        stock.count_stock(session, cup, 3, acting_user=SYSTEM)

    assert on_hand(cup) == [(4, 4)]
    assert agree()


# --- reserving


def test_reserving_is_all_or_nothing_and_names_what_is_short() -> None:
    cup, mug = add("CUP", 5), add("MUG", 2)

    with pytest.raises(NotEnoughStock) as refusal:
        reserve(FIRST, {cup: 5, mug: 3})

    assert str(refusal.value) == "Only 2 of MUG are left. Please lower the quantity."
    assert (refusal.value.code, refusal.value.field) == ("stock.short", "quantity")
    assert [(short.variant_id, short.wanted, short.free) for short in refusal.value.shortages] == [(mug, 3, 2)]
    assert (on_hand(cup), on_hand(mug), held(FIRST)) == ([(5, 0)], [(2, 0)], {})


def test_a_refused_reservation_changes_nothing_even_when_the_transaction_goes_on() -> None:
    cup, mug = add("CUP", 5), add("MUG", 2)

    with db.unit_of_work() as session, pytest.raises(NotEnoughStock):
        stock.reserve(session, FIRST, {cup: 5, mug: 3}, expires_at=None)

    assert (on_hand(cup), on_hand(mug), held(FIRST)) == ([(5, 0)], [(2, 0)], {})


def test_what_was_never_stocked_is_sold_out() -> None:
    cup = add("CUP")

    with pytest.raises(NotEnoughStock) as refusal:
        reserve(FIRST, {cup: 1})

    assert str(refusal.value) == "CUP is sold out. Please remove it to continue."


def test_the_reservations_of_others_reduce_what_is_free() -> None:
    cup = add("CUP", 7)
    reserve(FIRST, {cup: 2})

    with pytest.raises(NotEnoughStock) as refusal:
        reserve(SECOND, {cup: 6})

    assert refusal.value.shortages[0].free == 5
    assert (on_hand(cup), held(SECOND)) == ([(7, 2)], {})


@pytest.mark.parametrize("quantity", [7, 2, 10])
def test_own_pieces_count_as_available_when_the_quantity_changes(quantity: int) -> None:
    cup = add("CUP", 10)
    reserve(FIRST, {cup: 3})

    reserve(FIRST, {cup: quantity})

    assert (on_hand(cup), held(FIRST), states(FIRST)) == ([(10, quantity)], {cup: quantity}, ["held"])
    assert agree()


def test_a_change_that_cannot_be_met_keeps_what_was_held() -> None:
    cup = add("CUP", 10)
    reserve(FIRST, {cup: 3})

    with pytest.raises(NotEnoughStock):
        reserve(FIRST, {cup: 11})

    assert (on_hand(cup), held(FIRST)) == ([(10, 3)], {cup: 3})


def test_several_warehouses_give_together_the_fullest_first() -> None:
    cup = add("CUP", 3)
    with db.unit_of_work() as session:
        stock.create_warehouse(session, code="north", name="North")
        stock.receive_stock(session, cup, 4, warehouse_code="north", acting_user=SYSTEM)

    reserve(FIRST, {cup: 5})

    assert on_hand(cup) == [(4, 4), (3, 1)]
    assert held(FIRST) == {cup: 5}
    with db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 5, acting_user=SYSTEM)
    assert on_hand(cup) == [(2, 0), (0, 0)]
    assert agree()


def test_the_database_itself_refuses_to_reserve_what_is_not_there() -> None:
    cup = add("CUP", 3)

    for change in ("reserved = 4", "on_hand = -1", "reserved = -1"):
        with pytest.raises(IntegrityError), db.unit_of_work() as session:
            session.execute(text(f"UPDATE stock SET {change}"))

    assert on_hand(cup) == [(3, 0)]


# --- shipping and releasing


def test_shipping_takes_from_what_is_held_part_by_part() -> None:
    cup = add("CUP", 10)
    reserve(FIRST, {cup: 5})

    with db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 2, reference="LS-1", acting_user=SYSTEM)
    assert (on_hand(cup), held(FIRST), states(FIRST)) == ([(8, 3)], {cup: 3}, ["held"])

    with db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 3, reference="LS-2", acting_user=SYSTEM)
    assert (on_hand(cup), held(FIRST), states(FIRST)) == ([(5, 0)], {}, ["consumed"])
    assert agree()


def test_more_than_is_held_is_never_shipped() -> None:
    cup = add("CUP", 10)
    reserve(FIRST, {cup: 3})

    with pytest.raises(NotReserved) as refusal, db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 8, acting_user=SYSTEM)

    assert str(refusal.value) == "Only 3 of the 8 pieces are reserved for this order."
    assert (on_hand(cup), held(FIRST)) == ([(10, 3)], {cup: 3})
    assert agree()


def test_a_release_gives_back_only_what_is_still_held() -> None:
    cup, mug = add("CUP", 10), add("MUG", 10)
    reserve(FIRST, {cup: 5, mug: 4})
    reserve(SECOND, {cup: 1})
    with db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 2, acting_user=SYSTEM)

    for _ in range(2):
        with db.unit_of_work() as session:
            stock.release(session, FIRST, acting_user=SYSTEM, reason="cancelled")

    assert (on_hand(cup), on_hand(mug), held(FIRST)) == ([(8, 1)], [(10, 0)], {})
    assert states(FIRST) == ["released", "released"]
    assert agree()


@pytest.mark.parametrize(("given_back", "left"), [(50, {"CUP": 30}), (200, {})])
def test_some_pieces_can_be_released_and_never_more_than_are_held(given_back: int, left: dict[str, int]) -> None:
    cup = add("CUP", 100)
    reserve(FIRST, {cup: 80})

    with db.unit_of_work() as session:
        stock.release(session, FIRST, quantities={cup: given_back}, acting_user=SYSTEM)

    assert list(held(FIRST).values()) == list(left.values())
    assert on_hand(cup) == [(100, sum(left.values()))]
    assert agree()


# --- expiry


def test_what_is_not_confirmed_in_time_is_free_again_and_told_once() -> None:
    cup = add("CUP", 5)
    with clock.frozen(NOON):
        reserve(FIRST, {cup: 3}, expires_at=NOON + timedelta(minutes=30))
        reserve(SECOND, {cup: 2}, expires_at=NOON + timedelta(minutes=31))

    with clock.frozen(NOON + timedelta(minutes=30)):
        for _ in range(2):
            with db.unit_of_work() as session:
                release_expired_job(session)

    assert (on_hand(cup), states(FIRST), states(SECOND)) == ([(5, 2)], ["expired"], ["held"])
    with db.reading() as session:
        told = session.scalars(select(events.EventRow.data).where(events.EventRow.kind == ReservationExpired.KIND))
        assert list(told) == [f'{{"order_id": "{FIRST}"}}']
    assert agree()


def test_a_confirmed_reservation_never_expires() -> None:
    cup = add("CUP", 5)
    with clock.frozen(NOON):
        reserve(FIRST, {cup: 3}, expires_at=NOON + timedelta(minutes=30))
        with db.unit_of_work() as session:
            stock.keep_reservation(session, FIRST)

    with clock.frozen(NOON + timedelta(days=30)), db.unit_of_work() as session:
        assert stock.release_expired(session) == []

    assert held(FIRST) == {cup: 3}


def test_a_difference_between_books_and_shelf_is_found() -> None:
    cup = add("CUP", 5)
    reserve(FIRST, {cup: 2})
    with db.unit_of_work() as session:
        session.execute(text("UPDATE stock SET on_hand = 9, reserved = 1"))

    with db.reading() as session:
        found = stock_differences(session)

    assert [(row.variant_id, row.on_hand, row.moved, row.reserved, row.held) for row in found] == [(cup, 9, 5, 1, 2)]


# --- many at once


def test_fifty_buyers_of_the_last_ten_leave_ten_buyers_and_no_debt() -> None:
    cup, mug = add("CUP", 10), add("MUG", 100)
    start = threading.Barrier(50)

    def buy(number: int) -> str:
        wanted = {cup: 1, mug: 1} if number % 2 else {mug: 1, cup: 1}
        start.wait(timeout=30)
        try:
            reserve(new_id(), wanted)
        except NotEnoughStock:
            return "refused"
        return "bought"

    with ThreadPoolExecutor(max_workers=50) as pool:
        answers = Counter(pool.map(buy, range(50)))

    assert answers == {"bought": 10, "refused": 40}
    assert (on_hand(cup), on_hand(mug)) == ([(10, 10)], [(100, 10)])
    assert agree()


def test_shipping_releasing_and_expiry_at_once_let_each_piece_go_once() -> None:
    cup = add("CUP", 20)
    orders = [new_id() for _ in range(10)]
    for order_id in orders:
        reserve(order_id, {cup: 2}, expires_at=NOON)

    def end(number: int) -> str:
        order_id = orders[number % 10]
        try:
            with db.unit_of_work() as session:
                if number < 10:
                    stock.consume(session, order_id, cup, 2, acting_user=SYSTEM)
                elif number < 20:
                    stock.release(session, order_id, acting_user=SYSTEM)
                else:
                    stock.release_expired(session)
        except NotReserved:
            return "too late"
        return "done"

    with ThreadPoolExecutor(max_workers=24) as pool:
        list(pool.map(end, range(24)))

    with db.reading() as session:
        shipped = session.scalars(select(Reservation.consumed).where(Reservation.state == ReservationState.CONSUMED))
        left = 20 - sum(shipped)
    assert on_hand(cup) == [(left, 0)]
    assert agree()
