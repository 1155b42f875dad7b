"""A colleague of ours acts for a customer: with a reason, under both names, for half an hour."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice import create_backoffice
from core import flows
from core.accounts.models import Customer, User, UserSession
from core.accounts.states import StaffRole
from core.kernel import clock, db
from core.kernel.events import timeline
from core.kernel.settings import Settings
from core.orders.models import Order
from storefront import create_storefront
from tests.benchmarks.client import form_values
from tests.support.deals import Market, open_market
from tests.support.pages import client_of
from tests.support.shopper import GUEST_FORM, words_of
from tests.support.visits import PASSWORD, a_colleague, a_customer, send, sign_in

START = datetime(2026, 11, 25, 9, tzinfo=UTC)
REASON = {"reason": "Order by telephone"}


@pytest.fixture
def at(database: Settings) -> Iterator[clock.SimulatedClock]:
    flows.install()
    with clock.frozen(START) as stopped:
        a_customer(company_name="Beck GmbH")
        a_colleague("otto@example.org", StaffRole.SALES)
        yield stopped


@pytest.fixture
def market(at: clock.SimulatedClock) -> Market:
    return open_market()


@pytest.fixture
def shop(database: Settings, at: clock.SimulatedClock) -> FlaskClient:
    return client_of(create_storefront(database))


@pytest.fixture
def office(database: Settings, at: clock.SimulatedClock) -> FlaskClient:
    client = client_of(create_backoffice(database, cookie_path="/"))
    assert sign_in(client, "otto@example.org").status_code == 303
    return client


def form_of_the_office() -> str:
    with db.reading() as session:
        number, person = session.scalars(select(Customer.number)).one(), _anna(session)
    return f"/customers/{number}/act/{person}"


def _anna(session: Session) -> object:
    return session.scalars(select(User.id).where(User.email == "anna@example.org")).one()


def begin(office: FlaskClient, shop: FlaskClient) -> None:
    led = send(office, form_of_the_office(), REASON)
    assert led.status_code == 303
    assert send(shop, led.location, {}).status_code == 303


def test_a_colleague_orders_for_the_customer_and_both_names_stand_behind_it(
    office: FlaskClient, shop: FlaskClient, market: Market
) -> None:
    begin(office, shop)
    assert "Otto Ahrens acts for Anna Beck: Order by telephone" in words_of(shop.get("/"))

    token = form_values(shop.get("/cart").text, "/language")["csrf_token"]
    put = {"csrf_token": token, "variant_id": str(market["CUP"]), "quantity": "1", "slug": "cup"}
    assert shop.post("/cart/lines", data=put).status_code == 303
    values = form_values(shop.get("/checkout").text, "/checkout") | GUEST_FORM
    placed = shop.post("/checkout", data=values)

    assert placed.status_code == 303, words_of(placed)
    with db.reading() as session:
        order = session.scalars(select(Order)).one()
        told = [(entry.kind, entry.actor_name) for entry in timeline(session, "customer", order.customer_id)]
        assert order.user_id == _anna(session)
    assert ("acting.began", "Otto Ahrens") in told
    assert ("order.placed", "Otto Ahrens for Anna Beck") in told


def test_a_colleague_cannot_touch_what_is_the_customers_alone(office: FlaskClient, shop: FlaskClient) -> None:
    begin(office, shop)

    for path, typed in (
        ("/account/details", {"present_password": PASSWORD, "password": "nine copper kettles"}),
        ("/account/email", {"email": "otto@example.org", "present_password": PASSWORD}),
        ("/account/company/invite", {"name": "X", "email": "x@example.org", "role": "admin", "window": "day"}),
    ):
        answer = send(shop, path, typed)
        assert answer.status_code == 403
        assert "Only the customer may do this." in answer.text
    assert sign_in(client_of(shop.application), "anna@example.org").status_code == 303


def test_acting_ends_by_the_button_or_after_half_an_hour(
    office: FlaskClient, shop: FlaskClient, at: clock.SimulatedClock
) -> None:
    begin(office, shop)
    assert send(shop, "/acting/end", {}, page="/cart").status_code == 303
    assert shop.get("/account").status_code == 303
    begin(office, shop)
    at.advance(timedelta(minutes=29, seconds=59))
    assert shop.get("/account").status_code == 200
    at.advance(timedelta(seconds=1))

    assert shop.get("/account").status_code == 303


def test_the_way_into_the_shop_opens_once_and_for_two_minutes(
    office: FlaskClient, shop: FlaskClient, at: clock.SimulatedClock
) -> None:
    path = send(office, form_of_the_office(), REASON).location
    assert shop.get(path).status_code == 200
    assert shop.get("/account").status_code == 303, "looking changes nothing"
    assert send(shop, path, {}).status_code == 303
    elsewhere = client_of(shop.application)
    assert send(elsewhere, path, {}).status_code == 403

    later = send(office, form_of_the_office(), REASON).location
    at.advance(timedelta(minutes=2))
    assert elsewhere.get(later).status_code == 403


def test_the_customer_sees_when_and_why_and_can_end_it(office: FlaskClient, shop: FlaskClient) -> None:
    begin(office, shop)
    anna = client_of(shop.application)
    sign_in(anna, "anna@example.org")

    page = words_of(anna.get("/account/devices"))
    assert "A colleague of the shop acts for the customer: Order by telephone" in page
    send(anna, "/account/devices/end-others", {}, page="/account/devices")

    assert shop.get("/account").status_code == 303


def test_without_a_reason_or_the_permission_nobody_acts(office: FlaskClient, database: Settings) -> None:
    a_colleague("fiete@example.org", StaffRole.FULFILMENT)
    fiete = client_of(create_backoffice(database, cookie_path="/"))
    sign_in(fiete, "fiete@example.org")

    assert send(office, form_of_the_office(), {"reason": " "}).status_code == 422
    assert fiete.get(form_of_the_office()).status_code == 403
    with db.reading() as session:
        assert session.scalars(select(UserSession.acting_user_id)).all() == [None, None]
