"""Pressing Buy: what each way to pay obliges to, when the order is released, what is refused, and asking twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from uuid import UUID

import pytest

from core.billing.errors import ReceiptDiffers
from core.billing.models import Receipt
from core.carts.models import Cart
from core.carts.states import CartState
from core.inventory.models import Reservation
from core.kernel import jobs
from core.kernel.db import lock, unit_of_work
from core.kernel.errors import AppError, Refused
from core.kernel.events import EventRow
from core.kernel.jobs import Job
from core.kernel.money import Money
from core.orders.models import Order
from core.orders.operations import Checkout
from core.orders.states import OrderState
from core.payments.errors import (
    AlreadyPaid,
    AmountTyped,
    AttemptRunning,
    CreditLimitExceeded,
    NotOnAccount,
    OrderNotPayable,
    UnknownMethod,
)
from core.payments.models import Payment, PaymentAttempt
from core.payments.operations import buy_cart, record_bank_receipt, start_attempt, switch_method
from core.payments.queries import method_options
from core.payments.states import AttemptState, PaymentState
from core.pricing.operations import PriceInput, set_price
from tests.support.deals import GUEST, MORNING, STAFF, Buyer
from tests.support.paying import (
    INSTALL,
    PRICE,
    World,
    a_company,
    a_world,
    begin,
    bought,
    count,
    free,
    is_released,
    on_accounts,
    order_of,
    pay,
    payment_of,
    press_buy,
    ready,
    require_every_cent_in_its_place,
    transfer,
    waiting,
)
from tests.support.payment_stand_in import Card

pytestmark = pytest.mark.usefixtures("database")
KEPT = (Order, Payment, PaymentAttempt, Reservation, Job, EventRow, Receipt)


@pytest.fixture
def world(database: object, tmp_path: Path) -> Iterator[World]:
    with a_world(tmp_path) as opened:
        yield opened


def together(*calls: Callable[[], UUID]) -> list[UUID | AppError]:
    """All at the same moment, on connections of their own; what each returned or was refused with."""
    start = Barrier(len(calls))

    def run(call: Callable[[], UUID]) -> UUID | AppError:
        start.wait()
        try:
            return call()
        except AppError as error:
            return error

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def refused(checkout: Checkout, *, buyer: Buyer | None = None) -> Refused:
    """Press Buy, be refused; nothing has changed, the cart is still open."""
    before = count(*KEPT)
    with pytest.raises(Refused) as refusal:
        press_buy(checkout, buyer=buyer)
    assert count(*KEPT) == before
    with unit_of_work() as session:
        assert lock(session, Cart, checkout.cart_id).state is CartState.OPEN
    return refusal.value


def sentence(error: AppError) -> str:
    amounts = {name: f"{value.minor / 100:.2f} EUR" for name, value in error.values.items() if isinstance(value, Money)}
    return error.template % amounts


# --- on account


def test_on_account_is_released_at_once_and_owes_the_whole_order(world: World) -> None:
    order_id = press_buy(ready(world.market, {"MACHINE": 1}, method="on_account"))

    payment = payment_of(order_id)
    assert is_released(order_id)
    assert (payment.state, payment.amount_minor, payment.open_minor) == (PaymentState.OPEN, 59_900, 59_900)
    assert (payment.expires_at, payment.order_number) == (None, order_of(order_id).number)
    assert on_accounts() == {}


def test_a_guest_beyond_the_limit_is_refused_and_nothing_changes(world: World) -> None:
    checkout = ready(world.market, {"MACHINE": 2}, method="on_account")

    error = refused(checkout)

    assert (type(error), error.field) == (NotOnAccount, "payment_method")
    assert sentence(error) == (
        "We can offer payment on account up to 1000.00 EUR in open orders. Please choose another way to pay."
    )
    assert free(world.market, "MACHINE") == 10
    assert not is_released(press_buy(replace(checkout, payment_method="prepayment")))


def test_a_new_guest_who_buys_twice_in_one_transaction_has_one_limit(world: World) -> None:
    first, second = (ready(world.market, {"MACHINE": 1}, method="on_account") for _ in range(2))

    with pytest.raises(NotOnAccount), unit_of_work() as session:
        buy_cart(session, first, acting_user=GUEST)
        buy_cart(session, second, acting_user=GUEST)

    assert free(world.market, "MACHINE") == 10
    assert is_released(press_buy(first))


def test_a_company_beyond_its_credit_is_refused_and_nothing_changes(world: World) -> None:
    buyer = a_company(limit_minor=100_000)
    bought(world.market, {"MACHINE": 1}, method="on_account", buyer=buyer)

    error = refused(ready(world.market, {"MACHINE": 1}, method="on_account", buyer=buyer), buyer=buyer)

    assert (type(error), error.field) == (CreditLimitExceeded, "payment_method")
    assert sentence(error) == (
        "Your credit limit is 1000.00 EUR, of which 358.47 EUR are free. Please choose another way to pay."
    )
    assert free(world.market, "MACHINE") == 9


def test_a_customer_who_may_not_pay_later_is_refused_whatever_the_limit(world: World) -> None:
    buyer = a_company(limit_minor=100_000, on_account_allowed=False)

    error = refused(ready(world.market, INSTALL, method="on_account", buyer=buyer), buyer=buyer)

    assert (type(error), error.field) == (NotOnAccount, "payment_method")
    assert str(error) == "We cannot offer you payment on account. Please choose another way to pay."


def test_credit_is_free_to_the_cent(world: World) -> None:
    net = 59_900 * 90 // 100
    gross = net + 10_243
    buyer, poorer = a_company(limit_minor=gross), a_company(limit_minor=gross - 1)

    assert order_of(bought(world.market, {"MACHINE": 1}, method="on_account", buyer=buyer)).gross_minor == gross
    refused(ready(world.market, {"MACHINE": 1}, method="on_account", buyer=poorer), buyer=poorer)


def test_the_checkout_shows_what_pressing_buy_would_refuse(world: World) -> None:
    with unit_of_work() as session:
        offered = {option.code: option.refusal for option in method_options(session, None, amount_minor=10**9)}

    assert offered == dict.fromkeys(("on_account", "demo_card", "prepayment", "stand_in"))


def test_two_orders_at_one_moment_do_not_both_use_the_same_credit(world: World) -> None:
    """Two locks see to this: the row of the order numbers, and the customer. Tried on PostgreSQL without both, this
    test fails three times out of three.
    """
    buyer = a_company(limit_minor=20_000)
    first, second = (ready(world.market, INSTALL, method="on_account", buyer=buyer) for _ in range(2))

    became = together(lambda: press_buy(first, buyer=buyer), lambda: press_buy(second, buyer=buyer))

    assert sorted(type(one).__name__ for one in became) == ["CreditLimitExceeded", "UUID"]
    assert count(Order, Payment) == [1, 1]


# --- asking twice


@pytest.mark.parametrize("method", ["on_account", "stand_in", "prepayment"])
def test_pressing_buy_twice_is_one_order_and_one_payment(world: World, method: str) -> None:
    checkout = ready(world.market, {"CUP": 3}, method=method)
    once = press_buy(checkout)
    before = count(*KEPT)

    assert press_buy(checkout) == once

    assert count(*KEPT) == before
    assert count(Order, Payment) == [1, 1]


def test_pressing_buy_in_two_places_at_one_moment_is_one_order_and_one_payment(world: World) -> None:
    checkout = ready(world.market, {"CUP": 3}, method="on_account")

    became = together(*[lambda: press_buy(checkout)] * 4)

    assert len(set(became)) == 1
    assert count(Order, Payment) == [1, 1]
    assert free(world.market, "CUP") == 97


def test_the_same_cart_with_another_key_is_the_same_order(world: World) -> None:
    checkout = ready(world.market, {"CUP": 3}, method="stand_in")
    other = replace(checkout, idempotency_key="another tab", payment_method="on_account")

    assert press_buy(checkout) == press_buy(other)

    assert count(Order, Payment) == [1, 1]
    assert not is_released(press_buy(other))


def test_an_unknown_way_to_pay_changes_nothing(world: World) -> None:
    checkout = ready(world.market, INSTALL, method="barter")
    before = count(*KEPT)

    with pytest.raises(UnknownMethod) as refusal:
        press_buy(checkout)

    assert (refusal.value.field, count(*KEPT)) == ("payment_method", before)


def test_what_costs_nothing_is_released_and_never_expires(world: World) -> None:
    with unit_of_work() as session:
        set_price(session, PriceInput(variant_id=world.market["INSTALL"], amount_minor=0), list_code="retail")

    order_id = bought(world.market, INSTALL, method="stand_in")
    world.pass_time(days=20)

    assert (is_released(order_id), payment_of(order_id).state) == (True, PaymentState.PAID)
    assert order_of(order_id).state is not OrderState.CANCELLED
    with unit_of_work() as session, pytest.raises(AlreadyPaid):
        start_attempt(session, order_id, instrument=Card.GOOD, acting_user=GUEST)


# --- prepayment


def test_a_prepaid_order_is_released_when_all_of_it_is_there(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="prepayment")
    payment = payment_of(order_id)
    assert payment.expires_at == MORNING + timedelta(days=10)
    assert payment.instructions is not None
    assert (payment.instructions.reference, payment.instructions.amount_minor) == (payment.order_number, PRICE)

    transfer(order_id, PRICE - 1)
    assert (is_released(order_id), payment_of(order_id).state) == (False, PaymentState.OPEN)
    assert (payment_of(order_id).open_minor, on_accounts()["1800"]) == (1, PRICE - 1)

    transfer(order_id, 1)
    assert (is_released(order_id), payment_of(order_id).state) == (True, PaymentState.PAID)
    assert on_accounts() == {"1800": PRICE, "3272": -12_521, "3806": -2_379}
    require_every_cent_in_its_place(world.company)


def test_the_same_line_of_a_statement_counts_once(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="prepayment")

    transfer(order_id, 9_000, key="line 1")
    transfer(order_id, 9_000, key="line 1")

    assert (payment_of(order_id).received_minor, on_accounts()["1800"], count(Receipt)) == (9_000, 9_000, [1])
    with pytest.raises(ReceiptDiffers):
        transfer(order_id, 9_001, key="line 1")
    assert not is_released(order_id)


def test_the_same_line_noted_by_two_people_at_one_moment_counts_once(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="prepayment")

    def note() -> UUID:
        with unit_of_work() as session:
            return record_bank_receipt(
                session, order_id, amount_minor=PRICE, reference="7", key="line 1", acting_user=STAFF
            ).id

    became = together(note, note)

    assert len(set(became)) == 1
    assert (count(Receipt), on_accounts()["1800"], payment_of(order_id).received_minor) == ([1], PRICE, PRICE)


def test_what_is_too_much_is_kept_for_the_customer(world: World) -> None:
    order_id = bought(world.market, INSTALL, method="prepayment")

    transfer(order_id, PRICE + 500)

    assert is_released(order_id)
    assert on_accounts()["3250"] == -500
    require_every_cent_in_its_place(world.company)


@pytest.mark.parametrize("amount_minor", [0, -1])
def test_only_money_is_noted(world: World, amount_minor: int) -> None:
    order_id = bought(world.market, INSTALL, method="prepayment")

    with pytest.raises(AmountTyped):
        transfer(order_id, amount_minor)

    assert count(Receipt) == [0]


# --- another way


def test_a_declined_card_order_can_be_paid_by_transfer_instead_and_keeps_its_goods(world: World) -> None:
    order_id = bought(world.market, {"MACHINE": 1})
    pay(order_id, Card.BROKE)
    world.at.advance(timedelta(minutes=20))

    with unit_of_work() as session:
        switch_method(session, order_id, method_code="prepayment", acting_user=GUEST)
    world.pass_time(days=9)
    transfer(order_id, 59_900)

    payment = payment_of(order_id)
    assert (payment.method, payment.state, is_released(order_id)) == ("prepayment", PaymentState.PAID, True)
    assert payment.expires_at == MORNING + timedelta(days=10, minutes=20)
    assert [attempt.state for attempt in payment.attempts] == [AttemptState.DECLINED]
    assert free(world.market, "MACHINE") == 9


def test_the_method_stays_while_a_provider_may_still_take_the_money(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    begin(order_id, Card.GOOD)

    with pytest.raises(AttemptRunning), unit_of_work() as session:
        switch_method(session, order_id, method_code="prepayment", acting_user=GUEST)

    assert (payment_of(order_id).method, waiting("payments.charge")) == ("stand_in", 1)


@pytest.mark.parametrize(
    ("method", "other", "error"),
    [
        ("stand_in", "on_account", UnknownMethod),
        ("stand_in", "barter", UnknownMethod),
        ("on_account", "prepayment", OrderNotPayable),
    ],
)
def test_only_ways_that_are_paid_before_delivery_change(
    world: World, method: str, other: str, error: type[AppError]
) -> None:
    order_id = bought(world.market, INSTALL, method=method)

    with pytest.raises(error), unit_of_work() as session:
        switch_method(session, order_id, method_code=other, acting_user=GUEST)

    assert payment_of(order_id).method == method


def test_a_paid_order_is_not_switched(world: World) -> None:
    order_id = bought(world.market, INSTALL)
    pay(order_id, Card.GOOD)

    with pytest.raises(OrderNotPayable), unit_of_work() as session:
        switch_method(session, order_id, method_code="prepayment", acting_user=GUEST)
    assert jobs.run_due() == 0
