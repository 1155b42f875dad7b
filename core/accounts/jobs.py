"""Asking about VAT ids, and forgetting what nobody needs any more."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.operations import (
    ask_for_due_checks,
    discard_expired_requests,
    discard_expired_sessions,
    record_vat_check,
)
from core.accounts.providers import vat_service
from core.accounts.queries import get_customer
from core.accounts.states import VatState
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import Retryable
from core.kernel.jobs import job, network_job
from core.kernel.settings import get_settings
from core.kernel.throttle import discard_ended


@job("accounts.forget_expired")
def forget_expired(session: Session) -> None:
    """Browsers that did not come back, links that nobody used, counters of attempts."""
    discard_expired_sessions(session)
    discard_expired_requests(session)
    discard_ended(session)


@network_job("accounts.check_vat_id")
def check_vat_id(*, customer_id: str, **_: object) -> None:
    """Ask about the VAT id of a customer. When nobody answers that is kept, and the job asks again later."""
    service = vat_service(get_settings())
    with reading() as session:
        vat_id = get_customer(session, UUID(customer_id)).vat_id
    if vat_id is None or service is None:
        return
    answer = service.check(vat_id)
    with unit_of_work() as session:
        record_vat_check(session, UUID(customer_id), vat_id=vat_id, answer=answer)
    if answer.state is VatState.UNAVAILABLE:
        raise Retryable(f"Nobody answers about {vat_id}: {answer.reason}")


@job("accounts.recheck_vat_ids")
def recheck_vat_ids(session: Session) -> None:
    """Ids without an answer, and those whose answer is old."""
    if vat_service(get_settings()) is not None:
        ask_for_due_checks(session)
