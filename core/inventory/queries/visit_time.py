"""The time of those who make visits: which days are free, and how full they are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalog.models import ServiceTerms
from core.inventory.models import ServiceDay, ServiceHours

LOOKED_AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWanted:
    """So many visits of one order line; a cart has no line yet."""

    order_line_id: UUID
    variant_id: UUID
    business_unit_id: UUID
    pieces: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLoad:
    """A day of a business unit: how many minutes it has, how many are taken, and whether it is as usual."""

    business_unit_id: UUID
    day: date
    minutes: int
    booked: int
    is_usual: bool

    @property
    def left(self) -> int:
        """What can still be booked; below nothing on a day that is overbooked."""
        return self.minutes - self.booked


Hours = Mapping[UUID, Mapping[int, int]]


def hours_of(session: Session, business_unit_ids: Collection[UUID] | None = None) -> Hours:
    """The minutes of each weekday by business unit; a unit without any is not counted. One statement."""
    statement = select(ServiceHours.business_unit_id, ServiceHours.weekday, ServiceHours.minutes)
    if business_unit_ids is not None:
        statement = statement.where(ServiceHours.business_unit_id.in_(business_unit_ids))
    found: dict[UUID, dict[int, int]] = {}
    for row in session.execute(statement.order_by(ServiceHours.business_unit_id, ServiceHours.weekday)):
        found.setdefault(row.business_unit_id, {})[row.weekday] = row.minutes
    return found


def durations(session: Session, variant_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many minutes a visit of each article takes; what says nothing is left out. One statement."""
    statement = select(ServiceTerms.variant_id, ServiceTerms.duration_minutes)
    rows = session.execute(statement.where(ServiceTerms.variant_id.in_(variant_ids)))
    return {row.variant_id: row.duration_minutes for row in rows}


def free_days(session: Session, wanted: Collection[TimeWanted], *, after: date, most: int) -> list[date] | None:
    """The next days on which all these visits can be made; None where nobody counts. At most three statements."""
    hours = hours_of(session, {one.business_unit_id for one in wanted})
    if not hours:
        return None
    each = durations(session, [one.variant_id for one in wanted])
    minutes: dict[UUID, int] = {}
    for one in wanted:
        needed = one.pieces * each.get(one.variant_id, 0)
        minutes[one.business_unit_id] = minutes.get(one.business_unit_id, 0) + needed
    return _free(session, hours, minutes, after=after, most=most)


def find_free_days(session: Session, minutes: Mapping[UUID, int], *, after: date, most: int) -> list[date]:
    """The next days on which every unit has so many minutes left. Two statements."""
    return _free(session, hours_of(session, minutes.keys()), minutes, after=after, most=most)


def day_loads(session: Session, *, first: date, days: int) -> list[DayLoad]:
    """Every day of every unit that counts its time, by day. Two statements."""
    hours = hours_of(session)
    kept = _kept(session, list(hours), first, first + timedelta(days=days))
    return [
        _load(unit, day, weekdays, kept.get((unit, day)))
        for day in (first + timedelta(days=number) for number in range(days))
        for unit, weekdays in hours.items()
    ]


def _free(session: Session, hours: Hours, minutes: Mapping[UUID, int], *, after: date, most: int) -> list[date]:
    kept = _kept(session, list(hours), after, after + LOOKED_AHEAD)
    found: list[date] = []
    for number in range(1, LOOKED_AHEAD.days):
        day = after + timedelta(days=number)
        loads = (_load(unit, day, weekdays, kept.get((unit, day))) for unit, weekdays in hours.items())
        if all(load.left >= max(1, minutes.get(load.business_unit_id, 0)) for load in loads):
            found.append(day)
            if len(found) == most:
                break
    return found


def _kept(session: Session, units: Collection[UUID], first: date, last: date) -> dict[tuple[UUID, date], ServiceDay]:
    if not units:
        return {}
    rows = session.scalars(
        select(ServiceDay)
        .where(ServiceDay.business_unit_id.in_(units), ServiceDay.day >= first, ServiceDay.day <= last)
        .order_by(ServiceDay.day, ServiceDay.business_unit_id)
        .execution_options(populate_existing=True)
    )
    return {(row.business_unit_id, row.day): row for row in rows}


def _load(unit: UUID, day: date, weekdays: Mapping[int, int], kept: ServiceDay | None) -> DayLoad:
    usual = weekdays.get(day.weekday(), 0)
    own = kept.minutes if kept is not None else None
    return DayLoad(
        business_unit_id=unit,
        day=day,
        minutes=usual if own is None else own,
        booked=kept.booked if kept is not None else 0,
        is_usual=own is None,
    )
