"""Reading a file as a stream: encoding, header, rows; what is broken is refused before anything is taken."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from core.assortment.errors import FileRefused, FileTooLarge
from core.assortment.rules.mapping import MappingFile
from core.assortment.states import FileFormat
from core.kernel.i18n import N_

MOST_MEGABYTES: Final = 200
MOST_COLUMNS: Final = 1_000
LONGEST_CELL: Final = 131_072
_BLOCK: Final = 1024 * 1024
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the file: the line on which it ends, and its cells by column. `extra` counts cells without a column."""

    number: int
    cells: Mapping[str, str]
    extra: int = 0
    missing: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFacts:
    """What a first look through the whole file found."""

    rows: int
    sha256: str


def look_through(path: Path, mapping: MappingFile) -> FileFacts:
    """Go through the whole file once without keeping it. Raises FileRefused for what cannot be read to its end."""
    if path.stat().st_size > MOST_MEGABYTES * _BLOCK:
        raise FileTooLarge(megabytes=MOST_MEGABYTES)
    count = sum(1 for _ in rows_of(path, mapping))
    if not count:
        raise FileRefused(N_("The file holds no rows below its header."))
    return FileFacts(rows=count, sha256=fingerprint_of(path))


def fingerprint_of(path: Path) -> str:
    """By what a file is known again."""
    digest = hashlib.sha256()
    with path.open("rb") as content:
        while block := content.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def rows_of(path: Path, mapping: MappingFile) -> Iterator[Row]:
    """The rows of a file, one by one. Raises FileRefused where it cannot be read on."""
    with path.open("rb") as raw:
        beginning = raw.read(4096)
        raw.seek(0)
        text = io.TextIOWrapper(raw, encoding=_encoding(beginning), newline="")
        try:
            if mapping.format is FileFormat.CSV:
                yield from _csv_rows(text, mapping)
            else:
                yield from _json_rows(text)
        except UnicodeError:
            raise FileRefused(
                N_("The file is not written in UTF-8 or UTF-16. Please save it as UTF-8 and send it again.")
            ) from None


def _encoding(beginning: bytes) -> str:
    for mark, encoding in _MARKS:
        if beginning.startswith(mark):
            return encoding
    if b"\x00" in beginning:
        is_little = beginning[1:2] == b"\x00"
        return "utf-16-le" if is_little else "utf-16-be"
    return "utf-8"


def _csv_rows(text: TextIO, mapping: MappingFile) -> Iterator[Row]:
    lines = csv.reader(text, delimiter=mapping.delimiter, strict=True)
    try:
        header = [name.strip() for name in next(lines, [])]
        _require_header(header, mapping)
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


def _require_header(header: list[str], mapping: MappingFile) -> None:
    if len(header) > MOST_COLUMNS:
        raise FileRefused(N_("The file has more than %(most)s columns."), most=MOST_COLUMNS)
    missing = [column for column in mapping.needed_columns if column not in header]
    if missing:
        _refuse_header(header, missing, mapping)
    doubled = sorted({name for name in header if name and header.count(name) > 1})
    if doubled:
        raise FileRefused(N_("The column %(column)s is there twice. Please rename one of them."), column=doubled[0])


def _refuse_header(header: list[str], missing: list[str], mapping: MappingFile) -> None:
    joined = mapping.delimiter.join(header)
    for delimiter in _DELIMITERS:
        names = {name.strip() for name in joined.split(delimiter)}
        if delimiter != mapping.delimiter and set(mapping.needed_columns) <= names:
            raise FileRefused(
                N_("The columns are separated by “%(found)s”, but the mapping says “%(wanted)s”. Please change one."),
                found=delimiter.replace("\t", "Tab"),
                wanted=mapping.delimiter.replace("\t", "Tab"),
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
