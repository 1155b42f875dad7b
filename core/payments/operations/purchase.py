"""Pressing Buy: the order and its obligation to pay, in one transaction."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.models import Customer
from core.accounts.operations import take_newcomer
from core.accounts.queries import view_of_customer
from core.billing.queries import exposure_of
from core.inventory.operations import keep_reservation
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import insert_if_absent, lock, new_id
from core.kernel.settings import get_settings
from core.orders.models import Order
from core.orders.operations import Agreement, Checkout, place_agreed, place_order, release_order
from core.payments.errors import AttemptRunning, OrderNotPayable, UnknownMethod
from core.payments.models import Payment
from core.payments.operations.receipts import settle_payment
from core.payments.operations.rows import lock_payment
from core.payments.protocol import PaymentMethod
from core.payments.providers import find_method
from core.payments.queries.refunding import has_open_attempt
from core.payments.rules import refusal_on_account
from core.payments.states import PAYMENT_LIFE, PaymentState, Timing


def buy_cart(session: Session, checkout: Checkout, *, acting_user: Actor) -> Order:
    """Turn a cart into an order that obliges to pay; asked twice with one key, in parallel too, it is one order.

    On account it is released at once, otherwise when the money is there. Raises what `place_order` raises,
    UnknownMethod, NotOnAccount or CreditLimitExceeded; nothing is changed then.
    """
    method = find_method(checkout.payment_method)
    if method is None:
        raise UnknownMethod
    is_later = method.timing is Timing.LATER
    expires_at = _expiry(method)
    order = place_order(session, checkout, reserved_until=expires_at, is_released=is_later, acting_user=acting_user)
    return _oblige(session, order, method, expires_at, acting_user)


def buy_agreed(session: Session, agreement: Agreement, *, acting_user: Actor) -> Order:
    """Turn what was agreed outside of a cart into an order that obliges to pay; otherwise like `buy_cart`.

    Raises what `place_agreed` raises, UnknownMethod (also for paying a deposit later), NotOnAccount or
    CreditLimitExceeded; nothing is changed then.
    """
    method = find_method(agreement.payment_method)
    is_later = method is not None and method.timing is Timing.LATER
    if method is None or (is_later and agreement.deposit_minor):
        raise UnknownMethod
    expires_at = _expiry(method)
    order = place_agreed(session, agreement, reserved_until=expires_at, is_released=is_later, acting_user=acting_user)
    if agreement.deposit_minor:
        owed = order.gross_minor - agreement.deposit_minor
        require_credit(session, order, None, amount_minor=owed, granted_minor=agreement.granted_minor)
    return _oblige(
        session,
        order,
        method,
        expires_at,
        acting_user,
        amount_minor=agreement.deposit_minor,
        granted_minor=agreement.granted_minor,
    )


def _oblige(
    session: Session,
    order: Order,
    method: PaymentMethod,
    expires_at: datetime | None,
    acting_user: Actor,
    *,
    amount_minor: int | None = None,
    granted_minor: int = 0,
) -> Order:
    """The obligation to pay for an order that was just placed, all of it or an amount; again, nothing changes."""
    newcomer = take_newcomer(session, order.customer_id)
    obligation = _obligation(order, method, expires_at)
    if amount_minor is not None:
        obligation["amount_minor"] = amount_minor
    if not insert_if_absent(session, Payment, **obligation):
        return order
    if method.timing is Timing.LATER:
        require_credit(session, order, newcomer, amount_minor=order.gross_minor, granted_minor=granted_minor)
    if order.gross_minor == 0:
        release_order(session, order.id, acting_user=acting_user)
        settle_payment(session, order.id, acting_user=acting_user)  # or it would expire, with nothing to pay
    return order


def switch_method(session: Session, order_id: UUID, *, method_code: str, acting_user: Actor) -> Payment:  # noqa: ARG001  every operation says who
    """Pay an unpaid order in another way that is paid before delivery.

    Raises UnknownMethod, OrderNotPayable when it is paid, cancelled or on account, AttemptRunning.
    """
    method = find_method(method_code)
    if method is None or method.timing is Timing.LATER:
        raise UnknownMethod
    payment = lock_payment(session, order_id)
    present = find_method(payment.method)
    if payment.state is not PaymentState.OPEN or present is None or present.timing is Timing.LATER:
        raise OrderNotPayable
    if has_open_attempt(session, payment.id):
        raise AttemptRunning
    payment.method, payment.expires_at = method.code, _expiry(method)
    keep_reservation(session, order_id, until=payment.expires_at)
    return payment


def require_credit(
    session: Session, order: Order, newcomer: Customer | None, *, amount_minor: int, granted_minor: int = 0
) -> None:
    """Raises NotOnAccount or CreditLimitExceeded when the customer may not owe so much for this order.

    `granted_minor` is by how much more than their limit somebody has allowed them to owe for it.

    Two orders at the same moment must not both use the same credit: the customer's row is the lock.

    A newcomer's row is nobody else's to lock, and they owe nothing yet.
    """
    customer = view_of_customer(newcomer or lock(session, Customer, order.customer_id))
    refusal = refusal_on_account(
        customer,
        exposure_minor=0 if newcomer else exposure_of(session, customer.id, without=order.id),
        amount_minor=amount_minor,
        guest_limit_minor=get_settings().guest_on_account_limit_minor,
        granted_minor=granted_minor,
    )
    if refusal is not None:
        raise refusal


def _obligation(order: Order, method: PaymentMethod, expires_at: datetime | None) -> dict[str, object]:
    return {
        "id": new_id(),
        "order_id": order.id,
        "customer_id": order.customer_id,
        "order_number": order.number,
        "method": method.code,
        "amount_minor": order.gross_minor,
        "received_minor": 0,
        "currency": order.currency,
        "state": PAYMENT_LIFE.initial,
        "created_at": clock.now(),
        "expires_at": expires_at,
    }


def _expiry(method: PaymentMethod) -> datetime | None:
    settings = get_settings()
    if method.timing is Timing.AT_ONCE:
        return clock.now() + timedelta(minutes=settings.unpaid_order_minutes)
    return clock.now() + timedelta(days=settings.prepayment_days) if method.timing is Timing.BEFORE else None
