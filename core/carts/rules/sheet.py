"""Reading a list of article numbers and quantities that somebody pastes or sends as a file."""

import csv
import re
from dataclasses import dataclass
from typing import Final

from core.carts.errors import SheetRefused
from core.kernel.i18n import N_
from core.pricing.rules.checks import LARGEST_QUANTITY

MOST_ROWS: Final = 10_000
LONGEST_SKU: Final = 80
SHOWN: Final = 60
FORMULA_BEGINNINGS: Final = ("=", "+", "-", "@")
HEADERS: Final = frozenset({"sku", "article", "article number", "item", "artikel", "artikelnummer", "artikel-nr."})
_MARKS: Final = ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"), (b"\xef\xbb\xbf", "utf-8-sig"))
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")
_NUMBER: Final = re.compile(r"[0-9]{1,9}")

NO_SKU = N_("The article number is missing.")
LONG_SKU = N_("This is longer than an article number.")
FORMULA = N_("This is a formula. Please enter what it results in.")
NO_QUANTITY = N_("The quantity must be a whole number from 1 to 99,999.")
BROKEN_LINE = N_("This line cannot be read. Usually a quotation mark is missing in it.")


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedRow:
    """So many of an article number, and the line on which that stands."""

    line: int
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A line that cannot be taken, as it was written, and why: a marked sentence."""

    line: int
    text: str
    why: str

    @property
    def beginning(self) -> str:
        """Enough of it to find it again."""
        return self.text if len(self.text) <= SHOWN else f"{self.text[:SHOWN]}…"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a list asks for, line by line, and what in it cannot be read."""

    rows: tuple[AskedRow, ...]
    bad: tuple[BadRow, ...]


def text_of(content: bytes) -> str:
    """The text of a file in UTF-8, UTF-16 or the Western European code of older programs. Raises SheetRefused."""
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), None)
    if encoding is None and b"\x00" in content[:4096]:
        encoding = "utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"
    try:
        text = content.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        text = "\x00" if encoding else content.decode("cp1252", "replace")
    if _CONTROL.search(text) or content.startswith(b"PK"):
        raise SheetRefused(N_("This is not a text file. Please save your table as CSV and send that."))
    return text


def read_sheet(text: str) -> Sheet:
    """The rows of a list: article number and quantity, apart by tab, semicolon, comma or spaces; no quantity means 1.

    What stands behind the quantity is not needed. Raises SheetRefused for a list that is empty or too long.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    lines = [(number, line) for number, line in lines if line]
    if not lines:
        raise SheetRefused(N_("Please enter at least one article number."))
    if len(lines) > MOST_ROWS:
        raise SheetRefused(N_("A list may have up to 10,000 lines. Please divide it into smaller ones."))
    read = [_row(number, line) for number, line in lines if not _is_header(number, line)]
    return Sheet(
        rows=tuple(row for row in read if isinstance(row, AskedRow)),
        bad=tuple(row for row in read if isinstance(row, BadRow)),
    )


def _is_header(number: int, line: str) -> bool:
    cells = _cells(line)
    return number == 1 and bool(cells) and cells[0].casefold() in HEADERS


def _cells(line: str) -> list[str]:
    delimiter = next((sign for sign in "\t;," if sign in line), None)
    if delimiter is None:
        return line.split()
    try:
        return [cell.strip() for cell in next(csv.reader([line], delimiter=delimiter, strict=True))]
    except csv.Error:
        return []


def _row(number: int, line: str) -> AskedRow | BadRow:
    cells = _cells(line)
    why = _fault(cells)
    if why is not None:
        return BadRow(line=number, text=line, why=why)
    quantity = int(cells[1]) if len(cells) > 1 and cells[1] else 1
    return AskedRow(line=number, sku=cells[0], quantity=quantity)


def _fault(cells: list[str]) -> str | None:
    if not cells:
        return BROKEN_LINE
    if any(cell.startswith(FORMULA_BEGINNINGS) and not _is_negative(cell) for cell in cells[:2]):
        return FORMULA
    if not cells[0]:
        return NO_SKU
    if len(cells[0]) > LONGEST_SKU:
        return LONG_SKU
    quantity = cells[1] if len(cells) > 1 else ""
    is_number = _NUMBER.fullmatch(quantity) is not None and 1 <= int(quantity) <= LARGEST_QUANTITY
    return NO_QUANTITY if quantity and not is_number else None


def _is_negative(cell: str) -> bool:
    return cell.startswith("-") and cell[1:].isdigit()
