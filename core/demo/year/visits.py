"""The demo company begins to count the time of its technicians on the last day of its year."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.accounts.queries import business_units
from core.fulfilment.models import ServiceJob
from core.fulfilment.states import ServiceJobState
from core.inventory.operations import book_time, set_hours
from core.inventory.queries import TimeWanted
from core.kernel import clock
from core.orders.models import OrderLine

TWO_TECHNICIANS: Final = (960, 960, 960, 960, 960, 240, 0)
"""Minutes from Monday to Sunday."""


def count_time(session: Session) -> None:
    """From now on visits take time from a calendar; those that are planned already have theirs."""
    units = {unit.code: unit.id for unit in business_units(session)}
    planned = session.execute(
        select(
            ServiceJob.scheduled_at,
            ServiceJob.quantity,
            OrderLine.id,
            OrderLine.variant_id,
            OrderLine.business_unit_id,
        )
        .join(OrderLine, OrderLine.id == ServiceJob.order_line_id)
        .where(ServiceJob.state == ServiceJobState.SCHEDULED, ServiceJob.scheduled_at > clock.now())
        .order_by(ServiceJob.number)
    ).all()
    set_hours(session, units["service"], TWO_TECHNICIANS)
    for row in planned:
        if row.variant_id is not None and row.scheduled_at is not None:
            wanted = TimeWanted(
                order_line_id=row.id,
                variant_id=row.variant_id,
                business_unit_id=row.business_unit_id,
                pieces=row.quantity,
            )
            day = clock.local_date(row.scheduled_at)
            book_time(session, [wanted], on=day, field="at", is_overbooked=True)
