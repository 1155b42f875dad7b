"""Reminding of what is to be transferred, before the goods that are kept for it go back on the shelf."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import SYSTEM
from core.kernel.events import announce
from core.payments.events import PaymentReminded
from core.payments.models import Payment
from core.payments.providers import payment_methods
from core.payments.states import PaymentState, Timing

BEFORE_THE_END = timedelta(days=3)
NOT_BEFORE = timedelta(days=1)
"""A transfer takes a day: nobody is reminded on the day of their order."""
AT_A_TIME = 200


def remind_of_transfers(session: Session) -> int:
    """Tell everybody once whose goods are kept for a few days more only; returns how many. Again tells nobody twice.

    Those who have cancelled or paid meanwhile are told nothing.
    """
    now = clock.now()
    before = [method.code for method in payment_methods() if method.timing is Timing.BEFORE]
    due = (
        select(Payment)
        .where(Payment.state == PaymentState.OPEN, Payment.method.in_(before), Payment.reminded_at.is_(None))
        .where(Payment.expires_at > now, Payment.expires_at <= now + BEFORE_THE_END)
        .where(Payment.created_at <= now - NOT_BEFORE, Payment.received_minor < Payment.amount_minor)
        .order_by(Payment.expires_at, Payment.id)
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True)
    )
    found = list(session.scalars(due))
    for payment in found:
        payment.reminded_at = now
        announce(session, _told(payment), acting_user=SYSTEM)
    return len(found)


def _told(payment: Payment) -> PaymentReminded:
    assert payment.expires_at is not None  # only such are asked for
    return PaymentReminded(
        payment_id=payment.id,
        order_id=payment.order_id,
        customer_id=payment.customer_id,
        amount_minor=payment.amount_minor - payment.received_minor,
        currency=payment.currency,
        expires_on=clock.local_date(payment.expires_at),
    )
