"""The clock of a part: the steps that it goes through, with the moments of those that are done."""

from dataclasses import dataclass
from datetime import datetime

from core.kernel.i18n import N_
from core.orders.states import LineKind

ORDERED = N_("Ordered")
PAYMENT_SETTLED = N_("Payment settled")
ACCEPTED = N_("Accepted for fulfilment")
CANCELLED = N_("Cancelled")

STARTED = {LineKind.PHYSICAL: N_("First goods shipped"), LineKind.SERVICE: N_("Visit planned")}
COMPLETED = {
    LineKind.PHYSICAL: N_("All goods shipped"),
    LineKind.SERVICE: N_("Visit done"),
    LineKind.SUBSCRIPTION: N_("Subscription runs"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTimes:
    """When what happened to a part; None where it has not."""

    placed_at: datetime
    released_at: datetime | None = None
    acknowledged_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStep:
    """One step: a code for programs, a marked label for people, when it was done, and whether it is the next one."""

    code: str
    label: str
    at: datetime | None
    is_now: bool

    @property
    def is_done(self) -> bool:
        """Whether this step lies behind."""
        return self.at is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    code: str
    label: str
    at: datetime | None


def clock_of(kind: LineKind, times: PartTimes) -> tuple[ClockStep, ...]:
    """The steps of a part in their order; after a cancellation those that were done, and that as the last."""
    planned = [
        _Planned(code="ordered", label=ORDERED, at=times.placed_at),
        _Planned(code="released", label=PAYMENT_SETTLED, at=times.released_at),
        _Planned(code="acknowledged", label=ACCEPTED, at=times.acknowledged_at),
    ]
    if kind in STARTED:
        planned.append(_Planned(code="started", label=STARTED[kind], at=times.started_at or times.completed_at))
    planned.append(_Planned(code="completed", label=COMPLETED[kind], at=times.completed_at))
    if times.cancelled_at is not None:
        planned = [step for step in planned if step.at is not None]
        planned.append(_Planned(code="cancelled", label=CANCELLED, at=times.cancelled_at))
    open_codes = [step.code for step in planned if step.at is None]
    now = open_codes[0] if open_codes else None
    return tuple(ClockStep(code=s.code, label=s.label, at=s.at, is_now=s.code == now) for s in planned)
