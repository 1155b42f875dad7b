"""What cannot be meant in a request for an offer: a sentence on its field, what was typed is kept, nothing changes."""

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from core.kernel import jobs
from core.kernel.db import reading
from core.kernel.settings import Settings
from core.notices.models import Notice
from core.quotes.models import QuoteRequest
from tests.support.office import Desk, Office, open_office
from tests.support.quote_pages import (
    QUOTE,
    REQUEST,
    SALES,
    a_buyer,
    error_on,
    form_of,
    post,
)
from tests.support.rows import changed, everything
from tests.support.shopper import words_of

PERCENT = "Please enter a percentage with at most two decimals, such as 12.5."
AMOUNT = "Please enter an amount such as 1,234.50."
BELOW = "An amount cannot be less than zero."
EVERYTHING_OFF = "A discount takes less than everything off. What is free is marked as free of charge."
BREAKS = "Please write one break per line, such as 10: 520.00, from 2 pieces on, with prices that fall."
TOO_MANY = "One quote holds at most 500 lines. Please divide it."
HOSTILE = '<script>alert("x")</script> <b>bold</b> \u202eright to left \U0001f600'


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


def send_form(desk: Desk, action: str, typed: dict[str, str]) -> TestResponse:
    """Send a form of the quote's page with something else in it."""
    return desk.client.post(action, data=form_of(desk.client, QUOTE, action) | typed)


def ask(buyer: FlaskClient, office: Office, **typed: Any) -> TestResponse:
    page = f"/quote-request?v={office.market['MACHINE']}&quantity=2"
    return buyer.post("/quote-request", data=form_of(buyer, page, "/quote-request") | typed)


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("wished_on", "2026-11-01", "This day is over. Please choose a later one."),
        ("wished_total", "-5", BELOW),
        ("wished_total", "NaN", AMOUNT),
        ("country", "XX", "Please choose one of the options."),
        ("note", "n" * 5001, "Please enter at most 5000 characters."),
        ("name", "", "Please fill in this field."),
        ("pasted", "\n".join(f"CUP {number}" for number in range(1, 10_001)), TOO_MANY),
    ],
)
def test_a_field_of_a_request(office: Office, database: Settings, field: str, typed: str, sentence: str) -> None:
    buyer = a_buyer(office, database)
    before = everything()

    refused = ask(buyer, office, **{field: typed})

    assert refused.status_code == 422
    assert error_on(refused.text, field) == sentence
    assert 'name="quantity-0"' in refused.text
    assert changed(before) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"quantity-0": "0"}, "Please enter a whole number from 1 to 99,999."),
        ({"quantity-0": "1e3"}, "Please enter a whole number from 1 to 99,999."),
        ({"quantity-0": "9" * 5000}, "Please enter a whole number from 1 to 99,999."),
        ({"wished-0": "Infinity"}, AMOUNT),
        ({"note-0": "n" * 201}, "Please enter a note of at most 200 characters."),
    ],
)
def test_a_row_of_a_request(office: Office, database: Settings, typed: dict[str, str], sentence: str) -> None:
    buyer = a_buyer(office, database)
    before = everything()

    refused = ask(buyer, office, **typed)

    assert refused.status_code == 422
    assert sentence in words_of(refused)
    assert next(iter(typed.values())) in refused.text
    assert changed(before) == []


def test_a_list_from_a_file_is_put_onto_the_page_and_what_is_unknown_stays_to_be_corrected(
    office: Office, database: Settings
) -> None:
    buyer = a_buyer(office, database)
    before = everything()

    whole = ask(buyer, office, add="1", sheet=(BytesIO(b"\xef\xbb\xbfCUP;12\r\nMACHINE;3\r\n"), "list.csv"))
    partly = ask(buyer, office, add="1", sheet=(BytesIO(b"CUP;12\nNO-SUCH;1\n"), "list.csv"))

    assert whole.status_code == 200
    assert [f'name="quantity-{number}"' in whole.text for number in range(4)] == [True, True, True, False]
    assert partly.status_code == 422
    assert "NO-SUCH" in error_on(partly.text, "pasted")
    assert 'name="quantity-1"' in partly.text
    assert changed(before) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04" + b"\0" * 50, "This is not a text file. Please save your table as CSV and send that."),
        (b"CUP;1\n" * 40_000, TOO_MANY),
    ],
)
def test_a_file_that_is_no_list_is_said_on_its_field(
    office: Office, database: Settings, content: bytes, sentence: str
) -> None:
    buyer = a_buyer(office, database)
    before = everything()

    refused = ask(buyer, office, sheet=(BytesIO(content), "list.csv"))

    assert refused.status_code == 422
    assert error_on(refused.text, "sheet") == sentence
    assert changed(before) == []


def zipped(size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("bomb.txt", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("offer.pdf", zipped(5_000_000)),
        ("photo.png", b"GIF89a" + b"\0" * 20),
        ("notes.txt", b"MZ\x90\0\x03"),
        ("page.txt", b"<html><script>alert(1)</script></html>"),
        ("drawing.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
        ("empty.pdf", b""),
        ("huge.txt", b"a" * (10 * 1024 * 1024 + 1)),
        ("nul.csv", b"a;b\0c"),
    ],
)
def test_a_file_that_is_not_what_it_says(office: Office, database: Settings, name: str, content: bytes) -> None:
    buyer = a_buyer(office, database)
    before, kept = everything(), files_of(database)

    refused = ask(buyer, office, files=(BytesIO(content), name), note="Please see the file.")

    assert refused.status_code in (413, 422)
    if refused.status_code == 422:
        assert name in error_on(refused.text, "files")
        assert "Please see the file." in refused.text
    assert changed(before) == []
    assert files_of(database) == kept


def files_of(database: Settings) -> list[str]:
    return sorted(str(path) for path in database.data_folder.rglob("*") if path.is_file() and ".db" not in path.name)


def test_six_files_are_too_many_and_none_is_kept(office: Office, database: Settings) -> None:
    buyer = a_buyer(office, database)
    before, kept = everything(), files_of(database)

    refused = ask(buyer, office, files=[(BytesIO(b"%PDF-1.7"), f"{number}.pdf") for number in range(6)])

    assert refused.status_code == 422
    assert error_on(refused.text, "files") == "Please send at most 5 files."
    assert changed(before) == []
    assert files_of(database) == kept


def test_a_path_in_the_name_of_a_file_leads_nowhere(office: Office, database: Settings) -> None:
    buyer, rep = a_buyer(office, database), office.desk(SALES)

    answer = ask(buyer, office, files=(BytesIO(b"%PDF-1.7 plan"), "../../etc/<b>plan</b>.pdf"))

    page = rep.get(REQUEST).text
    link = re.search(rf'href="({REQUEST}/files/[^"]+)"', page)
    assert answer.status_code == 303
    assert "etc" not in page
    assert link is not None
    sent = rep.get(link.group(1))
    assert sent.data == b"%PDF-1.7 plan"
    assert sent.headers["Content-Type"] == "application/octet-stream"
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"


def test_hostile_words_are_shown_as_words_and_written_as_words(office: Office, database: Settings) -> None:
    buyer, rep = a_buyer(office, database), office.desk(SALES)

    asked = ask(buyer, office, note=HOSTILE, **{"note-0": HOSTILE})
    post(rep, REQUEST, f"{REQUEST}/ask", text=HOSTILE)
    answer = buyer.post(
        f"{asked.location}/answer", data=form_of(buyer, asked.location, f"{asked.location}/answer") | {"text": HOSTILE}
    )
    begun = post(rep, REQUEST, f"{REQUEST}/quote")
    send_form(rep, f"{QUOTE}/terms", {"opening": HOSTILE, "closing": HOSTILE})
    post(rep, QUOTE, f"{QUOTE}/submit")
    post(rep, QUOTE, f"{QUOTE}/offer")
    jobs.run_due()

    assert [step.status_code for step in (asked, answer, begun)] == [303] * 3
    pages = [buyer.get(asked.location).text, buyer.get(QUOTE).text, rep.get(REQUEST).text, rep.get(QUOTE).text]
    for page in pages:
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "<b>bold" not in page
    with reading() as session:
        letters = list(session.scalars(select(Notice.html)))
        assert session.scalar(select(func.count()).select_from(QuoteRequest)) == 1
    assert letters
    assert not [letter for letter in letters if "<script>" in letter or "<b>bold" in letter]
