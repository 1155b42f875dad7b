"""Single orders: by id for the rest of the house, by number for those whom they belong to."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from core.accounts.models import Address, Customer
from core.orders.errors import OrderNotFound
from core.orders.models import LineMovement, Order, OrderLine, OrderPart
from core.orders.queries.views import MovementView, OrderView, order_view
from core.orders.states import OrderState


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose orders somebody may see: a customer's, or the one that a signed link names. Nobody's without either."""

    customer_id: UUID | None = None
    order_id: UUID | None = None


def get_order(session: Session, order_id: UUID) -> OrderView:
    """The order with this id, for other capabilities and the office. Raises OrderNotFound."""
    return _get(session, Order.id == order_id)


def get_order_by_number(session: Session, number: str, *, owner: Owner) -> OrderView:
    """An order of this owner. Raises OrderNotFound, for a foreign order as for one that does not exist."""
    return _get(session, Order.number == number, belongs_to(owner))


def get_order_for_office(session: Session, number: str) -> OrderView:
    """The order with this number, for staff. Raises OrderNotFound."""
    return _get(session, Order.number == number)


def get_order_of_part(session: Session, part_id: UUID) -> OrderView:
    """The order that a part belongs to, for staff. Raises OrderNotFound."""
    owner = select(OrderPart.order_id).where(OrderPart.id == part_id).scalar_subquery()
    return _get(session, Order.id == owner)


def has_ordered(session: Session, customer_id: UUID) -> bool:
    """Whether a customer has placed an order that was not cancelled."""
    placed = select(Order.id).where(Order.customer_id == customer_id, Order.state != OrderState.CANCELLED).limit(1)
    return session.scalar(placed) is not None


def find_guest_id(session: Session, email: str) -> UUID | None:
    """The customer that a guest with this address is, from an order before."""
    return session.scalar(select(Customer.id).where(Customer.guest_email == email.strip().lower()))


def movements_by(session: Session, cause_id: UUID) -> list[MovementView]:
    """Which quantities moved because of one document: a shipment, a service job, a contract, a return."""
    return _movements(session, LineMovement.cause_id == cause_id)


def movements_of_order(session: Session, order_id: UUID) -> list[MovementView]:
    """Every movement of quantity of an order, oldest first."""
    return _movements(session, OrderLine.order_id == order_id)


def belongs_to(owner: Owner) -> ColumnElement[bool]:
    """The condition that an order may be seen by somebody: ownership stands in the query."""
    conditions: list[ColumnElement[bool]] = []
    if owner.customer_id is not None:
        conditions.append(Order.customer_id == owner.customer_id)
    if owner.order_id is not None:
        conditions.append(Order.id == owner.order_id)
    return or_(*conditions) if conditions else false()


def _get(session: Session, *conditions: ColumnElement[bool]) -> OrderView:
    found = session.execute(_whole_orders().where(*conditions)).unique().one_or_none()
    if found is None:
        raise OrderNotFound
    order = found[0]
    elsewhere = {part.delivery_address_id for part in order.parts if part.delivery_address_id is not None}
    further: dict[UUID, Address] = {}
    if elsewhere:
        rows = session.scalars(select(Address).where(Address.id.in_(elsewhere)))
        further = {address.id: address for address in rows}
    return order_view(order, found[1], found[2], further)


@cache  # asked with every page of an order: the part that is always the same is built once
def _whole_orders() -> Select[*tuple[Any, ...]]:
    """Orders with their parts, lines and both addresses."""
    billing, delivery = aliased(Address), aliased(Address)
    return (
        select(Order, billing, delivery)
        .join(billing, billing.id == Order.billing_address_id)
        .join(delivery, delivery.id == Order.delivery_address_id)
        .options(joinedload(Order.parts), selectinload(Order.lines))
        .execution_options(populate_existing=True)
    )


def _movements(session: Session, condition: ColumnElement[bool]) -> list[MovementView]:
    columns = (
        LineMovement.order_line_id.label("line_id"),
        OrderLine.part_id,
        LineMovement.kind,
        LineMovement.quantity,
        LineMovement.cause_type,
        LineMovement.cause_id,
        LineMovement.at,
    )
    statement = select(*columns).join(OrderLine, OrderLine.id == LineMovement.order_line_id).where(condition)
    rows = session.execute(statement.order_by(LineMovement.at, OrderLine.position, LineMovement.id))
    return [MovementView(**row._mapping) for row in rows]
