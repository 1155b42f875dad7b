"""Ordering in calls on the pages of both sides: what is typed, what is said, and what is refused beside its field."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.kernel.settings import Settings
from tests.support import quoting
from tests.support.office import Desk, Office, open_office
from tests.support.quote_pages import (
    ADDRESS,
    MANAGER,
    QUOTE,
    REQUEST,
    SALES,
    a_buyer,
    ask_for,
    error_on,
    form_of,
    post,
    quote_id,
)
from tests.support.rows import changed, everything
from tests.support.shopper import words_of

ACCEPT = f"{QUOTE}/accept"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def rep(office: Office) -> Desk:
    return office.desk(SALES)


@pytest.fixture
def buyer(office: Office, rep: Desk, database: Settings) -> FlaskClient:
    """Somebody who has an offer of eight machines before them that is ordered in calls."""
    client = a_buyer(office, database)
    ask_for(client, office, pieces=8)
    post(rep, REQUEST, f"{REQUEST}/quote")
    post(rep, QUOTE, f"{QUOTE}/terms", in_calls="y")
    post(rep, QUOTE, f"{QUOTE}/submit")
    post(rep, QUOTE, f"{QUOTE}/offer")
    return client


def the_line() -> str:
    """The name of the field for how many machines are ordered."""
    return f"quantity-{quoting.version(quote_id()).lines[0].id}"


def choose(buyer: FlaskClient, pieces: str) -> TestResponse:
    """Look at what so many machines come to."""
    return buyer.get(f"{QUOTE}?chosen=1&{the_line()}={pieces}")


def press(buyer: FlaskClient, pieces: str, form: dict[str, str] | None = None) -> TestResponse:
    """Order so many machines."""
    path = f"{ACCEPT}?chosen=1&{the_line()}={pieces}"
    typed = form or form_of(buyer, path, ACCEPT)
    return buyer.post(ACCEPT, data=typed | ADDRESS | {"consent": "y"})


def test_a_customer_orders_in_two_calls_and_both_sides_see_what_is_left(buyer: FlaskClient, rep: Desk) -> None:
    begun = words_of(buyer.get(QUOTE))
    three = words_of(choose(buyer, "3"))
    ordered = press(buyer, "3")
    between, desk = words_of(buyer.get(QUOTE)), words_of(rep.get(QUOTE))
    list_of_ours = words_of(rep.get("/quotes?state=partly_ordered"))
    rest = press(buyer, "5")
    after = words_of(buyer.get(QUOTE))

    assert "in several calls, until it is used up or ends" in begun
    assert "Offered Ordered Still to order Order now Hafen One MACHINE 8 0 8" in begun
    assert "What this order comes to" in three
    assert (ordered.status_code, rest.status_code) == (303, 303)
    assert "You have ordered a part of this offer" in between
    assert "Hafen One MACHINE 8 3 5" in between
    assert "Make a counter-offer" not in between
    assert "Decline" not in between
    for page in (between, desk):
        assert "SO-2026-000001" in page
    assert "Partly ordered" in desk
    assert "Hafen One MACHINE 8 3 5" in desk
    assert "New version" not in desk
    assert "AN-2026-000001" in list_of_ours
    assert "Nothing more can be ordered from this offer" in after
    assert "SO-2026-000002" in after
    assert quoting.states(quote_id()) == {1: "accepted"}


def test_the_page_before_the_button_shows_only_what_is_ordered(buyer: FlaskClient) -> None:
    page = words_of(buyer.get(f"{ACCEPT}?chosen=1&{the_line()}=2"))

    assert "Order from the offer" in page
    sums = quoting.version(quote_id())
    assert sums.goods_minor % 4 == 0
    assert f"{sums.goods_minor // 400:,}.{sums.goods_minor // 4 % 100:02} €" in page


@pytest.mark.parametrize(
    ("pieces", "sentence"),
    [
        ("9", "Of Hafen One only 8 are left in this offer."),
        ("0", "Please say how much of which article you want."),
        ("-1", "Please say how much of which article you want."),
        ("many", "Please say how much of which article you want."),
        ("9" * 5_000, "Please say how much of which article you want."),
    ],
)
def test_what_is_not_left_is_refused_in_words(buyer: FlaskClient, pieces: str, sentence: str) -> None:
    form = form_of(buyer, f"{ACCEPT}?chosen=1&{the_line()}=1", ACCEPT)
    before = everything()

    looked = choose(buyer, pieces)
    pressed = press(buyer, "1", form | {the_line(): pieces})

    assert sentence in words_of(looked)
    assert sentence in words_of(pressed)
    assert pressed.status_code == 422
    assert changed(before) == []


def test_a_page_that_is_out_of_date_is_refused_and_shows_what_is_left(buyer: FlaskClient) -> None:
    form = form_of(buyer, f"{ACCEPT}?chosen=1&{the_line()}=2", ACCEPT)
    press(buyer, "3")
    before = everything()

    refused = press(buyer, "2", form)
    assert changed(before) == []
    again = press(buyer, "2")

    assert refused.status_code == 409
    assert "Somebody has ordered from this offer meanwhile." in words_of(refused)
    assert again.status_code == 303


def test_the_button_pressed_twice_leads_to_one_order(buyer: FlaskClient) -> None:
    form = form_of(buyer, f"{ACCEPT}?chosen=1&{the_line()}=2", ACCEPT)

    first, second = press(buyer, "2", form), press(buyer, "2", form)

    assert (first.status_code, second.location) == (303, first.location)
    assert "Hafen One MACHINE 8 2 6" in words_of(buyer.get(QUOTE))


def test_the_office_ends_the_rest_and_undoes_the_last_call(buyer: FlaskClient, office: Office, rep: Desk) -> None:
    press(buyer, "3")
    manager = office.desk(MANAGER)
    asked = words_of(manager.get(f"{QUOTE}/undo"))
    manager.client.post(f"{QUOTE}/undo", data=form_of(manager.client, f"{QUOTE}/undo", "") | {"reason": "A mistake."})
    undone = words_of(buyer.get(QUOTE))
    press(buyer, "2")
    nameless = rep.client.post(f"{QUOTE}/rest", data=form_of(rep.client, f"{QUOTE}/rest", "") | {"reason": " "})
    ended = rep.client.post(f"{QUOTE}/rest", data=form_of(rep.client, f"{QUOTE}/rest", "") | {"reason": "Sold out."})

    assert "Order SO-2026-000001 is cancelled with all that is reserved" in asked
    assert "Hafen One MACHINE 8 0 8" in undone
    assert (nameless.status_code, ended.status_code) == (422, 303)
    assert error_on(nameless.text, "reason") == "Please say it in a few words."
    assert "Nothing more can be ordered from this offer" in words_of(buyer.get(QUOTE))


def test_an_offer_with_something_to_choose_cannot_be_ordered_in_calls(
    office: Office, rep: Desk, database: Settings
) -> None:
    client = a_buyer(office, database)
    ask_for(client, office, pieces=8)
    post(rep, REQUEST, f"{REQUEST}/quote")
    line_page = f"{QUOTE}/lines/{quoting.version(quote_id()).lines[0].id}"
    rep.client.post(line_page, data=form_of(rep.client, line_page, "") | {"max_quantity": "20"})
    before = everything()

    refused = post(rep, QUOTE, f"{QUOTE}/terms", in_calls="y")

    assert refused.status_code == 422
    assert error_on(refused.text, "in_calls").startswith(
        "An offer that is ordered in several calls has only fixed lines"
    )
    assert changed(before) == []
