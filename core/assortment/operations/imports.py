"""Beginning an import, and ending it when its file cannot be read."""

import json
from uuid import UUID

from sqlalchemy.orm import Session

from core.accounts.queries import business_units
from core.assortment.errors import MappingRefused
from core.assortment.models import CatalogueImport
from core.assortment.rules.mapping import read_mapping
from core.assortment.rules.reading import FileFacts
from core.assortment.states import ImportState
from core.kernel import clock
from core.kernel.actor import SYSTEM, Actor
from core.kernel.db import lock, new_id
from core.kernel.delimited import FileRefused
from core.kernel.jobs import enqueue
from core.pricing.queries import get_price_list


def start_import(
    session: Session,
    *,
    path: str,
    file_name: str,
    mapping_name: str,
    mapping: str,
    is_dry_run: bool,
    by_job: bool,
    acting_user: Actor,
) -> CatalogueImport:
    """Write down that a file shall be taken; with `by_job` the worker does it.

    Raises MappingRefused for a mapping that names an unknown business unit, UnknownPriceList.
    """
    rules = read_mapping(mapping)
    units = {unit.code for unit in business_units(session)}
    if rules.defaults.business_unit and rules.defaults.business_unit not in units:
        raise MappingRefused(reason=f"defaults.business_unit: must be one of {', '.join(sorted(units))}")
    for price in rules.prices:
        get_price_list(session, price.list)
    made = CatalogueImport(
        id=new_id(),
        file_name=file_name[:200],
        path=path,
        mapping_name=mapping_name[:80],
        mapping=mapping,
        is_dry_run=is_dry_run,
        state=ImportState.WAITING,
        created_at=clock.now(),
        actor_name=acting_user.name,
    )
    session.add(made)
    if by_job:
        enqueue(session, "assortment.import", {"import_id": str(made.id)})
    return made


def begin_import(session: Session, import_id: UUID, facts: FileFacts) -> CatalogueImport:
    """The file can be read to its end: its rows are taken from here on."""
    found = lock(session, CatalogueImport, import_id)
    if found.state is ImportState.WAITING:
        found.rows_total, found.sha256 = facts.rows, facts.sha256
        found.move_to(ImportState.RUNNING, acting_user=SYSTEM)
    return found


def fail_import(session: Session, import_id: UUID, refusal: FileRefused) -> CatalogueImport:
    """The file cannot be read: say why. What was taken before stays as it is."""
    found = lock(session, CatalogueImport, import_id)
    found.failure = refusal.template
    found.failure_values = json.dumps({name: str(value) for name, value in refusal.values.items()})
    found.finished_at = clock.now()
    found.move_to(ImportState.FAILED, acting_user=SYSTEM)
    return found
