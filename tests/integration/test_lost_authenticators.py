"""A lost authenticator is taken back by another administrator, with their password; its owner is told."""

from collections.abc import Iterator
from uuid import UUID

import pyotp
import pytest
from sqlalchemy import select

from core.accounts.errors import Missing, NotEnrolled, NotOneself
from core.accounts.models import RecoveryCode, SecondFactor, User, UserSession
from core.accounts.operations import begin_enrolment, confirm_enrolment, reset_second_factor
from core.accounts.states import StaffRole
from core.kernel import clock, events, jobs
from core.kernel.actor import Actor, ActorKind
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import AppError, NotFound
from core.kernel.settings import Settings
from core.notices.models import Notice
from tests.support.office import Office, open_office
from tests.support.paying import count
from tests.support.shopper import words_of
from tests.support.visits import PASSWORD, a_customer


@pytest.fixture
def office(database: Settings) -> Iterator[Office]:
    with open_office(database) as opened:
        enrol(user_id("sales@example.org"))
        yield opened


def user_id(email: str) -> UUID:
    with reading() as session:
        return session.scalars(select(User.id).where(User.email == email)).one()


def actor(email: str) -> Actor:
    return Actor(ActorKind.STAFF, user_id(email), email)


def enrol(identity: UUID) -> None:
    with unit_of_work() as session:
        secret = begin_enrolment(session, identity).secret
        code = pyotp.TOTP(secret).at(int(clock.now().timestamp()))
        confirm_enrolment(session, identity, code, acting_user=Actor(ActorKind.STAFF, identity, "Sina"))


def reset(identity: UUID, *, by: str = "admin@example.org", reason: str = "Called back.") -> None:
    with unit_of_work() as session:
        reset_second_factor(session, identity, reason=reason, acting_user=actor(by))


def test_an_administrator_takes_it_back_with_their_password_and_its_owner_is_told(office: Office) -> None:
    sina, desk = user_id("sales@example.org"), office.desk(StaffRole.ADMIN)
    path = f"/staff/{sina}/second-factor"

    wrong = desk.send(path, reason="Called back.", present_password="wrong")
    kept = count(SecondFactor)
    done = desk.send(path, reason="Called back <b>twice.", present_password=PASSWORD)
    jobs.run_due()

    assert (wrong.status_code, kept) == (422, [1])
    assert (done.status_code, done.location) == (303, "/staff")
    assert count(SecondFactor, RecoveryCode) == [0, 0]
    with reading() as session:
        letter = session.scalars(select(Notice).where(Notice.kind == "factor_reset")).one()
        told = events.timeline(session, "user", sina, kinds=("account.second_factor_reset",))[-1]
    assert letter.recipient == "sales@example.org"
    assert (told.kind, told.actor_name) == ("account.second_factor_reset", "Ada Wolf")
    assert "not set up" in words_of(desk.get("/staff"))


def test_they_are_signed_out_everywhere_and_enrol_anew(office: Office) -> None:
    sina = user_id("sales@example.org")
    with unit_of_work() as session:
        session.add(UserSession(
            user_id=sina, key="k", device="Firefox", started_at=clock.now(), seen_at=clock.now(),
            expires_at=clock.now().replace(year=2030), acting_name="", acting_reason="",
        ))  # fmt: skip

    reset(sina)

    assert count(UserSession) == [0]
    enrol(sina)
    assert count(SecondFactor, RecoveryCode) == [1, 10]


def test_nobody_does_it_for_themselves(office: Office) -> None:
    admin = user_id("admin@example.org")
    enrol(admin)

    with pytest.raises(NotOneself):
        reset(admin)

    assert count(SecondFactor) == [2]


@pytest.mark.parametrize(
    ("email", "reason", "error"),
    [
        ("sales@example.org", "  ", Missing),
        ("billing@example.org", "Called back.", NotEnrolled),
        ("anna@example.org", "Called back.", NotFound),
    ],
)
def test_without_a_reason_or_an_authenticator_nothing_is_taken_back(
    office: Office, email: str, reason: str, error: type[AppError]
) -> None:
    a_customer("anna@example.org")

    with pytest.raises(error):
        reset(user_id(email), reason=reason)

    assert count(SecondFactor, RecoveryCode) == [1, 10]


@pytest.mark.parametrize("role", [StaffRole.MANAGER, StaffRole.SALES])
def test_only_administrators_may(office: Office, role: StaffRole) -> None:
    with unit_of_work() as session:
        session.delete(session.get_one(SecondFactor, user_id("sales@example.org")))
    desk = office.desk(role)

    assert desk.get("/staff").status_code == 403
    assert desk.get(f"/staff/{user_id('billing@example.org')}/second-factor").status_code == 403
