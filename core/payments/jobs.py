"""Talking to providers: write down that we ask, ask, write down the answer."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel.actor import SYSTEM
from core.kernel.db import reading, unit_of_work
from core.kernel.errors import Permanent
from core.kernel.i18n import N_
from core.kernel.jobs import job, network_job
from core.payments import operations
from core.payments.operations import Question
from core.payments.protocol import Answer, OnlineProvider, Outcome, ProviderTimeout
from core.payments.providers import online_provider
from core.payments.states import RefundState


@network_job("payments.charge")
def charge(*, attempt_id: str) -> None:
    """Ask for the money of an attempt. If we asked before, ask how it stands, and repeat only what never arrived."""
    question = _begin(attempt_id)
    if question is not None:
        _note(attempt_id, lambda: _charge_once(online_provider(question.method), question))


@network_job("payments.confirm")
def confirm(*, attempt_id: str, is_confirmed: bool) -> None:
    """Hand on the customer's answer to the provider's question."""
    question = _begin(attempt_id)
    if question is not None:
        provider, reference = online_provider(question.method), question.charge.reference
        _note(attempt_id, lambda: provider.confirm(reference, is_confirmed=is_confirmed))


@network_job("payments.give_up")
def give_up(*, attempt_id: str) -> None:
    """Ask once more; still no answer after hours makes this job fail, so that the desk shows it and can replay it."""
    charge(attempt_id=attempt_id)
    with reading() as session:
        is_unknown = operations.is_unknown(session, UUID(attempt_id))
    if is_unknown:
        raise Permanent(N_("The provider does not say what became of this charge. Ask them, then run this job again."))


@network_job("payments.refund")
def refund(*, refund_id: str) -> None:
    """Ask the provider to give money back, by a reference that makes it happen once."""
    identity = UUID(refund_id)
    with unit_of_work() as session:
        question = operations.begin_refund(session, identity)
    if question is None:
        return
    provider, wanted = online_provider(question.method), question.wanted
    try:
        answer = provider.refund_status(wanted.reference)
        if answer.outcome is Outcome.NOT_FOUND:
            answer = provider.refund(wanted)
    except ProviderTimeout:
        answer = Answer(outcome=Outcome.PENDING)
    with unit_of_work() as session:
        is_known = operations.record_refund_answer(session, identity, answer).state is not RefundState.UNKNOWN
    if question.is_last and not is_known:
        raise Permanent(N_("The provider does not say whether this was paid back. Ask them, then run this job again."))


@job("payments.cancel_unpaid")
def cancel_unpaid(session: Session, *, order_id: str, **_: object) -> None:
    """Cancel an order whose reservation ran out before its money came."""
    operations.cancel_unpaid(session, UUID(order_id))


@job("payments.cancel_expired")
def cancel_expired(session: Session) -> None:
    """Every minute: payments that are too late end with their orders."""
    operations.cancel_expired(session)


@job("payments.remind")
def remind(session: Session) -> None:
    """Every hour: whose goods are kept for a few days more only is told what is still to be transferred."""
    operations.remind_of_transfers(session)


@job("payments.refund_owed")
def refund_owed(session: Session, *, order_id: str, **_: object) -> None:
    """Give back what a credit note owes."""
    operations.refund_owed(session, UUID(order_id), reason=N_("Returned goods."), acting_user=SYSTEM)
    operations.settle_payment(session, UUID(order_id), acting_user=SYSTEM)


def _begin(attempt_id: str) -> Question | None:
    with unit_of_work() as session:
        return operations.begin_asking(session, UUID(attempt_id))


def _charge_once(provider: OnlineProvider, question: Question) -> Answer:
    if question.is_repeat:
        answer = provider.status(question.charge.reference)
        if answer.outcome is not Outcome.NOT_FOUND:
            return answer
    if not question.is_wanted:
        return Answer(outcome=Outcome.DECLINED, reason=N_("Nothing was to be paid any more."))
    return provider.charge(question.charge)


def _note(attempt_id: str, ask: Callable[[], Answer]) -> None:
    """Ask, with no transaction open, and write down the answer or the silence."""
    try:
        answer = ask()
    except ProviderTimeout:
        with unit_of_work() as session:
            operations.record_silence(session, UUID(attempt_id))
        return
    with unit_of_work() as session:
        operations.record_answer(session, UUID(attempt_id), answer)
