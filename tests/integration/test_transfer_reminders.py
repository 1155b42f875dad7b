"""Before the goods of a prepaid order go back on the shelf, its customer is reminded once."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.kernel.db import reading
from core.notices.models import Notice
from core.orders.states import OrderState
from tests.support.changes import change, everything
from tests.support.paying import World, a_world, bought, order_of, transfer

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def world(database: object, tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as opened:
        yield opened


def reminders() -> list[str]:
    with reading() as session:
        return list(session.scalars(select(Notice.text).where(Notice.kind == "transfer_reminder")))


def prepaid(world: World) -> UUID:
    return bought(world.market, {"CUP": 2}, method="prepayment")


def test_three_days_before_the_end_somebody_is_reminded_once(world: World) -> None:
    order_id = prepaid(world)

    world.pass_time(days=6, hours=23)
    early = reminders()
    world.pass_time(hours=2)
    world.pass_time(days=1)

    (letter,) = reminders()
    assert early == []
    assert f"we still wait for €30.90 for your order {order_of(order_id).number}" in letter
    assert "Wednesday, 10 February 2027, 10:00" in letter
    assert f"Reference: {order_of(order_id).number}" in letter
    assert order_of(order_id).state is OrderState.PLACED


def test_what_came_already_is_taken_off(world: World) -> None:
    transfer(prepaid(world), 1000)

    world.pass_time(days=8)

    (letter,) = reminders()
    assert "€20.90" in letter


@pytest.mark.parametrize("end", ["paid", "cancelled"])
def test_who_has_paid_or_cancelled_is_not_reminded(world: World, end: str) -> None:
    order_id = prepaid(world)
    if end == "paid":
        transfer(order_id, 3090)
    else:
        change(order_id, everything(order_id))

    world.pass_time(days=8)

    assert reminders() == []


def test_orders_by_card_and_on_account_are_not_reminded(world: World) -> None:
    bought(world.market, {"CUP": 1}, method="on_account")
    bought(world.market, {"CUP": 1}, method="stand_in")

    world.pass_time(days=8)

    assert reminders() == []
