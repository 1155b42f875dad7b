"""Asking a provider for money: what we asked, what we heard, and what we do not know."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import new_id
from core.kernel.errors import Permanent
from core.kernel.events import announce
from core.kernel.i18n import N_
from core.kernel.jobs import enqueue
from core.payments.errors import AlreadyPaid, AttemptRunning, OrderNotPayable
from core.payments.events import PaymentUnknown
from core.payments.models import Payment, PaymentAttempt
from core.payments.operations.outcomes import take_in, take_note, told
from core.payments.operations.rows import lock_attempt, lock_payment
from core.payments.protocol import Answer, Charge, Outcome
from core.payments.providers import find_method
from core.payments.queries.refunding import has_open_attempt
from core.payments.rules import MOST_ASKS, STATE_AFTER, pause_before_asking
from core.payments.states import OPEN_ATTEMPTS, AttemptState, PaymentState, Timing


def start_attempt(session: Session, order_id: UUID, *, instrument: str, acting_user: Actor) -> PaymentAttempt:  # noqa: ARG001  every operation says who
    """Begin to take the money for an order by its online method; a job asks the provider.

    Raises AlreadyPaid, OrderNotPayable, or AttemptRunning while an earlier attempt has no final answer.
    """
    payment = lock_payment(session, order_id)
    method = find_method(payment.method)
    if payment.state is PaymentState.PAID:
        raise AlreadyPaid
    if payment.state is not PaymentState.OPEN or method is None or method.timing is not Timing.AT_ONCE:
        raise OrderNotPayable
    if has_open_attempt(session, payment.id):
        raise AttemptRunning
    identity = new_id()
    attempt = PaymentAttempt(
        id=identity,
        payment_id=payment.id,
        method=payment.method,
        reference=f"{payment.order_number}-{identity.hex}",
        instrument=instrument,
        amount_minor=payment.amount_minor - payment.received_minor,
        currency=payment.currency,
        created_at=clock.now(),
        asks=0,
    )
    session.add(attempt)
    enqueue(session, "payments.charge", {"attempt_id": str(identity)})
    return attempt


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What to ask which provider.

    `is_repeat`: we asked before and cannot know what became of it. `is_wanted`: the money is still to be paid; if
    not, only what has happened already is of interest.
    """

    method: str
    charge: Charge
    is_repeat: bool
    is_wanted: bool


def begin_asking(session: Session, attempt_id: UUID) -> Question | None:
    """Write down that we ask, and return what; None when the answer is final already."""
    payment, attempt = lock_attempt(session, attempt_id)
    if attempt.state not in OPEN_ATTEMPTS or attempt.state is AttemptState.REQUIRES_ACTION:
        return None
    if attempt.state is not AttemptState.ASKING:
        attempt.move_to(AttemptState.ASKING, acting_user=SYSTEM)
    attempt.asks += 1
    charge = Charge(
        reference=attempt.reference,
        amount_minor=attempt.amount_minor,
        currency=attempt.currency,
        instrument=attempt.instrument,
        order_number=payment.order_number,
    )
    is_wanted = payment.state is PaymentState.OPEN
    return Question(method=attempt.method, charge=charge, is_repeat=attempt.asks > 1, is_wanted=is_wanted)


def record_answer(session: Session, attempt_id: UUID, answer: Answer) -> PaymentAttempt:
    """Write down what a provider answered, with everything that follows; the same answer again changes nothing.

    Money that was taken is booked even if the provider said no before. Raises Permanent when it took another amount
    or currency than we asked for, or says what no answer to a charge can be: a person has to look.
    """
    payment, attempt = lock_attempt(session, attempt_id)
    after = STATE_AFTER.get(answer.outcome)
    if after is None:
        raise Permanent(f"{attempt.reference}: the provider says {answer.outcome} about a charge.")
    is_over = attempt.state not in OPEN_ATTEMPTS and after is not AttemptState.CAPTURED
    if is_over or attempt.state is after:
        return attempt
    if after is AttemptState.CAPTURED:
        _require_same_money(attempt, answer)
    attempt.provider_reference, attempt.reason = answer.provider_reference, answer.reason
    attempt.move_to(after, acting_user=SYSTEM, reason=answer.reason)
    if answer.outcome is Outcome.PENDING:
        _ask_later(session, payment, attempt)
        return attempt
    attempt.answered_at = clock.now()
    if after is AttemptState.CAPTURED:
        take_in(session, payment, attempt, attempt.amount_minor, acting_user=SYSTEM)
    else:
        take_note(session, payment, attempt)
    return attempt


def record_silence(session: Session, attempt_id: UUID) -> PaymentAttempt:
    """Write down that a provider did not answer in time, and plan to ask again by reference."""
    payment, attempt = lock_attempt(session, attempt_id)
    if attempt.state is AttemptState.ASKING:
        attempt.move_to(AttemptState.UNKNOWN, acting_user=SYSTEM, reason=N_("No answer in time."))
        _ask_later(session, payment, attempt)
    return attempt


def is_unknown(session: Session, attempt_id: UUID) -> bool:
    """Whether we do not know how an attempt stands."""
    return session.scalar(select(PaymentAttempt.state).filter_by(id=attempt_id)) is AttemptState.UNKNOWN


def _ask_later(session: Session, payment: Payment, attempt: PaymentAttempt) -> None:
    if attempt.asks <= 1:
        announce(session, told(PaymentUnknown, payment), acting_user=SYSTEM)
    if attempt.asks > MOST_ASKS:
        return  # the job that gave up says so, and asks again when somebody replays it
    job = "payments.charge" if attempt.asks < MOST_ASKS else "payments.give_up"
    due = clock.now() + pause_before_asking(attempt.asks)
    enqueue(session, job, {"attempt_id": str(attempt.id)}, due_at=due)


def _require_same_money(attempt: PaymentAttempt, answer: Answer) -> None:
    if (answer.amount_minor, answer.currency) != (attempt.amount_minor, attempt.currency):
        raise Permanent(
            f"{attempt.reference}: the provider took {answer.amount_minor} {answer.currency}, "
            f"we asked for {attempt.amount_minor} {attempt.currency}."
        )
