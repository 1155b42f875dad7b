"""What is kept until when, and what runs short: the lists of the stockroom."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core.accounts.states import StaffRole
from core.inventory import operations as stock
from core.inventory.models import Reservation
from core.inventory.operations import PolicyInput
from core.inventory.queries import low_stock, shelves_of
from core.inventory.rules import suggested_order
from core.kernel import jobs
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.settings import Settings
from core.orders.errors import StillUnpaid
from core.orders.operations import give_up_reservation
from tests.support.deals import STAFF
from tests.support.goods import Offer, add_offer
from tests.support.office import Office, an_order, open_office, order_of
from tests.support.shopper import words_of
from tests.support.statements import counted

FULFILMENT, SALES = StaffRole.FULFILMENT, StaffRole.SALES


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def kept(office: Office, sku: str) -> list[tuple[int, int]]:
    with reading() as session:
        return [(shelf.on_hand, shelf.reserved) for shelf in shelves_of(session, office.market[sku])]


def test_the_list_says_until_when_goods_are_kept(office: Office) -> None:
    order = an_order(office, {"BEANS": 2}, method="prepayment")
    on_account = an_order(office, {"CUP": 3})
    desk = office.desk(FULFILMENT)

    timed, for_good = (
        words_of(desk.get("/stockroom/reservations")),
        words_of(desk.get("/stockroom/reservations?kept=for-good")),
    )

    assert f"{order.number} Jutta Möller BEANS Main 2 3 Dec 2026" in timed
    assert on_account.number not in timed
    assert f"{on_account.number} Jutta Möller CUP Main 3 it is shipped" in for_good


def test_goods_of_a_paid_order_are_released_by_hand_with_a_reason_and_taken_up_again(office: Office) -> None:
    order = an_order(office, {"CUP": 3})
    jobs.run_due()
    desk = office.desk(FULFILMENT)
    with reading() as session:
        path = f"/stockroom/reservations/{session.scalars(select(Reservation.id)).one()}/release"

    assert desk.send(path, reason="").status_code == 422
    assert kept(office, "CUP") == [(100, 3)]
    assert office.desk(SALES).get(path).status_code == 403
    assert desk.send(path, reason="A hotel needs them today").status_code == 303
    assert kept(office, "CUP") == [(100, 0)]
    assert "3 of 3" in words_of(desk.get(f"/orders/{order.number}"))
    assert desk.get(path).status_code == 404

    page = desk.get("/stockroom/reservations")
    assert "Put off by hand" in page.text
    action = page.text.split("/stockroom/put-off/")[1].split('"')[0]
    assert desk.press("/stockroom/reservations", f"/stockroom/put-off/{action}").status_code == 303
    office.at.advance(timedelta(minutes=1))
    with unit_of_work() as session:
        stock.allocate_waiting(session)

    assert kept(office, "CUP") == [(100, 3)]


def test_goods_of_an_unpaid_order_are_not_taken_from_it_by_hand(office: Office) -> None:
    order = an_order(office, {"CUP": 3}, method="prepayment")
    with reading() as session:
        reservation_id = session.scalars(select(Reservation.id)).one()

    with pytest.raises(StillUnpaid) as refusal, unit_of_work() as session:
        give_up_reservation(session, reservation_id, reason="wanted elsewhere", acting_user=STAFF)

    said = f"Order {order.number} is not paid yet. Its goods become free when it is cancelled, or by themselves."
    assert str(refusal.value) == said
    assert kept(office, "CUP") == [(100, 3)]
    assert order_of(order.id).released_at is None


# --- low stock


@pytest.mark.parametrize(
    ("left", "shipped", "lead_days", "suggested"),
    [
        (3, 56, 14, 44),  # one a day: six weeks' worth and five to stand on, less the three
        (5, 0, 14, 0),
        (-4, 0, 14, 9),
        (0, 1, 0, 6),
        (50, 56, 14, 0),
    ],
)
def test_the_suggestion_covers_the_way_and_four_weeks(left: int, shipped: int, lead_days: int, suggested: int) -> None:
    found = suggested_order(left=left, low_from=5, shipped=shipped, shipped_in=56, lead_days=lead_days)

    assert found == suggested


def test_what_runs_short_is_listed_with_what_to_order(office: Office) -> None:
    with unit_of_work() as session:
        stock.set_policy(session, office.market["BEANS"], PolicyInput(low_from=50, lead_days=7))
        stock.set_policy(session, office.market["CUP"], PolicyInput(is_tracked=False, low_from=500))

    with reading() as session, counted(engine()) as statements:
        rows = low_stock(session).rows

    assert [(row.sku, row.left, row.shipped, row.suggested) for row in rows] == [("BEANS", 50, 0, 0)]
    assert statements.count == 1
    page = words_of(office.desk(SALES).get("/stockroom/low"))
    assert "BEANS House beans 50 0 0 7 0" in page


def test_the_list_comes_as_a_file_in_which_nothing_is_a_formula(office: Office) -> None:
    with unit_of_work() as session:
        add_offer(session, Offer(sku="ODD", name='=HYPERLINK("x")', stock=2))

    answer = office.desk(SALES).get("/stockroom/low.csv")

    assert answer.mimetype == "text/csv"
    assert answer.text.splitlines() == [
        "Number,Article,Can be sold,Ordered ahead,Shipped in eight weeks,Days until goods come,Order now",
        'ODD,"\'=HYPERLINK(""x"")",2,0,0,14,3',
    ]


@pytest.mark.parametrize("path", ["/stockroom/low", "/stockroom/reservations?kept=for-good"])
def test_the_stockroom_takes_the_same_statements_for_one_row_and_for_fifty(office: Office, path: str) -> None:
    desk = office.desk(FULFILMENT)
    with unit_of_work() as session:
        add_offer(session, Offer(sku="LOW-0", stock=5))
    an_order(office, {"CUP": 1})
    desk.get(path)
    with counted(engine()) as few:
        assert desk.get(path).status_code == 200
    for number in range(1, 51):
        with unit_of_work() as session:
            add_offer(session, Offer(sku=f"LOW-{number}", stock=5))
    for _ in range(10):
        an_order(office, {"CUP": 1})

    with counted(engine()) as many:
        assert desk.get(path).status_code == 200

    assert many.count == few.count, f"{few}\n\n{many}"
