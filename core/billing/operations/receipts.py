"""Money that arrives for an order: open invoices first, then deposits, and what is too much as a credit balance."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.billing.errors import AmountNotPositive, ReceiptDiffers, WrongCurrency
from core.billing.events import MoneyReceived
from core.billing.models import CreditBalance, Receipt
from core.billing.operations.deposits import available, deposits_of, lines_in, put_in
from core.billing.operations.open_items import allocate_money, reduce_item, unpaid_items
from core.billing.queries.groups import groups_of_order
from core.billing.rules import spread_within
from core.billing.states import MoneyPlace
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id
from core.kernel.events import announce
from core.kernel.numbers import NumberRange, draw_number
from core.ledger.operations import Cause, post_entry
from core.ledger.rules import PostingLine, credit, debit
from core.ledger.states import AccountCode, EntryKind
from core.orders.models import Order
from core.orders.operations import lock_order

KINDS = {
    AccountCode.CARD_TRANSIT: EntryKind.PAYMENT_CAPTURED,
    AccountCode.BANK: EntryKind.PAYMENT_RECEIVED,
}


def receive_money(
    session: Session,
    order_id: UUID,
    *,
    amount_minor: int,
    currency: str,
    account: AccountCode,
    key: str,
    reference: str = "",
    acting_user: Actor,
) -> Receipt:
    """Take in money for an order and post it, in minor units; the same key counts once.

    It pays the order's open invoices, the oldest due first. The rest is kept as deposits per business unit and tax,
    by what is still to be invoiced, with their VAT. What is more than the order costs becomes a credit balance of
    the customer. `account` is CARD_TRANSIT or BANK. Raises AmountNotPositive, WrongCurrency, ReceiptDiffers.
    """
    order = lock_order(session, order_id)
    if amount_minor <= 0:
        raise AmountNotPositive
    if currency != order.currency:
        raise WrongCurrency(given=currency, expected=order.currency)
    existing = session.scalar(select(Receipt).where(Receipt.key == key))
    if existing is not None:
        return _same(existing, order_id, amount_minor)
    receipt = _receipt(order, amount_minor, account, key, reference)
    lines = _distribute(session, order, receipt, account, acting_user=acting_user)
    receipt.number = draw_number(session, NumberRange.PAYMENT)
    session.add(receipt)
    post_entry(
        session,
        kind=KINDS[account],
        key=f"receipt:{receipt.id}",
        posted_on=receipt.received_on,
        lines=lines,
        narrative=f"{receipt.number} {order.number}",
        cause=Cause(type="receipt", id=receipt.id),
    )
    _tell(session, receipt, acting_user=acting_user)
    return receipt


def _same(existing: Receipt, order_id: UUID, amount_minor: int) -> Receipt:
    if (existing.order_id, existing.amount_minor) != (order_id, amount_minor):
        raise ReceiptDiffers
    return existing


def _receipt(order: Order, amount_minor: int, account: AccountCode, key: str, reference: str) -> Receipt:
    return Receipt(
        id=new_id(),
        key=key,
        order_id=order.id,
        customer_id=order.customer_id,
        account_code=account.value,
        amount_minor=amount_minor,
        currency=order.currency,
        reference=reference[:140],
        received_at=clock.now(),
        received_on=clock.today(),
    )


def _distribute(
    session: Session, order: Order, receipt: Receipt, account: AccountCode, *, acting_user: Actor
) -> list[PostingLine]:
    """Allocate all the money and return the postings; the money's own account gets each unit's share."""
    lines: list[PostingLine] = []
    left = receipt.amount_minor
    left -= _pay_invoices(session, order, receipt, left, account, lines, acting_user=acting_user)
    left -= _keep_deposits(session, order, receipt, left, account, lines)
    if left:
        _keep_balance(session, order, receipt, left, account, lines)
    return lines


def _pay_invoices(
    session: Session,
    order: Order,
    receipt: Receipt,
    left: int,
    account: AccountCode,
    lines: list[PostingLine],
    *,
    acting_user: Actor,
) -> int:
    paid = 0
    for item in unpaid_items(session, order.id):
        amount = min(left - paid, item.open_minor)
        if amount <= 0:
            break
        reduce_item(item, amount, acting_user=acting_user)
        _allocate(session, receipt, amount, MoneyPlace.INVOICE, item.invoice_id)
        lines.append(debit(account, item.business_unit_id, amount, order.currency))
        lines.append(credit(AccountCode.RECEIVABLES, item.business_unit_id, amount, order.currency))
        paid += amount
    return paid


def _keep_deposits(
    session: Session, order: Order, receipt: Receipt, left: int, account: AccountCode, lines: list[PostingLine]
) -> int:
    groups = list(groups_of_order(order).values())
    deposits = deposits_of(session, order.id)
    rooms = [group.open_gross - available(deposits.get(group.key)).gross for group in groups]
    kept = 0
    for group, amount in zip(groups, spread_within(left, rooms), strict=True):
        if not amount:
            continue
        move = put_in(session, order.id, group, deposits.get(group.key), amount)
        _allocate(session, receipt, amount, MoneyPlace.DEPOSIT, move.deposit.id)
        lines.append(debit(account, group.key.business_unit_id, amount, order.currency))
        lines += lines_in(move, order.currency)
        kept += amount
    return kept


def _keep_balance(
    session: Session, order: Order, receipt: Receipt, amount: int, account: AccountCode, lines: list[PostingLine]
) -> None:
    unit = order.lines[0].business_unit_id
    statement = select(CreditBalance).where(CreditBalance.order_id == order.id, CreditBalance.business_unit_id == unit)
    balance = session.scalar(statement)
    if balance is None:
        balance = CreditBalance(
            id=new_id(), order_id=order.id, customer_id=order.customer_id, business_unit_id=unit, balance_minor=0
        )
        session.add(balance)
    balance.balance_minor += amount
    _allocate(session, receipt, amount, MoneyPlace.CREDIT_BALANCE, balance.id)
    lines.append(debit(account, unit, amount, order.currency))
    lines.append(credit(AccountCode.CREDIT_BALANCES, unit, amount, order.currency))


def _allocate(session: Session, receipt: Receipt, amount: int, target: MoneyPlace, target_id: UUID) -> None:
    allocate_money(
        session,
        receipt.order_id,
        amount,
        source=MoneyPlace.RECEIPT,
        source_id=receipt.id,
        target=target,
        target_id=target_id,
    )


def _tell(session: Session, receipt: Receipt, *, acting_user: Actor) -> None:
    announce(
        session,
        MoneyReceived(
            order_id=receipt.order_id,
            customer_id=receipt.customer_id,
            receipt_id=receipt.id,
            receipt_number=receipt.number,
            amount_minor=receipt.amount_minor,
            currency=receipt.currency,
        ),
        acting_user=acting_user,
    )
