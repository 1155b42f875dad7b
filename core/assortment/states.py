"""The life of an import, the shapes of files, and what became of a row."""

from enum import StrEnum

from core.kernel.states import StateMachine


class ImportState(StrEnum):
    """Where an import stands."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


IMPORT_LIFE = StateMachine(
    "catalogue_import",
    ImportState.WAITING,
    {
        ImportState.WAITING: frozenset({ImportState.RUNNING, ImportState.FAILED}),
        ImportState.RUNNING: frozenset({ImportState.DONE, ImportState.FAILED}),
        ImportState.DONE: frozenset(),
        ImportState.FAILED: frozenset(),
    },
)


class BulkState(StrEnum):
    """Where a change of many products stands."""

    PROPOSED = "proposed"
    RUNNING = "running"
    DONE = "done"


BULK_LIFE = StateMachine(
    "bulk_change",
    BulkState.PROPOSED,
    {
        BulkState.PROPOSED: frozenset({BulkState.RUNNING}),
        BulkState.RUNNING: frozenset({BulkState.DONE}),
        BulkState.DONE: frozenset(),
    },
)


class FileFormat(StrEnum):
    """How the rows of a file are written."""

    CSV = "csv"
    JSON_LINES = "jsonl"


class PriceUnit(StrEnum):
    """Whether prices are written in cents or in euros."""

    MINOR = "minor"
    MAJOR = "major"
