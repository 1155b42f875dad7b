"""Accounts by letter: applying, forgetting, moving; nobody learns who has an account, and no link works twice."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from core import flows
from core.accounts import operations
from core.accounts.errors import LinkRefused
from core.accounts.models import AccountRequest, Customer, User, UserSession
from core.accounts.queries import find_user_by_email
from core.kernel import clock, db
from core.kernel.actor import SYSTEM
from core.kernel.settings import Settings
from core.notices.states import NoticeKind
from storefront import create_storefront
from tests.support.forgery import forged
from tests.support.letters import kinds_to, letters_to, link_to
from tests.support.pages import client_of
from tests.support.visits import PASSWORD, a_customer, send, sign_in

PERSON = {"kind": "private", "name": "Anna Beck", "email": "anna@example.org", "password": PASSWORD}
COMPANY = {**PERSON, "kind": "company", "company_name": "Beck GmbH", "vat_id": "DE 123456788"}
NEW_PASSWORD = "nine copper kettles"


@pytest.fixture
def visitor(database: Settings) -> FlaskClient:
    flows.install()
    return client_of(create_storefront(database))


def another(visitor: FlaskClient) -> FlaskClient:
    return client_of(visitor.application)


def is_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def count(model: type[db.Base]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


# --- an account


def test_an_account_is_opened_by_the_link_and_the_chosen_password(visitor: FlaskClient) -> None:
    applied = send(visitor, "/sign-up", COMPANY)
    assert (applied.status_code, applied.location) == (303, "/letter-sent")
    assert (count(User), count(Customer)) == (0, 0)
    link = link_to("anna@example.org")

    wrong = send(visitor, link, {"password": "not what I chose"})
    opened = send(visitor, link, {"password": PASSWORD})

    assert wrong.status_code == 422
    assert "This is not the password that you chose." in wrong.text
    assert (opened.status_code, opened.location) == (303, "/")
    assert is_in(visitor)
    assert "All prices without VAT" in visitor.get("/sign-in").text
    with db.reading() as session:
        user = find_user_by_email(session, "anna@example.org")
    assert user is not None
    assert user.customer is not None
    assert (user.customer.name, user.customer.vat_id) == ("Beck GmbH", "DE123456788")


def test_looking_at_a_link_uses_nothing_up(visitor: FlaskClient) -> None:
    send(visitor, "/sign-up", PERSON)
    link = link_to("anna@example.org")

    for _scanner in range(3):
        assert another(visitor).get(link).status_code == 200

    assert count(User) == 0
    assert send(visitor, link, {"password": PASSWORD}).status_code == 303


def test_whether_an_address_has_an_account_is_told_to_its_owner_only(visitor: FlaskClient) -> None:
    a_customer()

    known = send(visitor, "/sign-up", COMPANY)
    unknown = send(another(visitor), "/sign-up", {**COMPANY, "email": "otto@example.org"})

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location) == (303, "/letter-sent")
    assert known.text == unknown.text
    assert kinds_to("anna@example.org") == [NoticeKind.ACCOUNT_KNOWN]
    assert kinds_to("otto@example.org") == [NoticeKind.ACCOUNT_CONFIRM]
    assert (count(User), count(Customer)) == (1, 1)


def test_an_application_in_somebody_elses_name_gives_no_way_in(visitor: FlaskClient) -> None:
    send(visitor, "/sign-up", {**PERSON, "password": "the attacker knows this"})
    planted = link_to("anna@example.org")

    opened_by_owner = send(another(visitor), planted, {"password": PASSWORD})

    assert opened_by_owner.status_code == 422
    assert count(User) == 0


def test_of_two_applications_for_one_address_the_first_that_is_confirmed_holds(visitor: FlaskClient) -> None:
    send(visitor, "/sign-up", PERSON)
    first = link_to("anna@example.org")
    send(visitor, "/sign-up", PERSON)
    second = link_to("anna@example.org")

    assert send(visitor, second, {"password": PASSWORD}).status_code == 303

    assert another(visitor).get(first).status_code == 200, "it was asked for before the account was there"
    assert send(another(visitor), first, {"password": PASSWORD}).status_code == 403
    assert count(User) == 1


def test_a_link_is_of_no_use_when_used_forged_or_old(visitor: FlaskClient) -> None:
    send(visitor, "/sign-up", PERSON)
    link = link_to("anna@example.org")

    assert visitor.get(forged(link)).status_code == 403
    assert visitor.get("/sign-up/open").status_code == 403
    assert visitor.get(link.replace("/sign-up/open", "/new-password")).status_code == 403
    with clock.frozen(clock.now() + timedelta(days=2, seconds=1)):
        old = visitor.get(link)
    assert old.status_code == 403
    assert "This link was used already or is too old. Nothing was changed." in old.text


def test_a_link_pressed_twice_at_the_same_moment_opens_one_account(database: Settings) -> None:
    with db.unit_of_work() as session:
        asked = operations.ask_for_account(
            session, email="anna@example.org", password=PASSWORD, name="Anna Beck", acting_user=SYSTEM
        ).id
    start = threading.Barrier(2)

    def press(_number: int) -> str:
        start.wait()
        try:
            with db.unit_of_work() as session:
                operations.open_account(session, asked, password=PASSWORD)
        except LinkRefused:
            return "refused"
        return "opened"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(press, range(2)))

    assert outcomes == ["opened", "refused"]
    assert (count(User), count(Customer)) == (1, 1)


# --- a forgotten password


def test_a_new_password_is_chosen_once_and_ends_other_sessions(visitor: FlaskClient) -> None:
    a_customer()
    elsewhere = another(visitor)
    sign_in(elsewhere, "anna@example.org")
    send(visitor, "/forgotten", {"email": "ANNA@example.org"})
    older = link_to("anna@example.org")
    send(visitor, "/forgotten", {"email": "anna@example.org"})
    link = link_to("anna@example.org")

    bad = send(visitor, link, {"password": "short"})
    changed = send(visitor, link, {"password": NEW_PASSWORD})

    assert bad.status_code == 422
    assert (changed.status_code, changed.location) == (303, "/sign-in")
    assert not is_in(elsewhere)
    assert visitor.get(link).status_code == 403
    assert visitor.get(older).status_code == 403, "one used link makes the others worthless"
    assert sign_in(visitor, "anna@example.org").status_code == 422
    assert sign_in(visitor, "anna@example.org", password=NEW_PASSWORD).status_code == 303
    assert kinds_to("anna@example.org")[-1] is NoticeKind.PASSWORD_CHANGED


def test_asking_for_a_new_password_tells_nobody_who_has_an_account(visitor: FlaskClient) -> None:
    a_customer(locale="de")

    known = send(visitor, "/forgotten", {"email": "anna@example.org"})
    unknown = send(another(visitor), "/forgotten", {"email": "nobody@example.org"})

    assert (known.status_code, known.location, known.text) == (unknown.status_code, unknown.location, unknown.text)
    assert count(AccountRequest) == 2
    [letter] = letters_to("anna@example.org")
    assert (letter.kind, letter.locale) == (NoticeKind.PASSWORD_RESET, "de")
    assert kinds_to("nobody@example.org") == [NoticeKind.PASSWORD_UNKNOWN]


def test_a_reset_link_pressed_twice_at_the_same_moment_sets_one_password(database: Settings) -> None:
    a_customer()
    with db.unit_of_work() as session:
        asked = operations.ask_for_reset(session, email="anna@example.org", locale="en", acting_user=SYSTEM).id
    start = threading.Barrier(2)

    def press(password: str) -> str:
        start.wait()
        try:
            with db.unit_of_work() as session:
                operations.reset_password(session, asked, password=password)
        except LinkRefused:
            return "refused"
        return "changed"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(press, ["one of two kettles", "two of two kettles"]))

    assert outcomes == ["changed", "refused"]


# --- another address


def test_another_address_holds_when_it_is_confirmed_and_the_old_one_is_told(visitor: FlaskClient) -> None:
    a_customer()
    sign_in(visitor, "anna@example.org")
    asked = send(visitor, "/account/email", {"email": "anna@new.example.org", "present_password": PASSWORD})
    assert asked.status_code == 303
    link = link_to("anna@new.example.org")
    assert sign_in(another(visitor), "anna@example.org").status_code == 303, "until then the old one holds"

    assert send(another(visitor), link, {}).status_code == 303

    assert sign_in(another(visitor), "anna@example.org").status_code == 422
    assert sign_in(another(visitor), "anna@new.example.org").status_code == 303
    assert is_in(visitor)
    assert another(visitor).get(link).status_code == 403
    assert kinds_to("anna@example.org") == [NoticeKind.EMAIL_CHANGED]
    with db.reading() as session:
        assert session.scalars(select(Customer.email)).one() == "anna@new.example.org"


def test_an_address_that_has_an_account_stays_where_it_is(visitor: FlaskClient) -> None:
    a_customer()
    a_customer("otto@example.org")
    sign_in(visitor, "anna@example.org")

    answer = send(visitor, "/account/email", {"email": "otto@example.org", "present_password": PASSWORD})

    assert answer.status_code == 303
    assert kinds_to("otto@example.org") == [NoticeKind.EMAIL_TAKEN]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "anna@new.example.org", "present_password": "wrong"}, "This is not your present password;"),
        ({"email": "ANNA@example.org", "present_password": PASSWORD}, "This is your present address already."),
        ({"email": "anna", "present_password": PASSWORD}, "This is not a complete e-mail address."),
    ],
)
def test_a_mistake_on_the_way_to_another_address_is_said(
    visitor: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    a_customer()
    sign_in(visitor, "anna@example.org")

    answer = send(visitor, "/account/email", typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert count(AccountRequest) == 0


# --- devices


def test_devices_are_listed_and_can_be_signed_out(visitor: FlaskClient) -> None:
    a_customer()
    a_customer("otto@example.org")
    phone, stranger = another(visitor), another(visitor)
    sign_in(visitor, "anna@example.org")
    phone.environ_base["HTTP_USER_AGENT"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1"
    sign_in(phone, "anna@example.org")
    sign_in(stranger, "otto@example.org")

    page = visitor.get("/account/devices").text
    with db.reading() as session:
        rows = {row.device: row.id for row in session.scalars(select(UserSession).order_by(UserSession.id))}
    foreign = send(stranger, f"/account/devices/{rows['Safari, iPhone']}/end", {}, page="/account/devices")

    assert page.count("Signed in") == 2
    assert "Safari, iPhone" in page
    assert foreign.status_code == 404
    assert is_in(phone)
    ended = send(visitor, f"/account/devices/{rows['Safari, iPhone']}/end", {}, page="/account/devices")
    assert ended.status_code == 303
    assert not is_in(phone)
    assert is_in(visitor)


def test_all_other_devices_are_signed_out_at_once(visitor: FlaskClient) -> None:
    a_customer()
    phone, tablet = another(visitor), another(visitor)
    for client in (visitor, phone, tablet):
        sign_in(client, "anna@example.org")

    assert send(visitor, "/account/devices/end-others", {}, page="/account/devices").status_code == 303

    assert [is_in(client) for client in (visitor, phone, tablet)] == [True, False, False]
    assert count(UserSession) == 1


def test_a_device_is_noted_by_what_it_writes_and_at_most_once_a_day(visitor: FlaskClient) -> None:
    with clock.frozen(clock.now()) as at:
        a_customer()
        sign_in(visitor, "anna@example.org")
        began = at()

        def seen() -> object:
            with db.reading() as session:
                return session.scalars(select(UserSession.seen_at)).one()

        at.advance(timedelta(hours=23))
        send(visitor, "/language", {"language": "en"}, page="/account/devices")
        assert seen() == began
        at.advance(timedelta(hours=2))
        visitor.get("/account/devices")
        assert seen() == began, "looking leaves no trace"
        send(visitor, "/language", {"language": "en"}, page="/account/devices")
        assert seen() == at()


def test_a_device_that_does_not_come_back_is_forgotten(visitor: FlaskClient) -> None:
    with clock.frozen(clock.now()) as at:
        a_customer()
        sign_in(visitor, "anna@example.org")
        at.advance(timedelta(days=60, seconds=1))

        assert not is_in(visitor)
        with db.unit_of_work() as session:
            operations.discard_expired_sessions(session)

    assert count(UserSession) == 0
