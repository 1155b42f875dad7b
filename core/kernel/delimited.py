"""Reading tables from files as a stream: encoding, header, rows; what is broken is refused before anything is taken."""

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, Final, TextIO

from core.kernel.errors import InvalidInput
from core.kernel.i18n import N_

MOST_COLUMNS: Final = 1_000
MOST_MEGABYTES: Final = 30
MOST_ROWS: Final = 50_000  # a statement of PostgreSQL takes 65,535 parameters
LONGEST_CELL: Final = 131_072
FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r")
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
NO_ROWS: Final = N_("The file holds no rows below its header.")
_DELIMITERS: Final = (",", ";", "\t", "|")


class FileRefused(InvalidInput):
    """The file as a whole cannot be read; nothing of it was taken."""

    def __init__(self, template: str, **values: object) -> None:
        super().__init__("import.file", template, field="file", **values)


class FileTooLarge(FileRefused):
    """More than we accept in one file."""

    def __init__(self, *, megabytes: int) -> None:
        super().__init__(
            N_("The file is larger than %(megabytes)s MB. Please divide it into smaller ones."), megabytes=megabytes
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the file: the line on which it ends, and its cells by column. `extra` counts cells without a column."""

    number: int
    cells: Mapping[str, str]
    extra: int = 0
    missing: int = 0


def csv_rows(raw: BinaryIO, *, needed: Sequence[str], delimiter: str = "") -> Iterator[Row]:
    """The rows below the header, one by one; without a delimiter, by the one that parts the needed columns.

    UTF-8 and UTF-16. Raises FileRefused where the file cannot be read on.
    """
    text = _text(raw)
    with _readable():
        parts = delimiter or _guessed(text.readline(), needed)
        text.seek(0)
        yield from _csv_rows(text, needed, parts)


def whole_table(content: bytes, *, needed: Sequence[str], most_rows: int = MOST_ROWS) -> list[Row]:
    """All rows of a file that is taken as a whole or not at all.

    Raises FileRefused for one that cannot be read to its end, holds nothing or more than so many rows.
    """
    if len(content) > MOST_MEGABYTES * 1024 * 1024:
        raise FileTooLarge(megabytes=MOST_MEGABYTES)
    rows = list(islice(csv_rows(io.BytesIO(content), needed=needed), most_rows + 1))
    if len(rows) > most_rows:
        raise FileRefused(
            N_("The file has more than %(most)s rows. Please divide it into smaller ones."), most=most_rows
        )
    if not rows:
        raise FileRefused(NO_ROWS)
    return rows


def json_rows(raw: BinaryIO) -> Iterator[Row]:
    """The objects of a file that holds one on each line. Raises FileRefused where the file cannot be read on."""
    text = _text(raw)
    with _readable():
        yield from _json_rows(text)


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except UnicodeError:
        raise FileRefused(
            N_("The file is not written in UTF-8 or UTF-16. Please save it as UTF-8 and send it again.")
        ) from None


def _text(raw: BinaryIO) -> TextIO:
    beginning = raw.read(4096)
    raw.seek(0)
    return io.TextIOWrapper(raw, encoding=_encoding(beginning), newline="")


def _encoding(beginning: bytes) -> str:
    for mark, encoding in _MARKS:
        if beginning.startswith(mark):
            return encoding
    if b"\x00" in beginning:
        is_little = beginning[1:2] == b"\x00"
        return "utf-16-le" if is_little else "utf-16-be"
    return "utf-8"


def _guessed(header: str, needed: Sequence[str]) -> str:
    """The delimiter between the needed columns; the most frequent one where some are missing."""
    for delimiter in _DELIMITERS:
        if set(needed) <= {name.strip().strip('"') for name in header.split(delimiter)}:
            return delimiter
    return max(_DELIMITERS, key=header.count)


def _csv_rows(text: TextIO, needed: Sequence[str], delimiter: str) -> Iterator[Row]:
    lines = csv.reader(text, delimiter=delimiter, strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        _require_header(header, needed, delimiter)
        for cells in lines:
            if any(cells):
                yield Row(
                    number=lines.line_num,
                    cells={name: plain(cell) for name, cell in zip(header, cells, strict=False)},
                    extra=max(0, len(cells) - len(header)),
                    missing=max(0, len(header) - len(cells)),
                )
    except csv.Error as error:
        raise FileRefused(
            N_(
                "Line %(line)s cannot be read as CSV (%(reason)s). Usually a quotation mark is missing there or before."
                " Nothing was taken from the file."
            ),
            line=lines.line_num,
            reason=str(error),
        ) from None


def _require_header(header: list[str], needed: Sequence[str], delimiter: str) -> None:
    if len(header) > MOST_COLUMNS:
        raise FileRefused(N_("The file has more than %(most)s columns."), most=MOST_COLUMNS)
    missing = [column for column in needed if column not in header]
    if missing:
        _refuse_header(header, missing, needed, delimiter)
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    if doubled:
        raise FileRefused(N_("The column %(column)s is there twice. Please rename one of them."), column=doubled[0])


def _refuse_header(header: list[str], missing: list[str], needed: Sequence[str], delimiter: str) -> None:
    joined = delimiter.join(header)
    for other in _DELIMITERS:
        names = {name.strip() for name in joined.split(other)}
        if other != delimiter and set(needed) <= names:
            raise FileRefused(
                N_("The columns are separated by “%(found)s”, but the mapping says “%(wanted)s”. Please change one."),
                found=other.replace("\t", "Tab"),
                wanted=delimiter.replace("\t", "Tab"),
            )
    found = ", ".join(name[:40] for name in header[:12])
    raise FileRefused(
        N_("The column %(column)s is missing. The file has: %(found)s."), column=missing[0], found=found or "-"
    )


def _json_rows(text: TextIO) -> Iterator[Row]:
    for number, line in enumerate(text, 1):
        if not line.strip():
            continue
        try:
            found = json.loads(line, parse_float=str, parse_int=str)
        except (ValueError, RecursionError):
            raise FileRefused(
                N_("Line %(line)s is not a JSON object. Nothing was taken from the file."), line=number
            ) from None
        if not isinstance(found, dict):
            raise FileRefused(N_("Line %(line)s is not a JSON object. Nothing was taken from the file."), line=number)
        yield Row(number=number, cells={str(name): _as_text(value) for name, value in found.items()})


def _as_text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def plain(cell: str) -> str:
    """A cell without the mark that keeps spreadsheets from running it as a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith((*FORMULA_BEGINNINGS, "'")) else cell


def harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula; `plain` takes the mark away again."""
    return f"'{cell}" if cell.startswith((*FORMULA_BEGINNINGS, "'")) else cell
