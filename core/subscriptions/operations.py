"""What can be done with contracts: make one from an order line, activate, bill on, end, cancel."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock, new_id
from core.kernel.events import announce
from core.kernel.numbers import NumberRange, draw_number
from core.orders.models import Order, OrderLine
from core.pricing.rounding import Split, split_group
from core.subscriptions.errors import (
    BilledOutOfOrder,
    ChangeInsidePeriod,
    ContractMoved,
    ContractNotFound,
    EndIsFixed,
    EndsInsidePeriod,
    EndsTooEarly,
    OtherEnd,
    StartsBeside,
    StartsElsewhere,
    StartsTooEarly,
)
from core.subscriptions.events import ContractEvent, SubscriptionActivated, SubscriptionChanged, SubscriptionEnded
from core.subscriptions.models import Contract, ContractAddition, ContractChange
from core.subscriptions.queries import (
    alignment_with,
    earliest_start,
    find_addition,
    get_contract,
    stretch_beside,
    terms_of,
)
from core.subscriptions.rules import (
    Alignment,
    BillingTerms,
    bound_until,
    changed_terms,
    earliest_change,
    earliest_end,
    end_when_bound,
    first_paid_day,
    is_boundary,
    next_period,
    stretches_to,
)
from core.subscriptions.states import ContractState

Happened = TypeVar("Happened", bound=ContractEvent)


def create_contract(session: Session, order_line_id: UUID) -> Contract:
    """The contract of a subscription line, pending until it is activated; again returns the same one.

    Raises ContractNotFound for a line that does not exist or is no subscription.
    """
    found = session.scalars(select(Contract).where(Contract.order_line_id == order_line_id)).one_or_none()
    if found is not None:
        return found
    rows = select(OrderLine, Order).join(Order, Order.id == OrderLine.order_id).where(OrderLine.id == order_line_id)
    row = session.execute(rows).one_or_none()
    if row is None or row[0].interval_months is None or row[0].variant_id is None:
        raise ContractNotFound
    contract = _from_line(line=row[0], order=row[1])
    if (addition := find_addition(session, contract.order_id)) is not None:
        contract.bound_until, contract.term_months = addition.bound_until, addition.term_months
        contract.notice_months = addition.notice_months
    contract.number = draw_number(session, NumberRange.CONTRACT)
    session.add(contract)
    return contract


def activate_contract(session: Session, contract_id: UUID, *, starts_on: date, acting_user: Actor) -> Contract:
    """Let a contract run from a day on; its first paid day of the month anchors every later period.

    That is the day itself, or the one behind the days of trial; what was added to another contract starts on a billing
    day of that. Again with the same day returns the same contract.
    Raises StartsTooEarly, StartsElsewhere, StartsBeside, WrongState.
    """
    contract = lock(session, Contract, contract_id)
    began_on = contract.trial_from or contract.starts_on
    if contract.state is ContractState.ACTIVE and began_on is not None:
        if began_on != starts_on:
            raise StartsElsewhere(number=contract.number, starts_on=began_on)
        return contract
    earliest = clock.local_date(contract.created_at)
    if starts_on < earliest:
        raise StartsTooEarly(earliest=earliest)
    paid_from = first_paid_day(starts_on, contract.trial_days)
    anchor_day = _anchor(session, contract, paid_from)
    contract.move_to(ContractState.ACTIVE, acting_user=acting_user)
    contract.trial_from = starts_on if contract.trial_days else None
    contract.starts_on, contract.anchor_day = paid_from, anchor_day
    announce(session, _tell(SubscriptionActivated, contract, starts_on), acting_user=acting_user)
    return contract


def _anchor(session: Session, contract: Contract, paid_from: date) -> int:
    """The day of the month on which later periods begin. Raises StartsBeside."""
    addition = find_addition(session, contract.order_id)
    if addition is None:
        return paid_from.day
    if paid_from != earliest_start(session, contract, not_before=paid_from):
        beside, earliest = get_contract(session, addition.contract_id), earliest_start(session, contract)
        raise StartsBeside(number=beside.number, earliest=earliest)
    return stretch_beside(session, addition, paid_from).anchor_day


def record_billed(session: Session, contract_id: UUID, *, until: date) -> Contract:
    """Note that the next period, and only the next, is billed; `until` is its exclusive end.

    Again with the same day changes nothing. Raises BilledOutOfOrder.
    """
    contract = lock(session, Contract, contract_id)
    if contract.billed_until == until:
        return contract
    if until != next_period(terms_of(contract)).end:
        raise BilledOutOfOrder(number=contract.number)
    contract.billed_until = until
    return contract


def end_contract(session: Session, contract_id: UUID, *, ends_on: date, acting_user: Actor) -> Contract:
    """Fix the first day on which a running contract no longer runs; from that day on it is ended.

    In its days of trial it may end with them, and nothing is ever billed. Raises EndsTooEarly before the end of the
    term or of what is billed, EndsInsidePeriod, WrongState.
    """
    contract = lock(session, Contract, contract_id)
    terms = terms_of(contract)
    is_trial = contract.trial_from is not None and clock.today() < terms.starts_on and contract.billed_until is None
    agreed = earliest_end(terms, contract.term_months if contract.bound_until is None else 0)
    earliest = terms.starts_on if is_trial else max(agreed, contract.bound_until or agreed)
    if ends_on < earliest:
        raise EndsTooEarly(earliest=earliest)
    if not is_boundary(terms, ends_on):
        raise EndsInsidePeriod
    contract.ends_on = ends_on
    _end_if_over(session, contract, acting_user=acting_user)
    return contract


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeInput:
    """What is agreed for a running contract from a day on; amounts are for the whole quantity and one period.

    It binds for so many months, or with a `coterm_id` until `bound_until`, the same day as that contract.
    """

    effective_on: date
    business_unit_id: UUID
    variant_id: UUID
    sku: str
    name: str
    quantity: int
    unit_minor: int
    amount_minor: int
    net_minor: int
    tax_minor: int
    gross_minor: int
    discount_minor: int
    tax_rate: Decimal
    tax_category: str
    interval_months: int
    term_months: int
    coterm_id: UUID | None = None
    bound_until: date | None = None


def change_contract(
    session: Session, contract_id: UUID, change: ChangeInput, *, seen_version: int, cause_id: UUID, acting_user: Actor
) -> Contract:
    """Let a running contract cost something else, be billed on other days, or bind for longer, from a period that is
    not billed yet.

    Of several changes that were agreed for one version only the first is executed; the same cause again changes
    nothing. Raises ContractMoved, ChangeInsidePeriod, OtherEnd, EndIsFixed.
    """
    contract = lock(session, Contract, contract_id)
    done = select(ContractChange.id).where(ContractChange.cause_id == cause_id)
    if session.scalar(done) is not None:
        return contract
    if contract.version != seen_version:
        raise ContractMoved(number=contract.number)
    require_changeable(contract, change.effective_on)
    alignment = _alignment(session, contract, change)
    begun = _as_begun(contract) if contract.version == 1 else None
    _reschedule(contract, change, alignment)
    if begun is not None:
        session.add(begun)
    contract.version += 1
    for name in CHANGED:
        setattr(contract, name, getattr(change, name))
    session.add(_changed(contract, change, cause_id))
    told = SubscriptionChanged(
        contract_id=contract.id,
        contract_number=contract.number,
        order_id=contract.order_id,
        part_id=contract.part_id,
        customer_id=contract.customer_id,
        effective_on=change.effective_on,
        version=contract.version,
    )
    announce(session, told, acting_user=acting_user)
    return contract


def _alignment(session: Session, contract: Contract, change: ChangeInput) -> Alignment | None:
    """The end of another contract, as long as it is what was agreed. Raises OtherEnd."""
    if change.coterm_id is None:
        return None
    other = get_contract(session, change.coterm_id)
    found = alignment_with(contract, other, change.effective_on)
    if found is None or found.until != change.bound_until:
        raise OtherEnd(number=other.number)
    return found


def _reschedule(contract: Contract, change: ChangeInput, alignment: Alignment | None) -> None:
    """When it is billed from then on, and until when it binds. Raises EndIsFixed."""
    before = terms_of(contract)
    terms = changed_terms(before, change.effective_on, change.interval_months, alignment)
    contract.bound_until = alignment.until if alignment else bound_until(terms, change.effective_on, change.term_months)
    contract.ends_on = end_when_bound(contract.ends_on, contract.bound_until)
    require_end(contract.number, contract.ends_on, terms)
    contract.anchor_day = terms.stretches[-1].anchor_day
    contract.stretches = stretches_to(terms.stretches) if terms.later else ""


def require_end(number: str, ends_on: date | None, terms: BillingTerms) -> None:
    """Raises EndIsFixed for a contract that would end in the middle of a period."""
    if ends_on is not None and not is_boundary(terms, ends_on):
        raise EndIsFixed(number=number, ends_on=ends_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditionInput:
    """What an order adds to a contract: on which of its boundaries that begins, and as long as what it binds."""

    order_id: UUID
    starts_on: date
    bound_until: date | None
    term_months: int
    notice_months: int


def add_beside(session: Session, contract_id: UUID, addition: AdditionInput, *, cause_id: UUID) -> ContractAddition:
    """Let the subscriptions of an order run beside a contract: on its days, and bound as it is."""
    made = ContractAddition(
        id=new_id(),
        order_id=addition.order_id,
        contract_id=contract_id,
        starts_on=addition.starts_on,
        bound_until=addition.bound_until,
        term_months=addition.term_months,
        notice_months=addition.notice_months,
        cause_id=cause_id,
    )
    session.add(made)
    return made


def require_changeable(contract: Contract, effective_on: date) -> None:
    """Raises ContractMoved for a contract that does not run then, ChangeInsidePeriod for a day that cannot be."""
    has_ended = contract.ends_on is not None and contract.ends_on <= effective_on
    if contract.state is not ContractState.ACTIVE or has_ended:
        raise ContractMoved(number=contract.number)
    terms = terms_of(contract)
    earliest = earliest_change(terms)
    if effective_on < earliest or not is_boundary(terms, effective_on):
        raise ChangeInsidePeriod(earliest=earliest)


CHANGED = (
    "business_unit_id", "variant_id", "sku", "name", "quantity", "unit_minor", "amount_minor", "net_minor", "tax_minor",
    "gross_minor", "tax_rate", "tax_category", "interval_months", "term_months",
)  # fmt: skip


def _as_begun(contract: Contract) -> ContractChange:
    """What it cost before anything was changed, from its first day on."""
    assert contract.starts_on is not None, "it runs"
    return ContractChange(
        id=new_id(),
        contract_id=contract.id,
        version=1,
        effective_on=contract.starts_on,
        agreed_at=contract.created_at,
        discount_minor=max(0, contract.unit_minor * contract.quantity - contract.amount_minor),
        **{name: getattr(contract, name) for name in CHANGED},
    )


def _changed(contract: Contract, change: ChangeInput, cause_id: UUID) -> ContractChange:
    return ContractChange(
        id=new_id(),
        contract_id=contract.id,
        version=contract.version,
        effective_on=change.effective_on,
        bound_until=contract.bound_until,
        agreed_at=clock.now(),
        cause_id=cause_id,
        discount_minor=change.discount_minor,
        **{name: getattr(change, name) for name in CHANGED},
    )


def end_due_contracts(session: Session) -> int:
    """End every contract whose last day has passed; returns how many."""
    over = select(Contract).where(Contract.state == ContractState.ACTIVE, Contract.ends_on <= clock.today())
    found = session.scalars(over.order_by(Contract.id).with_for_update()).all()
    for contract in found:
        _end_if_over(session, contract, acting_user=SYSTEM)
    return len(found)


def cancel_contract(session: Session, contract_id: UUID, *, reason: str, acting_user: Actor) -> Contract:
    """Give up a contract that never ran; again changes nothing. Raises WrongState for a running one."""
    contract = lock(session, Contract, contract_id)
    if contract.state is not ContractState.CANCELLED:
        contract.move_to(ContractState.CANCELLED, acting_user=acting_user, reason=reason)
    return contract


def _end_if_over(session: Session, contract: Contract, *, acting_user: Actor) -> None:
    if contract.ends_on is None or contract.ends_on > clock.today():
        return
    contract.move_to(ContractState.ENDED, acting_user=acting_user)
    announce(session, _tell(SubscriptionEnded, contract, contract.ends_on), acting_user=acting_user)


def _tell(kind: type[Happened], contract: Contract, effective_on: date) -> Happened:
    return kind(
        contract_id=contract.id,
        contract_number=contract.number,
        order_id=contract.order_id,
        part_id=contract.part_id,
        customer_id=contract.customer_id,
        effective_on=effective_on,
    )


def _from_line(*, line: OrderLine, order: Order) -> Contract:
    assert line.interval_months is not None, "the caller has looked"
    assert line.variant_id is not None, "only fees have no article"
    split = Split(net=line.net_minor, tax_minor=line.tax_minor, gross=line.gross_minor)
    unit_minor, amount_minor = line.unit_minor, line.amount_minor
    if line.trial_days:  # nothing of it was due with the order
        unit_minor, amount_minor = line.recurring_minor // line.quantity, line.recurring_minor
        split = split_group(order.price_mode, amount_minor, line.tax_rate)
    return Contract(
        id=new_id(),
        customer_id=order.customer_id,
        order_id=order.id,
        order_line_id=line.id,
        part_id=line.part_id,
        business_unit_id=line.business_unit_id,
        variant_id=line.variant_id,
        sku=line.sku,
        name=line.name,
        quantity=line.quantity,
        currency=order.currency,
        price_mode=order.price_mode,
        unit_minor=unit_minor,
        amount_minor=amount_minor,
        net_minor=split.net,
        tax_minor=split.tax_minor,
        gross_minor=split.gross,
        tax_country=line.tax_country,
        tax_rate=line.tax_rate,
        tax_category=line.tax_category,
        interval_months=line.interval_months,
        term_months=line.term_months or 0,
        notice_months=line.notice_months or 0,
        trial_days=line.trial_days,
        state=ContractState.PENDING,
        wished_start_on=order.start_on,
        created_at=clock.now(),
    )
