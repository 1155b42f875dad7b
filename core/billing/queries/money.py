"""Where an order's money came from and went: what pages and reconciliation show of it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from core.billing.models import Allocation, CreditBalance, Deposit, Invoice, InvoiceLine, OpenItem, Payout, Receipt
from core.billing.states import InvoiceKind, MoneyPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderMoney:
    """All sums of an order in minor units. `invoiced_minor` and `credited_minor` leave later periods out."""

    invoiced_minor: int
    credited_minor: int
    later_periods_minor: int
    received_minor: int
    paid_out_minor: int
    open_minor: int
    deposits_minor: int
    balance_minor: int

    @property
    def is_consistent(self) -> bool:
        """Whether every cent that came and stayed is where it should be."""
        owed = self.invoiced_minor + self.later_periods_minor - self.credited_minor
        kept = self.received_minor - self.paid_out_minor
        return owed - kept == self.open_minor - self.deposits_minor - self.balance_minor


def order_money(session: Session, order_id: UUID) -> OrderMoney:
    """The sums of an order."""
    is_order = InvoiceLine.order_line_id.is_not(None)
    lines = select(
        _sum(case((is_order & (Invoice.kind == InvoiceKind.INVOICE), InvoiceLine.gross_minor), else_=0)),
        _sum(case((Invoice.kind == InvoiceKind.CREDIT_NOTE, InvoiceLine.gross_minor), else_=0)),
        _sum(case((~is_order, InvoiceLine.gross_minor), else_=0)),
    )
    invoiced, credited, later = session.execute(
        lines.join(Invoice, Invoice.id == InvoiceLine.invoice_id).where(Invoice.order_id == order_id)
    ).one()

    def total(column: ColumnElement[int], owner: ColumnElement[UUID]) -> int:
        return int(session.scalar(select(_sum(column)).where(owner == order_id)) or 0)

    return OrderMoney(
        invoiced_minor=int(invoiced),
        credited_minor=int(credited),
        later_periods_minor=int(later),
        received_minor=total(Receipt.amount_minor.expression, Receipt.order_id.expression),
        paid_out_minor=total(Payout.amount_minor.expression, Payout.order_id.expression),
        open_minor=total(OpenItem.open_minor.expression, OpenItem.order_id.expression),
        deposits_minor=total(Deposit.gross_minor - Deposit.used_gross_minor, Deposit.order_id.expression),
        balance_minor=total(CreditBalance.balance_minor.expression, CreditBalance.order_id.expression),
    )


def unallocated_receipts(session: Session) -> list[str]:
    """Numbers of receipts whose cents are not all allocated; there should be none."""
    statement = (
        select(Receipt.number)
        .outerjoin(Allocation, (Allocation.source_id == Receipt.id) & (Allocation.source == MoneyPlace.RECEIPT))
        .group_by(Receipt.number, Receipt.amount_minor)
        .having(Receipt.amount_minor != _sum(Allocation.amount_minor.expression))
        .order_by(Receipt.number)
    )
    return list(session.scalars(statement))


@dataclass(frozen=True, slots=True, kw_only=True)
class BooksCheck:
    """What sub-ledgers hold, to be compared with the accounts. Minor units."""

    open_items_minor: int
    deposits_net_minor: int
    credit_balances_minor: int


def sub_ledgers(session: Session, *, business_unit_id: UUID | None = None) -> BooksCheck:
    """Open items (equal 1200), net deposits (equal 3260 and 3272), credit balances (equal 3250); of one unit or all."""

    def total(column: ColumnElement[int], unit: ColumnElement[UUID]) -> int:
        statement = select(_sum(column))
        if business_unit_id is not None:
            statement = statement.where(unit == business_unit_id)
        return int(session.scalar(statement) or 0)

    return BooksCheck(
        open_items_minor=total(OpenItem.open_minor.expression, OpenItem.business_unit_id.expression),
        deposits_net_minor=total(Deposit.net_minor - Deposit.used_net_minor, Deposit.business_unit_id.expression),
        credit_balances_minor=total(CreditBalance.balance_minor.expression, CreditBalance.business_unit_id.expression),
    )


def _sum(column: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(column), 0)
