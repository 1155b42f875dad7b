"""A mixed cart: one part is bought now, an offer is asked for the other."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from core.kernel.db import reading
from core.kernel.settings import Settings
from core.orders.models import OrderLine
from core.quotes.models import QuoteRequestLine
from storefront import create_storefront
from tests.support.office import Office, open_office
from tests.support.pages import client_of
from tests.support.quote_pages import a_buyer, form_of
from tests.support.rows import changed, everything
from tests.support.shopper import Shopper, words_of

ASK = "/quote-request"


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        yield opened


@pytest.fixture
def buyer(office: Office, database: Settings) -> FlaskClient:
    """Somebody with eight machines and three cups in the cart."""
    client = a_buyer(office, database)
    shopper = Shopper(client, office.market)
    shopper.put("MACHINE", 8)
    shopper.put("CUP", 3)
    return client


def ask(client: FlaskClient, **typed: str) -> TestResponse:
    """Ask for an offer of what lies in the cart."""
    form = form_of(client, f"{ASK}?from=cart", ASK)
    return client.post(ASK, data={name: value for name, value in (form | typed).items() if value != "leave out"})


def in_cart(client: FlaskClient) -> str:
    """The words of the cart."""
    return words_of(client.get("/cart"))


def asked() -> dict[str, int]:
    """What was asked for, by sku."""
    with reading() as session:
        return dict(session.execute(select(QuoteRequestLine.sku, QuoteRequestLine.quantity)).all())


def test_the_rest_of_the_cart_is_bought_while_the_offer_is_made(buyer: FlaskClient, office: Office) -> None:
    answer = ask(buyer, **{"take-1": "leave out"})
    told, rest = words_of(buyer.get(answer.location)), in_cart(buyer)

    assert answer.status_code == 303
    assert asked() == {"MACHINE": 8}
    assert "What you have not asked for still lies in your cart, and can be bought now." in told
    assert "Cup" in rest
    assert "Hafen One" not in rest
    with reading() as session:
        assert session.scalars(select(OrderLine)).all() == []


def test_of_a_line_some_pieces_can_be_asked_for_and_the_others_bought(buyer: FlaskClient) -> None:
    ask(buyer, **{"quantity-0": "5", "take-1": "leave out"})

    assert asked() == {"MACHINE": 5}
    assert "1,482.30 €" in in_cart(buyer)  # three machines at 494.10


def test_all_that_is_asked_for_leaves_an_empty_cart(buyer: FlaskClient) -> None:
    told = words_of(buyer.get(ask(buyer).location))

    assert asked() == {"MACHINE": 8, "CUP": 3}
    assert "still lies in your cart" not in told
    assert "Hafen One" not in in_cart(buyer)


def test_who_wishes_so_keeps_everything_in_the_cart(buyer: FlaskClient) -> None:
    assert ask(buyer, leaves_cart="leave out").status_code == 303

    assert asked() == {"MACHINE": 8, "CUP": 3}
    assert "3,952.80 €" in in_cart(buyer)  # eight machines at 494.10
    assert "33.75 €" in in_cart(buyer)


def test_a_request_that_is_refused_leaves_the_cart_alone(buyer: FlaskClient) -> None:
    before = everything()

    refused = ask(buyer, **{"quantity-0": "many"})

    assert refused.status_code == 422
    assert 'name="leaves_cart" type="checkbox" value="y"' in refused.text
    assert changed(before) == []


def test_a_guest_s_cart_is_divided_too(office: Office, database: Settings) -> None:
    guest = client_of(create_storefront(database))
    shopper = Shopper(guest, office.market)
    shopper.put("MACHINE", 2)
    shopper.put("CUP", 1)

    sent = ask(guest, **{"take-1": "leave out", "name": "Jutta Möller", "email": "jutta@example.org"})

    assert (sent.status_code, asked()) == (303, {"MACHINE": 2})
    assert "Cup" in in_cart(guest)
    assert "Hafen One" not in in_cart(guest)
