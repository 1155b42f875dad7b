"""Time zones on pages: chosen in the account and in the office, and said wherever an offer names its last day."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask.testing import FlaskClient

from core.accounts.operations import RoleInput
from core.accounts.queries import customers
from core.accounts.states import BuyerRole, LimitWindow
from core.kernel.db import reading
from core.kernel.settings import Settings
from core.notices.states import NoticeKind
from storefront import create_storefront
from tests.support.companies import colleague_of, person
from tests.support.letters import letters_to
from tests.support.office import Office, open_office
from tests.support.pages import client_of
from tests.support.quote_pages import (
    QUOTE,
    REQUEST,
    SALES,
    a_buyer,
    ask_for,
    error_on,
    form_of,
    post,
)
from tests.support.rows import changed, everything
from tests.support.shopper import words_of
from tests.support.visits import send, sign_in

DETAILS, ZONE = "/account/details", "/account/time-zone"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def buyer(office: Office, database: Settings) -> FlaskClient:
    """The administrator of a company, signed in to the shop."""
    return a_buyer(office, database)


def zone() -> str:
    """The zone of the company."""
    with reading() as session:
        return next(one for one in customers(session) if one.name == "Hafen GmbH").time_zone


def test_an_administrator_chooses_the_zone_and_offers_say_where_their_day_ends(
    buyer: FlaskClient, office: Office
) -> None:
    kept = send(buyer, ZONE, {"time_zone": "America/Los_Angeles"}, page=DETAILS)
    ask_for(buyer, office, pieces=3)
    rep = office.desk(SALES)
    post(rep, REQUEST, f"{REQUEST}/quote")
    editor = words_of(rep.get(QUOTE))
    post(rep, QUOTE, f"{QUOTE}/terms", valid_until=date(office.at().year, 12, 31).isoformat())
    post(rep, QUOTE, f"{QUOTE}/submit")
    post(rep, QUOTE, f"{QUOTE}/offer")
    room, listed = words_of(buyer.get(QUOTE)), words_of(buyer.get("/account/quotes"))
    (letter,) = [one for one in letters_to("buyer@hafen.example") if one.kind is NoticeKind.QUOTE_OFFERED]

    assert (kept.status_code, zone()) == (303, "America/Los_Angeles")
    assert "America/Los_Angeles" in words_of(buyer.get(DETAILS))
    assert "(Los Angeles)" in editor
    assert f"Until the end of 31 December {office.at().year} (Los Angeles)." in room
    assert "(Los Angeles)" in listed
    assert f"31, {office.at().year} (Los Angeles)" in letter.text
    assert b"%PDF" in buyer.get(f"{QUOTE}/versions/1.pdf").data


@pytest.mark.parametrize("typed", ["Mars/Olympus", "<script>alert(1)</script>", "Ü" * 3_000])
def test_what_is_no_zone_is_refused_on_its_field(buyer: FlaskClient, office: Office, typed: str) -> None:
    before = everything()

    shop = send(buyer, ZONE, {"time_zone": typed}, page=DETAILS)
    with reading() as session:
        number = customers(session)[0].number
    page = f"/customers/{number}/time-zone"
    rep = office.desk(SALES)
    desk = rep.client.post(page, data=form_of(rep.client, page, "") | {"time_zone": typed})

    assert (shop.status_code, desk.status_code) == (422, 422)
    assert (
        error_on(shop.text, "time_zone")
        == error_on(desk.text, "time_zone")
        == ("Please choose a time zone from the list.")
    )
    assert changed(before) == []


def test_the_office_chooses_it_too_and_what_happened_says_so(buyer: FlaskClient, office: Office) -> None:
    with reading() as session:
        number = next(one for one in customers(session) if one.name == "Hafen GmbH").number
    rep = office.desk(SALES)
    page = f"/customers/{number}/time-zone"

    kept = rep.client.post(page, data=form_of(rep.client, page, "") | {"time_zone": "Asia/Tokyo"})

    assert (kept.status_code, zone()) == (303, "Asia/Tokyo")
    assert "Asia/Tokyo" in words_of(rep.get(f"/customers/{number}"))


def test_a_buyer_with_limits_cannot_move_the_days_by_which_they_begin_anew(
    buyer: FlaskClient, office: Office, database: Settings
) -> None:
    colleague_of(
        person("buyer@hafen.example"), "berta@hafen.example",
        RoleInput(role=BuyerRole.BUYER, per_window_minor=10_000, window=LimitWindow.WEEK),
    )  # fmt: skip
    berta = client_of(create_storefront(database))
    sign_in(berta, "berta@hafen.example")
    before = everything()

    page = berta.get(DETAILS)
    refused = send(berta, ZONE, {"time_zone": "Asia/Tokyo"}, page=DETAILS)

    assert ZONE not in page.text
    assert refused.status_code == 403
    assert changed(before) == []
    assert "100.00 € a week" in words_of(buyer.get("/account/company"))
