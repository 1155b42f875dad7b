"""The database crashes while somebody buys or pays: the same form again makes one order, and money moves once."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from core.billing.models import Receipt
from core.carts.models import Cart
from core.inventory.models import Reservation
from core.kernel import events, jobs
from core.kernel.db import reading
from core.kernel.settings import get_settings
from core.ledger.models import JournalEntry
from core.notices.models import Notice
from core.notices.states import NoticeKind
from core.orders.models import Order
from core.payments.models import Payment
from core.payments.states import AttemptState, PaymentState
from tests.faults.test_database_gone import server
from tests.faults.test_payment_faults import wait_until, worker
from tests.support import postgres
from tests.support.deals import open_market
from tests.support.paying import (
    INSTALL,
    PRICE,
    a_company_of_cards,
    begin,
    bought,
    count,
    is_released,
    payment_of,
    require_every_cent_in_its_place,
)
from tests.support.payment_stand_in import Card
from tests.support.shopper import Shopper, open_shop_pages, words_of

__all__ = ["server"]
SORRY = "Nothing was saved or lost"


@pytest.fixture
def shopper(server: postgres.Server) -> Iterator[Shopper]:
    yield open_shop_pages(get_settings())
    events.follow({})


@contextmanager
def before_the_next_commit(crash: Callable[[], None]) -> Iterator[None]:
    """Crash when everything is written and only the COMMIT is missing."""
    left = [crash]

    def once(_session: Session) -> None:
        if left:
            left.pop()()

    event.listen(Session, "before_commit", once)
    try:
        yield
    finally:
        event.remove(Session, "before_commit", once)


def left_behind() -> list[int]:
    """Orders, payments, reservations, and letters that confirm an order."""
    jobs.run_due()
    with reading() as session:
        kinds = list(session.scalars(select(Notice.kind)))
    return [*count(Order, Payment, Reservation), kinds.count(NoticeKind.ORDER_CONFIRMED)]


def test_a_purchase_that_finds_no_database_is_made_by_the_same_form_again(
    server: postgres.Server, shopper: Shopper
) -> None:
    sent = shopper.filled("CUP").checkout()

    server.stop(signal.SIGQUIT)
    gone = shopper.client.post("/checkout", data=sent)
    server.start()
    before = left_behind()
    back = shopper.client.post("/checkout", data=sent)
    again = shopper.client.post("/checkout", data=sent)

    assert (gone.status_code, gone.headers["Retry-After"], SORRY in words_of(gone)) == (503, "5", True)
    assert before == [0, 0, 0, 0]
    assert (back.status_code, again.status_code) == (303, 303)
    assert back.location.partition("?")[0] == again.location.partition("?")[0]
    assert left_behind() == [1, 1, 1, 1]


def test_a_purchase_whose_commit_finds_no_database_leaves_nothing_and_is_made_again(
    server: postgres.Server, shopper: Shopper
) -> None:
    sent = shopper.filled("CUP").checkout()

    with before_the_next_commit(lambda: server.stop(signal.SIGQUIT)):
        gone = shopper.client.post("/checkout", data=sent)
    server.start()
    before = left_behind()
    back = shopper.client.post("/checkout", data=sent)

    assert (gone.status_code, SORRY in words_of(gone)) == (503, True)
    assert before == [0, 0, 0, 0]
    assert back.status_code == 303
    assert left_behind() == [1, 1, 1, 1]


def test_a_purchase_whose_answer_is_lost_is_the_same_order_again(server: postgres.Server, shopper: Shopper) -> None:
    sent = shopper.filled("CUP").checkout()
    made = shopper.client.post("/checkout", data=sent)  # committed; the answer reaches nobody

    server.stop(signal.SIGQUIT)
    gone = shopper.client.post("/checkout", data=sent)
    server.start()
    again = shopper.client.post("/checkout", data=sent)

    assert (made.status_code, gone.status_code, again.status_code) == (303, 503, 303)
    assert made.location.partition("?")[0] == again.location.partition("?")[0]
    assert left_behind() == [1, 1, 1, 1]
    assert count(Cart) == [1]


def test_a_charge_whose_answer_finds_no_database_is_taken_and_booked_once(
    server: postgres.Server, tmp_path: Path
) -> None:
    with a_company_of_cards(tmp_path / "stand_in.sqlite3") as company:
        order_id = bought(open_market(), INSTALL)
        begin(order_id, Card.GOOD)

        with worker(company, "charge", 1, tmp_path / "begun"):
            wait_until((tmp_path / "begun").exists)
            server.stop(signal.SIGQUIT)
            time.sleep(2)  # the worker has the answer after one second, and nowhere to write it
            server.start()
            wait_until(lambda: payment_of(order_id).state is PaymentState.PAID)

        assert (company.taken(), count(Receipt, JournalEntry), is_released(order_id)) == ([PRICE], [1, 1], True)
        assert [attempt.state for attempt in payment_of(order_id).attempts] == [AttemptState.CAPTURED]
        require_every_cent_in_its_place(company)
