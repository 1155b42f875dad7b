"""The lines of an order or invoice as the rules of billing see them."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from core.billing.models import Invoice, InvoiceLine
from core.billing.rules import BilledLine, Group, GroupKey, groups_of
from core.orders.models import Order, OrderLine
from core.pricing.rounding import Split
from core.pricing.rules import TaxKey
from core.pricing.states import TaxCategory


def tax_of(line: OrderLine | InvoiceLine) -> TaxKey:
    """The tax that a line carries."""
    return TaxKey(country=line.tax_country, rate=line.tax_rate, category=TaxCategory(line.tax_category))


def split_of(line: OrderLine | InvoiceLine) -> Split:
    """The amounts of a line."""
    return Split(net=line.net_minor, tax_minor=line.tax_minor, gross=line.gross_minor)


NOTHING: Mapping[UUID, int] = {}


def groups_of_order(
    order: Order, *, dropped: Mapping[UUID, int] = NOTHING, added: Sequence[OrderLine] = ()
) -> dict[GroupKey, Group]:
    """An order's lines by unit and tax, with what is invoiced; needs `order.lines` loaded.

    With `dropped` quantities by line and `added` lines as they would be after a change.
    """
    lines = (_ordered(line, dropped.get(line.id, 0)) for line in (*order.lines, *added))
    return groups_of(order.price_mode, lines)


def agreed_minor(order: Order, *, dropped: Mapping[UUID, int] = NOTHING, added: Sequence[OrderLine] = ()) -> int:
    """What an order comes to without what was cancelled, gross; with a change as it would be after it."""
    return sum(group.billable.gross for group in groups_of_order(order, dropped=dropped, added=added).values())


def groups_of_invoice(invoice: Invoice, credited: dict[UUID, int]) -> dict[GroupKey, Group]:
    """An invoice's lines by tax, with what is credited by line; needs `invoice.lines` loaded."""
    return groups_of(invoice.price_mode, (_invoiced(invoice, line, credited) for line in invoice.lines))


def credited_quantities(session: Session, line_ids: list[UUID]) -> dict[UUID, int]:
    """How much of each of these invoice lines was credited, in one statement."""
    statement = (
        select(InvoiceLine.original_line_id, func.sum(InvoiceLine.quantity))
        .where(InvoiceLine.original_line_id.in_(line_ids))
        .group_by(InvoiceLine.original_line_id)
    )
    return {line_id: int(quantity) for line_id, quantity in session.execute(statement) if line_id is not None}


def _ordered(line: OrderLine, dropped: int) -> BilledLine:
    return BilledLine(
        id=line.id,
        key=GroupKey(business_unit_id=line.business_unit_id, tax=tax_of(line)),
        quantity=line.quantity,
        amount_minor=line.amount_minor,
        total=split_of(line),
        billed=line.invoiced_quantity,
        billable=line.quantity - line.cancelled_quantity - dropped,
    )


def _invoiced(invoice: Invoice, line: InvoiceLine, credited: dict[UUID, int]) -> BilledLine:
    return BilledLine(
        id=line.id,
        key=GroupKey(business_unit_id=invoice.business_unit_id, tax=tax_of(line)),
        quantity=line.quantity,
        amount_minor=line.amount_minor,
        total=split_of(line),
        billed=credited.get(line.id, 0),
        billable=line.quantity,
    )
