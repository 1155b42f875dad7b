"""Things to do at their moments, one after the other, under a clock that moves from one to the next."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from core.kernel import jobs
from core.kernel.clock import SimulatedClock
from core.kernel.db import unit_of_work

Deed = Callable[[], object]


@dataclass(order=True, slots=True)
class _Entry:
    at: datetime
    position: int
    deed: Deed = field(compare=False)


class Agenda:
    """Deeds in the order of their moments. Jobs run in between, each when it is due."""

    def __init__(self, clock: SimulatedClock, *, end: datetime) -> None:
        self.clock, self.end = clock, end
        self._entries: list[_Entry] = []
        self._positions = count()

    @property
    def now(self) -> datetime:
        """The present moment of the simulation."""
        return self.clock()

    def at(self, moment: datetime, deed: Deed) -> None:
        """Do something at a moment, or at once if that has passed; what lies behind the end is never done."""
        heapq.heappush(self._entries, _Entry(max(moment, self.now), next(self._positions), deed))

    def after(self, pause: timedelta, deed: Deed) -> None:
        """Do something after a while."""
        self.at(self.now + pause, deed)

    def look_at_the_schedule(self, *, again_after: timedelta | None = None) -> None:
        """Write down the scheduled jobs that are due now, and perhaps look again after a while.

        A worker looks all the time. Here it is done when something depends on it: whatever was not looked at in
        between is caught up, as after an outage.
        """
        with unit_of_work() as session:
            jobs.enqueue_scheduled(session)
        if again_after is not None:
            self.after(again_after, partial(self.look_at_the_schedule, again_after=again_after))

    def run(self, progress: Callable[[datetime], None]) -> None:
        """Do everything up to the end and leave the clock there."""
        while self._entries and self._entries[0].at <= self.end:
            entry = heapq.heappop(self._entries)
            self._let_jobs_run(entry.at)
            self.clock.move_to(entry.at)
            entry.deed()
            progress(entry.at)
        self._let_jobs_run(self.end)
        self.clock.move_to(self.end)

    def _let_jobs_run(self, until: datetime) -> None:
        while (due := jobs.next_due()) is not None and due <= until:
            self.clock.move_to(max(due, self.now))
            jobs.run_due()
