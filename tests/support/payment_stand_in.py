"""A card company to test against: it keeps its own books in a file, outlives whoever asks it, and can misbehave.

What it does is chosen by the card. It is strict: the same reference must always come with the same wish.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.ledger.states import AccountCode
from core.payments.protocol import Answer, Charge, Outcome, ProviderTimeout, Return
from core.payments.states import Timing

SCHEMA = """
CREATE TABLE IF NOT EXISTS charge (
    reference TEXT PRIMARY KEY, amount INTEGER, currency TEXT, card TEXT, outcome TEXT, refunded INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS refund (reference TEXT PRIMARY KEY, charge TEXT, amount INTEGER);
CREATE TABLE IF NOT EXISTS heard (number INTEGER PRIMARY KEY, what TEXT, reference TEXT);
CREATE TABLE IF NOT EXISTS mood (name TEXT PRIMARY KEY);
"""


class Card(StrEnum):
    """What is to happen."""

    GOOD = "good"
    BROKE = "broke"
    ASKS = "asks"
    ANSWER_LOST = "answer_lost"
    QUESTION_LOST = "question_lost"
    LATE = "late"
    GREEDY = "greedy"


class Mood(StrEnum):
    """What is wrong with the company today."""

    SILENT = "silent"
    LOSES_REFUND_ANSWERS = "loses_refund_answers"
    REFUSES_REFUNDS = "refuses_refunds"
    GIVES_LESS = "gives_less"


FIRST_OUTCOME = {
    Card.BROKE: Outcome.DECLINED,
    Card.ASKS: Outcome.REQUIRES_ACTION,
    Card.LATE: Outcome.PENDING,
}


class Misused(Exception):
    """Somebody asked for something else by a reference that was used before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dawdle:
    """After this step is done and kept, touch a file and sleep, so that somebody can kill the caller."""

    step: str
    seconds: float
    marker: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class StandIn:
    """The company; every instance with the same file is the same company."""

    file: Path
    dawdle: Dawdle | None = None
    code: str = "stand_in"
    label: str = "Stand-in"
    note: str = "For tests."
    timing: Timing = Timing.AT_ONCE
    account: AccountCode = AccountCode.CARD_TRANSIT

    # --- as OnlineProvider has it

    def charge(self, charge: Charge) -> Answer:
        """See OnlineProvider."""
        with self._books("charge", charge.reference) as books:
            if charge.instrument == Card.QUESTION_LOST and self._times("charge", charge.reference) == 1:
                books.commit()
                raise ProviderTimeout
            amount = charge.amount_minor + (charge.instrument == Card.GREEDY)
            outcome = FIRST_OUTCOME.get(Card(charge.instrument), Outcome.CAPTURED)
            known = books.execute("SELECT amount, currency, card FROM charge WHERE reference = ?", (charge.reference,))
            wish = (amount, charge.currency, charge.instrument)
            before = known.fetchone()
            if before is not None and before != wish:
                raise Misused(charge.reference)
            is_new = before is None
            row = (charge.reference, *wish, outcome.value)
            books.execute("INSERT OR IGNORE INTO charge VALUES (?, ?, ?, ?, ?, 0)", row)
        self._dawdle("charge")
        if is_new and charge.instrument == Card.ANSWER_LOST:
            raise ProviderTimeout
        return self._charge(charge.reference)

    def confirm(self, reference: str, *, is_confirmed: bool) -> Answer:
        """See OnlineProvider."""
        outcome = Outcome.CAPTURED if is_confirmed else Outcome.DECLINED
        with self._books("confirm", reference) as books:
            asked = "UPDATE charge SET outcome = ? WHERE reference = ? AND outcome = ?"
            books.execute(asked, (outcome.value, reference, Outcome.REQUIRES_ACTION.value))
        return self._charge(reference)

    def status(self, reference: str) -> Answer:
        """See OnlineProvider."""
        with self._books("status", reference):
            return self._charge(reference)

    def refund(self, wanted: Return) -> Answer:
        """See OnlineProvider."""
        with self._books("refund", wanted.reference) as books:
            if (known := self._refund(wanted.reference)).outcome is Outcome.REFUNDED:
                return known
            given = wanted.amount_minor - 100 * self._is(Mood.GIVES_LESS)
            room = "outcome = 'captured' AND refunded + ? <= amount"
            taken = books.execute(
                f"UPDATE charge SET refunded = refunded + ? WHERE reference = ? AND currency = ? AND {room}",
                (given, wanted.charge_reference, wanted.currency, given),
            )
            if not taken.rowcount or self._is(Mood.REFUSES_REFUNDS):
                books.rollback()
                return Answer(outcome=Outcome.DECLINED, reason="Not that much was charged.")
            row = (wanted.reference, wanted.charge_reference, given)
            books.execute("INSERT INTO refund VALUES (?, ?, ?)", row)
        self._dawdle("refund")
        if self._is(Mood.LOSES_REFUND_ANSWERS):
            raise ProviderTimeout
        return self._refund(wanted.reference)

    def refund_status(self, reference: str) -> Answer:
        """See OnlineProvider."""
        with self._books("refund_status", reference):
            return self._refund(reference)

    # --- as tests see and move it

    def answer_late(self) -> None:
        """Take the money that was pending."""
        with self._open() as books:
            books.execute("UPDATE charge SET outcome = 'captured' WHERE outcome = 'pending'")

    def feel(self, mood: Mood) -> None:
        """From now on be so."""
        with self._open() as books:
            books.execute("INSERT OR IGNORE INTO mood VALUES (?)", (mood.value,))

    def recover(self) -> None:
        """From now on be well."""
        with self._open() as books:
            books.execute("DELETE FROM mood")

    def taken(self) -> list[int]:
        """The charges that took money, in minor units."""
        return [row[0] for row in self._all("SELECT amount FROM charge WHERE outcome = 'captured' ORDER BY reference")]

    def given_back(self) -> list[int]:
        """The refunds, in minor units."""
        return [row[0] for row in self._all("SELECT amount FROM refund ORDER BY reference")]

    def heard(self) -> list[str]:
        """What was asked, in order."""
        return [row[0] for row in self._all("SELECT what FROM heard ORDER BY number")]

    # --- its books

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with closing(sqlite3.connect(self.file, timeout=30)) as books:
            books.executescript(SCHEMA)
            books.execute("BEGIN IMMEDIATE")
            yield books
            books.commit()

    @contextmanager
    def _books(self, what: str, reference: str) -> Iterator[sqlite3.Connection]:
        with self._open() as books:
            books.execute("INSERT INTO heard (what, reference) VALUES (?, ?)", (what, reference))
            books.commit()
        if self._is(Mood.SILENT):
            raise ProviderTimeout
        with self._open() as books:
            yield books

    def _all(self, query: str, *values: str) -> list[Any]:
        with closing(sqlite3.connect(self.file, timeout=30)) as books:
            books.executescript(SCHEMA)
            return books.execute(query, values).fetchall()

    def _times(self, what: str, reference: str) -> int:
        return int(self._all("SELECT count(*) FROM heard WHERE what = ? AND reference = ?", what, reference)[0][0])

    def _is(self, mood: Mood) -> bool:
        return bool(self._all("SELECT count(*) FROM mood WHERE name = ?", mood.value)[0][0])

    def _charge(self, reference: str) -> Answer:
        found = self._all("SELECT amount, currency, outcome FROM charge WHERE reference = ?", reference)
        if not found:
            return Answer(outcome=Outcome.NOT_FOUND)
        amount, currency, outcome = found[0]
        return Answer(
            outcome=Outcome(outcome),
            amount_minor=amount,
            currency=currency,
            provider_reference=f"stand-in-{reference}",
            reason="No money." if outcome == Outcome.DECLINED else "",
        )

    def _refund(self, reference: str) -> Answer:
        query = "SELECT r.amount, c.currency FROM refund r JOIN charge c ON c.reference = r.charge"
        found = self._all(f"{query} WHERE r.reference = ?", reference)
        if not found:
            return Answer(outcome=Outcome.NOT_FOUND)
        amount, currency = found[0]
        return Answer(outcome=Outcome.REFUNDED, amount_minor=amount, currency=currency, provider_reference=reference)

    def _dawdle(self, step: str) -> None:
        if self.dawdle is not None and self.dawdle.step == step:
            self.dawdle.marker.touch()
            time.sleep(self.dawdle.seconds)
