"""Payments, what is awaited and what goes back, as pages and operations see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Uuid, bindparam, func, select
from sqlalchemy.orm import Session

from core.accounts.models import Customer
from core.accounts.queries import CustomerView
from core.billing.queries import exposure_of
from core.kernel.errors import AppError
from core.kernel.pages import behind
from core.kernel.settings import get_settings
from core.payments.errors import PaymentNotFound
from core.payments.models import Payment, PaymentAttempt, Refund
from core.payments.providers import find_method, payment_methods
from core.payments.rules import refusal_on_account
from core.payments.states import OPEN_ATTEMPTS, AttemptState, PaymentState, RefundState, Timing

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodOption:
    """A way to pay as the checkout offers it; with a refusal it is shown and cannot be chosen."""

    code: str
    label: str
    note: str
    refusal: AppError | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttemptView:
    """One request to a provider, as pages show it."""

    id: UUID
    reference: str
    method: str
    instrument: str
    state: AttemptState
    amount_minor: int
    currency: str
    reason: str
    asks: int
    created_at: datetime
    answered_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundView:
    """Money on its way back, as pages show it: online by the provider, else by a transfer that a person makes."""

    id: UUID
    reference: str
    order_number: str
    method: str
    amount_minor: int
    currency: str
    state: RefundState
    reason: str
    created_at: datetime
    paid_at: datetime | None
    is_online: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BankInstructions:
    """Where a transfer goes, and what it should say."""

    holder: str
    bank: str
    iban: str
    reference: str
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentView:
    """The payment of an order with everything that a page shows of it."""

    id: UUID
    order_id: UUID
    order_number: str
    method: str
    method_label: str
    timing: Timing
    state: PaymentState
    amount_minor: int
    received_minor: int
    currency: str
    created_at: datetime
    expires_at: datetime | None
    paid_at: datetime | None
    attempts: tuple[AttemptView, ...]
    refunds: tuple[RefundView, ...]
    instructions: BankInstructions | None

    @property
    def open_minor(self) -> int:
        """What is still to come."""
        return max(0, self.amount_minor - self.received_minor)

    @property
    def latest(self) -> AttemptView | None:
        """The newest attempt."""
        return self.attempts[-1] if self.attempts else None

    @property
    def is_waiting(self) -> bool:
        """Whether a provider still owes us an answer that needs nothing from the customer."""
        waiting = {AttemptState.CREATED, AttemptState.ASKING, AttemptState.UNKNOWN}
        return self.latest is not None and self.latest.state in waiting

    @property
    def needs_confirmation(self) -> bool:
        """Whether the customer has to answer the provider's question."""
        return self.latest is not None and self.latest.state is AttemptState.REQUIRES_ACTION

    @property
    def can_pay_online(self) -> bool:
        """Whether the customer may start an attempt now."""
        is_open = self.state is PaymentState.OPEN and self.timing is Timing.AT_ONCE
        return is_open and not (self.latest and self.latest.state in OPEN_ATTEMPTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedPayment:
    """A payment that the office waits for."""

    id: UUID
    order_id: UUID
    order_number: str
    customer_id: UUID
    customer_name: str
    method: str
    method_label: str
    open_minor: int
    currency: str
    created_at: datetime
    expires_at: datetime | None


def method_options(
    session: Session, customer: CustomerView | None, *, amount_minor: int, granted_minor: int = 0
) -> list[MethodOption]:
    """The ways to pay for an amount; a guest who is not known yet is nobody's debtor.

    `granted_minor` is by how much more than their limit somebody has allowed them to owe.
    """
    return [
        MethodOption(
            code=method.code,
            label=method.label,
            note=method.note,
            refusal=_refusal(session, customer, amount_minor, granted_minor) if method.timing is Timing.LATER else None,
        )
        for method in payment_methods()
    ]


def _refusal(session: Session, customer: CustomerView | None, amount_minor: int, granted_minor: int) -> AppError | None:
    if customer is None:
        return None
    return refusal_on_account(
        customer,
        exposure_minor=exposure_of(session, customer.id),
        amount_minor=amount_minor,
        guest_limit_minor=get_settings().guest_on_account_limit_minor,
        granted_minor=granted_minor,
    )


_PAYMENT_OF = select(Payment).where(Payment.order_id == bindparam("order_id", type_=Uuid()))


def get_payment(session: Session, order_id: UUID) -> PaymentView:
    """The payment of an order that the caller may see. Raises PaymentNotFound."""
    payment = session.scalars(_PAYMENT_OF, {"order_id": order_id}).one_or_none()
    if payment is None:
        raise PaymentNotFound
    attempts: list[PaymentAttempt] = []
    if is_paid_online(payment.method) or payment.received_minor:  # by card first, by transfer in the end
        newest_last = (PaymentAttempt.created_at, PaymentAttempt.id)
        found = select(PaymentAttempt).where(PaymentAttempt.payment_id == payment.id).order_by(*newest_last)
        attempts = list(session.scalars(found))
    refunds: list[Refund] = []
    if payment.received_minor:  # only what came can go back
        oldest_first = (Refund.created_at, Refund.id)
        refunds = list(session.scalars(select(Refund).where(Refund.payment_id == payment.id).order_by(*oldest_first)))
    return _view(payment, attempts, refunds)


def awaited_payments(session: Session, *, after: UUID | None = None, most: int = PAGE) -> list[AwaitedPayment]:
    """Payments by bank that are to come before delivery, oldest first, behind the one with the id `after`."""
    before = [method.code for method in payment_methods() if method.timing is Timing.BEFORE]
    rows = session.execute(
        select(Payment, Customer.name)
        .join(Customer, Customer.id == Payment.customer_id)
        .where(Payment.state == PaymentState.OPEN, Payment.method.in_(before))
        .where(*behind((Payment.created_at, Payment.id), after))
        .order_by(Payment.created_at, Payment.id)
        .limit(most)
    )
    return [
        AwaitedPayment(
            id=row.id,
            order_id=row.order_id,
            order_number=row.order_number,
            customer_id=row.customer_id,
            customer_name=name,
            method=row.method,
            method_label=label_of(row.method),
            open_minor=row.amount_minor - row.received_minor,
            currency=row.currency,
            created_at=row.created_at,
            expires_at=row.expires_at,
        )
        for row, name in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class AwaitedFigures:
    """How many payments are to come before delivery, how much, and since when the oldest."""

    count: int
    open_minor: int
    oldest_at: datetime | None


def awaited_figures(session: Session) -> AwaitedFigures:
    """What the office waits for before it delivers, in one statement."""
    before = [method.code for method in payment_methods() if method.timing is Timing.BEFORE]
    open_minor = func.coalesce(func.sum(Payment.amount_minor - Payment.received_minor), 0)
    columns = (func.count(Payment.id), open_minor, func.min(Payment.created_at))
    statement = select(*columns).where(Payment.state == PaymentState.OPEN, Payment.method.in_(before))
    count, awaited, oldest = session.execute(statement).one()
    return AwaitedFigures(count=count, open_minor=int(awaited), oldest_at=oldest)


def open_refunds(session: Session, *, after: UUID | None = None, most: int = PAGE) -> list[RefundView]:
    """Refunds that are not paid yet, oldest first, behind the one with the id `after`."""
    rows = session.execute(
        select(Refund, Payment)
        .join(Payment, Payment.id == Refund.payment_id)
        .where(Refund.state != RefundState.DONE, *behind((Refund.created_at, Refund.id), after))
        .order_by(Refund.created_at, Refund.id)
        .limit(most)
    )
    return [_refund_view(refund, payment) for refund, payment in rows]


def label_of(code: str) -> str:
    """The name of a way to pay, as a marked sentence; its code if nobody offers it any more."""
    found = find_method(code)
    return found.label if found is not None else code


def is_paid_online(code: str) -> bool:
    """Whether a way to pay leads to a provider's page before anything else happens."""
    found = find_method(code)
    return found is not None and found.timing is Timing.AT_ONCE


def _view(payment: Payment, attempts: Sequence[PaymentAttempt], refunds: Sequence[Refund]) -> PaymentView:
    method = find_method(payment.method)
    timing = method.timing if method is not None else Timing.LATER
    return PaymentView(
        id=payment.id,
        order_id=payment.order_id,
        order_number=payment.order_number,
        method=payment.method,
        method_label=label_of(payment.method),
        timing=timing,
        state=payment.state,
        amount_minor=payment.amount_minor,
        received_minor=payment.received_minor,
        currency=payment.currency,
        created_at=payment.created_at,
        expires_at=payment.expires_at,
        paid_at=payment.paid_at,
        attempts=tuple(_attempt_view(attempt) for attempt in attempts),
        refunds=tuple(_refund_view(refund, payment) for refund in refunds),
        instructions=_instructions(payment) if timing is Timing.BEFORE else None,
    )


def _attempt_view(attempt: PaymentAttempt) -> AttemptView:
    return AttemptView(
        id=attempt.id,
        reference=attempt.reference,
        method=attempt.method,
        instrument=attempt.instrument,
        state=attempt.state,
        amount_minor=attempt.amount_minor,
        currency=attempt.currency,
        reason=attempt.reason,
        asks=attempt.asks,
        created_at=attempt.created_at,
        answered_at=attempt.answered_at,
    )


def _refund_view(refund: Refund, payment: Payment) -> RefundView:
    return RefundView(
        id=refund.id,
        reference=refund.reference,
        order_number=payment.order_number,
        method=payment.method,
        amount_minor=refund.amount_minor,
        currency=refund.currency,
        state=refund.state,
        reason=refund.reason,
        created_at=refund.created_at,
        paid_at=refund.paid_at,
        is_online=bool(refund.charge_reference),
    )


def _instructions(payment: Payment) -> BankInstructions:
    settings = get_settings()
    return BankInstructions(
        holder=settings.company_name,
        bank=settings.company_bank,
        iban=settings.company_iban,
        reference=payment.order_number,
        amount_minor=max(0, payment.amount_minor - payment.received_minor),
        currency=payment.currency,
    )
