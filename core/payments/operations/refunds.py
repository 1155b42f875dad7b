"""Giving money back: by the provider it came through, or by bank."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from core.billing.operations import pay_out
from core.billing.queries import refundable
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import new_id
from core.kernel.errors import Permanent
from core.kernel.events import announce
from core.kernel.i18n import N_
from core.kernel.jobs import enqueue
from core.ledger.states import AccountCode
from core.orders.models import Order
from core.orders.states import OrderState
from core.payments.errors import RefundRunning
from core.payments.events import RefundPaid, RefundRequested
from core.payments.models import Payment, PaymentAttempt, Refund
from core.payments.operations.rows import lock_payment, lock_refund
from core.payments.protocol import Answer, Outcome, Return
from core.payments.providers import online_provider
from core.payments.queries import RefundShare, promised_minor, refund_shares
from core.payments.rules import MOST_ASKS, pause_before_asking
from core.payments.states import REFUNDS_ON_THEIR_WAY, PaymentState, RefundState


def refund_owed(session: Session, order_id: UUID, *, reason: str, acting_user: Actor = SYSTEM) -> None:
    """Request a refund of what an order's credit notes and cancelled deposits owe; again requests nothing twice."""
    request_refunds(session, lock_payment(session, order_id), reason=reason, acting_user=acting_user)


def request_refunds(session: Session, payment: Payment, *, reason: str, acting_user: Actor) -> list[Refund]:
    """Request what is owed for a locked payment, by the charges it came from, the newest first; the rest by bank."""
    session.flush()  # what is owed is read from the database
    owed = refundable(session, payment.order_id)
    is_over = session.scalar(select(Order.state).where(Order.id == payment.order_id)) is OrderState.CANCELLED
    shares = refund_shares(session, payment.id, owed.total_minor if is_over else owed.owed_minor)
    made = [_refund(payment, share, reason) for share in shares]
    session.add_all(made)
    for refund in made:
        if refund.charge_reference:
            enqueue(session, "payments.refund", {"refund_id": str(refund.id)})
        announce(session, _requested(payment, refund), acting_user=acting_user)
    return made


def record_refund_paid(session: Session, refund_id: UUID, *, acting_user: Actor) -> Refund:
    """Note that a refund was transferred by bank; again changes nothing.

    Raises RefundRunning while the provider, which we still ask, may give the money back too.
    """
    payment, refund = lock_refund(session, refund_id)
    if refund.charge_reference and refund.state in REFUNDS_ON_THEIR_WAY and refund.asks < MOST_ASKS:
        raise RefundRunning
    if refund.state is not RefundState.DONE:
        _finish(session, payment, refund, AccountCode.BANK, acting_user=acting_user)
    return refund


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundQuestion:
    """What to ask which provider to give back, and whether nobody asks again by itself after that."""

    method: str
    wanted: Return
    is_last: bool


def begin_refund(session: Session, refund_id: UUID) -> RefundQuestion | None:
    """Write down that we ask the provider to give money back, and return what; None when that is over."""
    _, refund = lock_refund(session, refund_id)
    if refund.state not in REFUNDS_ON_THEIR_WAY:
        return None
    if refund.state is not RefundState.ASKING:
        refund.move_to(RefundState.ASKING, acting_user=SYSTEM)
    refund.asks += 1
    wanted = Return(
        reference=refund.reference,
        charge_reference=refund.charge_reference,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
    )
    return RefundQuestion(method=_method_of(session, refund), wanted=wanted, is_last=refund.asks >= MOST_ASKS)


def record_refund_answer(session: Session, refund_id: UUID, answer: Answer) -> Refund:
    """Write down what the provider answered about a refund; the same answer again changes nothing.

    Raises Permanent when it gave back another amount or currency than we asked for: a person has to look.
    """
    payment, refund = lock_refund(session, refund_id)
    if refund.state not in REFUNDS_ON_THEIR_WAY:
        return refund
    if answer.outcome is Outcome.REFUNDED:
        _require_same_money(refund, answer)
        finish_online(session, payment, refund, acting_user=SYSTEM)
    elif answer.outcome is Outcome.PENDING:
        return record_refund_silence(session, refund_id)
    else:
        refund.reason = answer.reason or refund.reason
        refund.move_to(RefundState.FAILED, acting_user=SYSTEM, reason=answer.reason)
    return refund


def record_refund_silence(session: Session, refund_id: UUID) -> Refund:
    """Write down that we do not know whether money went back, and plan to ask again by reference."""
    _, refund = lock_refund(session, refund_id)
    if refund.state is RefundState.ASKING:
        refund.move_to(RefundState.UNKNOWN, acting_user=SYSTEM, reason=N_("No answer in time."))
        if refund.asks < MOST_ASKS:
            due = clock.now() + pause_before_asking(refund.asks)
            enqueue(session, "payments.refund", {"refund_id": str(refund.id)}, due_at=due)
    return refund


def finish_online(session: Session, payment: Payment, refund: Refund, *, acting_user: Actor) -> None:
    """Book a refund of a locked payment that its provider has given back."""
    account = online_provider(_method_of(session, refund)).account
    _finish(session, payment, refund, account, acting_user=acting_user)


def most_given_back(session: Session, payment: Payment, refund: Refund) -> int:
    """How much one refund can have given back, in minor units: all that is owed and not promised by another one."""
    return refundable(session, payment.order_id).total_minor - promised_minor(session, payment.id) + refund.amount_minor


def _finish(session: Session, payment: Payment, refund: Refund, account: AccountCode, *, acting_user: Actor) -> None:
    pay_out(
        session,
        order_id=refund.order_id,
        amount_minor=refund.amount_minor,
        account=account,
        key=f"refund:{refund.reference}",
        acting_user=acting_user,
    )
    refund.paid_at = clock.now()
    refund.move_to(RefundState.DONE, acting_user=acting_user)
    session.flush()  # the sum of what went back is read from the database
    is_all_back = _paid_back(session, payment.id) >= payment.received_minor
    if is_all_back and payment.state in (PaymentState.PAID, PaymentState.CANCELLED):
        payment.move_to(PaymentState.REFUNDED, acting_user=acting_user)
    announce(session, _paid(payment, refund), acting_user=acting_user)


def _require_same_money(refund: Refund, answer: Answer) -> None:
    if (answer.amount_minor, answer.currency) != (refund.amount_minor, refund.currency):
        raise Permanent(
            f"{refund.reference}: the provider gave back {answer.amount_minor} {answer.currency}, "
            f"we asked for {refund.amount_minor} {refund.currency}."
        )


def _method_of(session: Session, refund: Refund) -> str:
    """The method of the charge that the money came by; the order may be paid in another way since."""
    statement = select(PaymentAttempt.method).where(PaymentAttempt.reference == refund.charge_reference)
    return session.scalars(statement).one()


def _paid_back(session: Session, payment_id: UUID) -> int:
    return _sum(session, Refund.payment_id == payment_id, Refund.state == RefundState.DONE)


def _sum(session: Session, *conditions: ColumnElement[bool]) -> int:
    total = session.scalar(select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(*conditions))
    return int(total or 0)  # PostgreSQL sums up to a Decimal


def _refund(payment: Payment, share: RefundShare, reason: str) -> Refund:
    identity = new_id()
    return Refund(
        id=identity,
        payment_id=payment.id,
        order_id=payment.order_id,
        reference=f"{payment.order_number}-R-{identity.hex}",
        charge_reference=share.charge_reference,
        amount_minor=share.amount_minor,
        currency=payment.currency,
        reason=reason,
        asks=0,
        created_at=clock.now(),
    )


def _requested(payment: Payment, refund: Refund) -> RefundRequested:
    return RefundRequested(
        payment_id=payment.id,
        order_id=payment.order_id,
        customer_id=payment.customer_id,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        refund_id=refund.id,
        is_online=bool(refund.charge_reference),
    )


def _paid(payment: Payment, refund: Refund) -> RefundPaid:
    return RefundPaid(
        payment_id=payment.id,
        order_id=payment.order_id,
        customer_id=payment.customer_id,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        refund_id=refund.id,
    )
