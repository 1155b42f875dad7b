"""Carrying out imports and changes of many products, batch by batch, each in a short transaction of its own."""

import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Final
from uuid import UUID

from core.assortment.errors import NothingToResume
from core.assortment.operations import SentRow, begin_import, change_next_batch, fail_import, start_import, take_batch
from core.assortment.queries import ImportView, find_resumable, get_import
from core.assortment.rules.mapping import MappingFile, read_mapping
from core.assortment.rules.reading import fingerprint_of, look_through, rows_of
from core.assortment.states import ImportState
from core.kernel.actor import SYSTEM
from core.kernel.db import reading, renew_statistics, unit_of_work
from core.kernel.delimited import FileRefused
from core.kernel.i18n import N_
from core.kernel.jobs import SECONDS_PER_JOB, carry_on, enqueue, network_job

BATCH: Final = 100
"""So few that a buyer who waits for the lock of SQLite waits for a moment only."""


@network_job("assortment.import")
def run_import(import_id: str) -> None:
    """Take rows for a while; what is left is the next job's. After a kill it goes on behind the last whole batch."""
    if not carry_out(UUID(import_id), seconds=SECONDS_PER_JOB):
        with unit_of_work() as session:
            enqueue(session, "assortment.import", {"import_id": import_id})


@network_job("assortment.change_products")
def change_products(bulk_change_id: str) -> None:
    """Change the products that match."""
    payload = {"bulk_change_id": bulk_change_id}
    carry_on("assortment.change_products", payload, lambda session: change_next_batch(session, UUID(bulk_change_id)))


def carry_out(
    import_id: UUID, *, seconds: float | None = None, progress: Callable[[ImportView], None] | None = None
) -> bool:
    """Go on with an import until it is over (True) or the time is up (False)."""
    began = time.monotonic()
    found = _view(import_id)
    if found.is_over:
        return True
    mapping, path = read_mapping(found.mapping), Path(found.path)
    try:
        if found.state is ImportState.WAITING:
            facts = look_through(path, mapping)
            with unit_of_work() as session:
                begin_import(session, import_id, facts)
        for batch in _batches(path, mapping, found.rows_done):
            with unit_of_work() as session:
                is_ours = take_batch(session, import_id, batch.rows, after=batch.after)
            if progress is not None:
                progress(_view(import_id))
            if not is_ours or (seconds is not None and time.monotonic() - began > seconds):
                break
    except FileRefused as refusal:
        _fail(import_id, refusal)
    except OSError:
        _fail(import_id, FileRefused(N_("The file is not there any more. Please send it again.")))
    return _has_ended(_view(import_id))


def _has_ended(found: ImportView) -> bool:
    if found.state is ImportState.DONE and not found.is_dry_run:
        renew_statistics()
    return found.is_over


def import_file(
    file: Path,
    *,
    mapping: Path,
    is_dry_run: bool,
    resume: bool,
    progress: Callable[[ImportView], None] | None = None,
) -> ImportView:
    """Take a whole file from the command line, or go on where this very file was interrupted.

    Raises MappingRefused, NothingToResume.
    """
    text = mapping.read_text(encoding="utf-8")
    if resume:
        with reading() as session:
            interrupted = find_resumable(session, fingerprint_of(file), mapping=text)
        if interrupted is None:
            raise NothingToResume
        import_id = interrupted.id
    else:
        with unit_of_work() as session:
            import_id = start_import(
                session,
                path=str(file.resolve()),
                file_name=file.name,
                mapping_name=mapping.stem,
                mapping=text,
                is_dry_run=is_dry_run,
                by_job=False,
                acting_user=SYSTEM,
            ).id
    carry_out(import_id, progress=progress)
    return _view(import_id)


class _Batch:
    """Rows, and how many stand before them."""

    def __init__(self, after: int, rows: list[SentRow]) -> None:
        self.after, self.rows = after, rows


def _batches(path: Path, mapping: MappingFile, done: int) -> Iterator[_Batch]:
    rows = _sent(path, mapping)
    for _passed in islice(rows, done):
        pass  # taken before; only their article numbers are remembered
    while batch := list(islice(rows, BATCH)):
        yield _Batch(done, batch)
        done += len(batch)


def _sent(path: Path, mapping: MappingFile) -> Iterator[SentRow]:
    seen: dict[str, int] = {}
    for row in rows_of(path, mapping):
        sku = (row.cells.get(mapping.fields["sku"]) or "").strip()
        before = seen.setdefault(sku, row.number)
        yield SentRow(row=row, seen_in=before if before != row.number and sku else None)


def _fail(import_id: UUID, refusal: FileRefused) -> None:
    with unit_of_work() as session:
        fail_import(session, import_id, refusal)


def _view(import_id: UUID) -> ImportView:
    with reading() as session:
        return get_import(session, import_id)
