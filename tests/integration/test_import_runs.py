"""Files of articles on their way: batches, interruptions, the job and the command."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from core.assortment.jobs import carry_out, import_file
from core.assortment.operations import SentRow, begin_import, start_import, take_batch
from core.assortment.queries import ImportView, get_import
from core.assortment.rules.mapping import read_mapping
from core.assortment.rules.reading import look_through, rows_of
from core.assortment.states import ImportState
from core.catalog.models import Variant
from core.kernel import clock, db, jobs
from core.kernel.actor import SYSTEM
from core.kernel.errors import AppError
from tests.support.imports import HEAD, MAPPING, NOON, Desk, count, desk_in, figures, file_of
from tests.support.statements import counted

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return desk_in(tmp_path)


def test_a_batch_of_many_rows_asks_as_often_as_one_of_a_few(desk: Desk) -> None:
    asked: list[int] = []
    for first, rows in ((0, 5), (100, 5), (1000, 50)):
        content = HEAD + "".join(f"N{n},Mill {n},,,,5,{n},red\n" for n in range(first, first + rows))
        with counted(db.engine()) as statements:
            desk.send(content)
        asked.append(statements.count)

    assert asked[1] == asked[2]


def begun(desk: Desk, rows: int) -> ImportView:
    file = desk.folder / "many.csv"
    file.write_text(file_of(rows))
    with db.unit_of_work() as session:
        started = start_import(
            session,
            path=str(file),
            file_name="many.csv",
            mapping_name="test",
            mapping=MAPPING,
            is_dry_run=False,
            by_job=True,
            acting_user=SYSTEM,
        )
    return view(started.id)


def view(import_id: object) -> ImportView:
    with db.reading() as session:
        return get_import(session, import_id)  # type: ignore[arg-type]  # an id


def sent(found: ImportView) -> Sequence[SentRow]:
    return [SentRow(row=row, seen_in=None) for row in rows_of(Path(found.path), read_mapping(found.mapping))]


def test_an_interrupted_import_goes_on_behind_its_last_batch_and_takes_no_row_twice(desk: Desk) -> None:
    with clock.frozen(NOON):
        found = begun(desk, 250)
        with db.unit_of_work() as session:
            begin_import(session, found.id, look_through(Path(found.path), read_mapping(found.mapping)))
        rows = sent(found)
        with db.unit_of_work() as session:
            assert take_batch(session, found.id, rows[:100], after=0)
        with pytest.raises(KeyboardInterrupt), db.unit_of_work() as session:
            take_batch(session, found.id, rows[100:200], after=100)
            raise KeyboardInterrupt
        assert view(found.id).rows_done == 100
        with db.unit_of_work() as session:
            assert not take_batch(session, found.id, rows[:100], after=0)

        assert carry_out(found.id)

    assert figures(view(found.id)) == (ImportState.DONE, 250, 0, 0, 0)
    assert count(Variant) == 250 + 6


def test_the_job_carries_an_import_out_in_short_transactions(desk: Desk) -> None:
    with clock.frozen(NOON):
        found = begun(desk, 120)

        assert jobs.run_due() == 1

    assert figures(view(found.id)) == (ImportState.DONE, 120, 0, 0, 0)


def test_the_command_resumes_the_very_file_that_was_interrupted(desk: Desk) -> None:
    file, rules = desk.folder / "many.csv", desk.folder / "rules.toml"
    file.write_text(file_of(150))
    rules.write_text(MAPPING)

    class Killed(Exception):
        pass

    def kill(_found: ImportView) -> None:
        raise Killed

    with pytest.raises(Killed):
        import_file(file, mapping=rules, is_dry_run=False, resume=False, progress=kill)
    found = import_file(file, mapping=rules, is_dry_run=False, resume=True)

    assert figures(found) == (ImportState.DONE, 150, 0, 0, 0)
    with pytest.raises(AppError, match="No interrupted import of this file was found"):
        import_file(file, mapping=rules, is_dry_run=False, resume=True)
