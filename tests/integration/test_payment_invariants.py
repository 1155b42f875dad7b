"""Whatever happens: no money without an entry, an allocation and an order; no order without a payment."""

from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from core.kernel import jobs
from core.kernel.db import unit_of_work
from core.kernel.errors import AppError
from core.orders.operations import Contact
from core.orders.states import OrderState
from core.payments.operations import cancel_paid_order, record_refund_paid, switch_method
from core.payments.queries import open_refunds
from core.payments.states import OPEN_ATTEMPTS, PaymentState
from tests.support.deals import GUEST, STAFF, Buyer
from tests.support.paying import (
    World,
    a_world,
    answer,
    begin,
    bought,
    failed,
    is_released,
    order_of,
    pay,
    payment_of,
    require_every_cent_in_its_place,
    transfer,
)
from tests.support.payment_stand_in import Card, Mood

pytestmark = pytest.mark.usefixtures("database")
METHODS = ("stand_in", "prepayment", "on_account")
CARDS = tuple(card for card in Card if card is not Card.GREEDY)  # that one ends on the desk, by a test of its own
Step = Callable[[World, UUID], object]


@pytest.fixture
def world(database: object, tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as opened:
        yield opened


def cancel(_world: World, order_id: UUID) -> None:
    with unit_of_work() as session:
        cancel_paid_order(session, order_id, reason="Changed their mind.", acting_user=STAFF)
    payment = payment_of(order_id)  # at once, not by what follows from it
    assert sum(refund.amount_minor for refund in payment.refunds) == payment.received_minor


def switch(_world: World, order_id: UUID) -> None:
    with unit_of_work() as session:
        switch_method(session, order_id, method_code="prepayment", acting_user=GUEST)


def transfer_refunds(_world: World, _order_id: UUID) -> None:
    with unit_of_work() as session:
        for refund in open_refunds(session):
            record_refund_paid(session, refund.id, acting_user=STAFF)


STEPS: dict[str, Step] = {
    **{f"pay {card}": lambda _world, order_id, card=card: pay(order_id, card) for card in CARDS},  # type: ignore[misc]
    **{f"press pay {card}": lambda _world, order_id, card=card: begin(order_id, card) for card in CARDS[:3]},  # type: ignore[misc]
    "yes": lambda _world, order_id: answer(order_id, is_confirmed=True),
    "no": lambda _world, order_id: answer(order_id, is_confirmed=False),
    "transfer a part": lambda _world, order_id: transfer(order_id, 7_001),
    "transfer much": lambda _world, order_id: transfer(order_id, 20_000),
    "cancel": cancel,
    "switch": switch,
    "transfer refunds": transfer_refunds,
    "silence": lambda world, _order_id: world.company.feel(Mood.SILENT),
    "refunds get lost": lambda world, _order_id: world.company.feel(Mood.LOSES_REFUND_ANSWERS),
    "recover": lambda world, _order_id: world.company.recover(),
    "late money": lambda world, _order_id: world.company.answer_late(),
    "seconds": lambda world, _order_id: world.pass_time(seconds=10),
    "half an hour": lambda world, _order_id: world.pass_time(minutes=31),
}


LATE = ("transfer a part", "transfer much", "late money", "yes", "half an hour", "transfer refunds")
"""What may still come when an order is cancelled already."""


def courses() -> st.SearchStrategy[list[str]]:
    """What may happen to an order: as often as not it is cancelled after that, and money comes late."""
    anything = st.lists(st.sampled_from(sorted(STEPS)), min_size=1, max_size=7)
    ending = st.lists(st.sampled_from(LATE), min_size=1, max_size=3).map(lambda late: ["cancel", *late])
    return st.builds(list.__add__, anything, st.one_of(st.just([]), ending))


def do(world: World, order_id: UUID, step: str) -> None:
    try:
        STEPS[step](world, order_id)
    except AppError:
        return  # refused: then nothing may have changed
    jobs.run_due()


@example(method="prepayment", steps=["cancel", "transfer a part"])
@example(method="prepayment", steps=["transfer a part", "cancel"])
@example(method="prepayment", steps=["transfer a part", "cancel", "transfer refunds", "transfer much"])
@example(method="stand_in", steps=["pay late", "half an hour", "cancel", "late money", "half an hour"])
@settings(
    max_examples=17,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # the steps are few: making them fewer would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(method=st.sampled_from(METHODS), steps=courses())
def test_after_any_sequence_every_cent_has_its_place(world: World, method: str, steps: list[str]) -> None:
    stranger = Buyer(contact=Contact(name="Jutta Möller", email=f"{uuid4().hex}@example.org"))  # with credit left
    order_id = bought(world.market, {"INSTALL": 1, "CUP": 1}, method=method, buyer=stranger)
    for step in steps:
        do(world, order_id, step)
        require_every_cent_in_its_place_but_unheard(world)

    world.company.recover()
    world.company.answer_late()
    for _ in range(3):
        world.pass_time(hours=2)
    transfer_refunds(world, order_id)

    require_every_cent_in_its_place(world.company)
    assert failed() == []
    order, payment = order_of(order_id), payment_of(order_id)
    assert not [attempt for attempt in payment.attempts if attempt.state in OPEN_ATTEMPTS]
    given_back = sum(refund.amount_minor for refund in payment.refunds)
    if order.state is OrderState.CANCELLED:
        assert payment.state is (PaymentState.REFUNDED if payment.received_minor else PaymentState.CANCELLED)
        assert given_back == payment.received_minor
    else:
        assert given_back == 0
        assert is_released(order_id) == (method == "on_account" or payment.open_minor == 0)


def require_every_cent_in_its_place_but_unheard(world: World) -> None:
    """In between, the company may know more than we do; nothing that we know of is out of place."""
    require_every_cent_in_its_place(world.company, is_all_heard=False)
