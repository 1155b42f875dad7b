"""The pages of stocktakes: beginning, counting by hand and by file, booking, calling off."""

import io
from collections.abc import Iterator

import pytest

from core.accounts.states import StaffRole
from core.inventory.queries import get_stocktake, sheet_page, stocktake_figures
from core.inventory.states import MovementReason, StocktakePart
from core.kernel import jobs
from core.kernel.db import engine, reading, unit_of_work
from core.kernel.settings import Settings
from core.pricing.operations.costs import set_costs
from tests.benchmarks.client import form_values
from tests.support.office import Desk, Office, open_office
from tests.support.shopper import words_of
from tests.support.statements import counted
from tests.support.stocktakes import begun, count, lines, movements, on_hand

FULFILMENT, SALES = StaffRole.FULFILMENT, StaffRole.SALES
PAGE = "/stocktakes/IV-2026-000001"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def test_a_stocktake_from_its_beginning_to_the_books_on_pages(office: Office) -> None:
    desk = office.desk(FULFILMENT)
    beans = on_hand(office, "BEANS")
    with unit_of_work() as session:
        set_costs(session, {office.market["CUP"]: 500})

    begin = desk.send("/stocktakes", warehouse="main", reason="counted", note="Year end")
    one = desk.client.post(f"{PAGE}/count", data={**form_at(desk, f"{PAGE}/count"), "sku": "CUP", "pieces": "98"})
    typed = form_at(desk, f"{PAGE}/sheet")
    field = f"count_{office.market['BEANS'].hex}"
    rows = desk.client.post(f"{PAGE}/sheet?part=left", data={**typed, field: str(beans)})
    page = words_of(desk.get(PAGE))
    booked = desk.press(PAGE, f"{PAGE}/book")
    jobs.run_due()
    after = words_of(desk.get(PAGE))

    assert [answer.status_code for answer in (begin, one, rows, booked)] == [303] * 4
    assert begin.location == PAGE
    assert rows.location == f"{PAGE}?part=left"
    assert "1 article is counted." in page
    assert "Being counted" in page
    assert "Booked: 2 articles" in after
    assert "Worth of the differences" not in page
    worth = words_of(office.desk().get(PAGE))
    assert "Worth of the differences -10.00 € 0.00 € found, -10.00 € missing" in worth
    assert on_hand(office, "CUP") == 98
    assert "IV-2026-000001" in desk.get("/stock/CUP/movements").text


def form_at(desk: Desk, action: str) -> dict[str, str]:
    """What a form of the page would send."""
    return form_values(desk.get(PAGE).text, action)


def test_what_the_books_say_is_shown_after_the_count_only(office: Office) -> None:
    desk = office.desk(FULFILMENT)
    stocktake = begun()

    with reading() as session:
        found = get_stocktake(session, "IV-2026-000001")
        before = {row.sku: row.expected for row in sheet_page(session, found).rows}
    count(stocktake, CUP=1)
    with reading() as session:
        after = {row.sku: row.expected for row in sheet_page(session, found).rows}
        left = [row.sku for row in sheet_page(session, found, part=StocktakePart.LEFT).rows]
        figures = stocktake_figures(session, found)

    assert set(before.values()) == {None}
    assert after["CUP"] == 100
    assert "CUP" not in left
    assert (figures.counted, figures.left, figures.different) == (1, len(before) - 1, 1)
    sheet = desk.get(f"{PAGE}/sheet.csv").text.splitlines()
    assert sheet[0] == "sku,name,counted"
    assert [row for row in sheet if row.startswith("CUP,")] == ["CUP,Cup,1"]


def test_the_sheet_comes_back_as_it_was_sent_out(office: Office) -> None:
    desk = office.desk(FULFILMENT)
    begun()
    sheet = desk.get(f"{PAGE}/sheet.csv").data

    values = {**form_at(desk, f"{PAGE}/file"), "file": (io.BytesIO(sheet.replace(b"CUP,Cup,", b"CUP,Cup,44")), "c.csv")}
    taken = desk.client.post(f"{PAGE}/file", data=values, content_type="multipart/form-data")

    assert taken.status_code == 303
    with reading() as session:
        found = get_stocktake(session, "IV-2026-000001")
        counts = {row.sku: row.counted for row in sheet_page(session, found, part=StocktakePart.COUNTED).rows}
    assert counts == {"CUP": 44}


def test_wrong_input_stays_in_its_field_and_counts_nothing(office: Office) -> None:
    desk = office.desk(FULFILMENT)
    stocktake = begun()
    field = f"count_{office.market['BEANS'].hex}"

    unknown = desk.client.post(f"{PAGE}/count", data={**form_at(desk, f"{PAGE}/count"), "sku": "<b>", "pieces": "3"})
    below = desk.client.post(f"{PAGE}/sheet", data={**form_at(desk, f"{PAGE}/sheet"), field: "-2"})
    no_file = desk.client.post(f"{PAGE}/file", data=form_at(desk, f"{PAGE}/file"))
    twice = desk.send("/stocktakes", warehouse="main", reason="counted")

    assert [answer.status_code for answer in (unknown, below, no_file, twice)] == [422, 422, 422, 409]
    assert "Please correct these: &lt;b&gt;" in unknown.text
    assert 'value="-2"' in below.text
    assert f'href="{PAGE}?part=counted"' in below.text
    assert "Please choose a file." in no_file.text
    assert "This warehouse is being counted already." in twice.text
    assert lines(stocktake) == []


def test_a_count_that_is_emptied_is_taken_out(office: Office) -> None:
    desk = office.desk(FULFILMENT)
    stocktake = begun()
    count(stocktake, BEANS=4, CUP=5)
    typed = form_at(desk, f"{PAGE}/sheet")

    emptied = desk.client.post(f"{PAGE}/sheet", data={**typed, f"count_{office.market['BEANS'].hex}": ""})

    assert emptied.status_code == 303
    assert lines(stocktake) == [(5, 100, False, False)]


def test_who_may_count_may_not_book_and_sales_may_neither(office: Office) -> None:
    begun()

    assert office.desk(SALES).get("/stocktakes").status_code == 403
    assert office.desk(SALES).get(PAGE).status_code == 403
    assert office.desk(FULFILMENT).get("/stocktakes/IV-2026-000009").status_code == 404


def test_calling_off_needs_a_reason_and_books_nothing(office: Office) -> None:
    desk = office.desk(FULFILMENT)
    stocktake = begun()
    count(stocktake, CUP=1)
    cups = on_hand(office, "CUP")

    silent = desk.send(f"{PAGE}/cancel", reason=" ")
    said = desk.send(f"{PAGE}/cancel", reason="The shelf was locked")
    jobs.run_due()

    assert (silent.status_code, said.status_code) == (422, 303)
    assert on_hand(office, "CUP") == cups
    assert "Called off: The shelf was locked" in words_of(desk.get(PAGE))
    assert movements(MovementReason.COUNTED) == []


def test_the_page_takes_the_same_statements_for_one_row_and_for_many(office: Office) -> None:
    desk = office.desk()
    stocktake = begun()
    count(stocktake, CUP=1)
    desk.get(PAGE)
    with counted(engine()) as few:
        assert desk.get(PAGE).status_code == 200
    count(stocktake, BEANS=1, MACHINE=2)
    with counted(engine()) as many:
        assert desk.get(PAGE).status_code == 200

    assert many.count == few.count, f"{few}\n\n{many}"
