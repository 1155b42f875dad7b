"""Finding and locking payments: always the payment before its order, attempts and refunds."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.payments.errors import PaymentNotFound
from core.payments.models import Payment, PaymentAttempt, Refund


def lock_payment(session: Session, order_id: UUID) -> Payment:
    """The payment of an order, ours until the transaction ends. Raises PaymentNotFound."""
    statement = select(Payment).where(Payment.order_id == order_id).with_for_update()
    found = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if found is None:
        raise PaymentNotFound
    return found


def lock_attempt(session: Session, attempt_id: UUID) -> tuple[Payment, PaymentAttempt]:
    """An attempt with its payment, both locked. Raises PaymentNotFound."""
    order_id = session.scalar(
        select(Payment.order_id)
        .join(PaymentAttempt, PaymentAttempt.payment_id == Payment.id)
        .where(PaymentAttempt.id == attempt_id)
    )
    if order_id is None:
        raise PaymentNotFound
    payment = lock_payment(session, order_id)
    statement = select(PaymentAttempt).where(PaymentAttempt.id == attempt_id).with_for_update()
    return payment, session.scalars(statement.execution_options(populate_existing=True)).one()


def lock_refund(session: Session, refund_id: UUID) -> tuple[Payment, Refund]:
    """A refund with its payment, both locked. Raises PaymentNotFound."""
    order_id = session.scalar(select(Refund.order_id).where(Refund.id == refund_id))
    if order_id is None:
        raise PaymentNotFound
    payment = lock_payment(session, order_id)
    statement = select(Refund).where(Refund.id == refund_id).with_for_update()
    return payment, session.scalars(statement.execution_options(populate_existing=True)).one()


def is_expired(payment: Payment) -> bool:
    """Whether the time to pay is over; on account it never is."""
    return payment.expires_at is not None and payment.expires_at <= clock.now()
