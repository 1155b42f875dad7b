"""The desks: goods to ship, visits to plan, subscriptions to activate; and what was done for an order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from core.accounts.models import Address
from core.fulfilment.backends import backend_names, get_backend
from core.fulfilment.errors import ReturnNotFound, ServiceJobNotFound, ShipmentNotFound
from core.fulfilment.models import CustomerReturn, ReturnLine, ServiceJob, Shipment, ShipmentLine
from core.fulfilment.rules import PackingPlace, ReadyLine, packing_places
from core.fulfilment.states import ReturnState, ServiceJobState, ShipmentState
from core.inventory.queries import held_at
from core.kernel.pages import behind
from core.orders.models import Order, OrderLine, OrderPart
from core.orders.queries.visits import free_days_for_line
from core.orders.states import LineKind, WaitingFor
from core.pricing.models import DeliveryMethod
from core.subscriptions.models import Contract
from core.subscriptions.queries import ContractView, contracts_of_order
from core.subscriptions.states import ContractState

DESK = 50


def backend_label(name: str) -> str:
    """What people read for a back-end; its bare name when it is not installed any more."""
    return get_backend(name).label if name in backend_names() else name


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where somebody or something goes to."""

    name: str
    company: str
    street: str
    postal_code: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenLine:
    """A line of which goods are still to be shipped."""

    line_id: UUID
    sku: str
    name: str
    picture: str
    quantity: int
    open_quantity: int
    variant_id: UUID | None
    backordered_quantity: int

    @property
    def ready(self) -> ReadyLine:
        """What of it could leave now."""
        pieces = self.open_quantity - self.backordered_quantity
        return ReadyLine(line_id=self.line_id, variant_id=self.variant_id, pieces=pieces)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoodsToShip:
    """A part whose goods wait to be packed; `places` say in which warehouses."""

    part_id: UUID
    order_id: UUID
    order_number: str
    placed_at: datetime
    acknowledged_at: datetime | None
    delivery: str
    destination: Destination
    lines: tuple[OpenLine, ...]
    places: tuple[PackingPlace, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit that is to be planned, or to take place."""

    id: UUID
    number: str
    part_id: UUID
    order_id: UUID
    order_number: str
    name: str
    quantity: int
    state: ServiceJobState
    wished_on: date | None
    scheduled_at: datetime | None
    technician: str
    report: str
    completed_at: datetime | None
    destination: Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionToActivate:
    """A contract that waits for its first day."""

    contract_id: UUID
    contract_number: str
    part_id: UUID
    order_id: UUID
    order_number: str
    name: str
    quantity: int
    interval_months: int
    wished_start_on: date | None
    destination: Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentLine:
    """So many of an order line in a shipment or return."""

    line_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShipmentView:
    """A shipment with what was in it."""

    id: UUID
    number: str
    order_id: UUID
    part_id: UUID
    state: ShipmentState
    carrier: str
    tracking: str
    shipped_at: datetime
    warehouse_name: str
    lines: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnView:
    """A return with what came back."""

    id: UUID
    number: str
    order_id: UUID
    state: ReturnState
    reason: str
    received_at: datetime
    lines: tuple[DocumentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFulfilment:
    """Everything that was done, or is to be done, for an order."""

    shipments: tuple[ShipmentView, ...]
    visits: tuple[VisitRow, ...]
    contracts: tuple[ContractView, ...]
    returns: tuple[ReturnView, ...]


def goods_to_ship(
    session: Session, *, locale: str = "en", after: UUID | None = None, most: int = DESK
) -> list[GoodsToShip]:
    """Parts whose goods may leave now, the longest waiting first. Three statements, however many rows.

    Here as in the other lists of the desks, `after` is the id of the last row that was shown before.
    """
    named = DeliveryMethod.name_de if locale == "de" else DeliveryMethod.name
    columns = (OrderPart.id, OrderPart.acknowledged_at, Order, Address, func.coalesce(named, Order.delivery_method))
    statement = (
        select(*columns)
        .join(Order, Order.id == OrderPart.order_id)
        .join(Address, Address.id == func.coalesce(OrderPart.delivery_address_id, Order.delivery_address_id))
        .outerjoin(DeliveryMethod, DeliveryMethod.code == Order.delivery_method)
        .where(OrderPart.waiting_for == WaitingFor.SHIPMENT, OrderPart.kind == LineKind.PHYSICAL)
        .where(*behind((OrderPart.created_at, OrderPart.id), after))
        .order_by(OrderPart.created_at, OrderPart.id)
        .limit(most)
    )
    found = session.execute(statement).all()
    lines = _open_lines(session, [row[0] for row in found])
    held = held_at(session, [row[2].id for row in found]) if found else {}
    return [
        GoodsToShip(
            part_id=part_id,
            order_id=order.id,
            order_number=order.number,
            placed_at=order.placed_at,
            acknowledged_at=acknowledged_at,
            delivery=delivery,
            destination=_destination(address),
            lines=tuple(lines.get(part_id, ())),
            places=tuple(packing_places([line.ready for line in lines.get(part_id, ())], held.get(order.id, ()))),
        )
        for part_id, acknowledged_at, order, address, delivery in found
    ]


def visits_to_plan(session: Session, *, after: UUID | None = None, most: int = DESK) -> list[VisitRow]:
    """Visits without a date, the longest waiting first. One statement."""
    is_behind = behind((ServiceJob.created_at, ServiceJob.id), after)
    return _visits(session, ServiceJob.state == ServiceJobState.TO_SCHEDULE, *is_behind, most=most)


def visits_planned(session: Session, *, after: UUID | None = None, most: int = DESK) -> list[VisitRow]:
    """Visits with a date that have not taken place, the next one first. One statement."""
    is_behind = behind((ServiceJob.scheduled_at, ServiceJob.created_at, ServiceJob.id), after)
    return _visits(session, ServiceJob.state == ServiceJobState.SCHEDULED, *is_behind, most=most)


def subscriptions_to_activate(
    session: Session, *, after: UUID | None = None, most: int = DESK
) -> list[SubscriptionToActivate]:
    """Contracts that wait for their first day, the longest waiting first. One statement."""
    statement = (
        select(Contract, Order.number, Address)
        .join(Order, Order.id == Contract.order_id)
        .join(Address, Address.id == Order.delivery_address_id)
        .where(Contract.state == ContractState.PENDING)
        .where(*behind((Contract.created_at, Contract.id), after))
        .order_by(Contract.created_at, Contract.id)
        .limit(most)
    )
    return [
        SubscriptionToActivate(
            contract_id=contract.id,
            contract_number=contract.number,
            part_id=contract.part_id,
            order_id=contract.order_id,
            order_number=order_number,
            name=contract.name,
            quantity=contract.quantity,
            interval_months=contract.interval_months,
            wished_start_on=contract.wished_start_on,
            destination=_destination(address),
        )
        for contract, order_number, address in session.execute(statement)
    ]


def fulfilment_of(session: Session, order_id: UUID) -> OrderFulfilment:
    """Shipments, visits, contracts and returns of an order, oldest first."""
    visits = _visits(session, ServiceJob.order_id == order_id, most=None)
    return OrderFulfilment(
        shipments=tuple(_shipments(session, Shipment.order_id == order_id)),
        visits=tuple(visits),
        contracts=tuple(contracts_of_order(session, order_id)),
        returns=tuple(_returns(session, CustomerReturn.order_id == order_id)),
    )


def get_shipment(session: Session, shipment_id: UUID) -> ShipmentView:
    """The shipment with this id. Raises ShipmentNotFound."""
    found = _shipments(session, Shipment.id == shipment_id)
    if not found:
        raise ShipmentNotFound
    return found[0]


def free_days_for_visit(session: Session, visit_id: UUID, *, most: int) -> list[date] | None:
    """The next days with time for a visit; None where nobody counts it. At most five statements."""
    visit = session.execute(
        select(ServiceJob.order_line_id, ServiceJob.quantity).where(ServiceJob.id == visit_id)
    ).one_or_none()
    return None if visit is None else free_days_for_line(session, visit.order_line_id, pieces=visit.quantity, most=most)


def get_service_job(session: Session, service_job_id: UUID) -> VisitRow:
    """The visit with this id. Raises ServiceJobNotFound."""
    found = _visits(session, ServiceJob.id == service_job_id, most=1)
    if not found:
        raise ServiceJobNotFound
    return found[0]


def get_return(session: Session, return_id: UUID) -> ReturnView:
    """The return with this id. Raises ReturnNotFound."""
    found = _returns(session, CustomerReturn.id == return_id)
    if not found:
        raise ReturnNotFound
    return found[0]


def _open_lines(session: Session, part_ids: list[UUID]) -> dict[UUID, list[OpenLine]]:
    open_quantity = OrderLine.quantity - OrderLine.fulfilled_quantity - OrderLine.cancelled_quantity
    statement = (
        select(OrderLine)
        .where(OrderLine.part_id.in_(part_ids), OrderLine.kind == LineKind.PHYSICAL, open_quantity > 0)
        .order_by(OrderLine.part_id, OrderLine.position)
    )
    found: dict[UUID, list[OpenLine]] = {}
    for line in session.scalars(statement):
        found.setdefault(line.part_id, []).append(
            OpenLine(
                line_id=line.id,
                sku=line.sku,
                name=line.name,
                picture=line.picture,
                quantity=line.quantity,
                open_quantity=line.open_quantity,
                variant_id=line.variant_id,
                backordered_quantity=line.backordered_quantity,
            )
        )
    return found


def _visits(session: Session, *conditions: ColumnElement[bool], most: int | None) -> list[VisitRow]:
    statement = (
        select(ServiceJob, Order.number, Address)
        .join(Order, Order.id == ServiceJob.order_id)
        .join(Address, Address.id == Order.delivery_address_id)
        .where(*conditions)
        .order_by(ServiceJob.scheduled_at.nulls_last(), ServiceJob.created_at, ServiceJob.id)
        .limit(most)
    )
    shared = VisitRow.__dataclass_fields__.keys() - {"order_number", "destination"}
    return [
        VisitRow(
            **{name: getattr(visit, name) for name in shared},
            order_number=order_number,
            destination=_destination(address),
        )
        for visit, order_number, address in session.execute(statement)
    ]


def _shipments(session: Session, condition: ColumnElement[bool]) -> list[ShipmentView]:
    statement = select(Shipment).where(condition).options(selectinload(Shipment.lines))
    shared = ShipmentView.__dataclass_fields__.keys() - {"lines"}
    return [
        ShipmentView(**{name: getattr(shipment, name) for name in shared}, lines=_document_lines(shipment.lines))
        for shipment in session.scalars(statement.order_by(Shipment.shipped_at, Shipment.id))
    ]


def _returns(session: Session, condition: ColumnElement[bool]) -> list[ReturnView]:
    statement = select(CustomerReturn).where(condition).options(selectinload(CustomerReturn.lines))
    shared = ReturnView.__dataclass_fields__.keys() - {"lines"}
    return [
        ReturnView(**{name: getattr(received, name) for name in shared}, lines=_document_lines(received.lines))
        for received in session.scalars(statement.order_by(CustomerReturn.received_at, CustomerReturn.id))
    ]


def _document_lines(lines: Iterable[ShipmentLine | ReturnLine]) -> tuple[DocumentLine, ...]:
    found = (DocumentLine(line_id=line.order_line_id, quantity=line.quantity) for line in lines)
    return tuple(sorted(found, key=lambda line: line.line_id))


def _destination(address: Address) -> Destination:
    return Destination(
        name=address.name,
        company=address.company,
        street=address.street,
        postal_code=address.postal_code,
        city=address.city,
        country=address.country,
    )
