"""The rows of a file that is imported, and the first look through it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from core.assortment.rules.mapping import MappingFile
from core.assortment.states import FileFormat
from core.kernel.delimited import NO_ROWS, FileRefused, FileTooLarge, Row, csv_rows, json_rows

MOST_MEGABYTES: Final = 200
_BLOCK: Final = 1024 * 1024


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
        raise FileRefused(NO_ROWS)
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
        if mapping.format is FileFormat.CSV:
            yield from csv_rows(raw, needed=mapping.needed_columns, delimiter=mapping.delimiter)
        else:
            yield from json_rows(raw)
