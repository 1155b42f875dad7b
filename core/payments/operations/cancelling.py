"""Orders that end unpaid, and paid orders that are cancelled."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.jobs import enqueue
from core.orders.models import Order
from core.orders.operations import cancel_order
from core.payments.models import Payment
from core.payments.operations.refunds import request_refunds
from core.payments.operations.rows import has_open_attempt, lock_payment
from core.payments.states import PaymentState

UNPAID = "The payment did not come in time."


def cancel_unpaid(session: Session, order_id: UUID) -> None:
    """Cancel an order whose money did not come in time; while a provider still owes an answer, wait for that."""
    cancel_if_expired(session, lock_payment(session, order_id), acting_user=SYSTEM)


def cancel_expired(session: Session) -> int:
    """Write down a job for every order whose payment is too late, those without goods to keep too; returns how many."""
    too_late = select(Payment.order_id, Payment.expires_at).where(
        Payment.state == PaymentState.OPEN, Payment.expires_at <= clock.now()
    )
    found = session.execute(too_late.order_by(Payment.expires_at, Payment.id)).all()
    for order_id, expires_at in found:
        key = f"payments.cancel_unpaid:{order_id}:{expires_at}"
        enqueue(session, "payments.cancel_unpaid", {"order_id": str(order_id)}, key=key)
    return len(found)


def cancel_if_expired(session: Session, payment: Payment, *, acting_user: Actor) -> None:
    """Cancel the order of a locked payment that is open, too old, and asks nobody any more."""
    is_expired = payment.expires_at is not None and payment.expires_at <= clock.now()
    if payment.state is not PaymentState.OPEN or not is_expired or has_open_attempt(session, payment.id):
        return
    _end(session, payment, reason=UNPAID, acting_user=acting_user)


def cancel_paid_order(session: Session, order_id: UUID, *, reason: str, acting_user: Actor) -> Order:
    """Cancel an order of which nothing is fulfilled, whatever was paid for it goes back. Raises TooLateToCancel."""
    return _end(session, lock_payment(session, order_id), reason=reason, acting_user=acting_user)


def _end(session: Session, payment: Payment, *, reason: str, acting_user: Actor) -> Order:
    order = cancel_order(session, payment.order_id, reason=reason, acting_user=acting_user)
    if payment.state is PaymentState.OPEN:
        payment.move_to(PaymentState.CANCELLED, acting_user=acting_user, reason=reason)
    request_refunds(session, payment, reason=reason, acting_user=acting_user)
    return order
