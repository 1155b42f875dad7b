"""What cannot be meant in requests and quotes: a sentence on its field, what was typed is kept, nothing is changed."""

from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from werkzeug.test import TestResponse

from core.kernel import clock
from core.kernel.db import unit_of_work
from core.kernel.settings import Settings
from core.quotes import operations as quotes
from core.quotes.errors import DiscountTooHigh
from tests.support import quoting
from tests.support.deals import a_company
from tests.support.office import Desk, Office, open_office
from tests.support.quote_pages import (
    QUOTE,
    REQUEST,
    SALES,
    a_buyer,
    an_approver,
    ask_for,
    change,
    error_on,
    form_of,
    post,
    quote_id,
)
from tests.support.quoting import OVER_TEN, a_team, a_team_of, line, the_colleague
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


@pytest.fixture
def rep(office: Office) -> Desk:
    """A rep before a draft with two machines at 539.10."""
    team = a_team_of(the_colleague("sales@example.org"))
    quoting.a_quote(team, [line(office.market, "MACHINE", 2)], buyer=a_company())
    return office.desk(SALES)


def send_form(desk: Desk, action: str, typed: dict[str, str]) -> TestResponse:
    """Send a form of the quote's page with something else in it."""
    return desk.client.post(action, data=form_of(desk.client, QUOTE, action) | typed)


# --- the editor


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("100", EVERYTHING_OFF),
        ("150.5", EVERYTHING_OFF),
        ("99.999", PERCENT),
        ("-0.01", BELOW),
        ("NaN", PERCENT),
        ("Infinity", PERCENT),
        ("1e999", PERCENT),
        ("\uff11\uff12", PERCENT),
        ("9" * 400, PERCENT),
        ("twelve", PERCENT),
    ],
)
def test_a_percentage_in_the_table_of_the_editor(rep: Desk, typed: str, sentence: str) -> None:
    before = everything()

    refused = change(rep, percent=typed)

    assert refused.status_code == 422
    assert sentence in words_of(refused)
    assert f'value="{typed}" aria-label="Discount of Hafen One in percent" aria-invalid="true"' in refused.text
    assert changed(before) == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("-1", BELOW), ("NaN", AMOUNT), ("1e9", AMOUNT), ("12.345", AMOUNT), ("999999999999", AMOUNT), ("=1+1", AMOUNT)],
)
def test_a_price_in_the_table_of_the_editor(rep: Desk, typed: str, sentence: str) -> None:
    before = everything()

    refused = change(rep, percent="", unit=typed)

    assert refused.status_code == 422
    assert sentence in words_of(refused)
    assert changed(before) == []


@pytest.mark.parametrize("typed", ["0", "-3", "1.5", "NaN", "\u0661", "100000", "9" * 5000, ""])
def test_a_quantity_in_the_table_of_the_editor(rep: Desk, typed: str) -> None:
    before = everything()
    form = form_of(rep.client, QUOTE, f"{QUOTE}/table")
    (name,) = [key for key in form if key.startswith("quantity-")]

    refused = rep.client.post(f"{QUOTE}/table", data=form | {name: typed})

    assert refused.status_code == 422
    assert "Please enter a whole quantity" in words_of(refused)
    assert changed(before) == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("discount_percent", "100", EVERYTHING_OFF),
        ("discount_percent", "-5", BELOW),
        ("discount_percent", "NaN", "Please enter a number."),
        ("discount_minor", "1078.20", EVERYTHING_OFF),
        ("discount_minor", "-1", BELOW),
        ("unit_minor", "-0.01", BELOW),
        ("quantity", "0", "Please enter a number from 1 to 99999."),
        ("breaks", "10: cheap", BREAKS),
        ("breaks", "10: 500\n20: 510", BREAKS),
        ("breaks", "10: -5", BELOW),
        ("note", "n" * 201, "Please enter at most 200 characters."),
    ],
)  # fmt: skip
def test_the_page_of_a_line(rep: Desk, field: str, typed: str, sentence: str) -> None:
    path = f"{QUOTE}/lines/{quoting.version(quote_id()).lines[0].id}"
    before = everything()

    refused = rep.client.post(path, data=form_of(rep.client, path, "") | {field: typed})

    assert refused.status_code == 422
    assert error_on(refused.text, field) == sentence
    assert typed in unescape(refused.text)
    assert changed(before) == []


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("discount_percent", "100", EVERYTHING_OFF),
        ("discount_percent", "Infinity", "Please enter a number."),
        ("discount_minor", "1078.20", EVERYTHING_OFF),
        ("deposit_percent", "100.5", "This amount is too high. Please check it."),
        ("fee_minor", "-4.90", BELOW),
        ("terms_days", "366", "Please enter a number from 0 to 365."),
        ("valid_until", "9999-12-31", "Please enter a year from 1970 to 2099."),
        ("valid_until", "2026-02-31", "Please enter a date."),
    ],
)
def test_the_terms_of_the_whole(rep: Desk, field: str, typed: str, sentence: str) -> None:
    before = everything()

    refused = send_form(rep, f"{QUOTE}/terms", {field: typed})

    assert refused.status_code == 422
    assert error_on(refused.text, field) == sentence
    assert changed(before) == []


def test_an_offer_cannot_end_before_today(rep: Desk) -> None:
    before = everything()
    yesterday = (clock.today() - timedelta(days=1)).isoformat()

    refused = send_form(rep, f"{QUOTE}/terms", {"valid_until": yesterday})

    assert refused.status_code == 422
    assert error_on(refused.text, "valid_until").startswith("An offer is valid until a day from today to ")
    assert f'value="{yesterday}"' in refused.text
    assert changed(before) == []


def test_ten_thousand_lines_are_too_many_for_a_quote_and_none_of_them_comes_in(rep: Desk) -> None:
    before = everything()

    refused = send_form(rep, f"{QUOTE}/lines", {"skus": "\n".join(["CUP 1"] * 10_000)})
    unreadable = send_form(rep, f"{QUOTE}/lines", {"skus": "CUP 1\nCUP many"})
    unknown = send_form(rep, f"{QUOTE}/lines", {"skus": "CUP 1\nNO-SUCH 1"})

    assert [answer.status_code for answer in (refused, unreadable, unknown)] == [422] * 3
    assert error_on(refused.text, "skus") == TOO_MANY
    assert "Line 2 cannot be read: “CUP many”." in error_on(unreadable.text, "skus")
    assert error_on(unknown.text, "skus") == "There is no article with the number “NO-SUCH”."
    assert "NO-SUCH" in unknown.text
    assert changed(before) == []


def test_ids_of_others_open_and_change_nothing(office: Office, rep: Desk) -> None:
    colleague = the_colleague("rep@kontor.example")
    other = quoting.a_quote(
        quoting.Team(rep=colleague, lead=colleague, head=colleague),
        [line(office.market, "CUP", 100)],
        buyer=a_company("other@kai.example", vat_id="DE136695976"),
    )
    foreign = quoting.version(other).lines[0].id
    quoting.write_rules(OVER_TEN)
    head = an_approver(office)
    before = everything()
    form = form_of(rep.client, QUOTE, f"{QUOTE}/table")

    answers = [
        rep.get(f"{QUOTE}/lines/{foreign}"),
        rep.client.post(f"{QUOTE}/lines/{foreign}", data={"csrf_token": rep.form_token(), "quantity": "1"}),
        rep.client.post(f"{QUOTE}/lines/{foreign}/remove", data={"csrf_token": rep.form_token(), "edition": "1"}),
        head.get(f"/approvals/{uuid4()}"),
        head.client.post(f"/approvals/{foreign}", data={"csrf_token": head.form_token(), "answer": "grant"}),
    ]
    table = rep.client.post(f"{QUOTE}/table", data=form | {f"quantity-{foreign}": "7"})
    message = send_form(rep, f"{QUOTE}/message", {"text": "Hello", "line": str(foreign)})

    assert [answer.status_code for answer in answers] == [404] * 5
    assert table.status_code == 303  # a cell of a line that is not in this quote is nothing of it
    assert message.status_code == 422
    assert set(changed(before)) <= {"quote_version"}  # the edition of the quote that was sent as it was
    assert quoting.version(other).lines[0].quantity == 100


def test_an_answer_to_an_approval_is_one_of_two(office: Office, rep: Desk) -> None:
    quoting.write_rules(OVER_TEN)
    head = an_approver(office)
    change(rep, percent="15")
    post(rep, QUOTE, f"{QUOTE}/submit")
    approval = f"/approvals/{quoting.approvals(quote_id())[0].id}"
    before = everything()

    refused = head.client.post(approval, data=form_of(head.client, approval, "") | {"answer": "perhaps", "note": "Hm"})

    assert refused.status_code == 422
    assert "Please choose: grant or refuse." in words_of(refused)
    assert changed(before) == []


def test_a_counter_offer_says_what_it_means(office: Office, database: Settings) -> None:
    buyer, rep = a_buyer(office, database), office.desk(SALES)
    ask_for(buyer, office, pieces=2)
    post(rep, REQUEST, f"{REQUEST}/quote")
    post(rep, QUOTE, f"{QUOTE}/submit")
    post(rep, QUOTE, f"{QUOTE}/offer")
    path = f"{QUOTE}/counter"
    form = form_of(buyer, QUOTE, path)
    (unit,) = [key for key in form if key.startswith("unit-")]
    before = everything()

    answers = {
        typed: buyer.post(path, data=form | typed_in)
        for typed, typed_in in {
            "price": {unit: "-1"}, "word": {unit: "cheap"}, "total": {"total": "NaN"}, "nothing": {},
            "pieces": {unit.replace("unit-", "quantity-"): "9" * 400}, "version": {"version": "9" * 5000, unit: "1"},
        }.items()
    }  # fmt: skip

    assert {name: answer.status_code for name, answer in answers.items()} == {
        "price": 422, "word": 422, "total": 422, "nothing": 422, "pieces": 422, "version": 422,
    }  # fmt: skip
    assert changed(before) == []


def test_an_amount_off_that_takes_all_of_what_is_left_is_not_settled(office: Office) -> None:
    team = a_team()
    quote_id = quoting.a_quote(team, [line(office.market, "MACHINE"), line(office.market, "CUP")])
    quoting.set_terms(quote_id, team, discount_minor=53_910)
    draft = quoting.working(quote_id)
    with unit_of_work() as session:
        machine = next(row.id for row in draft.lines if row.sku == "MACHINE")
        quotes.remove_line(session, quote_id, machine, edition=draft.edition, acting_user=team.rep.actor)
    before = everything()

    with pytest.raises(DiscountTooHigh):
        quoting.submit(quote_id, team)

    assert changed(before) == []


def test_price_breaks_are_shown_as_they_are_typed_in_the_language_of_the_page(rep: Desk) -> None:
    path = f"{QUOTE}/lines/{quoting.version(quote_id()).lines[0].id}"
    rep.client.post("/language", data={"csrf_token": rep.form_token(), "language": "de", "next": "/"})

    first = rep.client.post(path, data=form_of(rep.client, path, "") | {"breaks": "10: 520,50"})
    again = rep.client.post(path, data=form_of(rep.client, path, ""))

    assert (first.status_code, again.status_code) == (303, 303)
    assert "10: 520,50" in rep.get(path).text
