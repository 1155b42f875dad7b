"""Rows written as the lines of a file."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from core.kernel.delimited import harmless


def csv_lines(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """A CSV file line by line, its header first; no cell of it is run by a spreadsheet."""
    yield _csv_line(columns)
    for row in rows:
        yield _csv_line([harmless(row[column]) for column in columns])


def json_lines(rows: Iterable[Mapping[str, str]]) -> Iterator[str]:
    """A JSON object a line."""
    for row in rows:
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _csv_line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
