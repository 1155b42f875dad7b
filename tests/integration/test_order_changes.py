"""Changing and cancelling an order before anybody has begun to work on it: goods, money, books, races."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from core.catalog.operations import save_article
from core.catalog.rules import ArticleDraft
from core.fulfilment.models import ServiceJob
from core.fulfilment.states import ServiceJobState
from core.kernel import jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import AppError
from core.notices.models import Notice
from core.orders.errors import (
    BelowTier,
    ForeignLine,
    NothingToChange,
    PartFixed,
    QuantityTooLarge,
)
from core.orders.queries import changes_of
from core.orders.rules import ChangeWish
from core.orders.states import OrderState, PartState
from core.payments.errors import AttemptRunning
from core.payments.queries import changeable
from core.payments.states import PaymentState, RefundState
from core.subscriptions.models import Contract
from core.subscriptions.states import ContractState
from tests.support.books import require_books_in_order
from tests.support.changes import change, everything, look, refunds, refused, wish_of
from tests.support.deals import MORNING, STAFF, schedule, ship_it, the_visit
from tests.support.paying import (
    World,
    a_world,
    begin,
    bought,
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


# --- fewer pieces


def test_fewer_pieces_of_a_paid_order_free_stock_and_bring_the_money_back_by_the_card(world: World) -> None:
    order_id = bought(world.market, {"CUP": 4, "BEANS": 1})
    pay(order_id, Card.GOOD)
    assert free(world.market, "CUP") == 96

    preview = change(order_id, wish_of(order_id, {"CUP": 1}))

    order, payment = order_of(order_id), payment_of(order_id)
    assert (preview.before_minor, preview.after_minor, preview.refund_minor) == (7480, 3730, 3750)
    assert [(share.method, share.amount_minor) for share in preview.refunds] == [("stand_in", 3750)]
    assert (order.gross_minor, order.dropped_minor, order.left_minor) == (7480, 3750, 3730)
    assert (payment.amount_minor, payment.received_minor, payment.state) == (3730, 7480, PaymentState.PAID)
    assert refunds(order_id) == [(RefundState.DONE, 3750, True)]
    assert free(world.market, "CUP") == 99
    require_every_cent_in_its_place(world.company)


def test_what_is_left_is_shipped_invoiced_and_nothing_stays_open(world: World) -> None:
    order_id = bought(world.market, {"CUP": 4, "BEANS": 1})
    pay(order_id, Card.GOOD)
    change(order_id, wish_of(order_id, {"CUP": 1, "BEANS": 0}))

    ship_it(order_id, {"CUP": 1})
    jobs.run_due()

    assert order_of(order_id).state is OrderState.COMPLETED
    with reading() as session:
        require_books_in_order(session)
    accounts = on_accounts()
    assert (accounts.get("1200", 0), accounts.get("3272", 0)) == (0, 0)
    assert refunds(order_id) == [(RefundState.DONE, 5802, True)]


def test_the_letter_says_what_is_different(world: World) -> None:
    order_id = bought(world.market, {"CUP": 4}, method="on_account")

    change(order_id, wish_of(order_id, {"CUP": 3}))

    with reading() as session:
        letter = session.scalars(select(Notice).where(Notice.kind == "order_changed")).one()
    assert letter.subject == f"Your order {order_of(order_id).number} is changed"
    assert "- Cup: 3 instead of 4" in letter.text
    assert "It comes to €43.40 now, before it was €55.90." in letter.text


def test_an_unpaid_order_is_to_be_paid_less(world: World) -> None:
    order_id = bought(world.market, {"CUP": 4}, method="prepayment")

    preview = change(order_id, wish_of(order_id, {"CUP": 2}))
    transfer(order_id, 3090)

    assert (preview.to_pay_minor, preview.refunds) == (3090, ())
    assert payment_of(order_id).state is PaymentState.PAID
    assert order_of(order_id).released_at is not None
    assert refunds(order_id) == []


def test_a_part_that_was_paid_already_can_be_enough_after_a_change(world: World) -> None:
    order_id = bought(world.market, {"CUP": 4}, method="prepayment")
    transfer(order_id, 4000)
    assert payment_of(order_id).state is PaymentState.OPEN

    preview = change(order_id, wish_of(order_id, {"CUP": 2}))

    assert (preview.after_minor, preview.refund_minor) == (3090, 910)
    assert payment_of(order_id).state is PaymentState.PAID
    assert order_of(order_id).released_at is not None
    assert refunds(order_id) == [(RefundState.REQUESTED, 910, False)]
    require_every_cent_in_its_place(world.company)


def test_a_tier_price_holds_only_from_its_pieces_on(world: World) -> None:
    order_id = bought(world.market, {"MACHINE": 4}, method="prepayment")

    error = refused(order_id, wish_of(order_id, {"MACHINE": 2}), BelowTier)

    assert str(error) == "Hafen One: your price holds from 3 pieces on. Keep as many, or take all of them out."
    assert look(order_id, wish_of(order_id, {"MACHINE": 3})).after_minor == 3 * 54900


@pytest.mark.parametrize(("left", "error"), [(5, QuantityTooLarge), (-1, AppError), (4, NothingToChange)])
def test_more_or_nonsense_is_refused(world: World, left: int, error: type[AppError]) -> None:
    order_id = bought(world.market, {"CUP": 4}, method="prepayment")

    refused(order_id, wish_of(order_id, {"CUP": left}), error)


def test_a_foreign_line_is_refused(world: World) -> None:
    order_id, other = bought(world.market, {"CUP": 4}), bought(world.market, {"CUP": 2})

    refused(order_id, wish_of(other, {"CUP": 0}), ForeignLine)


# --- parts of several kinds


def test_a_line_of_each_kind_goes_and_its_visit_and_contract_with_it(world: World) -> None:
    order_id = bought(world.market, {"CUP": 2, "INSTALL": 1, "CLUB": 1})
    pay(order_id, Card.GOOD)
    before = order_of(order_id)
    assert {part.state for part in before.parts} == {PartState.ACKNOWLEDGED}

    change(order_id, wish_of(order_id, {"INSTALL": 0, "CLUB": 0}))

    states = {part.kind.value: part.state.value for part in order_of(order_id).parts}
    assert states == {"physical": "acknowledged", "service": "cancelled", "subscription": "cancelled"}
    with reading() as session:
        assert session.scalars(select(ServiceJob.state)).all() == [ServiceJobState.CANCELLED]
        assert session.scalars(select(Contract.state)).all() == [ContractState.CANCELLED]
    assert refunds(order_id) == [(RefundState.DONE, 18800, True)]
    require_every_cent_in_its_place(world.company)


def test_fewer_visits_of_a_part_that_stays(world: World) -> None:
    order_id = bought(world.market, {"INSTALL": 3}, method="on_account")

    change(order_id, wish_of(order_id, {"INSTALL": 2}))

    with reading() as session:
        assert session.scalars(select(ServiceJob.quantity)).all() == [2]


def test_a_bundle_goes_as_a_whole(world: World) -> None:
    order_id = bought(world.market, {"KITCHEN": 1, "BEANS": 2})
    pay(order_id, Card.GOOD)
    with reading() as session:
        rows = changeable(session, order_id).rows
    assert [(row.name, row.quantity, row.is_whole) for row in rows] == [
        ("Team kitchen", 1, True),
        ("House beans", 2, False),
    ]

    preview = change(order_id, ChangeWish(quantities={rows[0].key: 0}))

    assert (preview.before_minor, preview.after_minor) == (69900 + 3500 + 2 * 1890, 2 * 1890)
    assert free(world.market, "MACHINE") == 10
    assert refunds(order_id) == [(RefundState.DONE, 73400, True)]
    require_every_cent_in_its_place(world.company)


def test_of_the_delivery_fee_the_share_goes_that_travelled_with_what_will_not_come(world: World) -> None:
    order_id = bought(world.market, {"CUP": 1, "BEANS": 1})
    pay(order_id, Card.GOOD)

    preview = change(order_id, wish_of(order_id, {"CUP": 0}))

    assert (preview.fee_before_minor, preview.fee_after_minor) == (590, 355)
    order = order_of(order_id)
    assert sorted(part.state.value for part in order.parts) == ["acknowledged", "cancelled"]
    ship_beans = next(part for part in order.parts if part.state is PartState.ACKNOWLEDGED)
    assert {line.name for line in ship_beans.lines if line.open_quantity} == {"House beans", "Standard"}
    require_every_cent_in_its_place(world.company)


# --- the whole order


@pytest.mark.parametrize("method", ["stand_in", "prepayment", "on_account"])
def test_the_whole_order_is_cancelled_whatever_it_was_to_be_paid_by(world: World, method: str) -> None:
    order_id = bought(world.market, {"CUP": 4, "INSTALL": 1}, method=method)
    is_paid = method == "stand_in"
    if is_paid:
        pay(order_id, Card.GOOD)

    preview = change(order_id, everything(order_id))

    assert preview.is_end
    assert (preview.after_minor, preview.refund_minor) == (0, 20490 if is_paid else 0)
    assert order_of(order_id).state is OrderState.CANCELLED
    assert payment_of(order_id).state is (PaymentState.REFUNDED if is_paid else PaymentState.CANCELLED)
    assert free(world.market, "CUP") == 100
    with reading() as session:
        kinds = [str(kind) for kind in session.scalars(select(Notice.kind).order_by(Notice.id))]
        assert [kept.after_minor for kept in changes_of(session, order_id)] == [0]
    assert "order_cancelled" in kinds
    assert "order_changed" not in kinds
    require_every_cent_in_its_place(world.company)


# --- what cannot be changed any more


def test_what_is_shipped_stays_and_the_rest_can_go(world: World) -> None:
    order_id = bought(world.market, {"CUP": 2, "INSTALL": 1}, method="on_account")
    ship_it(order_id, {"CUP": 1})

    error = refused(order_id, wish_of(order_id, {"CUP": 0}), PartFixed)
    change(order_id, wish_of(order_id, {"INSTALL": 0}))

    assert error.code == "order_part.fixed_begun"
    assert order_of(order_id).state is OrderState.IN_FULFILMENT
    with reading() as session:
        assert changeable(session, order_id).whole_refusal is not None


def test_a_visit_with_a_date_is_told_with_it(world: World) -> None:
    order_id = bought(world.market, {"INSTALL": 1}, method="on_account")
    schedule(the_visit(order_id), MORNING.replace(day=31, month=3))

    error = refused(order_id, everything(order_id), PartFixed)

    assert str(error) == "The visit on 2027-03-31 is agreed. Please call us if it does not suit you."


def test_while_the_card_company_owes_an_answer_only_all_can_go(world: World) -> None:
    order_id = bought(world.market, {"CUP": 4})
    begin(order_id, Card.GOOD)

    refused(order_id, wish_of(order_id, {"CUP": 1}), AttemptRunning)
    change(order_id, everything(order_id))

    assert order_of(order_id).state is OrderState.CANCELLED
    assert payment_of(order_id).state in (PaymentState.CANCELLED, PaymentState.REFUNDED)
    require_every_cent_in_its_place(world.company)


def test_what_setting_up_costs_goes_with_its_subscription_and_stays_with_another(world: World) -> None:
    with unit_of_work() as session:
        fee = ArticleDraft(sku="CLUB", new_slug="", setup_gross_minor=1500, setup_net_minor=1402)
        save_article(session, fee, acting_user=STAFF)
    order_id = bought(world.market, {"CUP": 2, "CLUB": 1})
    pay(order_id, Card.GOOD)
    assert (order_of(order_id).gross_minor, order_of(order_id).setup_minor) == (8490, 1500)  # 25 + 5.90 + 39 + 15

    change(order_id, wish_of(order_id, {"CUP": 1}))
    assert refunds(order_id) == [(RefundState.DONE, 1250, True)]
    change(order_id, wish_of(order_id, {"CLUB": 0}))

    assert refunds(order_id)[-1] == (RefundState.DONE, 5400, True)
    require_every_cent_in_its_place(world.company)
