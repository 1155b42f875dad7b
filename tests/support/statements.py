"""Counting SQL statements, so that a page that asks too often fails its test."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, event


@dataclass(slots=True)
class Statements:
    """The statements that were sent, in order; BEGIN, COMMIT, PRAGMA and savepoints are not counted."""

    sent: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many there were."""
        return len(self.sent)

    def __str__(self) -> str:
        return "\n".join(f"{number}. {' '.join(text.split())}" for number, text in enumerate(self.sent, 1))


UNCOUNTED = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "PRAGMA", "SET ", "SHOW ", "SELECT PG_CATALOG")


@contextmanager
def counted(engine: Engine) -> Iterator[Statements]:
    """Count what is sent to a database while the block runs, by whatever session and thread."""
    statements = Statements()

    def note(_connection: Any, _cursor: Any, text: str, *_rest: Any) -> None:
        if not text.lstrip().upper().startswith(UNCOUNTED):
            statements.sent.append(text)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", note)
