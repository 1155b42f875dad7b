"""Invoices for what was supplied: a shipment that left, a visit that took place."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.billing.errors import NothingToInvoice
from core.billing.models import Invoice
from core.billing.operations.drafts import Draft, DraftLine, cut_part
from core.billing.operations.issuing import find_by_cause, issue
from core.billing.queries.groups import groups_of_order
from core.billing.rules import LineAmounts
from core.billing.states import InvoiceCause, InvoiceKind
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.orders.models import LineMovement, Order, OrderLine
from core.orders.operations import lock_order, record_invoiced
from core.orders.states import MovementKind
from core.pricing.rounding import share_of
from core.pricing.rules import TaxKey
from core.pricing.states import TaxCategory


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What a document of fulfilment moved: quantities by order line, and the day."""

    order_id: UUID
    quantities: dict[UUID, int]
    on: date


def invoice_shipment(session: Session, shipment_id: UUID, *, acting_user: Actor = SYSTEM) -> Invoice:
    """Invoice what left with a shipment, and the fee that travelled with it. The same shipment, the same invoice.

    Raises NothingToInvoice when nothing was fulfilled by it.
    """
    return _invoice_fulfilled(session, InvoiceCause.SHIPMENT, shipment_id, acting_user=acting_user)


def invoice_service(session: Session, service_job_id: UUID, *, acting_user: Actor = SYSTEM) -> Invoice:
    """Invoice a visit that took place. The same visit, the same invoice. Raises NothingToInvoice."""
    return _invoice_fulfilled(session, InvoiceCause.SERVICE_JOB, service_job_id, acting_user=acting_user)


def moved_by(session: Session, cause_id: UUID, kind: MovementKind) -> Moved:
    """The quantities that a document moved. Raises NothingToInvoice when it moved none."""
    statement = (
        select(LineMovement, OrderLine.order_id)
        .join(OrderLine, OrderLine.id == LineMovement.order_line_id)
        .where(LineMovement.cause_id == cause_id, LineMovement.kind == kind)
        .order_by(LineMovement.at, LineMovement.id)
    )
    found = list(session.execute(statement))
    if not found:
        raise NothingToInvoice
    movement, order_id = found[-1]
    quantities = {moved.order_line_id: moved.quantity for moved, _ in found}
    return Moved(order_id=order_id, quantities=quantities, on=clock.local_date(movement.at))


def _invoice_fulfilled(session: Session, cause: InvoiceCause, cause_id: UUID, *, acting_user: Actor) -> Invoice:
    moved = moved_by(session, cause_id, MovementKind.FULFILLED)
    order = lock_order(session, moved.order_id)
    existing = find_by_cause(session, cause, cause_id)  # first: its quantities are counted as invoiced by now
    if existing is not None:
        return existing
    draft = draft_of_order(
        order, moved.quantities, cause=cause, cause_id=cause_id, supplied_from=moved.on, supplied_to=moved.on
    )
    invoice = issue(session, draft, acting_user=acting_user)
    record_invoiced(session, order.id, quantities=moved.quantities)
    return invoice


def draft_of_order(
    order: Order,
    quantities: dict[UUID, int],
    *,
    cause: InvoiceCause,
    cause_id: UUID,
    supplied_from: date,
    supplied_to: date,
    cause_detail: str = "",
    contract_id: UUID | None = None,
    earned_until: date | None = None,
    note: str = "",
) -> Draft:
    """An invoice over quantities of an order's lines, all of one business unit."""
    by_id = {line.id: line for line in order.lines}
    cut = cut_part(groups_of_order(order).values(), quantities)
    positions = sorted(cut.lines, key=lambda amounts: by_id[amounts.line_id].position)
    return Draft(
        kind=InvoiceKind.INVOICE,
        order=order,
        contract_id=contract_id,
        business_unit_id=by_id[positions[0].line_id].business_unit_id,
        cause_type=cause,
        cause_id=cause_id,
        cause_detail=cause_detail,
        supplied_from=supplied_from,
        supplied_to=supplied_to,
        earned_until=earned_until,
        lines=tuple(_line(by_id[amounts.line_id], amounts, contract_id, note) for amounts in positions),
        taxes=cut.taxes,
    )


def _line(line: OrderLine, amounts: LineAmounts, contract_id: UUID | None, note: str) -> DraftLine:
    return DraftLine(
        order_line_id=line.id,
        contract_id=contract_id,
        sku=line.sku,
        name=line.name,
        note=note or line.bundle_name or "",
        quantity=amounts.quantity,
        unit_minor=line.unit_minor,
        anchor_minor=amounts.anchor_minor,
        tax=TaxKey(country=line.tax_country, rate=line.tax_rate, category=TaxCategory(line.tax_category)),
        split=amounts.split,
        discount_minor=_discount(line, amounts),
    )


def _discount(line: OrderLine, amounts: LineAmounts) -> int:
    """What was taken off these pieces: of an article exactly what is missing to its price, inside a bundle a share."""
    if not line.discount_minor:
        return 0
    if line.bundle_position is None:
        return max(0, line.unit_minor * amounts.quantity - amounts.anchor_minor)
    before = share_of(line.discount_minor, line.invoiced_quantity, line.quantity)
    return share_of(line.discount_minor, line.invoiced_quantity + amounts.quantity, line.quantity) - before
