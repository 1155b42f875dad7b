"""Coming in and going out, by the forms of the shop and the office."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import Client

from backoffice import create_backoffice
from core.accounts.models import Customer, User
from core.accounts.operations import sign_out_everywhere
from core.accounts.queries import find_user_by_email
from core.accounts.states import StaffRole
from core.kernel import db
from core.kernel.settings import Settings
from core.web.serve import compose
from core.web.sign_in import DemoLogin
from storefront import create_storefront
from tests.support.pages import client_of
from tests.support.visits import PASSWORD, a_colleague, a_customer, send, sign_in, token_of

REFUSAL = "This e-mail address and this password do not belong together."


@pytest.fixture
def visitor(database: Settings) -> FlaskClient:
    return client_of(create_storefront(database))


@pytest.fixture
def colleague(database: Settings) -> FlaskClient:
    return client_of(create_backoffice(database, cookie_path="/"))


def name_shown(client: FlaskClient) -> bool:
    """Whether the head of the page knows the visitor; a greeting that is shown once does not count."""
    return '<span class="word">Anna Beck</span>' in client.get("/sign-in").text


def count(model: type[db.Base]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


# --- in


def test_the_right_password_leads_to_the_page_that_asked(visitor: FlaskClient) -> None:
    a_customer()

    answer = sign_in(visitor, "Anna@Example.org", next_page="/cart")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/cart")
    assert name_shown(visitor)


@pytest.mark.parametrize("next_page", ["//evil.example", "https://evil.example", "/%5Cevil.example"])
def test_nobody_is_led_elsewhere(visitor: FlaskClient, next_page: str) -> None:
    a_customer()

    assert sign_in(visitor, "anna@example.org", next_page=next_page).headers["Location"] == "/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(visitor: FlaskClient) -> None:
    a_customer()

    wrong = sign_in(visitor, "anna@example.org", password="wrong password")
    unknown = sign_in(visitor, "nobody@example.org")

    assert (wrong.status_code, unknown.status_code) == (422, 422)
    assert REFUSAL in wrong.text
    assert REFUSAL in unknown.text
    assert not name_shown(visitor)


def test_what_was_typed_is_kept_but_not_the_password(visitor: FlaskClient) -> None:
    answer = sign_in(visitor, "nobody@example.org", password="wrong password")

    assert 'value="nobody@example.org"' in answer.text
    assert "wrong password" not in answer.text


def test_an_empty_form_says_what_is_missing(visitor: FlaskClient) -> None:
    answer = send(visitor, "/sign-in", {})

    assert answer.status_code == 422
    assert answer.text.count("Please fill in this field.") == 4, "two fields, each above the form and beside the field"


def test_the_session_is_new_but_for_the_cart(visitor: FlaskClient) -> None:
    a_customer()
    token = token_of(visitor, "/sign-in")
    with visitor.session_transaction() as cookie:
        cookie["cart_id"] = "0199-cart"
        cookie["planted"] = "by somebody else"

    sign_in(visitor, "anna@example.org")

    with visitor.session_transaction() as cookie:
        assert cookie["cart_id"] == "0199-cart"
        assert "planted" not in cookie
    stale = visitor.post("/sign-out", data={"csrf_token": token})
    assert stale.status_code == 400, "the token of the old session is of no use"


# --- out


def test_signing_out_leaves_nothing(visitor: FlaskClient) -> None:
    a_customer()
    sign_in(visitor, "anna@example.org")
    with visitor.session_transaction() as cookie:
        cookie["cart_id"] = "0199-cart"

    answer = send(visitor, "/sign-out", {}, page="/sign-in")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")
    with visitor.session_transaction() as cookie:
        assert set(cookie) == {"_flashes"}
    assert not name_shown(visitor)


def test_a_changed_key_signs_out_everywhere(visitor: FlaskClient) -> None:
    a_customer()
    sign_in(visitor, "anna@example.org")
    assert name_shown(visitor)

    with db.unit_of_work() as session:
        user = find_user_by_email(session, "anna@example.org")
        assert user is not None
        sign_out_everywhere(session, user.id)

    assert not name_shown(visitor)


def test_somebody_who_is_locked_out_is_out_at_once(visitor: FlaskClient) -> None:
    a_customer()
    sign_in(visitor, "anna@example.org")

    with db.unit_of_work() as session:
        session.scalars(select(User)).one().is_active = False

    assert not name_shown(visitor)


# --- applying for an account

PERSON = {"kind": "private", "name": "Anna Beck", "email": "anna@example.org", "password": PASSWORD}
COMPANY = {**PERSON, "kind": "company", "company_name": "Beck GmbH", "vat_id": "DE 123456788"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "anna"}, "This is not a complete e-mail address."),
        ({"password": "short"}, "A password needs at least 10 characters."),
        ({"password": "anna@example.org"}, "This password is too easy to guess."),
        ({"vat_id": ""}, '<a href="#vat_id">VAT id</a>: Please fill in this field.'),
        ({"vat_id": "DE1"}, "This is not a VAT id of the EU."),
        ({"company_name": " "}, '<a href="#company_name">Company</a>: Please fill in this field.'),
        ({"kind": "robot"}, "Please choose one of the options."),
        ({"name": "x" * 201}, "Please enter at most 200 characters."),
    ],
)
def test_a_mistake_is_said_and_nothing_is_kept(visitor: FlaskClient, changed: dict[str, str], sentence: str) -> None:
    answer = send(visitor, "/sign-up", {**COMPANY, **changed})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert (count(User), count(Customer)) == (0, 0)


# --- two doors


def test_a_customer_cannot_enter_the_office(colleague: FlaskClient) -> None:
    a_customer()

    answer = sign_in(colleague, "anna@example.org")

    assert answer.status_code == 422
    assert REFUSAL in answer.text


def test_staff_enter_the_office_and_not_the_shop(visitor: FlaskClient, colleague: FlaskClient) -> None:
    a_colleague("otto@example.org", StaffRole.SALES)

    shop, office = sign_in(visitor, "otto@example.org"), sign_in(colleague, "otto@example.org")

    assert (shop.status_code, office.status_code) == (422, 303)
    assert "Otto Ahrens" in colleague.get("/sign-in").text


def test_the_cookie_of_one_application_is_no_key_to_the_other(database: Settings) -> None:
    a_colleague("otto@example.org", StaffRole.ADMIN)
    house = Client(compose(create_storefront(database), create_backoffice(database)))
    page = house.get("/office/sign-in").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    data = {"csrf_token": token, "email": "otto@example.org", "password": PASSWORD}
    house.post("/office/sign-in", data=data)
    office_cookie = house.get_cookie("kontor_office", path="/office")
    assert office_cookie is not None
    assert "Otto Ahrens" in house.get("/office/sign-in").text

    house.set_cookie("kontor_shop", office_cookie.value)

    assert "Otto Ahrens" not in house.get("/sign-in").text
    assert house.get_cookie("kontor_shop", path="/office") is None


# --- the demo


def test_a_demo_shows_its_people_and_no_other_installation_does(database: Settings) -> None:
    login = DemoLogin(email="anna@example.org", password="seven wooden spoons", name="Anna", role="buys for herself")

    demo = client_of(create_storefront(database, demo_logins=[login])).get("/sign-in").text
    real = client_of(create_storefront(database)).get("/sign-in").text

    assert "seven wooden spoons" in demo
    assert "seven wooden spoons" not in real
