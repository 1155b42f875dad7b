"""What follows when it is certain what became of a charge: money is booked, or the customer may try again."""

from typing import TypeVar

from sqlalchemy.orm import Session

from core.billing.operations import receive_money
from core.kernel.actor import SYSTEM, Actor
from core.kernel.events import announce
from core.kernel.jobs import enqueue
from core.payments.events import PaymentDeclined, PaymentUnknown
from core.payments.models import Payment, PaymentAttempt
from core.payments.operations.questions import refuse_question
from core.payments.operations.receipts import count_money
from core.payments.operations.rows import is_expired
from core.payments.providers import online_provider
from core.payments.queries.refunding import CHARGE
from core.payments.states import AttemptState, PaymentState

Told = TypeVar("Told", PaymentDeclined, PaymentUnknown)


def take_in(
    session: Session, payment: Payment, attempt: PaymentAttempt, amount_minor: int, *, acting_user: Actor
) -> None:
    """Book what a charge took, once, and let the order go on if that is enough."""
    receive_money(
        session,
        order_id=payment.order_id,
        amount_minor=amount_minor,
        currency=attempt.currency,
        account=online_provider(attempt.method).account,
        key=CHARGE + attempt.reference,
        reference=attempt.provider_reference,
        acting_user=acting_user,
    )
    count_money(session, payment, acting_user=acting_user)


def take_note(session: Session, payment: Payment, attempt: PaymentAttempt) -> None:
    """No money yet: the customer may try again or has to answer, unless it is too late for that."""
    if payment.state is not PaymentState.OPEN:
        session.flush()  # the question is found in the database
        refuse_question(session, payment.id, acting_user=SYSTEM)
        return
    if attempt.state in (AttemptState.DECLINED, AttemptState.FAILED):
        announce(session, told(PaymentDeclined, payment, reason=attempt.reason), acting_user=SYSTEM)
    if is_expired(payment):
        enqueue(session, "payments.cancel_unpaid", {"order_id": str(payment.order_id)})


def told(kind: type[Told], payment: Payment, **more: str) -> Told:
    """An event about what is still to be paid."""
    return kind(
        payment_id=payment.id,
        order_id=payment.order_id,
        customer_id=payment.customer_id,
        amount_minor=payment.amount_minor - payment.received_minor,
        currency=payment.currency,
        **more,
    )
