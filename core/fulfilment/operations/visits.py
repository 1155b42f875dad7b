"""Visits: planning them, and writing down that they took place."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.fulfilment.errors import ServiceJobNotFound, TextMissing, VisitInThePast
from core.fulfilment.events import ServiceCompleted, VisitScheduled
from core.fulfilment.models import ServiceJob
from core.fulfilment.states import ServiceJobState
from core.inventory.operations import book_time
from core.inventory.queries import TimeWanted
from core.kernel import clock
from core.kernel.actor import Actor
from core.kernel.db import lock
from core.kernel.events import announce
from core.orders.models import Order, OrderLine
from core.orders.operations import Cause, lock_order_of_part, plan_part, progress_part

OPEN = (ServiceJobState.TO_SCHEDULE, ServiceJobState.SCHEDULED)


def schedule_service(
    session: Session,
    service_job_id: UUID,
    *,
    at: datetime,
    technician: str,
    is_overbooked: bool = False,
    acting_user: Actor,
) -> ServiceJob:
    """Give a visit its date and technician, or another one; its time is kept on that day, also where there is none.

    Raises VisitInThePast, TextMissing, DayFull (unless `is_overbooked`), PartNotReady, WrongState when it has taken
    place.
    """
    order = _lock_order(session, service_job_id)
    visit = lock(session, ServiceJob, service_job_id)
    if at <= clock.now():
        raise VisitInThePast
    if not technician.strip():
        raise TextMissing(field="technician")
    _keep_time(session, visit, clock.local_date(at), is_overbooked=is_overbooked)
    visit.move_to(ServiceJobState.SCHEDULED, acting_user=acting_user)
    visit.scheduled_at, visit.technician = at, technician.strip()
    plan_part(session, visit.part_id, waiting_on=_next_visit(session, visit.part_id), acting_user=acting_user)
    announce(session, _scheduled(order, visit, at), acting_user=acting_user)
    return visit


def complete_service(session: Session, service_job_id: UUID, *, report: str, acting_user: Actor) -> ServiceJob:
    """Write down that a planned visit took place; its part is completed with the last one. Again changes nothing.

    Raises TextMissing without a report, PartNotReady, WrongState for a visit without a date.
    """
    order = _lock_order(session, service_job_id)
    visit = lock(session, ServiceJob, service_job_id)
    if visit.state is ServiceJobState.COMPLETED:
        return visit
    if not report.strip():
        raise TextMissing(field="report")
    visit.move_to(ServiceJobState.COMPLETED, acting_user=acting_user)
    visit.report, visit.completed_at = report.strip(), clock.now()
    announce(session, _completed(order, visit), acting_user=acting_user)
    progress_part(
        session,
        visit.part_id,
        quantities={visit.order_line_id: visit.quantity},
        cause=Cause(type="service_job", id=visit.id),
        waiting_on=_next_visit(session, visit.part_id),
        acting_user=acting_user,
    )
    return visit


def _lock_order(session: Session, service_job_id: UUID) -> Order:
    """The order first, as everywhere, so that nobody waits in a circle."""
    part_id = session.scalar(select(ServiceJob.part_id).where(ServiceJob.id == service_job_id))
    if part_id is None:
        raise ServiceJobNotFound
    return lock_order_of_part(session, part_id)


def _keep_time(session: Session, visit: ServiceJob, day: date, *, is_overbooked: bool) -> None:
    line = session.get_one(OrderLine, visit.order_line_id)
    if line.variant_id is not None:
        wanted = TimeWanted(
            order_line_id=line.id,
            variant_id=line.variant_id,
            business_unit_id=line.business_unit_id,
            pieces=visit.quantity,
        )
        book_time(session, [wanted], on=day, field="at", is_overbooked=is_overbooked)


def _next_visit(session: Session, part_id: UUID) -> date | None:
    """The day of the part's next visit; None while one of them has no day, or none is left."""
    open_visits = select(ServiceJob.scheduled_at).where(ServiceJob.part_id == part_id, ServiceJob.state.in_(OPEN))
    moments = session.scalars(open_visits).all()
    planned = [moment for moment in moments if moment is not None]
    return clock.local_date(min(planned)) if planned and len(planned) == len(moments) else None


def _scheduled(order: Order, visit: ServiceJob, at: datetime) -> VisitScheduled:
    return VisitScheduled(
        order_id=order.id,
        order_number=order.number,
        customer_id=order.customer_id,
        service_job_id=visit.id,
        service_job_number=visit.number,
        part_id=visit.part_id,
        technician=visit.technician,
        visit_on=clock.local_date(at),
    )


def _completed(order: Order, visit: ServiceJob) -> ServiceCompleted:
    return ServiceCompleted(
        order_id=order.id,
        order_number=order.number,
        customer_id=order.customer_id,
        service_job_id=visit.id,
        service_job_number=visit.number,
        part_id=visit.part_id,
    )
