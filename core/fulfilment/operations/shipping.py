"""Goods leave the house, and come back."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from core.fulfilment.errors import NotGoods, TextMissing
from core.fulfilment.events import GoodsReturned, GoodsShipped
from core.fulfilment.models import CustomerReturn, ReturnLine, Shipment, ShipmentLine
from core.fulfilment.states import ReturnState, ShipmentState
from core.inventory.operations import consume, put_back
from core.inventory.queries import get_warehouse
from core.kernel import clock, idempotency
from core.kernel.actor import Actor
from core.kernel.db import lock, new_id
from core.kernel.events import announce
from core.kernel.numbers import NumberRange, draw_number
from core.orders.models import Order
from core.orders.operations import Cause, lock_order_of_part, part_of, progress_part, record_return, require_open
from core.orders.states import LineKind


def ship(
    session: Session,
    part_id: UUID,
    *,
    quantities: Mapping[UUID, int],
    carrier: str,
    tracking: str = "",
    warehouse_code: str | None = None,
    idempotency_key: str | None = None,
    acting_user: Actor,
) -> Shipment:
    """Ship so many of the part's lines, all or some; what is reserved for the order leaves the warehouse.

    One parcel leaves one warehouse: name it where the goods of an order lie in several.

    The part is completed when nothing of it is open. With a key, asking again returns the same shipment. Raises
    PartNotReady, NotGoods, or InvalidInput on the field of the quantity that is wrong.
    """
    earlier = _earlier(session, "fulfilment.ship", idempotency_key)
    if earlier is not None:
        return lock(session, Shipment, earlier)
    carrier = _required(carrier, field="carrier")
    order = lock_order_of_part(session, part_id)
    part = part_of(order, part_id)
    if part.kind is not LineKind.PHYSICAL:
        raise NotGoods
    require_open(order, part, quantities)
    shipment = _shipment(order, part_id, carrier, tracking)
    for variant_id, pieces in _pieces(order, quantities):
        consume(
            session,
            order.id,
            variant_id,
            pieces,
            reference=order.number,
            warehouse_code=warehouse_code,
            acting_user=acting_user,
        )
    shipment.warehouse_name = get_warehouse(session, warehouse_code).name if warehouse_code else ""
    shipment.number = draw_number(session, NumberRange.SHIPMENT)
    session.add(shipment)
    shipment.lines = [ShipmentLine(id=new_id(), order_line_id=line, quantity=q) for line, q in quantities.items()]
    shipment.move_to(ShipmentState.SHIPPED, acting_user=acting_user)
    _settle(session, "fulfilment.ship", idempotency_key, shipment.id)
    announce(session, _shipped(order, shipment), acting_user=acting_user)
    cause = Cause(type="shipment", id=shipment.id)
    progress_part(session, part_id, quantities=quantities, cause=cause, acting_user=acting_user)
    return shipment


def receive_return(
    session: Session,
    order_id: UUID,
    *,
    quantities: Mapping[UUID, int],
    reason: str = "",
    idempotency_key: str | None = None,
    acting_user: Actor,
) -> CustomerReturn:
    """Take shipped goods back into the warehouse. With a key, asking again returns the same return.

    Raises InvalidInput on the field of a quantity that was never shipped, or has come back already.
    """
    earlier = _earlier(session, "fulfilment.receive_return", idempotency_key)
    if earlier is not None:
        return lock(session, CustomerReturn, earlier)
    received = _return(order_id, reason)
    cause = Cause(type="customer_return", id=received.id)
    order = record_return(session, order_id, quantities=quantities, cause=cause, acting_user=acting_user)
    for variant_id, pieces in _pieces(order, quantities):
        put_back(session, variant_id, pieces, reference=order.number, acting_user=acting_user)
    received.number = draw_number(session, NumberRange.RETURN)
    session.add(received)
    received.lines = [ReturnLine(id=new_id(), order_line_id=line, quantity=q) for line, q in quantities.items()]
    received.move_to(ReturnState.RECEIVED, acting_user=acting_user)
    _settle(session, "fulfilment.receive_return", idempotency_key, received.id)
    announce(session, _returned(order, received), acting_user=acting_user)
    return received


def _shipment(order: Order, part_id: UUID, carrier: str, tracking: str) -> Shipment:
    return Shipment(
        id=new_id(),
        order_id=order.id,
        part_id=part_id,
        state=ShipmentState.OPEN,
        carrier=carrier,
        tracking=tracking.strip(),
        shipped_at=clock.now(),
    )


def _return(order_id: UUID, reason: str) -> CustomerReturn:
    return CustomerReturn(
        id=new_id(), order_id=order_id, state=ReturnState.ANNOUNCED, reason=reason.strip(), received_at=clock.now()
    )


def _pieces(order: Order, quantities: Mapping[UUID, int]) -> list[tuple[UUID, int]]:
    """How many of which variant, in the order in which stock is locked."""
    pieces: Counter[UUID] = Counter()
    for line in order.lines:
        if line.id in quantities and line.variant_id is not None:
            pieces[line.variant_id] += quantities[line.id]
    return sorted(pieces.items())


def _shipped(order: Order, shipment: Shipment) -> GoodsShipped:
    return GoodsShipped(
        order_id=order.id,
        order_number=order.number,
        customer_id=order.customer_id,
        shipment_id=shipment.id,
        shipment_number=shipment.number,
        part_id=shipment.part_id,
        carrier=shipment.carrier,
        tracking=shipment.tracking,
    )


def _returned(order: Order, received: CustomerReturn) -> GoodsReturned:
    return GoodsReturned(
        order_id=order.id,
        order_number=order.number,
        customer_id=order.customer_id,
        return_id=received.id,
        return_number=received.number,
    )


def _required(text: str, *, field: str) -> str:
    if not text.strip():
        raise TextMissing(field=field)
    return text.strip()


def _earlier(session: Session, scope: str, key: str | None) -> UUID | None:
    return idempotency.claim(session, scope, key) if key else None


def _settle(session: Session, scope: str, key: str | None, result_id: UUID) -> None:
    if key:
        idempotency.settle(session, scope, key, result_id)
