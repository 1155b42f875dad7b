"""A provider's question to the customer (3-D Secure), and the answer on its way back to the provider."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.jobs import enqueue
from core.payments.errors import PaymentNotFound
from core.payments.models import PaymentAttempt
from core.payments.operations.rows import lock_payment
from core.payments.rules import pause_before_asking
from core.payments.states import AttemptState, PaymentState


def answer_question(session: Session, order_id: UUID, *, is_confirmed: bool, acting_user: Actor) -> None:
    """Hand on what the customer said to the provider's question (3-D Secure); again changes nothing.

    When the order is over, yes counts as no: nobody wants the money any more. Raises PaymentNotFound when no
    provider was ever asked.
    """
    payment = lock_payment(session, order_id)
    waiting = _waiting_for_customer(session, payment.id)
    if waiting is not None:
        is_wanted = payment.state is PaymentState.OPEN
        _hand_on(session, waiting, is_confirmed=is_confirmed and is_wanted, due_at=None, acting_user=acting_user)
    elif not session.scalar(select(exists().where(PaymentAttempt.payment_id == payment.id))):
        raise PaymentNotFound


def refuse_question(session: Session, payment_id: UUID, *, acting_user: Actor) -> bool:
    """Tell the provider no where a customer left its question unanswered; whether there was such a question.

    The payment is locked. A provider that goes on asking is told again after growing pauses.
    """
    waiting = _waiting_for_customer(session, payment_id)
    if waiting is None:
        return False
    due_at = None if waiting.asks <= 1 else clock.now() + pause_before_asking(waiting.asks)
    _hand_on(session, waiting, is_confirmed=False, due_at=due_at, acting_user=acting_user)
    return True


def _hand_on(
    session: Session, waiting: PaymentAttempt, *, is_confirmed: bool, due_at: datetime | None, acting_user: Actor
) -> None:
    waiting.move_to(AttemptState.ASKING, acting_user=acting_user)
    payload = {"attempt_id": str(waiting.id), "is_confirmed": is_confirmed}
    enqueue(session, "payments.confirm", payload, due_at=due_at)


def _waiting_for_customer(session: Session, payment_id: UUID) -> PaymentAttempt | None:
    is_waiting = (PaymentAttempt.payment_id == payment_id, PaymentAttempt.state == AttemptState.REQUIRES_ACTION)
    statement = select(PaymentAttempt).where(*is_waiting).with_for_update()
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
