"""Invoices for subscriptions: every due period once, in advance, in order, also after an outage."""

from datetime import date, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from core.billing.documents import part_text, period_text
from core.billing.models import Invoice
from core.billing.operations.drafts import Draft, DraftLine, DraftTax
from core.billing.operations.invoices import draft_of_order
from core.billing.operations.issuing import find_by_cause, issue
from core.billing.states import InvoiceCause, InvoiceKind
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock
from core.orders.models import Order, OrderLine
from core.orders.operations import lock_order, record_invoiced
from core.pricing.rounding import Split
from core.pricing.rules import TaxKey
from core.pricing.states import TaxCategory
from core.subscriptions.models import Contract
from core.subscriptions.operations import record_billed
from core.subscriptions.queries import contracts_due, get_contract, rates_of, terms_of
from core.subscriptions.rules import Charge, Period, charges_due
from core.subscriptions.states import ContractState

SETUP = "setup"
BILLABLE = frozenset({ContractState.ACTIVE, ContractState.ENDED})


def bill_subscriptions(session: Session, *, up_to: date, acting_user: Actor = SYSTEM) -> list[Invoice]:
    """Invoice every period of every contract that begins up to a day (inclusive) and is not invoiced yet."""
    issued: list[Invoice] = []
    for due in contracts_due(session, up_to):
        issued += bill_contract(session, due.contract.id, up_to=up_to, acting_user=acting_user)
    return issued


def bill_contract(session: Session, contract_id: UUID, *, up_to: date, acting_user: Actor = SYSTEM) -> list[Invoice]:
    """Invoice the periods of one contract that are due; none twice, and none of a contract that never ran.

    The first period is part of the order and uses its deposits; the later ones follow from the contract alone. With
    days of trial all of them do, and only what setting up costs is part of the order.
    """
    order = lock_order(session, get_contract(session, contract_id).order_id)
    contract = lock(session, Contract, contract_id)
    issued = _invoice_setup(session, order, contract, up_to, acting_user=acting_user)
    if contract.state not in BILLABLE or contract.starts_on is None or contract.starts_on > up_to:
        return issued
    due = charges_due(terms_of(contract), rates_of(session, contract), up_to)
    return issued + [_invoice_period(session, order, contract, charge, acting_user=acting_user) for charge in due]


def _invoice_setup(
    session: Session, order: Order, contract: Contract, up_to: date, *, acting_user: Actor
) -> list[Invoice]:
    """With days of trial, what setting up costs is invoiced when it runs; otherwise with the first period."""
    if contract.trial_from is None or contract.trial_from > up_to:
        return []
    quantities = {fee.id: fee.fulfilled_quantity - fee.invoiced_quantity for fee in _setups(order, contract)}
    quantities = {line_id: quantity for line_id, quantity in quantities.items() if quantity}
    if not quantities or find_by_cause(session, InvoiceCause.CONTRACT, contract.id, SETUP):
        return []
    draft = draft_of_order(
        order,
        quantities,
        cause=InvoiceCause.CONTRACT,
        cause_id=contract.id,
        cause_detail=SETUP,
        contract_id=contract.id,
        supplied_from=contract.trial_from,
        supplied_to=contract.trial_from,
        note=contract.number,
    )
    invoice = issue(session, draft, acting_user=acting_user)
    record_invoiced(session, order.id, quantities=quantities)
    return [invoice]


def _setups(order: Order, contract: Contract) -> list[OrderLine]:
    """The lines of an order for setting up what a contract is about."""
    owner = next(line.position for line in order.lines if line.id == contract.order_line_id)
    return [line for line in order.lines if line.fee_for == owner]


def _invoice_period(
    session: Session, order: Order, contract: Contract, charge: Charge, *, acting_user: Actor
) -> Invoice:
    period = charge.period
    invoice = find_by_cause(session, InvoiceCause.CONTRACT, contract.id, period.start.isoformat())
    if invoice is None:
        is_ordered = period.index == 0 and contract.trial_from is None
        quantities = {contract.order_line_id: contract.quantity}
        quantities |= {fee.id: fee.quantity for fee in _setups(order, contract) if is_ordered}
        draft = (
            _first_period(order, contract, period, quantities) if is_ordered else _later_period(order, contract, charge)
        )
        invoice = issue(session, draft, acting_user=acting_user)
        if is_ordered:
            record_invoiced(session, order.id, quantities=quantities)
    record_billed(session, contract.id, until=period.end)
    return invoice


def _first_period(order: Order, contract: Contract, period: Period, quantities: dict[UUID, int]) -> Draft:
    return draft_of_order(
        order,
        quantities,
        cause=InvoiceCause.CONTRACT,
        cause_id=contract.id,
        cause_detail=period.start.isoformat(),
        contract_id=contract.id,
        supplied_from=period.start,
        supplied_to=period.end - timedelta(days=1),
        earned_until=period.end,
        note=_note(order, contract, period),
    )


def _later_period(order: Order, contract: Contract, charge: Charge) -> Draft:
    rate, period = charge.rate, charge.period
    split = Split(net=rate.net_minor, tax_minor=rate.tax_minor, gross=rate.gross_minor)
    tax = TaxKey(country=contract.tax_country, rate=rate.tax_rate, category=TaxCategory(rate.tax_category))
    line = DraftLine(
        contract_id=contract.id,
        sku=rate.sku,
        name=rate.name,
        note=_note(order, contract, period),
        quantity=rate.quantity,
        unit_minor=rate.unit_minor,
        anchor_minor=rate.amount_minor,
        tax=tax,
        split=split,
        discount_minor=rate.discount_minor,
    )
    return Draft(
        kind=InvoiceKind.INVOICE,
        order=order,
        contract_id=contract.id,
        business_unit_id=rate.business_unit_id,
        cause_type=InvoiceCause.CONTRACT,
        cause_id=contract.id,
        cause_detail=period.start.isoformat(),
        supplied_from=period.start,
        supplied_to=period.end - timedelta(days=1),
        earned_until=period.end,
        lines=(line,),
        taxes=(DraftTax(tax=tax, split=split),),
    )


def _note(order: Order, contract: Contract, period: Period) -> str:
    text = f"{contract.number} · {period_text(order.locale, period.start, period.end)}"
    if period.whole_end is None:
        return text
    return f"{text} · {part_text(order.locale, period.days, period.whole_days)}"
