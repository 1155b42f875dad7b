"""The quick order by its page: what can be had is taken over, what cannot is named line by line, nothing is lost."""

import io
from collections.abc import Iterator

import pytest

from core.catalog.operations import set_variant_active
from core.kernel import db, events
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from tests.benchmarks.client import form_values
from tests.support.shopper import Shopper, open_shop_pages, words_of
from tests.support.statements import counted


@pytest.fixture
def shopper(database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def test_a_list_is_checked_first_and_then_taken_over(shopper: Shopper) -> None:
    checked = shopper.post("/quick-order", {"text": "CUP 2\nbeans;3\nCUP\t1"})

    assert checked.status_code == 200
    assert "3 lines can be taken" in words_of(checked)
    assert "1 Cup CUP 2 12.50 €" in words_of(checked)
    assert "Your cart is empty" in shopper.get("/cart").text

    taken = shopper.client.post("/quick-order", data=form_values(checked.text, "/quick-order") | {"take": "1"})

    assert (taken.status_code, taken.location) == (303, "/cart")
    page = words_of(shopper.get("/cart"))
    assert "3 lines are in your cart." in page
    assert "37.50 € 12.50 € each" in page
    assert "56.70 € 18.90 € each" in page


def test_bad_lines_are_named_and_stay_in_the_form_when_the_good_ones_are_taken(shopper: Shopper) -> None:
    with unit_of_work() as session:
        set_variant_active(session, shopper.market["BEANS"], is_active=False)
    text = "CUP 2\nNOPE 1\nCUP two\n=1+1;3\nBEANS 1\n<b>X</b>;1"

    page = shopper.post("/quick-order", {"text": text, "take": "1"})

    said = words_of(page)
    assert page.status_code == 200
    assert "1 line is in your cart." in said
    assert "5 lines cannot be taken" in said
    assert "2 NOPE 1 There is no article with this number." in said
    assert "3 CUP two The quantity must be a whole number from 1 to 99,999." in said
    assert "4 =1+1;3 This is a formula." in said
    assert "5 BEANS 1 This article is not for sale at the moment." in said
    assert "<b>X</b>" not in page.text
    assert form_values(page.text, "/quick-order")["text"].strip().split("\n")[0].split() == ["NOPE", "1"]
    assert "25.00 € 12.50 € each" in words_of(shopper.get("/cart"))


def test_a_file_in_utf_16_is_read(shopper: Shopper) -> None:
    shopper.get("/cart")
    upload = (io.BytesIO("SKU\tMenge\nCUP\t4\n".encode("utf-16")), "list.csv")

    page = shopper.post("/quick-order", {"file": upload})

    assert "1 line can be taken" in words_of(page)
    assert "2 Cup CUP 4 12.50 €" in words_of(page)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"PK\x03\x04", "This is not a text file."), (b"CUP 1\n" * 10_001, "A list may have up to 10,000 lines.")],
)
def test_a_file_that_cannot_be_read_is_refused_and_what_was_typed_stays(
    shopper: Shopper, content: bytes, said: str
) -> None:
    page = shopper.post("/quick-order", {"text": "CUP 1", "file": (io.BytesIO(content), "list.xlsx")})

    assert page.status_code == 422
    assert said in words_of(page)
    assert "Your cart is empty" in shopper.get("/cart").text


def test_ten_thousand_pasted_lines_are_looked_up_by_one_statement(
    shopper: Shopper,
) -> None:
    shopper.put("CUP")
    lines = ["CUP 1", *(f"NO-{number} 1" for number in range(9_999))]

    with counted(db.engine()) as sent:
        page = shopper.post("/quick-order", {"text": "\n".join(lines)})

    assert "9999 lines cannot be taken" in words_of(page)
    assert "10000 NO-9998 1 There is no article with this number." in words_of(page)
    assert sent.count == 4, [text[:90] for text in sent.sent]


def test_a_quantity_that_adds_up_to_too_much_is_refused_and_the_list_stays(shopper: Shopper) -> None:
    page = shopper.post("/quick-order", {"text": "CUP 99999\nCUP 1", "take": "1"})

    assert page.status_code == 422
    assert "Please enter a whole quantity between 1 and 99,999." in words_of(page)
    assert "CUP 99999" in page.text
    assert "Your cart is empty" in shopper.get("/cart").text
