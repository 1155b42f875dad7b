"""A strict stand-in for another company's fulfilment system, which loses, doubles and delays what is said to it."""

from collections import deque
from collections.abc import Iterable
from enum import StrEnum
from itertools import count
from threading import Lock

from core.fulfilment.protocol import BackendRefused, BackendTimeout, HandOver, Receipt, TaskState
from core.kernel import clock


class Killed(BaseException):
    """Our own process is killed at this moment: nothing catches it."""


class Fault(StrEnum):
    """What goes wrong with one call."""

    NONE = "none"
    QUESTION_LOST = "question_lost"
    ANSWER_LOST = "answer_lost"
    QUESTION_LATE = "question_late"
    DELIVERED_TWICE = "delivered_twice"
    KILLED_BEFORE = "killed_before"
    KILLED_AFTER = "killed_after"


class StrictBackend:
    """Keeps one task per key. The same key with other content is a mistake of ours and fails the test."""

    name = "strict"
    label = "Strict Fulfilment"

    def __init__(self, faults: Iterable[Fault] = (), *, refuses: str = "") -> None:
        self.faults = deque(faults)
        self.refuses = refuses
        self.tasks: dict[str, HandOver] = {}
        self.receipts: dict[str, Receipt] = {}
        self.withdrawn: set[str] = set()
        self.calls: list[str] = []
        self._late: list[HandOver] = []
        self._numbers = count(4711)
        self._lock = Lock()

    def submit(self, hand_over: HandOver) -> Receipt:
        """Take a part on, unless the next fault has other plans."""
        self.calls.append("submit")
        fault = self._next_fault()
        if fault is Fault.QUESTION_LOST:
            raise BackendTimeout
        if fault is Fault.KILLED_BEFORE:
            raise Killed
        if fault is Fault.QUESTION_LATE:
            self._late.append(hand_over)
            raise BackendTimeout
        if self.refuses:
            raise BackendRefused(self.refuses)
        receipt = self._accept(hand_over)
        if fault is Fault.DELIVERED_TWICE:
            self._accept(hand_over)
        self._let_late_ones_arrive()
        if fault is Fault.ANSWER_LOST:
            raise BackendTimeout
        if fault is Fault.KILLED_AFTER:
            raise Killed
        return receipt

    def find(self, key: str) -> Receipt | None:
        """The receipt of a key; what is late has not arrived yet."""
        self.calls.append("find")
        fault = self._next_fault()
        if fault in (Fault.QUESTION_LOST, Fault.ANSWER_LOST, Fault.QUESTION_LATE):
            raise BackendTimeout
        if fault in (Fault.KILLED_BEFORE, Fault.KILLED_AFTER):
            raise Killed
        return self.receipts.get(key)

    def amend(self, reference: str, hand_over: HandOver) -> TaskState:
        """Less of a task is wanted."""
        self.calls.append("amend")
        self._require(reference)
        if self._next_fault() is not Fault.NONE:
            raise BackendTimeout
        if reference in self.withdrawn:
            return TaskState.WITHDRAWN
        self.tasks[hand_over.key] = hand_over
        return TaskState.ACCEPTED

    def status(self, reference: str) -> TaskState:
        """Whether the task is open or was taken back."""
        self._require(reference)
        return TaskState.WITHDRAWN if reference in self.withdrawn else TaskState.ACCEPTED

    def cancel(self, reference: str) -> TaskState:
        """Take a task back."""
        self.calls.append("cancel")
        self._require(reference)
        if self._next_fault() is not Fault.NONE:
            raise BackendTimeout
        self.withdrawn.add(reference)
        return TaskState.WITHDRAWN

    def _next_fault(self) -> Fault:
        return self.faults.popleft() if self.faults else Fault.NONE

    def _accept(self, hand_over: HandOver) -> Receipt:
        with self._lock:
            known = self.tasks.setdefault(hand_over.key, hand_over)
            assert known == hand_over, "the same key must say the same"
            if hand_over.key not in self.receipts:
                reference = f"T-{next(self._numbers)}"
                self.receipts[hand_over.key] = Receipt(key=hand_over.key, reference=reference, received_at=clock.now())
            return self.receipts[hand_over.key]

    def _let_late_ones_arrive(self) -> None:
        for hand_over in self._late:
            self._accept(hand_over)
        self._late.clear()

    def _require(self, reference: str) -> None:
        if reference not in {receipt.reference for receipt in self.receipts.values()}:
            raise BackendRefused(f"There is no task {reference}.")
