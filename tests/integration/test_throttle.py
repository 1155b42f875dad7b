"""How often something may be tried: counted in the database, for all processes, before it is looked at."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core.accounts.models import AccountRequest, UserSession
from core.kernel import clock, db
from core.kernel.settings import Settings
from core.kernel.throttle import (
    Attempt,
    AttemptCount,
    Limit,
    TooManyAttempts,
    count_attempt,
    discard_ended,
    forget_attempts,
    give_back,
)
from storefront import create_storefront
from tests.support.pages import client_of
from tests.support.statements import counted
from tests.support.visits import PASSWORD, a_customer, send, sign_in

pytestmark = pytest.mark.usefixtures("database")
NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
THREE = Limit(scope="test", most=3, within=timedelta(minutes=10))
ANNA = Attempt(THREE, "anna")
SENTENCE = "That was tried too often. Please wait 15 minutes and try again."


def try_once(attempt: Attempt = ANNA) -> bool:
    try:
        with db.unit_of_work() as session:
            count_attempt(session, attempt)
    except TooManyAttempts:
        return False
    return True


def count(model: type[db.Base]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_fourth_of_three_attempts_is_refused_until_the_window_ends() -> None:
    with clock.frozen(NOON) as at:
        assert [try_once() for _ in range(4)] == [True, True, True, False]
        assert try_once(Attempt(THREE, "otto")), "everybody has a count of their own"
        at.advance(timedelta(minutes=6, seconds=30))
        with pytest.raises(TooManyAttempts) as refusal, db.unit_of_work() as session:
            count_attempt(session, ANNA)
        assert str(refusal.value) == "That was tried too often. Please wait 4 minutes and try again."
        at.advance(timedelta(minutes=3, seconds=30))
        assert [try_once() for _ in range(4)] == [True, True, True, False]


def test_many_attempts_at_the_same_moment_are_counted_each() -> None:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _number: try_once(), range(16)))

    assert sorted(outcomes) == [False] * 13 + [True] * 3


def test_counting_is_one_statement_and_keeps_no_address() -> None:
    with db.unit_of_work() as session, counted(db.engine()) as statements:
        count_attempt(session, ANNA)

    assert statements.count == 1, statements
    with db.reading() as session:
        assert "anna" not in session.scalars(select(AttemptCount.key)).one()


def test_a_success_begins_anew_or_gives_one_back() -> None:
    for _ in range(3):
        try_once()

    with db.unit_of_work() as session:
        give_back(session, ANNA)
    assert [try_once(), try_once()] == [True, False]
    with db.unit_of_work() as session:
        forget_attempts(session, ANNA)
    assert try_once()


def test_counters_whose_window_is_over_are_discarded() -> None:
    with clock.frozen(NOON) as at:
        try_once()
        at.advance(timedelta(minutes=11))
        try_once(Attempt(THREE, "otto"))
        with db.unit_of_work() as session:
            discard_ended(session)

    assert count(AttemptCount) == 1


# --- on pages


@pytest.fixture
def visitor(database: Settings) -> FlaskClient:
    return client_of(create_storefront(database))


def test_guessing_a_password_ends_after_ten_attempts_for_known_and_unknown_alike(visitor: FlaskClient) -> None:
    with clock.frozen(NOON) as at:
        a_customer()
        answers = {}
        for email in ("anna@example.org", "nobody@example.org"):
            answers[email] = [sign_in(visitor, email, password="wrong password") for _ in range(11)]

        for tries in answers.values():
            assert [answer.status_code for answer in tries] == [422] * 10 + [429]
            assert SENTENCE in tries[-1].text
        assert sign_in(visitor, "anna@example.org").status_code == 429, "the right password comes too late"
        assert count(UserSession) == 0
        at.advance(timedelta(minutes=15))
        assert sign_in(visitor, "anna@example.org").status_code == 303


def test_a_stranger_who_guesses_does_not_lock_the_owner_out(visitor: FlaskClient) -> None:
    a_customer()
    for _ in range(11):
        sign_in(visitor, "anna@example.org", password="wrong password")
    at_home = client_of(visitor.application)
    at_home.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    assert sign_in(at_home, "anna@example.org").status_code == 303


def test_signing_in_rightly_costs_nothing(visitor: FlaskClient) -> None:
    a_customer()

    assert {sign_in(client_of(visitor.application), "anna@example.org").status_code for _ in range(15)} == {303}


def test_letters_to_one_address_are_limited(visitor: FlaskClient) -> None:
    answers = [send(visitor, "/forgotten", {"email": "anna@example.org"}).status_code for _ in range(11)]

    assert answers == [303] * 10 + [429]
    assert count(AccountRequest) == 10


def test_guessing_the_present_password_is_limited(visitor: FlaskClient) -> None:
    a_customer()
    sign_in(visitor, "anna@example.org")
    wrong = {"present_password": "wrong password", "password": "nine copper kettles"}

    answers = [send(visitor, "/account/details", wrong).status_code for _ in range(11)]

    assert answers == [422] * 10 + [429]
    right = {"present_password": PASSWORD, "password": "nine copper kettles"}
    assert send(visitor, "/account/details", right).status_code == 429
