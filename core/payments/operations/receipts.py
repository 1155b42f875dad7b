"""Money that is certain: booked with billing, counted on the payment, and what follows for the order."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.billing.models import Receipt
from core.billing.operations import receive_money
from core.billing.queries import is_settled
from core.inventory.errors import NotEnoughStock
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.events import announce
from core.kernel.i18n import N_
from core.ledger.states import AccountCode
from core.orders.errors import OrderIsCancelled
from core.orders.models import Order
from core.orders.operations import cancel_order, release_order
from core.orders.states import OrderState
from core.payments.errors import AmountTyped, LineRecorded
from core.payments.events import PaymentSettled
from core.payments.models import Payment
from core.payments.operations.refunds import request_refunds
from core.payments.operations.rows import lock_payment
from core.payments.states import PaymentState

CANCELLED = N_("The order was cancelled.")


def record_bank_receipt(
    session: Session, order_id: UUID, *, amount_minor: int, reference: str, key: str, acting_user: Actor
) -> Receipt:
    """Note that a customer's transfer for an order has arrived; the same key counts once.

    A prepaid order is released when all of it is there. Raises PaymentNotFound, AmountTyped, and LineRecorded when
    the same line of the statement with the same amount was recorded today under another key.
    """
    if amount_minor <= 0:
        raise AmountTyped
    payment = lock_payment(session, order_id)
    key = f"bank:{key}"
    _require_another_line(session, order_id, amount_minor, reference, key)
    receipt = receive_money(
        session,
        order_id=order_id,
        amount_minor=amount_minor,
        currency=payment.currency,
        account=AccountCode.BANK,
        key=key,
        reference=reference,
        acting_user=acting_user,
    )
    count_money(session, payment, acting_user=acting_user)
    return receipt


def count_money(session: Session, payment: Payment, *, acting_user: Actor) -> None:
    """Count what has come for a payment, and let the order go on if that is enough; otherwise nothing happens yet."""
    session.flush()  # the receipts are counted in the database
    payment.received_minor = _received(session, payment.order_id)
    if payment.state in (PaymentState.CANCELLED, PaymentState.REFUNDED):
        request_refunds(session, payment, reason=CANCELLED, acting_user=acting_user)
        return
    if payment.received_minor >= payment.amount_minor:
        _go_on(session, payment, acting_user=acting_user)
    settle_payment(session, payment.order_id, acting_user=acting_user)


def settle_payment(session: Session, order_id: UUID, *, acting_user: Actor) -> Payment:
    """Mark a payment as paid when its money is there, or when all is invoiced and nothing is open any more.

    That of a cancelled order ends with it: what came for it goes back.
    """
    payment = lock_payment(session, order_id)
    is_over = session.scalar(select(Order.state).where(Order.id == order_id)) is OrderState.CANCELLED
    if payment.state is PaymentState.OPEN and is_over:
        payment.move_to(PaymentState.CANCELLED, acting_user=acting_user, reason=CANCELLED)
    is_met = payment.received_minor >= payment.amount_minor or is_settled(session, order_id)
    if payment.state is PaymentState.OPEN and is_met:
        payment.paid_at = clock.now()
        payment.move_to(PaymentState.PAID, acting_user=acting_user)
        announce(session, _settled(payment), acting_user=acting_user)
    return payment


def _require_another_line(session: Session, order_id: UUID, amount_minor: int, reference: str, key: str) -> None:
    """Two people may look at the same statement: what one of them has recorded is not recorded again."""
    same = select(Receipt.number).where(
        Receipt.order_id == order_id,
        Receipt.amount_minor == amount_minor,
        Receipt.reference == reference,
        Receipt.received_on == clock.today(),
        Receipt.key != key,
    )
    if (number := session.scalar(same)) is not None:
        raise LineRecorded(number=number)


def _go_on(session: Session, payment: Payment, *, acting_user: Actor) -> None:
    """Release the order; if its goods are gone meanwhile, cancel it and give the money back."""
    try:
        release_order(session, payment.order_id, acting_user=acting_user)
    except OrderIsCancelled:
        request_refunds(session, payment, reason=CANCELLED, acting_user=acting_user)
    except NotEnoughStock:
        reason = N_("The goods were sold before the money came.")
        cancel_order(session, payment.order_id, reason=reason, acting_user=acting_user)
        request_refunds(session, payment, reason=reason, acting_user=acting_user)


def _received(session: Session, order_id: UUID) -> int:
    statement = select(func.coalesce(func.sum(Receipt.amount_minor), 0)).where(Receipt.order_id == order_id)
    return int(session.scalar(statement) or 0)  # PostgreSQL sums up to a Decimal


def _settled(payment: Payment) -> PaymentSettled:
    return PaymentSettled(
        payment_id=payment.id,
        order_id=payment.order_id,
        customer_id=payment.customer_id,
        amount_minor=payment.received_minor,
        currency=payment.currency,
    )
