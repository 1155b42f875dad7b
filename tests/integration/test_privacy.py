"""People's data: a copy of all of it, and forgetting somebody as far as the law allows."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core.accounts.errors import WrongPassword
from core.accounts.models import User, UserSession
from core.accounts.operations import RoleInput
from core.accounts.states import BuyerRole
from core.billing.models import InvoiceFile
from core.carts.models import Cart, CartLine
from core.feedback.models import FeedbackAnswer
from core.kernel import clock, events, jobs
from core.kernel.db import reading, unit_of_work
from core.kernel.events import EventRow, timeline
from core.kernel.settings import Settings
from core.notices.states import NoticeKind
from core.orders.models import Order
from core.privacy import operations
from core.privacy.errors import CopyNotThere, CopyUnderWay, ErasureAskedAlready, NoErasure, NoReason, StillNeeded
from core.privacy.models import DataCopy, SealedData
from core.privacy.queries import copy_content, data_of, person_of_customer, sealed_of
from core.privacy.rules import Duty, kept_until
from core.privacy.states import CopyState, ErasureState
from tests.support.companies import colleague_of, filled, order, person, the_admin
from tests.support.deals import STAFF, ship_it
from tests.support.letters import kinds_to, letters_to
from tests.support.privacy import (
    ANNA,
    WORDS,
    anna_orders,
    ask_erasure,
    complete,
    days_later,
    erasure,
    where_it_stands,
)
from tests.support.shopper import Shopper, another, books, open_shop_pages
from tests.support.visits import PASSWORD, a_customer, sign_in

MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def at() -> Iterator[clock.SimulatedClock]:
    with clock.frozen(MONDAY) as simulated:
        yield simulated


@pytest.fixture
def shopper(at: clock.SimulatedClock, database: Settings) -> Iterator[Shopper]:
    yield open_shop_pages(database)
    events.follow({})


def ask_copy(email: str = ANNA, password: str = PASSWORD) -> DataCopy:
    user = person(email)
    with unit_of_work() as session:
        return operations.ask_for_copy(session, user.id, present_password=password, acting_user=user.actor)


# --- the copy


def test_a_copy_holds_everything_about_the_person_and_nothing_about_others(shopper: Shopper) -> None:
    complete(anna_orders(shopper))
    guest = another(shopper).filled("CUP")
    guest.place()
    jobs.run_due()

    copy = ask_copy()
    jobs.run_due()

    with reading() as session:
        content = copy_content(session, copy.id, user_id=person(ANNA).id)
    told = json.loads(content)
    assert told["account"] == [
        {
            "email": ANNA,
            "name": "Anna Beck",
            "locale": "en",
            "buyer_role": None,
            "spending_limit_minor": None,
            "window_limit_minor": None,
            "is_active": True,
        }
    ]
    (bought,) = told["orders"]
    assert (bought["contact_name"], bought["gift_message"], bought["note"]) == (
        "Anna Beck", "Für die Nachbarin", "Klingel rechts",
    )  # fmt: skip
    assert [line["sku"] for line in told["order_lines"] if line["sku"] == "CUP"] == ["CUP"]
    assert told["addresses"][0]["street"] == "Deichstraße 12"
    assert [letter["kind"] for letter in told["letters_of_orders"]] == [
        "order_confirmed", "goods_shipped", "invoice_issued",
    ]  # fmt: skip
    assert len(told["invoices"]) == len(told["payments"]) == len(told["receipts"]) == len(told["shipments"]) == 1
    assert b"gerd@example.org" not in content
    assert b"argon2" not in content
    assert kinds_to(ANNA)[-1] is NoticeKind.DATA_COPY_WRITTEN
    assert "/account/data" in letters_to(ANNA)[-1].text


def test_a_copy_is_the_persons_alone_and_goes_after_seven_days(shopper: Shopper, at: clock.SimulatedClock) -> None:
    a_customer(ANNA)
    a_customer("berta@example.org")
    copy = ask_copy()
    with pytest.raises(CopyUnderWay):
        ask_copy()
    jobs.run_due()

    with reading() as session, pytest.raises(CopyNotThere):
        copy_content(session, copy.id, user_id=person("berta@example.org").id)
    days_later(at, 8)

    with reading() as session:
        kept = session.execute(select(DataCopy.state, DataCopy.content)).one()
    assert tuple(kept) == (CopyState.REMOVED, None)
    with reading() as session, pytest.raises(CopyNotThere):
        copy_content(session, copy.id, user_id=person(ANNA).id)
    assert ask_copy().state is CopyState.ASKED


def test_without_the_password_nothing_is_asked_for(shopper: Shopper) -> None:
    a_customer(ANNA)
    before = books()

    with pytest.raises(WrongPassword):
        ask_copy(password="not mine at all")
    with pytest.raises(WrongPassword), unit_of_work() as session:
        operations.ask_for_erasure(
            session, person(ANNA).id, present_password="not mine at all", acting_user=person(ANNA).actor
        )

    assert books() == before


# --- forgetting


def test_nothing_about_the_person_stays_but_what_is_sealed(shopper: Shopper, at: clock.SimulatedClock) -> None:
    order_id = anna_orders(shopper)
    complete(order_id)
    shopper.put("BEANS", 1)
    shopper.post(f"/orders/{latest_number()}/feedback", {"score": "4", "comment": "Anna Beck was pleased"})
    assert {"order.contact_name", "user.email", "address.street", "notice.text"} <= where_it_stands(*WORDS)

    asked = ask_erasure()
    days_later(at, 8)

    assert erasure(asked).state is ErasureState.DONE
    assert where_it_stands(*WORDS) == {
        "event.actor_name",  # the chain of events proves that nothing was altered
        "notice.recipient",  # the last letter, for thirty days
        "notice.text",
        "notice.html",
        "sealed_data.content",
    }
    assert kinds_to(ANNA) == [NoticeKind.DATA_ERASED]
    days_later(at, 31)
    assert where_it_stands(*WORDS) == {"event.actor_name", "sealed_data.content"}
    with reading() as session:
        assert events.verify(session).broken_at is None
        shown = timeline(session, "order", order_id)
    assert {entry.actor_name for entry in shown if entry.kind == "order.placed"} == {"•••"}


def latest_number() -> str:
    with reading() as session:
        return session.scalars(select(Order.number).order_by(Order.number.desc())).first() or ""


def test_after_it_nobody_signs_in_and_the_address_is_free(shopper: Shopper, at: clock.SimulatedClock) -> None:
    complete(anna_orders(shopper))
    shopper.put("BEANS", 1)

    ask_erasure()
    days_later(at, 8)

    assert shopper.get("/account").status_code == 303
    assert sign_in(another(shopper).client, ANNA).status_code != 303
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(UserSession)) == 0
        assert session.scalar(select(func.count()).select_from(CartLine)) == 0
        assert session.scalars(select(Cart.user_id)).all() == [None, None]
        assert session.scalars(select(User.is_active)).all() == [False]
    a_customer(ANNA)
    assert sign_in(another(shopper).client, ANNA).status_code == 303


def test_it_waits_for_what_is_under_way(shopper: Shopper, at: clock.SimulatedClock) -> None:
    order_id = anna_orders(shopper)
    before = books()
    with pytest.raises(StillNeeded) as refusal:
        ask_erasure()
    assert refusal.value.code == "privacy.order_open"
    assert books() == before
    complete(order_id)
    asked = ask_erasure()

    shopper.put("CUP", 2)
    shopper.place(name="Anna Beck", email=ANNA)
    days_later(at, 8)
    hindered = erasure(asked)

    assert hindered.state is ErasureState.WAITING
    assert "is not finished yet" in hindered.hindrance
    assert person(ANNA).name == "Anna Beck"


def test_it_can_be_taken_back_in_time(shopper: Shopper, at: clock.SimulatedClock) -> None:
    a_customer(ANNA)
    asked = ask_erasure()
    with pytest.raises(ErasureAskedAlready):
        ask_erasure()
    assert kinds_to(ANNA) == [NoticeKind.ERASURE_ASKED]
    assert "November 30, 2026" in letters_to(ANNA)[0].text
    days_later(at, 6)

    with unit_of_work() as session:
        operations.withdraw_erasure(session, asked, acting_user=person(ANNA).actor)
    days_later(at, 30)

    assert person(ANNA).name == "Anna Beck"
    with pytest.raises(NoErasure), unit_of_work() as session:
        operations.withdraw_erasure(session, asked, acting_user=person(ANNA).actor)


def test_carrying_it_out_again_changes_nothing(shopper: Shopper, at: clock.SimulatedClock) -> None:
    complete(anna_orders(shopper))
    asked = ask_erasure()
    days_later(at, 8)
    before = books()

    with unit_of_work() as session:
        again = operations.carry_out(session, asked)

    assert again is None
    assert books() == before


def test_what_is_sealed_is_read_with_a_reason_and_goes_with_its_time(
    shopper: Shopper, at: clock.SimulatedClock
) -> None:
    complete(anna_orders(shopper))
    customer_id = person(ANNA).customer_id
    assert customer_id is not None
    ask_erasure()
    days_later(at, 8)

    with pytest.raises(NoReason), unit_of_work() as session:
        operations.open_seal(session, customer_id, reason=" ", acting_user=STAFF)
    with unit_of_work() as session:
        rows = operations.open_seal(session, customer_id, reason="Tax audit 2026", acting_user=STAFF)

    until = {row.part: row.keep_until for row in rows}
    assert until == {
        "addresses": date(2034, 12, 31),
        "hand_overs": date(2032, 12, 31),
        "letters_of_orders": date(2032, 12, 31),
        "orders": date(2032, 12, 31),
    }
    assert {row.content["contact_name"] for row in rows if row.part == "orders"} == {"Anna Beck"}
    with reading() as session:
        told = session.scalars(select(EventRow.data).where(EventRow.kind == "privacy.seal_opened")).one()
    assert json.loads(told)["reason"] == "Tax audit 2026"

    at.advance(datetime(2033, 1, 2, tzinfo=UTC) - clock.now())
    days_later(at, 0)
    with reading() as session:
        assert {row.part for row in sealed_of(session, customer_id)} == {"addresses"}
        assert session.scalar(select(func.count()).select_from(InvoiceFile)) != 0
    at.advance(datetime(2035, 1, 2, tzinfo=UTC) - clock.now())
    days_later(at, 0)
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(SealedData)) == 0
        assert session.scalar(select(func.count()).select_from(InvoiceFile)) == 0
    assert where_it_stands(*WORDS) == {"event.actor_name"}


def test_the_end_of_the_year_counts() -> None:
    assert kept_until(date(2026, 1, 1), Duty.LETTER) == date(2032, 12, 31)
    assert kept_until(date(2026, 12, 31), Duty.VOUCHER) == date(2034, 12, 31)
    assert kept_until(date(2026, 12, 31), Duty.BOOK) == date(2036, 12, 31)


# --- guests and companies


def test_the_office_forgets_a_guest(shopper: Shopper, at: clock.SimulatedClock) -> None:
    guest = another(shopper)
    guest.put("CUP", 2)
    guest.place()
    jobs.run_due()
    with reading() as session:
        found = session.scalars(select(Order)).one()
    complete(found.id)
    with unit_of_work() as session:
        forgotten = person_of_customer(session, found.customer_id)
        assert forgotten is not None
        assert len(data_of(session, forgotten)["orders"]) == 1
        with pytest.raises(NoReason):
            operations.order_erasure(session, forgotten, reason="", acting_user=STAFF)
        operations.order_erasure(session, forgotten, reason="Letter of 20 November", acting_user=STAFF)
    jobs.run_due()
    days_later(at, 8)

    assert kinds_to("gerd@example.org")[-1] is NoticeKind.DATA_ERASED
    days_later(at, 31)
    words = ("Gerd Gast", "gerd@example.org", "Deichstraße 12")
    assert where_it_stands(*words) == {"sealed_data.content"}


def test_who_leaves_a_company_takes_their_name_along_and_leaves_its_papers(
    shopper: Shopper, at: clock.SimulatedClock
) -> None:
    admin = the_admin()
    berta = colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER))
    bought = order(berta, filled(shopper.market, berta, {"CUP": 2}))
    jobs.run_due()
    ship_it(bought.id, {"CUP": 2})
    jobs.run_due()
    street_before = where_it_stands("Hafen GmbH")

    ask_erasure("berta@hafen.example")
    days_later(at, 8)
    days_later(at, 31)

    assert where_it_stands("berta@hafen.example", "Berta ") == {"sealed_data.content"}
    assert "customer.name" in street_before & where_it_stands("Hafen GmbH")
    assert person("admin@hafen.example").is_active
    with reading() as session:
        assert person_of_customer(session, admin.customer_id or bought.customer_id) is None


def test_the_last_administrator_stays_while_there_are_colleagues(shopper: Shopper) -> None:
    admin = the_admin()
    colleague_of(admin, "berta@hafen.example", RoleInput(role=BuyerRole.BUYER))

    with pytest.raises(StillNeeded) as refusal, unit_of_work() as session:
        operations.ask_for_erasure(session, admin.id, present_password=PASSWORD, acting_user=admin.actor)

    assert refusal.value.code == "privacy.last_admin"


def test_comments_go_and_scores_stay(shopper: Shopper, at: clock.SimulatedClock) -> None:
    order_id = anna_orders(shopper)
    complete(order_id)
    shopper.post(f"/orders/{latest_number()}/feedback", {"score": "4", "comment": "Anna says hello"})

    ask_erasure()
    days_later(at, 8)

    with reading() as session:
        kept = session.execute(select(FeedbackAnswer.score, FeedbackAnswer.comment)).all()
    assert [tuple(row) for row in kept] == [(4, "")]
    assert timedelta(days=7) == operations.THINK_AGAIN
