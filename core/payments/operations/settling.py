"""Settling by hand what nobody answered, or what was answered with another amount: a person has asked the provider."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel import clock, jobs
from core.kernel.actor import Actor
from core.kernel.events import announce
from core.kernel.i18n import N_
from core.payments.errors import AmountNegative, AttemptAnswered, GivenTooMuch
from core.payments.events import AttemptSettled, RefundSettled
from core.payments.models import Payment, PaymentAttempt, Refund
from core.payments.operations.outcomes import take_in, take_note
from core.payments.operations.refunds import finish_online, most_given_back, request_refunds
from core.payments.operations.rows import lock_attempt, lock_refund
from core.payments.queries import get_stuck_charge, get_stuck_refund
from core.payments.states import OPEN_ATTEMPTS, REFUNDS_ON_THEIR_WAY, AttemptState, RefundState

LONGEST_REASON = 500


def settle_attempt(
    session: Session, job_id: UUID, *, taken_minor: int, note: str, acting_user: Actor
) -> PaymentAttempt:
    """Close a failed job about a charge with what a person learnt: how much the provider took, zero for nothing.

    What was taken is booked, whatever we asked for: what is missing can be paid again, what is too much is the
    customer's. Raises Refused when the job has not failed, PaymentNotFound when it is about no charge,
    AttemptAnswered when the answer came meanwhile, AmountNegative.
    """
    if taken_minor < 0:
        raise AmountNegative
    jobs.settle_by_hand(session, job_id, note=f"{acting_user.name}: {note}")
    payment, attempt = lock_attempt(session, get_stuck_charge(session, job_id).id)
    if attempt.state not in OPEN_ATTEMPTS:
        raise AttemptAnswered
    attempt.answered_at = clock.now()
    announce(session, _settled(payment, attempt, taken_minor, note), acting_user=acting_user)
    if taken_minor:
        attempt.reason = N_("Settled by hand.")
        attempt.move_to(AttemptState.CAPTURED, acting_user=acting_user, reason=note[:LONGEST_REASON])
        take_in(session, payment, attempt, taken_minor, acting_user=acting_user)
    else:
        attempt.reason = N_("No money was taken.")
        attempt.move_to(AttemptState.FAILED, acting_user=acting_user, reason=note[:LONGEST_REASON])
        take_note(session, payment, attempt)
    return attempt


def settle_refund(session: Session, job_id: UUID, *, given_minor: int, note: str, acting_user: Actor) -> Refund:
    """Close a failed job about a refund with what a person learnt: how much the provider gave back, zero for nothing.

    What was given back is booked; what is still owed is requested anew, and what did not go back at all waits for a
    transfer. Raises Refused when the job has not failed, PaymentNotFound when it is about no refund, AttemptAnswered
    when the answer came meanwhile, AmountNegative, GivenTooMuch for more than is owed.
    """
    if given_minor < 0:
        raise AmountNegative
    jobs.settle_by_hand(session, job_id, note=f"{acting_user.name}: {note}")
    payment, refund = lock_refund(session, get_stuck_refund(session, job_id).id)
    if refund.state not in REFUNDS_ON_THEIR_WAY:
        raise AttemptAnswered
    most = most_given_back(session, payment, refund)
    if given_minor > most:
        raise GivenTooMuch(most_minor=most, currency=refund.currency)
    announce(session, _refund_settled(payment, refund, given_minor, note), acting_user=acting_user)
    if given_minor:
        refund.amount_minor = given_minor
        finish_online(session, payment, refund, acting_user=acting_user)
        request_refunds(session, payment, reason=refund.reason, acting_user=acting_user)
    else:
        refund.move_to(RefundState.FAILED, acting_user=acting_user, reason=note[:LONGEST_REASON])
    return refund


def _refund_settled(payment: Payment, refund: Refund, given_minor: int, note: str) -> RefundSettled:
    return RefundSettled(
        payment_id=payment.id,
        order_id=payment.order_id,
        customer_id=payment.customer_id,
        amount_minor=given_minor,
        currency=refund.currency,
        refund_id=refund.id,
        asked_minor=refund.amount_minor,
        note=note,
    )


def _settled(payment: Payment, attempt: PaymentAttempt, taken_minor: int, note: str) -> AttemptSettled:
    return AttemptSettled(
        payment_id=payment.id,
        order_id=payment.order_id,
        customer_id=payment.customer_id,
        amount_minor=taken_minor,
        currency=attempt.currency,
        attempt_id=attempt.id,
        asked_minor=attempt.amount_minor,
        note=note,
    )
