"""What others may know of contracts: one, a customer's, those of an order, and those with something to bill."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.pricing.states import PriceMode
from core.subscriptions.errors import ContractNotFound
from core.subscriptions.models import Contract, ContractAddition, ContractChange
from core.subscriptions.rules import (
    Alignment,
    BillingTerms,
    Period,
    Rate,
    Stretch,
    bound_day,
    boundary,
    period,
    periods_due,
    stretches_from,
    superseded,
)
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
    stretches: str
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
    """What a contract costs from which day on, oldest first; one statement. What was superseded is not in it."""
    changes = select(ContractChange).where(ContractChange.contract_id == contract.id)
    rows = session.scalars(changes.order_by(ContractChange.version)).all()
    rates = [_rate(row, contract, row.effective_on, row.discount_minor) for row in rows]
    if rates or contract.starts_on is None:
        return superseded(rates)
    return [
        _rate(
            contract,
            contract,
            contract.starts_on,
            max(0, contract.unit_minor * contract.quantity - contract.amount_minor),
        )
    ]


RATED = (
    "business_unit_id", "sku", "name", "quantity", "unit_minor", "amount_minor", "net_minor", "tax_minor",
    "gross_minor", "tax_rate", "tax_category",
)  # fmt: skip


def _rate(
    row: Contract | ContractView | ContractChange,
    contract: Contract | ContractView,
    effective_on: date,
    discount_minor: int,
) -> Rate:
    values = {name: getattr(row, name) for name in RATED}
    return Rate(effective_on=effective_on, discount_minor=discount_minor, price_mode=contract.price_mode, **values)


def find_addition(session: Session, order_id: UUID) -> ContractAddition | None:
    """To which contract the subscriptions of an order were added; None for those that stand alone."""
    return session.scalars(select(ContractAddition).where(ContractAddition.order_id == order_id)).one_or_none()


def find_agreed_start(session: Session, contract: Contract | ContractView) -> date | None:
    """When a contract starts that was added to one which still runs then; None for others."""
    addition = find_addition(session, contract.order_id)
    if addition is None:
        return None
    beside = get_contract(session, addition.contract_id)
    runs = beside.state is ContractState.ACTIVE and (beside.ends_on is None or beside.ends_on > addition.starts_on)
    return addition.starts_on if runs else None


def stretch_beside(session: Session, addition: ContractAddition, day: date) -> Stretch:
    """How the contract is billed on a day to which something was added."""
    return get_contract(session, addition.contract_id).billing_terms.stretch_on(day)


def earliest_start(session: Session, contract: Contract | ContractView, *, not_before: date | None = None) -> date:
    """The first day from a day (None: today) on which a contract can start; of what was added to another, on its
    anchor."""
    day = not_before or clock.today()
    addition = find_addition(session, contract.order_id)
    if addition is None:
        return day
    day = max(day, addition.starts_on)
    anchor = stretch_beside(session, addition, day).anchor_day
    this_month = boundary(day, anchor, 0)
    return this_month if this_month >= day else boundary(day, anchor, 1)


def alignment_with(contract: Contract | ContractView, other: ContractView, effective_on: date) -> Alignment | None:
    """How a contract ends on the same day as another one of its customer; None where the other binds for no longer."""
    is_alike = (other.customer_id, other.currency) == (contract.customer_id, contract.currency)
    if not is_alike or other.id == contract.id or other.state is not ContractState.ACTIVE or other.starts_on is None:
        return None
    terms = other.billing_terms
    day = other.ends_on or bound_day(terms, other.term_months, other.bound_until)
    if day is None or day <= effective_on:
        return None
    return Alignment(until=day, anchor_day=terms.stretch_on(day).anchor_day)


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
    kept = stretches_from(contract.stretches)
    first = kept[0] if kept else contract
    return BillingTerms(
        starts_on=contract.starts_on,
        anchor_day=first.anchor_day or contract.anchor_day,
        interval_months=first.interval_months,
        billed_until=contract.billed_until,
        ends_on=contract.ends_on,
        later=kept[1:],
    )


def _views(session: Session, condition: ColumnElement[bool]) -> list[ContractView]:
    columns = [getattr(Contract, name) for name in ContractView.__dataclass_fields__]
    rows = session.execute(select(*columns).where(condition).order_by(Contract.created_at, Contract.id))
    return [ContractView(**row._mapping) for row in rows]
