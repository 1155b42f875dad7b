"""Imports as pages show them, and what was wrong in their files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from core.assortment.errors import UnknownImport
from core.assortment.models import CatalogueImport, ImportProblem
from core.assortment.states import ImportState

MOST_PROBLEMS_SHOWN: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """An import with its figures. `failure` is a marked sentence with its values, empty unless the file was refused."""

    id: UUID
    file_name: str
    path: str
    mapping_name: str
    mapping: str
    is_dry_run: bool
    state: ImportState
    rows_total: int
    rows_done: int
    created: int
    updated: int
    unchanged: int
    refused: int
    problems: int
    failure: str
    failure_values: str
    created_at: datetime
    finished_at: datetime | None
    actor_name: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen."""
        return self.state in (ImportState.DONE, ImportState.FAILED)

    @property
    def failure_facts(self) -> dict[str, Any]:
        """The values of the sentence that says why the file was refused."""
        found: dict[str, Any] = json.loads(self.failure_values)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemRow:
    """What is wrong with a row of the file; `sentence` is marked, its values are `facts`."""

    row: int
    sku: str
    column: str
    sentence: str
    facts: dict[str, Any]
    is_refused: bool


def get_import(session: Session, import_id: UUID) -> ImportView:
    """One import as it stands now. Raises UnknownImport."""
    row = session.execute(_imports().where(CatalogueImport.id == import_id)).one_or_none()
    if row is None:
        raise UnknownImport
    return ImportView(**row._mapping)


def latest_imports(session: Session, *, most: int = 20) -> list[ImportView]:
    """The latest imports, newest first."""
    statement = _imports().order_by(CatalogueImport.created_at.desc(), CatalogueImport.id.desc()).limit(most)
    return [ImportView(**row._mapping) for row in session.execute(statement)]


def find_resumable(session: Session, sha256: str, *, mapping: str) -> ImportView | None:
    """The import of this very file and mapping that was interrupted last."""
    statement = _imports().where(
        CatalogueImport.sha256 == sha256,
        CatalogueImport.state == ImportState.RUNNING,
        CatalogueImport.mapping == mapping,
    )
    row = session.execute(statement.order_by(CatalogueImport.created_at.desc()).limit(1)).one_or_none()
    return None if row is None else ImportView(**row._mapping)


def import_problems(session: Session, import_id: UUID, *, most: int | None = None) -> Iterator[ProblemRow]:
    """What is wrong with rows, in the order of the file."""
    columns = (
        ImportProblem.row,
        ImportProblem.sku,
        ImportProblem.column,
        ImportProblem.sentence,
        ImportProblem.values,
        ImportProblem.is_refused,
    )
    statement = select(*columns).where(ImportProblem.import_id == import_id).order_by(ImportProblem.position)
    for row in session.execute(statement.limit(most)):
        said = row._mapping
        yield ProblemRow(
            row=said["row"],
            sku=said["sku"],
            column=said["column"],
            sentence=said["sentence"],
            facts=json.loads(said["values"]),
            is_refused=said["is_refused"],
        )


def _imports() -> Select[Any]:
    columns: list[Any] = [getattr(CatalogueImport, name) for name in ImportView.__dataclass_fields__]
    return select(*columns)
