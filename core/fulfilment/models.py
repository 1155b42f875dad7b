"""Shipments, visits and returns as rows."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.fulfilment.states import (
    RETURN_LIFE,
    SERVICE_JOB_LIFE,
    SHIPMENT_LIFE,
    ReturnState,
    ServiceJobState,
    ShipmentState,
)
from core.kernel.db import Base, Identified, enum_column
from core.kernel.states import Stateful


class Shipment(Stateful, Identified, Base):
    """Goods of one part that left together."""

    __tablename__ = "shipment"
    LIFE = SHIPMENT_LIFE

    number: Mapped[str] = mapped_column(String(20), unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    part_id: Mapped[UUID] = mapped_column(ForeignKey("order_part.id"), index=True)
    state: Mapped[ShipmentState] = mapped_column(enum_column(ShipmentState), default=ShipmentState.OPEN)
    carrier: Mapped[str] = mapped_column(String(80))
    tracking: Mapped[str] = mapped_column(String(120), default="")
    shipped_at: Mapped[datetime]
    warehouse_name: Mapped[str] = mapped_column(String(120), default="")

    lines: Mapped[list["ShipmentLine"]] = relationship(lazy="raise")


class ShipmentLine(Identified, Base):
    """So many of one order line in a shipment."""

    __tablename__ = "shipment_line"
    __table_args__ = (
        UniqueConstraint("shipment_id", "order_line_id", name="uq_shipment_line_order_line"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    shipment_id: Mapped[UUID] = mapped_column(ForeignKey("shipment.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_line.id"), index=True)
    quantity: Mapped[int]


class ServiceJob(Stateful, Identified, Base):
    """A visit that was bought: one per order line."""

    __tablename__ = "service_job"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("state <> 'scheduled' OR scheduled_at IS NOT NULL", name="scheduled_has_moment"),
        Index("ix_service_job_desk", "state", "scheduled_at", "id"),
    )
    LIFE = SERVICE_JOB_LIFE

    number: Mapped[str] = mapped_column(String(20), unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    part_id: Mapped[UUID] = mapped_column(ForeignKey("order_part.id"), index=True)
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_line.id"), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    quantity: Mapped[int]
    state: Mapped[ServiceJobState] = mapped_column(enum_column(ServiceJobState), default=ServiceJobState.TO_SCHEDULE)
    wished_on: Mapped[date | None]
    scheduled_at: Mapped[datetime | None]
    technician: Mapped[str] = mapped_column(String(200), default="")
    report: Mapped[str] = mapped_column(Text, default="")
    completed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class CustomerReturn(Stateful, Identified, Base):
    """Goods that came back."""

    __tablename__ = "customer_return"
    LIFE = RETURN_LIFE

    number: Mapped[str] = mapped_column(String(20), unique=True)
    order_id: Mapped[UUID] = mapped_column(ForeignKey("order.id"), index=True)
    state: Mapped[ReturnState] = mapped_column(enum_column(ReturnState), default=ReturnState.ANNOUNCED)
    reason: Mapped[str] = mapped_column(String(500), default="")
    received_at: Mapped[datetime]

    lines: Mapped[list["ReturnLine"]] = relationship(lazy="raise")


class ReturnLine(Identified, Base):
    """So many of one order line in a return."""

    __tablename__ = "customer_return_line"
    __table_args__ = (
        UniqueConstraint("return_id", "order_line_id", name="uq_customer_return_line_order_line"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
    )

    return_id: Mapped[UUID] = mapped_column(ForeignKey("customer_return.id"))
    order_line_id: Mapped[UUID] = mapped_column(ForeignKey("order_line.id"), index=True)
    quantity: Mapped[int]
