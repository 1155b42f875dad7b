"""Credit notes for goods and fees that came back: one per invoice that they were on, never above it."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from core.billing.errors import CreditExceedsInvoice
from core.billing.models import Invoice, InvoiceLine
from core.billing.operations.drafts import Draft, DraftLine, cut_part
from core.billing.operations.invoices import moved_by
from core.billing.operations.issuing import issue
from core.billing.operations.open_items import allocate_money, item_of, reduce_item
from core.billing.queries.groups import credited_quantities, groups_of_invoice, tax_of
from core.billing.rules import LineAmounts
from core.billing.states import InvoiceCause, InvoiceKind, MoneyPlace
from core.kernel.actor import SYSTEM, Actor
from core.orders.models import Order
from core.orders.operations import lock_order
from core.orders.states import MovementKind
from core.pricing.rounding import share_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Crediting:
    """Quantities of one invoice that are taken back, by invoice line."""

    invoice: Invoice
    quantities: dict[UUID, int]


def credit_return(session: Session, return_id: UUID, *, acting_user: Actor = SYSTEM) -> list[Invoice]:
    """Credit what a return brought back on the invoices that it was on, the oldest first. The same return, the same
    credit notes. What is open of an invoice is set off at once; the rest is owed to the customer.

    Where the rest of an order is cancelled after all that was shipped came back, that part brings the fee back.

    Raises CreditExceedsInvoice, also when the goods are not invoiced yet, and NothingToInvoice.
    """
    moved = moved_by(session, return_id, MovementKind.RETURNED)
    order = lock_order(session, moved.order_id)
    existing = _existing(session, return_id)
    if existing:
        return existing
    invoices = _invoices_with(session, list(moved.quantities))
    credited = credited_quantities(session, [line.id for invoice in invoices for line in invoice.lines])
    names = {line.id: line.name for line in order.lines}
    plan = _plan(invoices, moved.quantities, credited, names)
    return [_credit(session, order, return_id, step, credited, acting_user=acting_user) for step in plan]


def _existing(session: Session, return_id: UUID) -> list[Invoice]:
    statement = select(Invoice).where(Invoice.cause_type == InvoiceCause.RETURN, Invoice.cause_id == return_id)
    return list(session.scalars(statement.order_by(Invoice.id)))


def _invoices_with(session: Session, order_line_ids: list[UUID]) -> list[Invoice]:
    """The invoices on which these order lines are, the oldest first."""
    on_them = select(InvoiceLine.invoice_id).where(InvoiceLine.order_line_id.in_(order_line_ids))
    statement = select(Invoice).where(Invoice.id.in_(on_them), Invoice.kind == InvoiceKind.INVOICE)
    return list(session.scalars(statement.options(selectinload(Invoice.lines)).order_by(Invoice.id)))


def _plan(
    invoices: list[Invoice], returned: dict[UUID, int], credited: dict[UUID, int], names: dict[UUID, str]
) -> list[Crediting]:
    left, plan = dict(returned), []
    for invoice in invoices:
        taken: dict[UUID, int] = {}
        for line in invoice.lines:
            wanted = left.get(line.order_line_id, 0) if line.order_line_id else 0
            quantity = min(wanted, line.quantity - credited.get(line.id, 0))
            if line.order_line_id and quantity > 0:
                taken[line.id] = quantity
                left[line.order_line_id] -= quantity
        if taken:
            plan.append(Crediting(invoice=invoice, quantities=taken))
    for order_line_id, missing in left.items():
        if missing:
            raise CreditExceedsInvoice(name=names[order_line_id], most=returned[order_line_id] - missing)
    return plan


def _credit(
    session: Session,
    order: Order,
    return_id: UUID,
    step: Crediting,
    credited: dict[UUID, int],
    *,
    acting_user: Actor,
) -> Invoice:
    note = issue(session, _draft(order, return_id, step, credited), acting_user=acting_user)
    _set_off(session, note, step.invoice, acting_user=acting_user)
    return note


def _draft(order: Order, return_id: UUID, step: Crediting, credited: dict[UUID, int]) -> Draft:
    invoice = step.invoice
    cut = cut_part(groups_of_invoice(invoice, credited).values(), step.quantities)
    by_id = {line.id: line for line in invoice.lines}
    positions = sorted(cut.lines, key=lambda amounts: by_id[amounts.line_id].position)
    return Draft(
        kind=InvoiceKind.CREDIT_NOTE,
        order=order,
        business_unit_id=invoice.business_unit_id,
        cause_type=InvoiceCause.RETURN,
        cause_id=return_id,
        cause_detail=invoice.number,
        original=invoice,
        supplied_from=invoice.supplied_from,
        supplied_to=invoice.supplied_to,
        lines=tuple(_line(by_id[amounts.line_id], amounts) for amounts in positions),
        taxes=cut.taxes,
    )


def _line(line: InvoiceLine, amounts: LineAmounts) -> DraftLine:
    return DraftLine(
        order_line_id=line.order_line_id,
        original_line_id=line.id,
        sku=line.sku,
        name=line.name,
        note=line.note,
        quantity=amounts.quantity,
        unit_minor=line.unit_minor,
        anchor_minor=amounts.anchor_minor,
        tax=tax_of(line),
        split=amounts.split,
        discount_minor=share_of(line.discount_minor, amounts.quantity, line.quantity),
    )


def _set_off(session: Session, note: Invoice, original: Invoice, *, acting_user: Actor) -> None:
    """Both stand on the same account of the same unit: nothing is posted, only the open items meet."""
    owed, owing = item_of(session, original.id), item_of(session, note.id)
    amount = min(owed.open_minor, -owing.open_minor)
    if amount <= 0:
        return
    reduce_item(owed, amount, acting_user=acting_user)
    reduce_item(owing, amount, acting_user=acting_user)
    allocate_money(
        session,
        note.order_id,
        amount,
        source=MoneyPlace.CREDIT_NOTE,
        source_id=note.id,
        target=MoneyPlace.INVOICE,
        target_id=original.id,
    )
