"""What the page of a customer shows."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from core.accounts.queries import (
    AddressView,
    CustomerView,
    UserView,
    VatCheckView,
    addresses_of,
    colleagues_of,
    get_customer_by_number,
    vat_checks_of,
)
from core.billing.queries import invoices_of_customer
from core.billing.queries.office import DocumentRow, OpenFigures, open_figures
from core.kernel.events import TimelineEntry, timeline
from core.orders.queries import ApprovalView, OrderRow, approvals_of, orders_of
from core.subscriptions.queries import ContractView, contracts_of

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerCard:
    """A customer with the latest orders and documents, contracts, and what is open."""

    customer: CustomerView
    addresses: tuple[AddressView, ...]
    orders: tuple[OrderRow, ...]
    documents: tuple[DocumentRow, ...]
    contracts: tuple[ContractView, ...]
    owed: OpenFigures
    overdue: OpenFigures
    people: tuple[UserView, ...]
    vat_checks: tuple[VatCheckView, ...]
    approvals: tuple[ApprovalView, ...]
    timeline: tuple[TimelineEntry, ...]


def customer_card(session: Session, number: str) -> CustomerCard:
    """Everything about one customer, in a constant number of statements. Raises NotFound."""
    customer = get_customer_by_number(session, number)
    return CustomerCard(
        customer=customer,
        addresses=tuple(addresses_of(session, customer.id)),
        orders=orders_of(session, customer.id, size=SHOWN).rows,
        documents=invoices_of_customer(session, customer.id, size=SHOWN).documents,
        contracts=tuple(contracts_of(session, customer.id)),
        owed=open_figures(session, customer_id=customer.id),
        overdue=open_figures(session, only_overdue=True, customer_id=customer.id),
        people=tuple(colleagues_of(session, customer.id)),
        vat_checks=tuple(vat_checks_of(session, customer.id)),
        approvals=tuple(approvals_of(session, customer.id)[:SHOWN]),
        timeline=tuple(reversed(timeline(session, "customer", customer.id)[-SHOWN:])),
    )
