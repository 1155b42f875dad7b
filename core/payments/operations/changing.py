"""A change of an order that its customer looked at and confirmed: goods, money and books in one transaction."""

from uuid import UUID

from sqlalchemy.orm import Session

from core.kernel.actor import Actor
from core.orders.errors import OrderMoved
from core.orders.models import Order
from core.orders.operations import Change, ChangedRow, apply_change, lock_order
from core.orders.rules import ChangeWish
from core.orders.states import OrderState
from core.payments.models import Payment
from core.payments.operations.cancelling import end_payment
from core.payments.operations.purchase import require_credit
from core.payments.operations.receipts import count_money
from core.payments.operations.refunds import request_refunds
from core.payments.operations.rows import lock_payment
from core.payments.queries import ChangePreview, Planned, plan_change
from core.payments.states import PaymentState


def change_order(
    session: Session,
    order_id: UUID,
    wish: ChangeWish,
    *,
    seen: str,
    reason: str,
    is_office: bool = False,
    acting_user: Actor,
) -> Order:
    """Change an order exactly as it was shown: free stock, end what nobody wants, give back what is paid for it.

    Raises OrderMoved when the order or its money is not as it was when `seen` was shown, AttemptRunning while a
    provider still owes an answer about what would remain, and all that `preview_change` raises; nothing is changed
    then. A change that leaves nothing cancels the order.
    """
    payment = lock_payment(session, order_id)
    order = lock_order(session, order_id)
    plan = plan_change(session, order, payment, wish, is_office=is_office)
    if plan.preview.seen != seen:
        raise OrderMoved
    before = plan.preview.before_minor
    apply_change(session, order, _agreed(plan), reason=reason, acting_user=acting_user)
    if order.state is OrderState.CANCELLED:
        end_payment(session, payment, reason=reason, acting_user=acting_user)
        return order
    if plan.preview.is_on_account and plan.preview.after_minor > before:
        require_credit(session, order, None, amount_minor=plan.preview.after_minor)
    _follow(session, payment, plan.preview, reason=reason, acting_user=acting_user)
    return order


def _agreed(plan: Planned) -> Change:
    preview = plan.preview
    return Change(
        rows=tuple(
            ChangedRow(name=row.name, before=row.before, after=row.after)
            for row in preview.rows
            if row.before != row.after
        ),
        dropped=plan.dropped,
        delivery=preview.delivery,
        fees=plan.fees,
        before_minor=preview.before_minor,
        after_minor=preview.after_minor,
    )


def _follow(session: Session, payment: Payment, preview: ChangePreview, *, reason: str, acting_user: Actor) -> None:
    """The obligation follows what is left; who has paid that much has paid."""
    payment.amount_minor = preview.after_minor
    if payment.state is PaymentState.OPEN and payment.received_minor:
        count_money(session, payment, acting_user=acting_user)
    request_refunds(session, payment, reason=reason, acting_user=acting_user)
