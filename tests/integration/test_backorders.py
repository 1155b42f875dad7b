"""Backorders, pre-orders and stock policies on real databases: nobody gets more than is promised, nobody overtakes."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from core.inventory import operations as stock
from core.inventory.errors import DayMissing, FewerThanPromised, NotEnoughStock, NotReserved
from core.inventory.models import Backorder, StockPolicy
from core.inventory.operations import PolicyInput
from core.inventory.queries import held_for, missing_for, on_offer, stock_differences
from core.inventory.states import BackorderState, Selling, StockLevel
from core.kernel import clock, db
from core.kernel.actor import SYSTEM
from core.kernel.db import new_id
from tests.support.goods import Offer, add_offer, open_shop

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
DAY = date(2026, 12, 12)
FIRST, SECOND, THIRD = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.fixture(autouse=True)
def _shop(database: object) -> None:
    with db.unit_of_work() as session:
        open_shop(session)


def add(pieces: int = 0, **policy: Any) -> UUID:
    with db.unit_of_work() as session:
        cup = add_offer(session, Offer(sku="CUP", stock=pieces))
        if policy:
            stock.set_policy(session, cup, PolicyInput(**policy))
        return cup


def decide(cup: UUID, **policy: Any) -> None:
    with db.unit_of_work() as session:
        stock.set_policy(session, cup, PolicyInput(**policy))


def reserve(order_id: UUID, cup: UUID, pieces: int, *, expires_at: datetime | None = None) -> dict[UUID, int]:
    with db.unit_of_work() as session:
        missing = stock.reserve(session, order_id, {cup: pieces}, expires_at=expires_at)
        return {variant_id: awaited.quantity for variant_id, awaited in missing.items()}


def receive(cup: UUID, pieces: int) -> None:
    with db.unit_of_work() as session:
        stock.receive_stock(session, cup, pieces, acting_user=SYSTEM)


def allocate() -> int:
    with db.unit_of_work() as session:
        return stock.allocate_waiting(session)


def kept(order_id: UUID) -> tuple[int, int]:
    """How many pieces an order holds, and for how many it waits."""
    with db.reading() as session:
        held = sum(row.quantity for row in held_for(session, order_id))
        return held, sum(awaited.quantity for awaited in missing_for(session, order_id).values())


def waiting(cup: UUID) -> int:
    with db.reading() as session:
        promised = session.scalar(select(StockPolicy.waiting).where(StockPolicy.variant_id == cup)) or 0
        rows = session.scalars(select(Backorder).where(Backorder.state == BackorderState.WAITING))
        assert promised == sum(row.open_pieces for row in rows)
        assert stock_differences(session) == []
        return promised


# --- backorders


def test_two_are_there_three_are_wanted_refused_without_and_promised_with_the_backorder_flag() -> None:
    cup = add(2)

    with pytest.raises(NotEnoughStock):
        reserve(FIRST, cup, 3)
    assert kept(FIRST) == (0, 0)

    decide(cup, selling=Selling.BACKORDER, expected_on=DAY)
    assert reserve(FIRST, cup, 3) == {cup: 1}
    assert kept(FIRST) == (2, 1)
    assert waiting(cup) == 1


def test_a_limited_backorder_allows_eight_of_three_and_not_nine() -> None:
    cup = add(3, selling=Selling.BACKORDER, most_waiting=5)

    with pytest.raises(NotEnoughStock) as refusal:
        reserve(FIRST, cup, 9)
    assert refusal.value.shortages[0].free == 8
    assert (kept(FIRST), waiting(cup)) == ((0, 0), 0)

    reserve(FIRST, cup, 8)
    assert (kept(FIRST), waiting(cup)) == ((3, 5), 5)


def test_what_was_never_stocked_can_be_ordered_ahead() -> None:
    cup = add(0, selling=Selling.BACKORDER)

    reserve(FIRST, cup, 4)

    assert kept(FIRST) == (0, 4)
    with db.reading() as session:
        offer = on_offer(session, [cup])[cup]
    assert (offer.level, offer.at_once, offer.most) == (StockLevel.BACKORDER, 0, None)


def test_eight_ordered_three_there_ship_three_then_goods_come_and_five_more_leave() -> None:
    cup = add(3, selling=Selling.BACKORDER)
    reserve(FIRST, cup, 8)

    with pytest.raises(NotReserved), db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 8, acting_user=SYSTEM)
    with db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 3, acting_user=SYSTEM)
    assert kept(FIRST) == (0, 5)
    receive(cup, 10)
    assert allocate() == 5
    assert allocate() == 0

    with db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 5, acting_user=SYSTEM)

    assert (kept(FIRST), waiting(cup)) == ((0, 0), 0)
    with db.reading() as session:
        assert on_offer(session, [cup])[cup].at_once == 5


def test_the_oldest_is_served_first_and_nobody_overtakes() -> None:
    cup = add(0, selling=Selling.BACKORDER)
    for minutes, (order_id, pieces) in enumerate(((FIRST, 5), (SECOND, 1), (THIRD, 2))):
        with clock.frozen(NOON + timedelta(minutes=minutes)):
            reserve(order_id, cup, pieces)

    receive(cup, 3)
    assert allocate() == 3
    assert (kept(FIRST), kept(SECOND), kept(THIRD)) == ((3, 2), (0, 1), (0, 2))

    receive(cup, 3)
    allocate()
    assert (kept(FIRST), kept(SECOND), kept(THIRD)) == ((5, 0), (1, 0), (0, 2))
    assert waiting(cup) == 2


def test_goods_that_others_wait_for_are_not_sold_to_whoever_comes_in_between() -> None:
    cup = add(0, selling=Selling.BACKORDER)
    reserve(FIRST, cup, 4)
    decide(cup)
    receive(cup, 5)

    with pytest.raises(NotEnoughStock):
        reserve(SECOND, cup, 2)
    reserve(SECOND, cup, 1)
    allocate()

    assert (kept(FIRST), kept(SECOND)) == ((4, 0), (1, 0))


def test_cancelling_frees_only_what_was_really_kept() -> None:
    cup = add(3, selling=Selling.BACKORDER)
    reserve(FIRST, cup, 8)

    with db.unit_of_work() as session:
        stock.release(session, FIRST, quantities={cup: 6}, acting_user=SYSTEM)
    assert (kept(FIRST), waiting(cup)) == ((2, 0), 0)
    with db.unit_of_work() as session:
        stock.release(session, FIRST, acting_user=SYSTEM)

    assert (kept(FIRST), waiting(cup)) == ((0, 0), 0)
    with db.reading() as session:
        assert on_offer(session, [cup])[cup].at_once == 3


def test_asking_again_changes_what_is_awaited_and_the_own_promise_counts() -> None:
    cup = add(3, selling=Selling.BACKORDER, most_waiting=5)
    reserve(FIRST, cup, 8)
    decide(cup, selling=Selling.STOCK)

    assert reserve(FIRST, cup, 8) == {cup: 5}
    assert reserve(FIRST, cup, 4) == {cup: 1}
    assert reserve(FIRST, cup, 2) == {}

    assert (kept(FIRST), waiting(cup)) == ((2, 0), 0)


def test_a_backorder_that_is_not_confirmed_in_time_ends_with_its_reservation() -> None:
    cup = add(1, selling=Selling.BACKORDER)
    with clock.frozen(NOON):
        reserve(FIRST, cup, 3, expires_at=NOON + timedelta(minutes=30))

    with clock.frozen(NOON + timedelta(minutes=30)), db.unit_of_work() as session:
        assert stock.release_expired(session) == [FIRST]

    assert (kept(FIRST), waiting(cup)) == ((0, 0), 0)


def test_the_limit_is_never_set_below_what_is_promised() -> None:
    cup = add(0, selling=Selling.BACKORDER, most_waiting=20)
    reserve(FIRST, cup, 15)

    with pytest.raises(FewerThanPromised) as refusal:
        decide(cup, selling=Selling.BACKORDER, most_waiting=14)

    assert str(refusal.value) == "Orders wait for 15 pieces already; the limit cannot be lower."
    decide(cup, selling=Selling.BACKORDER, most_waiting=15)
    assert waiting(cup) == 15


def test_what_is_promised_is_counted_and_cannot_be_typed_in() -> None:
    assert "waiting" not in PolicyInput.__dataclass_fields__
    cup = add(0, selling=Selling.BACKORDER, most_waiting=3)

    for change in ("waiting = 4", "waiting = -1"):
        with pytest.raises(IntegrityError), db.unit_of_work() as session:
            session.execute(text(f"UPDATE stock_policy SET {change}"))

    assert waiting(cup) == 0


# --- safety stock, not tracked


def test_the_safety_stock_is_not_sold_also_over_several_warehouses() -> None:
    cup = add(3, safety=2)
    with db.unit_of_work() as session:
        stock.create_warehouse(session, code="north", name="North")
        stock.receive_stock(session, cup, 2, warehouse_code="north", acting_user=SYSTEM)

    with pytest.raises(NotEnoughStock) as refusal:
        reserve(FIRST, cup, 4)

    assert refusal.value.shortages[0].free == 3
    reserve(FIRST, cup, 3)
    assert kept(FIRST) == (3, 0)


def test_what_is_not_tracked_is_sold_and_shipped_without_stock() -> None:
    cup = add(0, is_tracked=False)

    assert reserve(FIRST, cup, 500) == {}
    with db.unit_of_work() as session:
        stock.consume(session, FIRST, cup, 500, acting_user=SYSTEM)

    assert (kept(FIRST), waiting(cup)) == ((0, 0), 0)


# --- pre-orders


def test_a_pre_order_needs_its_day() -> None:
    with pytest.raises(DayMissing) as refusal:
        add(0, selling=Selling.PREORDER)

    assert refusal.value.field == "expected_on"


def test_a_pre_order_keeps_nothing_before_its_day_and_serves_the_oldest_on_it() -> None:
    with clock.frozen(NOON):
        cup = add(2, selling=Selling.PREORDER, expected_on=DAY, most_waiting=4)
        reserve(FIRST, cup, 2)
        receive(cup, 1)
        assert allocate() == 0
        assert kept(FIRST) == (0, 2)
        with pytest.raises(NotEnoughStock):
            reserve(SECOND, cup, 3)
        reserve(SECOND, cup, 2)
        assert waiting(cup) == 4

    with clock.frozen(datetime(2026, 12, 12, 0, 1, tzinfo=UTC)):
        assert allocate() == 3

    assert (kept(FIRST), kept(SECOND)) == ((2, 0), (1, 1))


# --- many at once


@pytest.mark.parametrize("selling", [Selling.PREORDER, Selling.BACKORDER])
def test_fifty_buyers_never_order_more_ahead_than_the_limit(selling: Selling) -> None:
    cup = add(0, selling=selling, expected_on=clock.today() + timedelta(days=30), most_waiting=10)

    answers = _fifty_buy(cup)

    assert answers == {"bought": 10, "refused": 40}
    assert waiting(cup) == 10


def test_fifty_buyers_of_five_here_five_there_and_five_ahead_are_fifteen_buyers() -> None:
    cup = add(5, selling=Selling.BACKORDER, most_waiting=5)
    with db.unit_of_work() as session:
        stock.create_warehouse(session, code="north", name="North")
        stock.receive_stock(session, cup, 5, warehouse_code="north", acting_user=SYSTEM)

    answers = _fifty_buy(cup)

    assert answers == {"bought": 15, "refused": 35}
    assert waiting(cup) == 5


def test_goods_that_come_while_orders_are_placed_and_cancelled_are_kept_once() -> None:
    cup = add(0, selling=Selling.BACKORDER)
    orders = [new_id() for _ in range(10)]
    for order_id in orders:
        reserve(order_id, cup, 2)
    receive(cup, 10)

    def act(number: int) -> None:
        if number % 2:
            allocate()
        else:
            with db.unit_of_work() as session:
                stock.release(session, orders[number // 2], acting_user=SYSTEM)

    with ThreadPoolExecutor(max_workers=20) as pool:
        list(pool.map(act, range(20)))
    allocate()

    assert [kept(order_id) for order_id in orders] == [(0, 0)] * 10
    assert waiting(cup) == 0
    with db.reading() as session:
        assert on_offer(session, [cup])[cup].at_once == 10


def _fifty_buy(cup: UUID) -> Counter[str]:
    start = threading.Barrier(50)

    def buy(_number: int) -> str:
        start.wait(timeout=60)
        try:
            reserve(new_id(), cup, 1)
        except NotEnoughStock:
            return "refused"
        return "bought"

    with ThreadPoolExecutor(max_workers=50) as pool:
        return Counter(pool.map(buy, range(50)))
