"""Counting what happens on pages that only read: kept in this process and written soon after, never by the request."""

import atexit
from collections.abc import Callable, Sequence
from threading import Lock, Timer
from typing import Generic, TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from core.kernel.db import unit_of_work
from core.kernel.logs import get_logger

Entry = TypeVar("Entry")
SOON = 10.0  # seconds
MOST_KEPT = 5_000  # what comes on top is not counted: visitors must not fill the memory


class Tally(Generic[Entry]):
    """Entries of one process; `write` puts many into the database in one short transaction.

    Entries that cannot be written are lost: they are figures, and no visitor waits or fails for them. With `is_timed`
    a thread of its own writes them after some seconds; without it only `flush` does.
    """

    def __init__(self, write: Callable[[Session, Sequence[Entry]], None], *, is_timed: bool) -> None:
        self._write, self._is_timed = write, is_timed
        self._lock = Lock()
        self._entries: list[Entry] = []
        self._timer: Timer | None = None
        if is_timed:
            atexit.register(self.flush)

    def add(self, entry: Entry) -> None:
        """Keep an entry until it is written."""
        with self._lock:
            if len(self._entries) < MOST_KEPT:
                self._entries.append(entry)
            if self._is_timed and self._timer is None:
                self._timer = Timer(SOON, self.flush)
                self._timer.daemon = True
                self._timer.start()

    def flush(self) -> None:
        """Write everything that is kept."""
        with self._lock:
            entries, self._entries, self._timer = self._entries, [], None
        if not entries:
            return
        try:
            with unit_of_work() as session:
                self._write(session, entries)
        except (SQLAlchemyError, RuntimeError) as error:  # a database that is away, or not connected any more
            get_logger().warning("tally_lost", entries=len(entries), error=type(error).__name__)
