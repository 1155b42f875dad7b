"""By which ways money that is owed would go back, and whether more may still come."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session

from core.billing.models import Receipt
from core.payments.models import PaymentAttempt, Refund
from core.payments.states import OPEN_ATTEMPTS, AttemptState, RefundState

CHARGE = "attempt:"
"""How the key begins by which the money of a charge is booked; its reference follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundShare:
    """An amount that goes back by one way: out of a charge by its provider, or without one by bank."""

    charge_reference: str
    method: str
    amount_minor: int


def refund_shares(session: Session, payment_id: UUID, owed_minor: int) -> list[RefundShare]:
    """How so much would go back that is not on its way yet: by the charges it came from, the newest first, the rest
    by bank."""
    left = owed_minor - promised_minor(session, payment_id)
    shares: list[RefundShare] = []
    for taken in _taken(session, payment_id) if left > 0 else ():
        is_same = (Refund.charge_reference == taken.charge_reference, Refund.state != RefundState.FAILED)
        amount = min(left, taken.amount_minor - _sum(session, *is_same))
        if amount > 0:
            share = RefundShare(charge_reference=taken.charge_reference, method=taken.method, amount_minor=amount)
            shares.append(share)
            left -= amount
    if left > 0:
        shares.append(RefundShare(charge_reference="", method="", amount_minor=left))
    return shares


def promised_minor(session: Session, payment_id: UUID) -> int:
    """What is requested and not given back yet."""
    return _sum(session, Refund.payment_id == payment_id, Refund.state != RefundState.DONE)


def has_open_attempt(session: Session, payment_id: UUID) -> bool:
    """Whether a provider may still take money for this payment."""
    is_open = PaymentAttempt.state.in_(OPEN_ATTEMPTS)
    return bool(session.scalar(select(exists().where(PaymentAttempt.payment_id == payment_id, is_open))))


def _taken(session: Session, payment_id: UUID) -> list[RefundShare]:
    """Every charge that took money, the newest first, with all that it took: not always what we asked for."""
    statement = (
        select(PaymentAttempt.reference, PaymentAttempt.method, Receipt.amount_minor)
        .join(Receipt, Receipt.key == CHARGE + PaymentAttempt.reference)
        .where(PaymentAttempt.payment_id == payment_id, PaymentAttempt.state == AttemptState.CAPTURED)
        .order_by(PaymentAttempt.created_at.desc(), PaymentAttempt.id.desc())
    )
    return [
        RefundShare(charge_reference=row.reference, method=row.method, amount_minor=row.amount_minor)
        for row in session.execute(statement)
    ]


def _sum(session: Session, *conditions: ColumnElement[bool]) -> int:
    total = session.scalar(select(func.coalesce(func.sum(Refund.amount_minor), 0)).where(*conditions))
    return int(total or 0)  # PostgreSQL sums up to a Decimal
