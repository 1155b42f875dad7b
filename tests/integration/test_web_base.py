"""What every page stands on: transactions, guards, errors, forms; through HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.engine import make_url
from werkzeug.test import Client

from backoffice import create_backoffice
from core.accounts.models import BusinessUnit
from core.accounts.states import Entrance, StaffRole
from core.kernel import db, events
from core.kernel.settings import Settings
from core.web.access import guards_of, public, signed_in
from core.web.app import create_app
from core.web.serve import compose
from storefront import create_storefront
from tests.support.pages import client_of
from tests.support.probe import probe
from tests.support.statements import counted
from tests.support.visits import a_colleague, a_customer, send, sign_in, token_of


@pytest.fixture
def app(database: Settings) -> Flask:
    return probe(database)


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return client_of(app)


def units() -> list[str]:
    with db.reading() as session:
        return list(session.scalars(select(BusinessUnit.code).order_by(BusinessUnit.code)))


def number_of_events() -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(events.EventRow)) or 0


def post(visitor: FlaskClient, path: str) -> int:
    return send(visitor, path, {}, page="/form").status_code


# --- transactions


def test_a_writing_view_commits_its_rows_and_events(visitor: FlaskClient) -> None:
    assert post(visitor, "/units/coffee/200") == 200

    assert units() == ["coffee"]
    assert number_of_events() == 1


@pytest.mark.parametrize("status", [400, 404, 422, 500])
def test_an_answer_from_400_on_leaves_nothing_behind(visitor: FlaskClient, status: int) -> None:
    assert post(visitor, f"/units/coffee/{status}") == status

    assert (units(), number_of_events()) == ([], 0)


def test_a_failure_leaves_nothing_behind_and_says_so(visitor: FlaskClient) -> None:
    answer = send(visitor, "/units/coffee/failing", {}, page="/form")

    assert answer.status_code == 500
    assert "Nothing was saved." in answer.text
    assert answer.headers["X-Request-ID"] in answer.text
    assert (units(), number_of_events()) == ([], 0)


def test_a_get_cannot_write_even_where_a_post_may(visitor: FlaskClient) -> None:
    assert visitor.get("/units/coffee/200").status_code == 500

    assert units() == []
    assert visitor.get("/units").text == ""


def test_a_post_that_does_not_say_that_it_writes_cannot(visitor: FlaskClient) -> None:
    assert post(visitor, "/unguarded-writing") == 500

    assert units() == []


def test_writing_works_after_a_reading_request_on_the_same_connection(visitor: FlaskClient) -> None:
    visitor.get("/units")

    assert post(visitor, "/units/coffee/200") == 200
    assert visitor.get("/units").text == "coffee"


def test_a_public_page_asks_the_database_nothing_and_a_signed_in_one_once(visitor: FlaskClient) -> None:
    a_customer()
    with counted(db.engine()) as anonymous:
        visitor.get("/")
    sign_in(visitor, "anna@example.org")

    with counted(db.engine()) as known:
        assert visitor.get("/mine").text == "Anna Beck"

    assert (anonymous.count, known.count) == (0, 1)


# --- guards


def test_a_signed_in_page_leads_to_the_sign_in_page_and_back(visitor: FlaskClient) -> None:
    a_customer()

    asked = visitor.get("/mine?tab=2")
    answer = send(visitor, asked.headers["Location"], {"email": "anna@example.org", "password": "seven wooden spoons"})

    assert (asked.status_code, asked.headers["Location"]) == (303, "/sign-in?next=/mine?tab%3D2")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/mine?tab=2")
    assert visitor.get("/mine").text == "Anna Beck"


def test_staff_may_come_where_their_roles_let_them(database: Settings) -> None:
    a_colleague("otto@example.org", StaffRole.SALES)
    office = client_of(probe(database, entrance=Entrance.OFFICE))
    answers = [office.get("/orders").status_code]
    sign_in(office, "otto@example.org")

    answers += [office.get("/orders").status_code, office.get("/ledger").status_code]

    assert answers == [303, 200, 403]
    assert "Your roles do not include this." in office.get("/ledger").text


def test_an_application_with_an_unguarded_route_does_not_start(database: Settings) -> None:
    pages = Blueprint("open", __name__)
    pages.add_url_rule("/open", "door", lambda: "x")

    with pytest.raises(TypeError, match=r"open\.door"):
        create_app(
            "unguarded",
            settings=database,
            entrance=Entrance.SHOP,
            session_cookie="kontor_x",
            sign_in_endpoint="x",
            blueprints=[pages],
            layout="base_shop.html",
            frame=dict,
        )


def test_two_guards_on_one_view_are_refused() -> None:
    with pytest.raises(TypeError, match="two guards"):
        public(signed_in(lambda: "x"))


def test_every_route_is_listed_with_its_guard(app: Flask) -> None:
    guards = {endpoint: str(guard) for endpoint, guard in guards_of(app).items()}

    assert guards["probe.home"] == "public"
    assert guards["probe.mine"] == "signed in"
    assert guards["probe.ledger"] == "allowed: view_ledger"
    assert guards["static"] == "public"
    assert set(guards) == {rule.endpoint for rule in app.url_map.iter_rules()}


# --- errors


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nowhere", 404, "There is no page at this address."),
        ("/refused/taken", 422, "taken is taken."),
        ("/refused/short", 409, "1,234.56\xa0€ are missing."),
        ("/refused/missing", 404, "There is none."),
        ("/refused/away", 503, "It does not answer."),
        ("/unguarded-writing", 405, "This address only takes forms that are sent from our pages."),
    ],
)
def test_a_refusal_is_a_page_with_a_sentence(visitor: FlaskClient, path: str, status: int, sentence: str) -> None:
    answer = visitor.get(path)

    assert answer.status_code == status
    assert answer.mimetype == "text/html"
    assert sentence in answer.text
    assert '<main id="main"' in answer.text, "the page has the frame of the shop"


def test_a_page_that_takes_no_get_says_what_it_takes(visitor: FlaskClient) -> None:
    assert visitor.get("/unguarded-writing").headers["Allow"] in ("OPTIONS, POST", "POST, OPTIONS")


@pytest.mark.parametrize("token", [None, "", "forged", "IjEi.aaaaaa.bbbbbbbbbbbbbbbbbbbbbbbbbbb"])
def test_a_forged_form_is_refused_and_changes_nothing(visitor: FlaskClient, token: str | None) -> None:
    visitor.get("/form")

    answer = visitor.post("/units/coffee/200", data={"csrf_token": token} if token is not None else {})

    assert answer.status_code == 400
    assert "Nothing was changed." in answer.text
    assert units() == []


def test_the_token_of_another_visitor_is_refused(app: Flask) -> None:
    mine, theirs = client_of(app), client_of(app)
    token = token_of(theirs, "/form")
    mine.get("/form")

    assert mine.post("/units/coffee/200", data={"csrf_token": token}).status_code == 400
    assert units() == []


def test_too_much_is_refused_in_a_sentence(visitor: FlaskClient) -> None:
    answer = visitor.post("/form", data={"code": "x" * 2_000_000})

    assert answer.status_code == 413
    assert "larger than we accept" in answer.text


@contextmanager
def outage(settings: Settings) -> Iterator[None]:
    """Take the database away, for real, and give it back."""
    if settings.database_url.startswith("sqlite"):
        file = Path(settings.database_url.removeprefix("sqlite:///"))
        db.engine().dispose()
        hidden = file.rename(file.with_suffix(".away"))
        file.mkdir()
        yield
        db.engine().dispose()
        file.rmdir()
        hidden.rename(file)
        return
    url = make_url(settings.database_url)
    server = url.set(drivername="postgresql", database="postgres").render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as administrator:
        administrator.execute(f'ALTER DATABASE "{url.database}" WITH ALLOW_CONNECTIONS false'.encode())
        kill = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
        administrator.execute(kill, [url.database])
        yield
        administrator.execute(f'ALTER DATABASE "{url.database}" WITH ALLOW_CONNECTIONS true'.encode())


def test_without_a_database_pages_say_so_and_recover_when_it_is_back(database: Settings, visitor: FlaskClient) -> None:
    a_customer()
    sign_in(visitor, "anna@example.org")
    token = token_of(visitor, "/form")
    before = visitor.get("/mine").status_code

    with outage(database):
        gone = visitor.get("/mine")
        gone_too = visitor.post("/units/coffee/200", data={"csrf_token": token})
        static = visitor.get("/static/tokens.css")
    after = visitor.get("/mine")

    assert (before, gone.status_code, gone_too.status_code, static.status_code) == (200, 503, 503, 200)
    assert gone.headers["Retry-After"] == "5"
    assert "Nothing was saved or lost." in gone_too.text
    assert '<main id="main"' in gone.text
    assert (after.status_code, after.text) == (200, "Anna Beck")
    assert units() == []


def test_an_outage_makes_the_process_unready_but_alive(database: Settings) -> None:
    client = Client(compose(create_storefront(database), create_backoffice(database)))

    with outage(database):
        live, ready = client.get("/health/live"), client.get("/health/ready")

    assert (live.status_code, live.json) == (200, {"status": "alive"})
    assert (ready.status_code, ready.json) == (503, {"status": "database unreachable"})
    assert client.get("/health/other").status_code == 404


# --- forms


def test_a_mistake_in_a_field_is_said_on_the_field(visitor: FlaskClient) -> None:
    answer = send(visitor, "/form", {"code": "", "number": "abc", "colour": "green"})

    assert answer.status_code == 422
    assert "&#39;code&#39;: [&#39;Please fill in this field.&#39;]" in answer.text
    assert "&#39;number&#39;: [&#39;Please enter a whole number.&#39;]" in answer.text
    assert "&#39;colour&#39;: [&#39;Please choose one of the options.&#39;]" in answer.text


def test_a_number_out_of_range_names_the_range(visitor: FlaskClient) -> None:
    answer = send(visitor, "/form", {"code": "x", "number": "1000000000", "colour": "red"})

    assert "Please enter a number from 1 to 9." in answer.text


@pytest.mark.parametrize(
    ("code", "status", "shown"),
    [
        ("taken", 422, "None|{&#39;code&#39;: [&#39;taken is taken.&#39;]}"),
        ("short", 409, "1,234.56\xa0€ are missing.|{}"),
    ],
)
def test_a_refusal_stands_on_its_form_and_takes_everything_back(
    visitor: FlaskClient, code: str, status: int, shown: str
) -> None:
    answer = send(visitor, "/form", {"code": code, "number": "1", "colour": "red"})

    assert answer.status_code == status
    assert shown in answer.text
    assert units() == []


def test_a_form_without_mistakes_is_saved(visitor: FlaskClient) -> None:
    answer = send(visitor, "/form", {"code": "coffee", "number": "1", "colour": "red"})

    assert (answer.status_code, answer.headers["Location"]) == (303, "/units")
    assert units() == ["coffee"]


@pytest.mark.parametrize(("trusted", "address"), [(1, "https://shop.example/office/"), (0, "http://localhost/office/")])
def test_behind_a_proxy_addresses_are_those_that_the_browser_asked_for(
    database: Settings, trusted: int, address: str
) -> None:
    house = compose(create_storefront(database), create_backoffice(database), trusted_proxies=trusted)
    said = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "shop.example", "X-Forwarded-For": "203.0.113.7"}

    answer = Client(house).get("/office", headers=said)

    assert (answer.status_code, answer.headers["Location"]) == (308, address)
