"""VAT ids: who says that they are valid, and that no answer is never a yes."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from core import flows
from core.accounts import operations
from core.accounts.models import Customer
from core.accounts.protocol import VatAnswer
from core.accounts.providers import vies as provider
from core.accounts.queries import CustomerView, get_customer, vat_checks_of
from core.accounts.states import VatState
from core.kernel import clock, db, jobs
from core.kernel.actor import SYSTEM
from core.kernel.jobs import Job
from core.kernel.settings import Settings, get_settings
from tests.support.vies import FAILURES, StandIn, vies
from tests.support.visits import a_customer


@pytest.fixture
def service(database: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    flows.install()
    monkeypatch.setattr(provider, "TIMEOUT_SECONDS", 0.5)
    with vies() as stand_in:
        monkeypatch.setenv("KONTOR_VAT_SERVICE_URL", stand_in.url)
        get_settings.cache_clear()
        yield stand_in
    get_settings.cache_clear()


def the_company() -> CustomerView:
    with db.reading() as session:
        return get_customer(session, session.scalars(select(Customer.id)).one())


def the_job() -> Job:
    with db.reading() as session:
        wanted = select(Job).where(Job.name == "accounts.check_vat_id").order_by(Job.created_at.desc(), Job.id.desc())
        return session.scalars(wanted.limit(1)).one()


def test_a_known_id_is_valid_with_the_proof_that_we_asked(service: StandIn) -> None:
    a_customer(company_name="Beck GmbH")
    assert the_company().vat_state is VatState.UNCHECKED
    assert not the_company().has_valid_vat_id

    jobs.run_due()

    assert the_company().vat_state is VatState.VALID
    assert the_company().has_valid_vat_id
    with db.reading() as session:
        [check] = vat_checks_of(session, the_company().id)
    assert (check.vat_id, check.reference, check.name) == ("DE123456788", "WAPIAAAAX1234567", "Beck GmbH")
    assert service.questions == [
        {
            "countryCode": "DE",
            "vatNumber": "123456788",
            "requesterMemberStateCode": "DE",
            "requesterNumber": "998877660",
        }
    ]


def test_an_unknown_id_is_invalid(service: StandIn) -> None:
    a_customer(company_name="Beck GmbH")
    with db.unit_of_work() as session:
        operations.set_vat_id(session, the_company().id, "ATU12345675", acting_user=SYSTEM)

    jobs.run_due()

    assert (the_company().vat_id, the_company().vat_state) == ("ATU12345675", VatState.INVALID)
    assert not the_company().has_valid_vat_id


@pytest.mark.parametrize("failure", [*FAILURES, "silence", "nonsense"])
def test_no_answer_is_no_yes_and_is_asked_again(service: StandIn, failure: str) -> None:
    a_customer(company_name="Beck GmbH")
    service.says = failure
    with clock.frozen(clock.now()) as at:
        jobs.run_due()
        assert the_company().vat_state is VatState.UNAVAILABLE
        assert not the_company().has_valid_vat_id
        assert (the_job().state, the_job().attempts) == (jobs.JobState.READY, 1)

        service.says = None
        at.advance(timedelta(minutes=1))
        jobs.run_due()

    assert the_company().vat_state is VatState.VALID
    with db.reading() as session:
        states = [check.state for check in vat_checks_of(session, the_company().id)]
    assert states == [VatState.VALID, VatState.UNAVAILABLE]


def test_an_answer_about_a_former_id_changes_nothing_but_the_record(service: StandIn) -> None:
    a_customer(company_name="Beck GmbH")
    with db.unit_of_work() as session:
        operations.set_vat_id(session, the_company().id, "ATU12345675", acting_user=SYSTEM)
        late = VatAnswer(state=VatState.VALID)
        operations.record_vat_check(session, the_company().id, vat_id="DE123456788", answer=late)

    assert the_company().vat_state is VatState.UNCHECKED


def test_an_old_answer_is_asked_for_again_and_silence_does_not_shake_a_fresh_one(service: StandIn) -> None:
    a_customer(company_name="Beck GmbH")
    with clock.frozen(clock.now()) as at:
        jobs.run_due()
        service.says = "MS_UNAVAILABLE"
        for days, state in ((30, VatState.VALID), (61, VatState.UNAVAILABLE)):
            at.advance(timedelta(days=days))
            with db.unit_of_work() as session:
                due = operations.ask_for_due_checks(session)
                operations.ask_for_check(session, the_company().id)
            assert due == (0 if state is VatState.VALID else 1)
            jobs.run_due()
            assert the_company().vat_state is state


def test_without_a_service_an_id_stays_unchecked(database: Settings) -> None:
    flows.install()
    a_customer(company_name="Beck GmbH")

    jobs.run_due()

    assert the_company().vat_state is VatState.UNCHECKED
    assert the_job().state is jobs.JobState.DONE
