"""Money of which nobody knows what became of it: the charge or the refund that a failed job was about."""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel.jobs import get_job
from core.payments.errors import PaymentNotFound
from core.payments.models import Payment, PaymentAttempt, Refund
from core.payments.queries.payments import label_of
from core.payments.states import OPEN_ATTEMPTS, REFUNDS_ON_THEIR_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class StuckMoney:
    """A charge or a refund as the desk shows it before a person settles it: `id` is that of the attempt or refund."""

    id: UUID
    order_number: str
    method_label: str
    reference: str
    asked_minor: int
    currency: str
    is_open: bool


def find_stuck_charge(session: Session, job_id: UUID) -> StuckMoney | None:
    """The charge that a job was about, or None if it was about something else. Raises NotFound for no such job."""
    identity = _named(session, job_id, "attempt_id")
    if identity is None:
        return None
    statement = (
        select(PaymentAttempt, Payment.order_number)
        .join(Payment, Payment.id == PaymentAttempt.payment_id)
        .where(PaymentAttempt.id == identity)
    )
    attempt, order_number = session.execute(statement).one()
    return StuckMoney(
        id=attempt.id,
        order_number=order_number,
        method_label=label_of(attempt.method),
        reference=attempt.reference,
        asked_minor=attempt.amount_minor,
        currency=attempt.currency,
        is_open=attempt.state in OPEN_ATTEMPTS,
    )


def find_stuck_refund(session: Session, job_id: UUID) -> StuckMoney | None:
    """The refund that a job was about, or None if it was about something else. Raises NotFound for no such job."""
    identity = _named(session, job_id, "refund_id")
    if identity is None:
        return None
    statement = (
        select(Refund, Payment.order_number, PaymentAttempt.method)
        .join(Payment, Payment.id == Refund.payment_id)
        .join(PaymentAttempt, PaymentAttempt.reference == Refund.charge_reference)
        .where(Refund.id == identity)
    )
    refund, order_number, method = session.execute(statement).one()
    return StuckMoney(
        id=refund.id,
        order_number=order_number,
        method_label=label_of(method),
        reference=refund.reference,
        asked_minor=refund.amount_minor,
        currency=refund.currency,
        is_open=refund.state in REFUNDS_ON_THEIR_WAY,
    )


def get_stuck_charge(session: Session, job_id: UUID) -> StuckMoney:
    """The charge that a job was about. Raises PaymentNotFound when it was about none."""
    return _found(find_stuck_charge(session, job_id))


def get_stuck_refund(session: Session, job_id: UUID) -> StuckMoney:
    """The refund that a job was about. Raises PaymentNotFound when it was about none."""
    return _found(find_stuck_refund(session, job_id))


def _named(session: Session, job_id: UUID, name: str) -> UUID | None:
    payload = json.loads(get_job(session, job_id).payload)
    return UUID(payload[name]) if name in payload else None


def _found(money: StuckMoney | None) -> StuckMoney:
    if money is None:
        raise PaymentNotFound
    return money
