"""Accounts on real databases: opening, entering, guests, companies, staff, address books."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from uuid import UUID

import pytest
from sqlalchemy import func, select

from core.accounts import operations, queries
from core.accounts.errors import EmailTaken, InvalidVatId, Missing, SignInRefused, WrongPassword
from core.accounts.models import Customer, User
from core.accounts.states import BuyerRole, CustomerKind, Entrance, Permission, StaffRole
from core.kernel import db
from core.kernel.actor import SYSTEM, Actor, ActorKind
from core.kernel.errors import AppError, NotFound
from core.kernel.events import timeline
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")
PASSWORD = "seven wooden spoons"


def open_account(email: str = "anna@example.org", **more: str) -> queries.UserView:
    with db.unit_of_work() as session:
        user = operations.sign_up(session, email=email, password=PASSWORD, name="Anna Beck", **more)
        return queries.get_user(session, user.id)


def count(model: type[db.Base]) -> int:
    with db.reading() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


# --- signing up


def test_a_person_opens_an_account_and_buys_at_retail_prices() -> None:
    user = open_account(" Anna@Example.org ", locale="de")

    assert user.email == "anna@example.org"
    assert user.locale == "de"
    assert user.buyer_role is None
    assert user.actor == Actor(ActorKind.CUSTOMER, user.id, "Anna Beck")
    assert user.customer is not None
    assert user.customer.number.startswith("K-")
    assert user.customer.number.endswith("-000001")
    assert (user.customer.kind, user.customer.name) == (CustomerKind.PRIVATE, "Anna Beck")
    assert (user.customer.price_list, user.customer.is_guest) == ("retail", False)
    assert (user.customer.terms_days, user.customer.credit_limit_minor) == (14, 100_000)


def test_a_company_opens_an_account_and_buys_at_net_prices() -> None:
    user = open_account(company_name="Beck GmbH", vat_id="de 123 456 788")

    assert user.buyer_role is BuyerRole.ADMIN
    assert user.customer is not None
    assert (user.customer.kind, user.customer.name) == (CustomerKind.COMPANY, "Beck GmbH")
    assert (user.customer.vat_id, user.customer.price_list) == ("DE123456788", "business")


def test_opening_an_account_is_told() -> None:
    user = open_account()

    with db.reading() as session:
        assert user.customer_id is not None
        told = timeline(session, "customer", user.customer_id)
    assert [(entry.kind, entry.actor_name) for entry in told] == [("customer.registered", "Anna Beck")]


def test_the_same_address_twice_is_refused_and_changes_nothing() -> None:
    open_account()

    with pytest.raises(EmailTaken) as refusal:
        open_account("ANNA@example.org")

    assert refusal.value.field == "email"
    assert (count(User), count(Customer)) == (1, 1)


def test_a_refused_account_leaves_no_gap_in_the_numbers() -> None:
    open_account()
    with pytest.raises(EmailTaken):
        open_account()

    second = open_account("otto@example.org")

    assert second.customer is not None
    assert second.customer.number.endswith("-000002")


@pytest.mark.parametrize(
    ("more", "refusal", "field"),
    [
        ({"company_name": "Beck GmbH"}, Missing, "vat_id"),
        ({"company_name": "  ", "vat_id": "DE123456788"}, Missing, "company_name"),
        ({"company_name": "Beck GmbH", "vat_id": "DE1"}, InvalidVatId, "vat_id"),
    ],
)
def test_an_incomplete_company_is_refused_on_its_field(
    more: dict[str, str], refusal: type[AppError], field: str
) -> None:
    with pytest.raises(refusal) as refused:
        open_account(**more)

    assert refused.value.field == field
    assert (count(User), count(Customer)) == (0, 0)


def test_two_people_with_one_address_at_the_same_moment_get_one_account() -> None:
    start = threading.Barrier(2)

    def attempt(_number: int) -> str:
        start.wait()
        try:
            open_account()
        except EmailTaken:
            return "refused"
        return "opened"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(attempt, range(2)))

    assert outcomes == ["opened", "refused"]
    assert (count(User), count(Customer)) == (1, 1)


# --- signing in


def try_to_enter(email: str, password: str = PASSWORD, entrance: Entrance = Entrance.SHOP) -> queries.UserView:
    with db.reading() as session:
        return operations.sign_in(session, email=email, password=password, entrance=entrance)


def test_the_right_password_opens_the_shop() -> None:
    user = open_account()

    assert try_to_enter(" ANNA@example.org") == user


def test_every_wrong_attempt_is_refused_with_the_same_sentence() -> None:
    open_account()
    otto = open_account("otto@example.org")
    with db.unit_of_work() as session:
        db.lock(session, User, otto.id).is_active = False
        operations.create_staff(session, email="s@example.org", password=PASSWORD, name="S", roles=[StaffRole.SALES])
    attempts = [
        ("nobody@example.org", PASSWORD, Entrance.SHOP),
        ("no address", PASSWORD, Entrance.SHOP),
        ("anna@example.org", "seven wooden spoon", Entrance.SHOP),
        ("anna@example.org", "", Entrance.SHOP),
        ("anna@example.org", "x" * 100_000, Entrance.SHOP),
        ("otto@example.org", PASSWORD, Entrance.SHOP),
        ("anna@example.org", PASSWORD, Entrance.OFFICE),
        ("s@example.org", PASSWORD, Entrance.SHOP),
    ]

    sentences = set()
    for email, password, entrance in attempts:
        with pytest.raises(SignInRefused) as refusal:
            try_to_enter(email, password, entrance)
        sentences.add((str(refusal.value), refusal.value.code, refusal.value.field))

    assert len(sentences) == 1


def test_an_unknown_address_costs_as_much_work_as_a_known_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from core.accounts import rules

    open_account()
    asked: list[str] = []
    verify = rules._argon2id().verify

    def noted(password: str, password_hash: str) -> bool:
        asked.append(password_hash)
        return verify(password, password_hash)

    monkeypatch.setattr(rules._argon2id(), "verify", noted)

    for email in ("anna@example.org", "nobody@example.org", "no address"):
        with pytest.raises(SignInRefused):
            try_to_enter(email, "wrong password")

    assert len(asked) == 3
    assert {text.split("$")[3] for text in asked} == {asked[0].split("$")[3]}, "the same parameters each time"


def test_a_changed_password_ends_every_other_session() -> None:
    user = open_account()

    with db.unit_of_work() as session:
        here = operations.begin_session(session, user.id, device="Firefox, Linux")
        there = operations.begin_session(session, user.id)
        operations.change_password(
            session,
            user.id,
            present_password=PASSWORD,
            password="nine copper kettles",
            keep_session=here.id,
            acting_user=user.actor,
        )

    with db.reading() as session:
        assert queries.find_user_by_session_key(session, there.key) is None
        kept = queries.find_user_by_session_key(session, here.key)
    assert kept is not None
    assert kept.session is not None
    assert (kept.id, kept.session.device) == (user.id, "Firefox, Linux")
    assert try_to_enter("anna@example.org", "nine copper kettles").id == user.id
    with pytest.raises(SignInRefused):
        try_to_enter("anna@example.org")


def test_a_wrong_present_password_changes_nothing() -> None:
    user = open_account()

    with pytest.raises(WrongPassword), db.unit_of_work() as session:
        operations.change_password(
            session, user.id, present_password="wrong", password="nine copper kettles", acting_user=user.actor
        )

    assert try_to_enter("anna@example.org") == user


def test_a_session_is_looked_up_in_one_statement() -> None:
    user = open_account(company_name="Beck GmbH", vat_id="DE123456788")
    with db.unit_of_work() as session:
        key = operations.begin_session(session, user.id).key

    with db.reading() as session, counted(db.engine()) as statements:
        found = queries.find_user_by_session_key(session, key)

    assert found is not None
    assert replace(found, session=None) == user
    assert statements.count == 1, statements


# --- guests


def guest(email: str = "gast@example.org", name: str = "Gustav Gast") -> UUID:
    with db.unit_of_work() as session:
        return operations.guest_customer(session, email=email, name=name).id


def test_a_guest_is_one_customer_however_often_they_come() -> None:
    first, second = guest(), guest(" GAST@example.org", "Somebody Else")

    assert first == second
    with db.reading() as session:
        found = queries.get_customer(session, first)
    assert (found.name, found.is_guest, found.price_list) == ("Gustav Gast", True, "retail")
    assert count(Customer) == 1


def test_a_guest_is_never_the_customer_of_an_account() -> None:
    account = open_account("gast@example.org")

    assert guest() != account.customer_id
    assert count(Customer) == 2


def test_a_guest_may_open_an_account_later() -> None:
    before = guest()

    account = open_account("gast@example.org")

    assert account.customer_id != before


def test_a_company_may_order_as_a_guest_at_retail_prices() -> None:
    with db.unit_of_work() as session:
        made = operations.guest_customer(session, email="a@example.org", name="Anna", company_name="Beck GmbH")
        found = queries.get_customer(session, made.id)

    assert (found.kind, found.name, found.price_list) == (CustomerKind.COMPANY, "Beck GmbH", "retail")


def test_a_guest_who_comes_twice_at_once_is_one_customer() -> None:
    start = threading.Barrier(4)

    def arrive(_number: int) -> UUID:
        start.wait()
        return guest()

    with ThreadPoolExecutor(4) as pool:
        found = set(pool.map(arrive, range(4)))

    assert len(found) == 1
    assert count(Customer) == 1


# --- companies and staff


def test_a_company_with_agreed_terms_gets_its_buyers() -> None:
    with db.unit_of_work() as session:
        company = operations.create_company(
            session,
            name="Hafen AG",
            email="einkauf@hafen.example",
            vat_id="DE123456788",
            terms_days=30,
            credit_limit_minor=500_000,
            acting_user=SYSTEM,
        )
        operations.add_buyer(
            session,
            company.id,
            email="berta@hafen.example",
            password=PASSWORD,
            name="Berta",
            spending_limit_minor=100_000,
        )

    buyer = try_to_enter("berta@hafen.example")
    assert (buyer.buyer_role, buyer.spending_limit_minor) == (BuyerRole.BUYER, 100_000)
    assert buyer.customer is not None
    assert (buyer.customer.terms_days, buyer.customer.credit_limit_minor) == (30, 500_000)
    assert buyer.customer.on_account_allowed


def test_a_buyer_of_nobody_is_refused() -> None:
    with pytest.raises(NotFound), db.unit_of_work() as session:
        operations.add_buyer(session, UUID(int=1), email="b@example.org", password=PASSWORD, name="Berta")

    assert count(User) == 0


def test_staff_may_do_what_their_roles_say_and_enter_the_office_only() -> None:
    with db.unit_of_work() as session:
        operations.create_staff(
            session,
            email="otto@example.org",
            password=PASSWORD,
            name="Otto",
            roles=[StaffRole.FULFILMENT, StaffRole.BILLING, StaffRole.BILLING],
        )

    otto = try_to_enter("otto@example.org", entrance=Entrance.OFFICE)

    assert otto.roles == {StaffRole.FULFILMENT, StaffRole.BILLING}
    assert Permission.SHIP_GOODS in otto.permissions
    assert Permission.SETTLE_JOBS not in otto.permissions
    assert otto.actor == Actor(ActorKind.STAFF, otto.id, "Otto")
    with db.reading() as session:
        assert [person.name for person in queries.staff(session)] == ["Otto"]
        assert queries.customers(session) == []


def test_a_business_unit_is_made_once() -> None:
    with db.unit_of_work() as session:
        first = operations.ensure_business_unit(session, code="coffee", name="Coffee").id
        second = operations.ensure_business_unit(session, code="coffee", name="Coffee").id

    assert first == second
    with db.reading() as session:
        assert [(unit.code, unit.name) for unit in queries.business_units(session)] == [("coffee", "Coffee")]
