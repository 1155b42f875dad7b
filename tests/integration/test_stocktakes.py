"""Counting a warehouse: the shop goes on selling, the differences are booked, what is reserved is left alone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from core.accounts.states import StaffRole
from core.inventory import operations as stock
from core.inventory.errors import (
    CountBooked,
    NotCountable,
    NotCounting,
    NothingCounted,
    PartlyBooked,
    StocktakeRunning,
)
from core.inventory.models import Stock, Stocktake
from core.inventory.operations import Counted
from core.inventory.states import MovementReason, Selling, StocktakeState
from core.kernel import jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.delimited import FileRefused
from core.kernel.errors import AppError
from core.kernel.settings import Settings
from tests.support.deals import STAFF
from tests.support.office import Office, an_order, open_office
from tests.support.stocktakes import begun, book, count, lines, movements, on_hand

FULFILMENT, SALES = StaffRole.FULFILMENT, StaffRole.SALES
PAGE = "/stocktakes/IV-2026-000001"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


# --- the rules


def test_differences_are_booked_under_the_number_of_the_stocktake(office: Office) -> None:
    cups, beans = on_hand(office, "CUP"), on_hand(office, "BEANS")
    stocktake = begun()

    count(stocktake, CUP=cups - 3, BEANS=beans, MACHINE=0)
    count(stocktake, MACHINE=on_hand(office, "MACHINE") + 2)

    assert book(stocktake) is StocktakeState.POSTED
    assert (on_hand(office, "CUP"), on_hand(office, "BEANS")) == (cups - 3, beans)
    assert movements(MovementReason.COUNTED) == [(-3, "IV-2026-000001"), (2, "IV-2026-000001")]


def test_what_is_sold_after_the_count_does_not_disturb_it(office: Office) -> None:
    cups = on_hand(office, "CUP")
    stocktake = begun()
    count(stocktake, CUP=cups - 1)

    with unit_of_work() as session:
        stock.take_out(
            session, office.market["CUP"], 4, reason=MovementReason.WRITTEN_OFF, reference="fell", acting_user=STAFF
        )

    assert book(stocktake) is StocktakeState.POSTED
    assert on_hand(office, "CUP") == cups - 1 - 4


def test_a_count_below_what_orders_hold_is_held_back_and_the_rest_is_booked(office: Office) -> None:
    an_order(office, {"CUP": 5})
    cups, beans = on_hand(office, "CUP"), on_hand(office, "BEANS")
    stocktake = begun()
    count(stocktake, CUP=4, BEANS=beans - 1)

    assert book(stocktake) is StocktakeState.COUNTING
    assert (on_hand(office, "CUP"), on_hand(office, "BEANS")) == (cups, beans - 1)
    assert lines(stocktake) == [(4, cups, False, True), (beans - 1, beans, True, False)]
    with pytest.raises(CountBooked):
        count(stocktake, BEANS=1)
    with pytest.raises(PartlyBooked), unit_of_work() as session:
        stock.cancel_stocktake(session, stocktake, reason="no time", acting_user=STAFF)

    count(stocktake, CUP=5)

    assert book(stocktake) is StocktakeState.POSTED
    assert on_hand(office, "CUP") == 5
    with reading() as session:
        lying = select(Stock.reserved).where(Stock.variant_id == office.market["CUP"])
        assert session.scalars(lying).one() == 5


def test_a_line_that_cannot_be_booked_can_be_taken_out(office: Office) -> None:
    an_order(office, {"CUP": 5})
    cups = on_hand(office, "CUP")
    stocktake = begun()
    count(stocktake, CUP=4, BEANS=1)
    book(stocktake)

    with unit_of_work() as session:
        stock.take_out_lines(session, stocktake, ["CUP"])

    assert book(stocktake) is StocktakeState.POSTED
    assert on_hand(office, "CUP") == cups


def test_a_warehouse_is_counted_by_one_stocktake_at_a_time(office: Office) -> None:
    first = begun()

    with pytest.raises(StocktakeRunning):
        begun()
    with unit_of_work() as session:
        stock.cancel_stocktake(session, first, reason="wrong day", acting_user=STAFF)
    second = begun()

    with reading() as session:
        numbers = session.scalars(select(Stocktake.number).order_by(Stocktake.number)).all()
    assert numbers == ["IV-2026-000001", "IV-2026-000002"]
    with pytest.raises(NotCounting):
        count(first, CUP=1)
    with pytest.raises(NothingCounted):
        book(second)


@pytest.mark.parametrize(
    ("counts", "named"),
    [
        ([("NOSUCH", 1), ("CUP", 1)], "NOSUCH"),
        ([("INSTALL", 1)], "INSTALL"),
        ([("CUP", -1)], "CUP"),
        ([("CUP", 1_000_001)], "CUP"),
        ([("CUP", 1), ("CUP", 2)], "CUP"),
        ([("", 1)], "?"),
        ([(f"NO-{number}", 1) for number in range(12)], "NO-0, NO-1, NO-2, NO-3, NO-4, NO-5, NO-6, NO-7 …"),
    ],
)
def test_what_cannot_be_counted_is_named_and_nothing_is_taken(
    office: Office, counts: list[tuple[str, int]], named: str
) -> None:
    stocktake = begun()
    said = [Counted(sku=sku, pieces=pieces) for sku, pieces in counts]

    with pytest.raises(NotCountable) as refusal, unit_of_work() as session:
        stock.count_pieces(session, stocktake, said, acting_user=STAFF)

    assert refusal.value.values["rows"] == named
    assert lines(stocktake) == []


def test_many_lines_are_booked_batch_by_batch_and_a_second_run_books_nothing_twice(office: Office) -> None:
    stocktake = begun(MovementReason.IMPORTED)
    count(stocktake, CUP=7, BEANS=8, MACHINE=9)
    with unit_of_work() as session:
        stock.book_stocktake(session, stocktake, acting_user=STAFF)

    done = []
    for _ in range(4):
        with unit_of_work() as session:
            done.append(stock.book_lines(session, stocktake, most=2))
    jobs.run_due()

    assert done == [False, True, True, True]
    assert [on_hand(office, sku) for sku in ("CUP", "BEANS", "MACHINE")] == [7, 8, 9]
    assert len(movements(MovementReason.IMPORTED)) == 3


def test_goods_that_turn_up_go_to_the_orders_that_wait(office: Office) -> None:
    beans = office.market["BEANS"]
    with unit_of_work() as session:
        stock.set_policy(session, beans, stock.PolicyInput(selling=Selling.BACKORDER))
        stock.take_out(session, beans, 50, reason=MovementReason.WRITTEN_OFF, reference="fire", acting_user=STAFF)
    an_order(office, {"BEANS": 2})
    stocktake = begun()

    count(stocktake, BEANS=3)
    book(stocktake)

    with reading() as session:
        row = session.execute(select(Stock.on_hand, Stock.reserved).where(Stock.variant_id == beans)).one()
    assert tuple(row) == (3, 2)


# --- files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_counts_come_from_a_file_and_empty_ones_are_left_out(office: Office, encoding: str) -> None:
    stocktake = begun()
    content = "sku;name;counted\nCUP;Cup;12\nBEANS;Beans;\n".encode(encoding)

    with unit_of_work() as session:
        taken = stock.count_file(session, stocktake, content, acting_user=STAFF)

    assert (taken, [line[0] for line in lines(stocktake)]) == (1, [12])


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"sku,counted\nCUP,1\nBEANS,-3\n", NotCountable),
        (b"sku,counted\nCUP,1.5\n", NotCountable),
        (b"sku,counted\nCUP,=2+3\n", NotCountable),
        (b"sku,counted\nCUP,1\nNOSUCH,2\n", NotCountable),
        (b"sku,counted\nCUP,99999999999\n", NotCountable),
        (b"sku,pieces\nCUP,1\n", FileRefused),
        (b"sku,counted\n", FileRefused),
        (b"\xff\xfe\x00", FileRefused),
        (b"PK\x03\x04\x00\x00", FileRefused),
        (b"", FileRefused),
    ],
)
def test_a_file_with_anything_wrong_changes_nothing(office: Office, content: bytes, refusal: type[AppError]) -> None:
    stocktake = begun()

    with pytest.raises(refusal) as refused, unit_of_work() as session:
        stock.count_file(session, stocktake, content, acting_user=STAFF)

    assert refused.value.field == "file"
    assert lines(stocktake) == []


def test_twenty_thousand_rows_are_the_most(office: Office) -> None:
    stocktake = begun()
    content = b"sku,counted\n" + b"CUP,1\n" * 20_001

    with pytest.raises(FileRefused) as refused, unit_of_work() as session:
        stock.count_file(session, stocktake, content, acting_user=STAFF)

    assert refused.value.values["most"] == 20_000
