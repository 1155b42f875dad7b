"""Another address for an order, and what moves between the look and the confirmation."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from core.kernel import jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import AppError
from core.notices.models import Notice
from core.orders.errors import (
    OrderMoved,
    OtherCountry,
    PartFixed,
)
from core.orders.models import LineMovement, OrderChange
from core.orders.rules import ChangeWish
from core.orders.states import OrderState
from core.payments.states import PaymentState, RefundState
from core.pricing.models import DeliveryMethod
from tests.support.changes import change, confirm, everything, look, refunds, refused, wish_of
from tests.support.deals import address, ship_it
from tests.support.paying import (
    World,
    a_company,
    a_world,
    bought,
    count,
    free,
    on_accounts,
    order_of,
    pay,
    payment_of,
    require_every_cent_in_its_place,
    transfer,
)
from tests.support.payment_stand_in import Card

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def world(database: object, tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as opened:
        yield opened


# --- another address


def another_street(**changes: str) -> ChangeWish:
    return ChangeWish(delivery=address(street="Palmaille 7", **changes))


def test_another_address_keeps_the_fee_where_it_costs_the_same(world: World) -> None:
    order_id = bought(world.market, {"CUP": 1}, method="on_account")
    before = order_of(order_id)

    preview = change(order_id, another_street())

    order = order_of(order_id)
    assert (preview.before_minor, preview.after_minor, preview.refund_minor) == (1840, 1840, 0)
    assert (order.delivery.street, order.billing.street) == ("Palmaille 7", before.billing.street)
    with reading() as session:
        letter = session.scalars(select(Notice).where(Notice.kind == "order_changed")).one()
    assert "Palmaille 7" in letter.text


def dearer_in_the_south(fee: int) -> None:
    """The way to postcodes from 80000 on costs another fee."""
    bands = (
        f'[{{"countries": [], "postcode_from": "80000", "postcode_to": "99999", "up_to_grams": null, "from_minor": 0,'
        f' "fee_gross_minor": {fee}, "fee_net_minor": {fee}, "days": 2}},'
        f' {{"countries": [], "postcode_from": "", "postcode_to": "", "up_to_grams": null, "from_minor": 0,'
        f' "fee_gross_minor": 590, "fee_net_minor": 496, "days": 2}}]'
    )
    with unit_of_work() as session:
        session.scalars(select(DeliveryMethod).where(DeliveryMethod.code == "standard")).one().bands = bands


def test_a_dearer_way_costs_more_while_nothing_is_paid(world: World) -> None:
    dearer_in_the_south(990)
    order_id = bought(world.market, {"CUP": 1}, method="prepayment")

    preview = change(order_id, another_street(postal_code="80331", city="München"))
    transfer(order_id, 2240)

    order = order_of(order_id)
    assert (preview.fee_before_minor, preview.fee_after_minor, preview.to_pay_minor) == (590, 990, 2240)
    assert (order.gross_minor, order.dropped_minor, order.left_minor) == (2830, 590, 2240)
    assert payment_of(order_id).state is PaymentState.PAID
    ship_it(order_id, {"CUP": 1})
    jobs.run_due()
    assert order_of(order_id).state is OrderState.COMPLETED
    assert on_accounts().get("1200", 0) == 0
    require_every_cent_in_its_place(world.company)


def test_a_dearer_way_of_a_paid_order_is_refused_and_a_cheaper_one_brings_money_back(world: World) -> None:
    dearer_in_the_south(990)
    order_id = bought(world.market, {"CUP": 1})
    pay(order_id, Card.GOOD)

    error = refused(order_id, another_street(postal_code="80331", city="München"), AppError)
    dearer_in_the_south(190)
    change(order_id, another_street(postal_code="80331", city="München"))

    assert error.code == "order.delivery_dearer"
    assert order_of(order_id).left_minor == 1440
    assert refunds(order_id) == [(RefundState.DONE, 400, True)]
    require_every_cent_in_its_place(world.company)


def test_another_country_is_another_order(world: World) -> None:
    order_id = bought(world.market, {"CUP": 1}, method="on_account")

    refused(order_id, another_street(country="AT", postal_code="1010", city="Wien"), OtherCountry)


def test_a_company_whose_credit_is_used_up_cannot_be_delivered_to_a_dearer_place(world: World) -> None:
    dearer_in_the_south(9990)
    order_id = bought(world.market, {"CUP": 1}, method="on_account", buyer=a_company(limit_minor=2000))
    wish = another_street(postal_code="80331", city="München")
    preview = look(order_id, wish)

    with pytest.raises(AppError, match="credit limit"):
        confirm(order_id, wish, preview.seen)

    assert order_of(order_id).delivery.street == "Elbchaussee 1"


# --- what moved in between


def shipped(order_id: UUID) -> None:
    ship_it(order_id, {"CUP": 1})


def paid(order_id: UUID) -> None:
    transfer(order_id, 100)


def changed_elsewhere(order_id: UUID) -> None:
    change(order_id, wish_of(order_id, {"CUP": 3}))


@pytest.mark.parametrize("move", [shipped, paid, changed_elsewhere])
def test_what_was_confirmed_is_what_was_shown_or_nothing(world: World, move: Callable[[UUID], None]) -> None:
    order_id = bought(world.market, {"CUP": 4, "BEANS": 1}, method="on_account")
    wish = wish_of(order_id, {"CUP": 2})
    preview = look(order_id, wish)
    move(order_id)
    before = (order_of(order_id), count(OrderChange, LineMovement))

    with pytest.raises((OrderMoved, PartFixed)):
        confirm(order_id, wish, preview.seen)

    assert (order_of(order_id), count(OrderChange, LineMovement)) == before


def test_confirming_twice_changes_once(world: World) -> None:
    order_id = bought(world.market, {"CUP": 4}, method="on_account")
    wish = wish_of(order_id, {"CUP": 2})
    preview = look(order_id, wish)
    confirm(order_id, wish, preview.seen)

    with pytest.raises(AppError):
        confirm(order_id, wish, preview.seen)

    assert order_of(order_id).dropped_minor == 2500


def test_of_a_customer_who_cancels_and_a_desk_that_ships_exactly_one_wins(world: World) -> None:
    outcomes = []
    for _round in range(6):
        order_id = bought(world.market, {"CUP": 2}, method="on_account")
        wish = everything(order_id)
        seen = look(order_id, wish).seen
        gate, refusals = threading.Barrier(2), list[str]()

        def race(act: Callable[[], None], gate: threading.Barrier = gate, said: list[str] = refusals) -> None:
            gate.wait()
            try:
                act()
            except AppError as error:
                said.append(error.code)

        both = [
            threading.Thread(target=race, args=(lambda which=order_id, w=wish, s=seen: confirm(which, w, s),)),
            threading.Thread(target=race, args=(lambda which=order_id: ship_it(which, {"CUP": 2}),)),
        ]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        jobs.run_due()
        state = order_of(order_id).state
        assert len(refusals) == 1, refusals
        assert state in (OrderState.CANCELLED, OrderState.COMPLETED)
        outcomes.append(state)
    sold = 2 * outcomes.count(OrderState.COMPLETED)
    assert free(world.market, "CUP") == 100 - sold
    require_every_cent_in_its_place(world.company)
