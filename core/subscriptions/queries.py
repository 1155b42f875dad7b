"""What others may know of contracts: one, a customer's, those of an order, and those with something to bill."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from core.pricing.states import PriceMode
from core.subscriptions.errors import ContractNotFound
from core.subscriptions.models import Contract, ContractChange
from core.subscriptions.rules import BillingTerms, Period, Rate, period, periods_due
from core.subscriptions.states import ContractState


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractView:
    """A contract. Amounts are for the whole quantity and one period; `billed_until` and `ends_on` are exclusive."""

    id: UUID
    number: str
    customer_id: UUID
    order_id: UUID
    order_line_id: UUID
    part_id: UUID
    business_unit_id: UUID
    variant_id: UUID
    sku: str
    name: str
    quantity: int
    currency: str
    price_mode: PriceMode
    unit_minor: int
    amount_minor: int
    net_minor: int
    tax_minor: int
    gross_minor: int
    tax_country: str
    tax_rate: Decimal
    tax_category: str
    interval_months: int
    term_months: int
    notice_months: int
    trial_days: int
    trial_from: date | None
    state: ContractState
    wished_start_on: date | None
    starts_on: date | None
    anchor_day: int | None
    billed_until: date | None
    ends_on: date | None
    bound_until: date | None
    version: int
    created_at: datetime

    @property
    def runs_from(self) -> date | None:
        """The first day on which it runs, in its days of trial too."""
        return self.trial_from or self.starts_on

    @property
    def billing_terms(self) -> BillingTerms:
        """What the billing dates follow from. Raises ValueError for a contract that has not started."""
        return terms_of(self)

    def period(self, index: int) -> Period:
        """Billing period `index`, counted from 0."""
        return period(self.billing_terms, index)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueContract:
    """A contract with the periods that are to be billed, oldest first."""

    contract: ContractView
    periods: tuple[Period, ...]


def get_contract(session: Session, contract_id: UUID) -> ContractView:
    """The contract with this id. Raises ContractNotFound."""
    found = _views(session, Contract.id == contract_id)
    if not found:
        raise ContractNotFound
    return found[0]


def get_contract_by_number(session: Session, number: str) -> ContractView:
    """The contract with this number, for staff. Raises ContractNotFound."""
    found = _views(session, Contract.number == number)
    if not found:
        raise ContractNotFound
    return found[0]


def rates_of(session: Session, contract: Contract | ContractView) -> list[Rate]:
    """What a contract costs from which day on, oldest first; one statement."""
    changes = select(ContractChange).where(ContractChange.contract_id == contract.id)
    rates = [_rate(row, row.effective_on) for row in session.scalars(changes.order_by(ContractChange.version))]
    if rates or contract.starts_on is None:
        return rates
    return [
        Rate(
            effective_on=contract.starts_on,
            discount_minor=max(0, contract.unit_minor * contract.quantity - contract.amount_minor),
            **{name: getattr(contract, name) for name in RATED},
        )
    ]


RATED = ("sku", "name", "quantity", "unit_minor", "amount_minor", "net_minor", "tax_minor", "gross_minor")


def _rate(row: ContractChange, effective_on: date) -> Rate:
    values = {name: getattr(row, name) for name in RATED}
    return Rate(effective_on=effective_on, discount_minor=row.discount_minor, **values)


def contracts_of(session: Session, customer_id: UUID) -> list[ContractView]:
    """A customer's contracts, newest first."""
    return _views(session, Contract.customer_id == customer_id)[::-1]


def contracts_of_order(session: Session, order_id: UUID) -> list[ContractView]:
    """The contracts that an order led to."""
    return _views(session, Contract.order_id == order_id)


def contracts_due(session: Session, up_to: date) -> list[DueContract]:
    """Contracts with periods that start on or before a day and are not billed yet, those that have ended included."""
    is_behind = or_(Contract.billed_until.is_(None), Contract.billed_until <= up_to)
    is_open = or_(Contract.ends_on.is_(None), Contract.billed_until.is_(None), Contract.billed_until < Contract.ends_on)
    runs = Contract.state.in_((ContractState.ACTIVE, ContractState.ENDED))
    found = _views(session, and_(runs, Contract.starts_on <= up_to, is_behind, is_open))
    due = (DueContract(contract=c, periods=tuple(periods_due(c.billing_terms, up_to))) for c in found)
    return [contract for contract in due if contract.periods]


def terms_of(contract: Contract | ContractView) -> BillingTerms:
    """What the billing dates of a contract follow from. Raises ValueError for one that has not started."""
    if contract.starts_on is None or contract.anchor_day is None:
        raise ValueError("A contract that was never activated has no billing dates.")
    return BillingTerms(
        starts_on=contract.starts_on,
        anchor_day=contract.anchor_day,
        interval_months=contract.interval_months,
        billed_until=contract.billed_until,
        ends_on=contract.ends_on,
    )


def _views(session: Session, condition: ColumnElement[bool]) -> list[ContractView]:
    columns = [getattr(Contract, name) for name in ContractView.__dataclass_fields__]
    rows = session.execute(select(*columns).where(condition).order_by(Contract.created_at, Contract.id))
    return [ContractView(**row._mapping) for row in rows]
