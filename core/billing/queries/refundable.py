"""What could be given back to a customer for an order, and where it stands in the books."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.billing.models import CreditBalance, Deposit, OpenItem
from core.billing.queries.groups import NOTHING, groups_of_order
from core.billing.rules import Group, GroupKey
from core.billing.states import MoneyPlace, OpenItemState
from core.orders.models import Order, OrderLine
from core.pricing.rules import TaxKey
from core.pricing.states import TaxCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSource:
    """An amount that is owed back, in minor units, and the row on which it stands."""

    place: MoneyPlace
    id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Refundable:
    """What is owed back: from credit notes and deposits of what was cancelled, and beyond that overpaid money."""

    sources: tuple[RefundSource, ...]

    @property
    def owed_minor(self) -> int:
        """What has to go back without being asked for: everything but money that was simply too much."""
        return sum(source.amount_minor for source in self.sources if source.place is not MoneyPlace.CREDIT_BALANCE)

    @property
    def total_minor(self) -> int:
        """All that can be paid back at most."""
        return sum(source.amount_minor for source in self.sources)


def refundable(
    session: Session,
    order_id: UUID,
    *,
    dropped: Mapping[UUID, int] = NOTHING,
    added: Sequence[OrderLine] = (),
) -> Refundable:
    """What is owed back for an order now; pay-outs reduce it at once. With a change what would be owed after it."""
    statement = select(Order).where(Order.id == order_id).options(selectinload(Order.lines))
    order = session.scalars(statement).one()
    groups = groups_of_order(order, dropped=dropped, added=added)
    needless = _needless_deposits(session, order.id, groups)
    return Refundable(sources=(*_credit_notes(session, order_id), *needless, *_balances(session, order_id)))


def refundable_minor(session: Session, order_id: UUID) -> int:
    """All that can be paid back for an order now, in minor units."""
    return refundable(session, order_id).total_minor


def key_of(deposit: Deposit) -> GroupKey:
    """The unit and tax of a deposit."""
    tax = TaxKey(country=deposit.tax_country, rate=deposit.tax_rate, category=TaxCategory(deposit.tax_category))
    return GroupKey(business_unit_id=deposit.business_unit_id, tax=tax)


def _credit_notes(session: Session, order_id: UUID) -> list[RefundSource]:
    statement = select(OpenItem).where(
        OpenItem.order_id == order_id, OpenItem.state == OpenItemState.OPEN, OpenItem.open_minor < 0
    )
    return [
        RefundSource(place=MoneyPlace.CREDIT_NOTE, id=item.id, amount_minor=-item.open_minor)
        for item in session.scalars(statement.order_by(OpenItem.id))
    ]


def _needless_deposits(session: Session, order_id: UUID, groups: Mapping[GroupKey, Group]) -> list[RefundSource]:
    """Deposits beyond what is still to be invoiced of their group: its rest was cancelled."""
    found = []
    for deposit in session.scalars(select(Deposit).where(Deposit.order_id == order_id).order_by(Deposit.id)):
        needless = deposit.gross_minor - deposit.used_gross_minor - groups[key_of(deposit)].open_gross
        if needless > 0:
            found.append(RefundSource(place=MoneyPlace.DEPOSIT, id=deposit.id, amount_minor=needless))
    return found


def _balances(session: Session, order_id: UUID) -> list[RefundSource]:
    statement = select(CreditBalance).where(CreditBalance.order_id == order_id, CreditBalance.balance_minor > 0)
    return [
        RefundSource(place=MoneyPlace.CREDIT_BALANCE, id=balance.id, amount_minor=balance.balance_minor)
        for balance in session.scalars(statement.order_by(CreditBalance.id))
    ]
