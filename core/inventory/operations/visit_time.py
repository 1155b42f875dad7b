"""The time of those who make visits: how much there is, what is kept for orders, what becomes free again."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.orm import Session

from core.inventory.errors import DayFull
from core.inventory.models import ServiceDay, ServiceHours, TimeBooking
from core.inventory.queries.visit_time import TimeWanted, durations, find_free_days, hours_of
from core.kernel.db import insert_if_absent

WEEK: Final = 7


def set_hours(session: Session, business_unit_id: UUID, minutes: Sequence[int]) -> None:
    """Say how many minutes of visits a unit can make from Monday to Sunday; an empty list makes them unlimited.

    What is booked already stays, even if it is more.
    """
    assert len(minutes) in (0, WEEK)
    session.execute(delete(ServiceHours).where(ServiceHours.business_unit_id == business_unit_id))
    rows = [
        {"business_unit_id": business_unit_id, "weekday": weekday, "minutes": minutes_of_day}
        for weekday, minutes_of_day in enumerate(minutes)
    ]
    if rows:
        session.execute(insert(ServiceHours), rows)


def set_day(session: Session, business_unit_id: UUID, day: date, minutes: int | None) -> None:
    """Say how many minutes one day has, such as none on a holiday; None makes it a day as usual again."""
    insert_if_absent(session, ServiceDay, business_unit_id=business_unit_id, day=day, minutes=None, booked=0)
    session.execute(update(ServiceDay).where(*_on(business_unit_id, day)).values(minutes=minutes))


def book_time(
    session: Session,
    wanted: Sequence[TimeWanted],
    *,
    on: date,
    field: str,
    is_overbooked: bool = False,
) -> None:
    """Keep the time of visits on a day; what was kept for the same lines on another day becomes free.

    All or nothing. `is_overbooked` takes the time even where there is none: somebody works longer. Raises DayFull.
    """
    release_time(session, {one.order_line_id: None for one in wanted})
    each = durations(session, [one.variant_id for one in wanted])
    hours = hours_of(session, {one.business_unit_id for one in wanted})
    counted = [one for one in wanted if one.business_unit_id in hours and each.get(one.variant_id)]
    minutes: Counter[UUID] = Counter()
    for one in counted:
        minutes[one.business_unit_id] += one.pieces * each[one.variant_id]
    for unit, needed in sorted(minutes.items()):
        usual = hours[unit].get(on.weekday(), 0)
        if not _take(session, unit, on, needed, usual=usual, is_overbooked=is_overbooked):
            free = find_free_days(session, minutes, after=on, most=1)
            raise DayFull(day=on, next_day=free[0] if free else None, field=field)
    rows = [
        {
            "order_line_id": one.order_line_id,
            "business_unit_id": one.business_unit_id,
            "day": on,
            "pieces": one.pieces,
            "minutes_each": each[one.variant_id],
        }
        for one in counted
    ]
    if rows:
        session.execute(insert(TimeBooking), rows)


def release_time(session: Session, pieces: Mapping[UUID, int | None]) -> None:
    """Visits of these order lines do not take place: so many of each, or all with None. Again changes nothing."""
    for booking in _locked(session, pieces):
        wanted = pieces[booking.order_line_id]
        freed = booking.pieces if wanted is None else min(wanted, booking.pieces)
        _give_back(session, booking, freed * booking.minutes_each)
        if freed == booking.pieces:
            session.delete(booking)
        else:
            booking.pieces -= freed
    session.flush()  # the same line may be booked anew in this transaction


def _locked(session: Session, order_line_ids: Collection[UUID]) -> Sequence[TimeBooking]:
    statement = select(TimeBooking).where(TimeBooking.order_line_id.in_(order_line_ids))
    return session.scalars(statement.order_by(TimeBooking.order_line_id).with_for_update()).all()


def _take(session: Session, unit: UUID, day: date, minutes: int, *, usual: int, is_overbooked: bool) -> bool:
    """Take minutes of a day if it has them: one conditional statement decides between rivals."""
    insert_if_absent(session, ServiceDay, business_unit_id=unit, day=day, minutes=None, booked=0)
    statement = update(ServiceDay).where(*_on(unit, day))
    if not is_overbooked:
        statement = statement.where(ServiceDay.booked + minutes <= func.coalesce(ServiceDay.minutes, usual))
    taken = session.scalars(
        statement.values(booked=ServiceDay.booked + minutes)
        .returning(ServiceDay.booked)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def _give_back(session: Session, booking: TimeBooking, minutes: int) -> None:
    session.execute(
        update(ServiceDay)
        .where(*_on(booking.business_unit_id, booking.day))
        .values(booked=ServiceDay.booked - minutes)
        .execution_options(synchronize_session=False)
    )


def _on(unit: UUID, day: date) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (ServiceDay.business_unit_id == unit, ServiceDay.day == day)
