"""What is still to be paid: opened with a document, reduced by money, settled at zero; and where money went."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.billing.models import Allocation, Invoice, OpenItem
from core.billing.states import MoneyPlace, OpenItemState
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import new_id


def open_item_for(session: Session, invoice: Invoice, amount_minor: int, *, acting_user: Actor) -> OpenItem:
    """Open what is to be paid of an invoice (or, negative, given back of a credit note); zero is settled at once."""
    item = OpenItem(
        id=new_id(),
        invoice_id=invoice.id,
        customer_id=invoice.customer_id,
        order_id=invoice.order_id,
        business_unit_id=invoice.business_unit_id,
        currency=invoice.currency,
        due_on=invoice.due_on,
        open_minor=amount_minor,
        state=OpenItemState.OPEN,
    )
    session.add(item)
    if amount_minor == 0:
        item.move_to(OpenItemState.SETTLED, acting_user=acting_user)
    return item


def reduce_item(item: OpenItem, amount_minor: int, *, acting_user: Actor) -> None:
    """Bring an open item nearer to zero by an amount; at zero it is settled."""
    assert 0 < amount_minor <= abs(item.open_minor), "an item is never paid beyond zero"
    item.open_minor -= amount_minor if item.open_minor > 0 else -amount_minor
    if item.open_minor == 0:
        item.move_to(OpenItemState.SETTLED, acting_user=acting_user)


def unpaid_items(session: Session, order_id: UUID) -> list[OpenItem]:
    """What is to be paid for an order, the oldest due first; the order's row is their lock."""
    statement = select(OpenItem).where(
        OpenItem.order_id == order_id, OpenItem.state == OpenItemState.OPEN, OpenItem.open_minor > 0
    )
    return list(session.scalars(statement.order_by(OpenItem.due_on, OpenItem.id)))


def item_of(session: Session, invoice_id: UUID) -> OpenItem:
    """The open item of an invoice."""
    return session.scalars(select(OpenItem).where(OpenItem.invoice_id == invoice_id)).one()


def allocate_money(
    session: Session,
    order_id: UUID,
    amount_minor: int,
    *,
    source: MoneyPlace,
    source_id: UUID,
    target: MoneyPlace,
    target_id: UUID,
) -> None:
    """Note where money came from and where it went."""
    session.add(
        Allocation(
            order_id=order_id,
            source=source,
            source_id=source_id,
            target=target,
            target_id=target_id,
            amount_minor=amount_minor,
            at=clock.now(),
        )
    )
