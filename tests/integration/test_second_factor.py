"""The second factor of staff: enrolled with a first code, asked for at the door, every code once."""

import re
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from backoffice import create_backoffice
from core import flows
from core.accounts import operations
from core.accounts.errors import WrongCode
from core.accounts.models import RecoveryCode, SecondFactor, User
from core.accounts.states import StaffRole
from core.kernel import clock, db
from core.kernel.settings import Settings, get_settings
from tests.support.pages import client_of
from tests.support.visits import a_colleague, send, sign_in

START = datetime(2026, 11, 25, 9, tzinfo=UTC)
CODE = re.compile(r"<code>([0-9a-f]{6}-[0-9a-f]{6}-x)</code>")


@pytest.fixture
def at(database: Settings) -> Iterator[clock.SimulatedClock]:
    flows.install()
    with clock.frozen(START) as stopped:
        a_colleague("otto@example.org", StaffRole.SALES)
        yield stopped


@pytest.fixture
def office(at: clock.SimulatedClock) -> FlaskClient:
    client = client_of(create_backoffice(get_settings(), cookie_path="/"))
    sign_in(client, "otto@example.org")
    return client


def now_shown() -> str:
    """What the authenticator shows now."""
    with db.reading() as session:
        secret = session.scalars(select(SecondFactor.secret)).one()
    return pyotp.TOTP(secret).at(int(clock.now().timestamp()))


def enrol(office: FlaskClient) -> list[str]:
    send(office, "/second-factor/begin", {}, page="/second-factor")
    assert office.get("/second-factor/code.svg").mimetype == "image/svg+xml"
    answer = send(office, "/second-factor", {"code": now_shown()})
    assert answer.status_code == 200
    return CODE.findall(answer.text)


def test_whoever_is_enrolled_is_asked_for_a_code_at_the_door(office: FlaskClient, at: clock.SimulatedClock) -> None:
    codes = enrol(office)
    assert len(set(codes)) == 10
    at.advance(timedelta(minutes=1))
    door = client_of(office.application)

    first = sign_in(door, "otto@example.org", next_page="/orders")
    assert first.location == "/sign-in/code?next=/orders"
    assert door.get("/orders").status_code == 303, "a password alone opens nothing"
    wrong = send(door, first.location, {"code": "000000"})
    right = send(door, first.location, {"code": now_shown()})

    assert wrong.status_code == 422
    assert "This code is not the right one" in wrong.text
    assert (right.status_code, right.location) == (303, "/orders")
    assert door.get("/orders").status_code == 200


def test_a_code_works_once_and_not_after_a_minute(office: FlaskClient, at: clock.SimulatedClock) -> None:
    enrol(office)
    used = now_shown()
    at.advance(timedelta(seconds=30))
    door = client_of(office.application)
    sign_in(door, "otto@example.org")
    assert send(door, "/sign-in/code", {"code": used}).status_code == 422, "it confirmed the enrolment already"
    old = now_shown()
    at.advance(timedelta(seconds=61))

    assert send(door, "/sign-in/code", {"code": old}).status_code == 422
    assert send(door, "/sign-in/code", {"code": f" {now_shown()[:3]} {now_shown()[3:]} "}).status_code == 303


def test_a_recovery_code_works_once(office: FlaskClient) -> None:
    codes = enrol(office)
    doors = [client_of(office.application) for _ in range(2)]
    for door in doors:
        sign_in(door, "otto@example.org")

    answers = [send(door, "/sign-in/code", {"code": codes[0].upper()}).status_code for door in doors]

    assert answers == [303, 422]
    with db.reading() as session:
        kept = session.scalars(select(RecoveryCode.code_hash)).all()
    assert not set(codes) & set(kept), "only hashes are kept"


def test_new_recovery_codes_make_the_old_ones_worthless(office: FlaskClient, at: clock.SimulatedClock) -> None:
    old = enrol(office)
    at.advance(timedelta(minutes=1))
    new = CODE.findall(send(office, "/second-factor", {"code": now_shown()}).text)
    door = client_of(office.application)
    sign_in(door, "otto@example.org")

    assert len(set(new) - set(old)) == 10
    assert send(door, "/sign-in/code", {"code": old[0]}).status_code == 422
    assert send(door, "/sign-in/code", {"code": new[0]}).status_code == 303


def test_one_code_in_two_browsers_at_the_same_moment_opens_one(office: FlaskClient, at: clock.SimulatedClock) -> None:
    enrol(office)
    at.advance(timedelta(minutes=1))
    code = now_shown()
    with db.reading() as session:
        user_id: UUID = session.scalars(select(User.id)).one()
    start = threading.Barrier(2)

    def press(_number: int) -> str:
        start.wait()
        try:
            with db.unit_of_work() as session:
                operations.require_second_factor(session, user_id, code)
        except WrongCode:
            return "refused"
        return "opened"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, range(2))) == ["opened", "refused"]


def test_guessing_codes_ends_soon(office: FlaskClient, at: clock.SimulatedClock) -> None:
    enrol(office)
    at.advance(timedelta(minutes=1))
    door = client_of(office.application)
    sign_in(door, "otto@example.org")

    answers = [send(door, "/sign-in/code", {"code": "000000"}).status_code for _ in range(6)]

    assert answers == [422] * 5 + [429]
    assert send(door, "/sign-in/code", {"code": now_shown()}).status_code == 429


def test_where_it_is_required_nothing_opens_before_enrolling(
    at: clock.SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KONTOR_SECOND_FACTOR_REQUIRED", "true")
    get_settings.cache_clear()
    office = client_of(create_backoffice(get_settings(), cookie_path="/"))
    sign_in(office, "otto@example.org")

    assert office.get("/orders").location == "/second-factor"
    enrol(office)
    assert office.get("/orders").status_code == 200
