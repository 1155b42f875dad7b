"""What the page of an order shows: parts with their clocks, lines, money, documents, letters, and why this price."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from backoffice.pages.actions import Action, Work, actions_of
from backoffice.words import order_reason_text, reason_text, word
from core.accounts.queries import CustomerView, get_customer
from core.billing.queries import Agreed, agreed_now
from core.billing.queries.office import (
    DocumentRow,
    InvoicedLine,
    ReceiptRow,
    documents_of_order,
    invoiced_lines,
    receipts_of_order,
)
from core.feedback.queries import AnswerRow, find_answer
from core.fulfilment.queries import OrderFulfilment, ShipmentView, VisitRow, backend_label, fulfilment_of
from core.notices.queries import NoticeRow, notices_about
from core.orders.queries import (
    ChangeView,
    LineView,
    OrderPage,
    OrderView,
    PartPage,
    changes_of,
    get_order_page_for_office,
)
from core.orders.rules import ClockStep
from core.orders.states import LineKind, PartState
from core.payments.errors import PaymentNotFound
from core.payments.queries import PaymentView, get_payment
from core.pricing.rules import trace_from_text
from core.pricing.states import ON_VAT_ID
from core.subscriptions.queries import ContractView
from core.web.locale import gettext as _
from core.web.locale import translated
from core.web.stories import Story, stories_of, tax_notes_of_order


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A step of a clock as the clock macro shows it."""

    label: str
    at: datetime | None
    status: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCard:
    """One part with its clock, and everything that was done for it."""

    page: PartPage
    title: str
    backend: str
    steps: tuple[Step, ...]
    why_open: str
    shipments: tuple[ShipmentView, ...]
    visits: tuple[VisitRow, ...]
    contracts: tuple[ContractView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """A line with the unit that answers for it and the documents that it is on."""

    line: LineView
    unit: str
    documents: tuple[InvoicedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeOrder:
    """Everything that the page of an order shows."""

    order: OrderView
    page: OrderPage
    why: str
    customer: CustomerView
    parts: tuple[PartCard, ...]
    lines: tuple[LineRow, ...]
    payment: PaymentView | None
    documents: tuple[DocumentRow, ...]
    receipts: tuple[ReceiptRow, ...]
    fulfilment: OrderFulfilment
    notices: tuple[NoticeRow, ...]
    answer: AnswerRow | None
    trace: tuple[Story, ...]
    tax_notes: tuple[str, ...]
    vat_id_doubt: str
    actions: tuple[Action, ...]
    changes: tuple[ChangeView, ...]
    left: Agreed | None


def office_order(session: Session, number: str) -> OfficeOrder:
    """The page of an order, in a constant number of statements. Raises OrderNotFound."""
    page = get_order_page_for_office(session, number)
    order, fulfilment = page.order, fulfilment_of(session, page.order.id)
    documents, payment = documents_of_order(session, order.id), find_payment(session, order.id)
    customer = get_customer(session, order.customer_id)
    return OfficeOrder(
        order=order,
        page=page,
        why=order_reason_text(page.why_not_complete),
        customer=customer,
        parts=tuple(_card(part, fulfilment) for part in page.parts),
        lines=_lines(page, invoiced_lines(session, order.id)),
        payment=payment,
        documents=tuple(documents),
        receipts=tuple(receipts_of_order(session, order.id)),
        fulfilment=fulfilment,
        notices=tuple(notices_about(session, order.id)),
        answer=find_answer(session, order.id),
        trace=_trace(order),
        tax_notes=tax_notes_of_order(order),
        vat_id_doubt=_vat_id_doubt(order, customer),
        actions=actions_of(
            Work(
                page=page,
                fulfilment=fulfilment,
                to_pay_minor=to_pay_minor(payment, documents),
                has_payment=payment is not None,
            )
        ),
        changes=tuple(changes_of(session, order.id)),
        left=agreed_now(session, order.id) if order.is_changed else None,
    )


def find_payment(session: Session, order_id: UUID) -> PaymentView | None:
    """The payment of an order; None for one that was placed without (such as by an import)."""
    try:
        return get_payment(session, order_id)
    except PaymentNotFound:
        return None


def to_pay_minor(payment: PaymentView | None, documents: Sequence[DocumentRow]) -> int:
    """What a bank receipt could be for: what the invoices leave open, or what is to come before delivery."""
    invoiced = sum(document.open_minor for document in documents if document.open_minor > 0)
    return max(invoiced, payment.open_minor if payment else 0)


def _card(part: PartPage, done: OrderFulfilment) -> PartCard:
    own = part.part.id
    return PartCard(
        page=part,
        title=" · ".join(dict.fromkeys((word("line", part.part.kind), translated(part.business_unit.name)))),
        backend=translated(backend_label(part.part.backend)) if part.part.backend else "",
        steps=tuple(_step(step, part) for step in part.steps),
        why_open=reason_text(part.why_open),
        shipments=tuple(shipment for shipment in done.shipments if shipment.part_id == own),
        visits=tuple(visit for visit in done.visits if visit.part_id == own),
        contracts=tuple(contract for contract in done.contracts if contract.part_id == own),
    )


def _step(step: ClockStep, part: PartPage) -> Step:
    is_failed = step.is_now and part.part.state is PartState.FAILED
    status = "failed" if is_failed else "done" if step.is_done else "now" if step.is_now else "next"
    return Step(label=_(step.label), at=step.at, status=status, note=translated(part.part.failure) if is_failed else "")


def _lines(page: OrderPage, invoiced: Sequence[InvoicedLine]) -> tuple[LineRow, ...]:
    units = {part.part.business_unit_id: translated(part.business_unit.name) for part in page.parts}
    return tuple(
        LineRow(
            line=line,
            unit=units[line.business_unit_id],
            documents=tuple(found for found in invoiced if found.order_line_id == line.id),
        )
        for line in page.order.lines
    )


def _trace(order: OrderView) -> tuple[Story, ...]:
    """The kept steps, gathered by line; what concerns the whole order comes last."""
    names = {line.position: line.name for line in order.lines if line.kind is not LineKind.FEE}
    trace = trace_from_text(order.trace)
    headings = {step.position: _("Bundle") for step in trace if step.position is not None}
    return stories_of(trace, headings | names, for_office=True, currency=order.currency)


def _vat_id_doubt(order: OrderView, customer: CustomerView) -> str:
    """What the office should look at when an order rests on a VAT id that is not known to be valid any more."""
    rests = any(tax.category in ON_VAT_ID for tax in order.taxes)
    if not rests or (customer.has_valid_vat_id and customer.vat_id == order.customer_vat_id):
        return ""
    return _(
        "No VAT was charged because of the VAT id %(vat_id)s, which is not confirmed now.", vat_id=order.customer_vat_id
    )
