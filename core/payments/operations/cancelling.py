"""Orders that end unpaid, and paid orders that are cancelled."""

from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.i18n import N_
from core.kernel.jobs import enqueue
from core.orders.models import Order
from core.orders.operations import cancel_order
from core.payments.models import Payment, PaymentAttempt
from core.payments.operations.questions import refuse_question
from core.payments.operations.refunds import request_refunds
from core.payments.operations.rows import is_expired, lock_payment
from core.payments.queries.refunding import has_open_attempt
from core.payments.states import AttemptState, PaymentState

UNPAID = N_("The payment did not come in time.")
UNDECIDED = (AttemptState.CREATED, AttemptState.ASKING, AttemptState.UNKNOWN)


def cancel_unpaid(session: Session, order_id: UUID) -> None:
    """Cancel an order whose money did not come in time; while a provider still owes an answer, wait for that.

    Where nothing is to be paid nothing happens: goods are kept for an offer too, in the name of its version.
    """
    if not _has_payment(session, order_id):
        return
    payment = lock_payment(session, order_id)
    if payment.state is not PaymentState.OPEN or not is_expired(payment):
        return
    if refuse_question(session, payment.id, acting_user=SYSTEM) or has_open_attempt(session, payment.id):
        return  # its answer brings us here again
    _end(session, payment, reason=UNPAID, acting_user=SYSTEM)


def cancel_expired(session: Session) -> int:
    """Write down a job for every order whose payment is too late, those without goods to keep too; returns how many.

    One job each, so that an order which cannot be cancelled any more stops no other; and one for ever, so that it
    ends on the integration desk. A provider that owes an answer is waited for.
    """
    is_undecided = exists().where(PaymentAttempt.payment_id == Payment.id, PaymentAttempt.state.in_(UNDECIDED))
    too_late = select(Payment.order_id, Payment.expires_at).where(
        Payment.state == PaymentState.OPEN, Payment.expires_at <= clock.now(), ~is_undecided
    )
    found = session.execute(too_late.order_by(Payment.expires_at, Payment.id)).all()
    for order_id, expires_at in found:
        key = f"payments.cancel_unpaid:{order_id}:{expires_at:%Y%m%dT%H%M%S}"
        enqueue(session, "payments.cancel_unpaid", {"order_id": str(order_id)}, key=key)
    return len(found)


def cancel_paid_order(session: Session, order_id: UUID, *, reason: str, acting_user: Actor) -> Order:
    """Cancel an order of which nothing is fulfilled, whatever was paid for it goes back. Raises TooLateToCancel."""
    return _end(session, lock_payment(session, order_id), reason=reason, acting_user=acting_user)


def cancel_by_office(session: Session, order_id: UUID, *, reason: str, acting_user: Actor) -> Order:
    """Cancel an order with its payment, where it has one. Again changes nothing. Raises TooLateToCancel."""
    if not _has_payment(session, order_id):
        return cancel_order(session, order_id, reason=reason, acting_user=acting_user)
    return cancel_paid_order(session, order_id, reason=reason, acting_user=acting_user)


def _has_payment(session: Session, order_id: UUID) -> bool:
    return session.scalar(select(Payment.id).where(Payment.order_id == order_id)) is not None


def _end(session: Session, payment: Payment, *, reason: str, acting_user: Actor) -> Order:
    order = cancel_order(session, payment.order_id, reason=reason, acting_user=acting_user)
    end_payment(session, payment, reason=reason, acting_user=acting_user)
    return order


def end_payment(session: Session, payment: Payment, *, reason: str, acting_user: Actor) -> None:
    """The order of a locked payment is cancelled: nothing is to be paid any more, and what came goes back."""
    refuse_question(session, payment.id, acting_user=acting_user)
    if payment.state is PaymentState.OPEN:
        payment.move_to(PaymentState.CANCELLED, acting_user=acting_user, reason=reason)
    request_refunds(session, payment, reason=reason, acting_user=acting_user)
