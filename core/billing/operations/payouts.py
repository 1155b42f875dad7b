"""Money that goes back to a customer: from credit notes first, then deposits that nothing needs, then balances."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.billing.errors import AmountNotPositive, NotThatMuchToPayOut, ReceiptDiffers
from core.billing.events import MoneyPaidOut
from core.billing.models import CreditBalance, Deposit, OpenItem, Payout
from core.billing.operations.deposits import lines_out, take_out
from core.billing.operations.open_items import allocate_money, reduce_item
from core.billing.queries.refundable import RefundSource, refundable
from core.billing.states import MoneyPlace
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.kernel.events import announce
from core.ledger.operations import Cause, post_entry
from core.ledger.rules import PostingLine, credit, debit
from core.ledger.states import AccountCode, EntryKind
from core.orders.models import Order
from core.orders.operations import lock_order


def pay_out(
    session: Session,
    order_id: UUID,
    *,
    amount_minor: int,
    account: AccountCode,
    key: str,
    acting_user: Actor,
) -> Payout:
    """Note and post that money of an order was paid back, in minor units; the same key counts once.

    `account` is CARD_TRANSIT or BANK. Raises NotThatMuchToPayOut when less is owed, AmountNotPositive, ReceiptDiffers.
    """
    order = lock_order(session, order_id)
    if amount_minor <= 0:
        raise AmountNotPositive
    existing = session.scalar(select(Payout).where(Payout.key == key))
    if existing is not None:
        return _same(existing, order_id, amount_minor)
    owed = refundable(session, order_id)
    if owed.total_minor < amount_minor:
        raise NotThatMuchToPayOut
    payout = _payout(order, amount_minor, account, key)
    session.add(payout)
    post_entry(
        session,
        kind=EntryKind.REFUND_PAID,
        key=f"payout:{payout.id}",
        posted_on=payout.paid_on,
        lines=_draw(session, order, payout, owed.sources, account, acting_user=acting_user),
        narrative=f"{order.number}",
        cause=Cause(type="payout", id=payout.id),
    )
    _tell(session, payout, acting_user=acting_user)
    return payout


def _same(existing: Payout, order_id: UUID, amount_minor: int) -> Payout:
    if (existing.order_id, existing.amount_minor) != (order_id, amount_minor):
        raise ReceiptDiffers
    return existing


def _payout(order: Order, amount_minor: int, account: AccountCode, key: str) -> Payout:
    return Payout(
        id=new_id(),
        key=key,
        order_id=order.id,
        customer_id=order.customer_id,
        account_code=account.value,
        amount_minor=amount_minor,
        currency=order.currency,
        paid_at=clock.now(),
        paid_on=clock.today(),
    )


def _draw(
    session: Session,
    order: Order,
    payout: Payout,
    sources: tuple[RefundSource, ...],
    account: AccountCode,
    *,
    acting_user: Actor,
) -> list[PostingLine]:
    lines: list[PostingLine] = []
    left = payout.amount_minor
    for source in sources:
        amount = min(left, source.amount_minor)
        if amount <= 0:
            break
        taken = _take(session, source, amount, order.currency, acting_user=acting_user)
        lines += [*taken, credit(account, taken[0].business_unit_id, amount, order.currency)]
        allocate_money(
            session,
            order.id,
            amount,
            source=source.place,
            source_id=source.id,
            target=MoneyPlace.PAYOUT,
            target_id=payout.id,
        )
        left -= amount
    return lines


def _take(
    session: Session, source: RefundSource, amount: int, currency: str, *, acting_user: Actor
) -> list[PostingLine]:
    """Take an amount from where it stands and return the postings of that side."""
    if source.place is MoneyPlace.DEPOSIT:
        return lines_out(take_out(session.get_one(Deposit, source.id), amount), currency)
    if source.place is MoneyPlace.CREDIT_NOTE:
        item = session.get_one(OpenItem, source.id)
        reduce_item(item, amount, acting_user=acting_user)
        return [debit(AccountCode.RECEIVABLES, item.business_unit_id, amount, currency)]
    balance = session.get_one(CreditBalance, source.id)
    balance.balance_minor -= amount
    return [debit(AccountCode.CREDIT_BALANCES, balance.business_unit_id, amount, currency)]


def _tell(session: Session, payout: Payout, *, acting_user: Actor) -> None:
    announce(
        session,
        MoneyPaidOut(
            order_id=payout.order_id,
            customer_id=payout.customer_id,
            payout_id=payout.id,
            amount_minor=payout.amount_minor,
            currency=payout.currency,
        ),
        acting_user=acting_user,
    )
