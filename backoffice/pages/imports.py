"""What the pages of imports show, and where uploaded files are kept: outside of everything that is served."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from werkzeug.datastructures import FileStorage

from backoffice.forms.catalogue import LARGEST_MAPPING, OWN_MAPPING, ImportForm
from core.assortment.errors import MappingRefused
from core.assortment.queries import ImportView, ProblemRow
from core.assortment.rules.mapping import known_mappings
from core.assortment.rules.writing import csv_lines
from core.kernel.db import new_id
from core.kernel.i18n import N_, translate
from core.kernel.settings import get_settings
from core.web.locale import current_locale
from core.web.locale import gettext as _

PROBLEM_COLUMNS: Final = ("row", "number", "column", "what", "taken")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenMapping:
    """The mapping that a form names."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemLine:
    """A problem in the language of the page."""

    row: int
    sku: str
    column: str
    sentence: str
    is_refused: bool


def chosen_mapping(form: ImportForm) -> ChosenMapping:
    """The mapping of the form, ours or the uploaded one. Raises MappingRefused for none."""
    if form.mapping.data != OWN_MAPPING:
        known = next(known for known in known_mappings() if known.name == form.mapping.data)
        return ChosenMapping(name=known.name, text=known.path.read_text(encoding="utf-8"))
    sent = form.own_mapping.data
    content = sent.stream.read(LARGEST_MAPPING + 1) if sent else b""
    if not content or len(content) > LARGEST_MAPPING:
        raise MappingRefused(reason=_("please choose a TOML file of at most 200 kB"))
    try:
        return ChosenMapping(name=sent.filename or OWN_MAPPING, text=content.decode("utf-8"))
    except UnicodeError:
        raise MappingRefused(reason=_("the file is not written in UTF-8")) from None


def keep(sent: FileStorage) -> Path:
    """Keep an uploaded file until its import is over."""
    folder = get_settings().data_folder / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{new_id()}.upload"
    sent.save(path)
    return path.resolve()


def failure_of(found: ImportView) -> str:
    """Why the file was refused, in the language of the page; empty if it was not."""
    return translate(current_locale(), found.failure, **found.failure_facts) if found.failure else ""


def problem_lines(problems: Iterable[ProblemRow]) -> Iterator[ProblemLine]:
    """Problems in the language of the page."""
    for problem in problems:
        sentence = translate(current_locale(), problem.sentence, **problem.facts)
        yield ProblemLine(
            row=problem.row,
            sku=problem.sku,
            column=problem.column,
            sentence=sentence,
            is_refused=problem.is_refused,
        )


def problem_file(problems: Iterable[ProblemRow]) -> Iterator[str]:
    """Problems as a CSV file."""
    heads = {
        "row": N_("Row"), "number": N_("Number"), "column": N_("Column"), "what": N_("What to do"),
        "taken": N_("Row taken"),
    }  # fmt: skip
    names = [_(heads[column]) for column in PROBLEM_COLUMNS]
    rows = (
        dict(zip(names, (str(line.row), line.sku, line.column, line.sentence, _taken(line)), strict=True))
        for line in problem_lines(problems)
    )
    return csv_lines(names, rows)


def _taken(line: ProblemLine) -> str:
    return _("no") if line.is_refused else _("without this value")
