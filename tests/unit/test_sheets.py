"""Lists of article numbers as people paste and send them."""

import pytest

from core.carts.errors import SheetRefused
from core.carts.rules import MOST_ROWS, read_sheet, text_of
from core.carts.rules.sheet import BROKEN_LINE, FORMULA, LONG_SKU, NO_QUANTITY, NO_SKU


def asked(text: str) -> list[tuple[int, str, int]]:
    return [(row.line, row.sku, row.quantity) for row in read_sheet(text).rows]


@pytest.mark.parametrize("line", ["CUP\t2", "CUP;2", "CUP,2", "CUP 2", "  CUP    2 ", '"CUP";"2"', "CUP;2;Cup, white"])
def test_number_and_quantity_stand_apart_by_tab_semicolon_comma_or_spaces(line: str) -> None:
    assert asked(line) == [(1, "CUP", 2)]


def test_lines_keep_their_numbers_and_no_quantity_means_one() -> None:
    assert asked("SKU;Menge\n\nCUP\r\nBEANS;3\n") == [(3, "CUP", 1), (4, "BEANS", 3)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("CUP;two", NO_QUANTITY),
        ("CUP;0", NO_QUANTITY),
        ("CUP;-3", NO_QUANTITY),
        ("CUP;100000", NO_QUANTITY),
        ("CUP;1.5", NO_QUANTITY),
        ("CUP;²", NO_QUANTITY),
        ("CUP;=1+1", FORMULA),
        ("=HYPERLINK(1);2", FORMULA),
        (";2", NO_SKU),
        ("X" * 81 + ";2", LONG_SKU),
        ('CUP;"2', BROKEN_LINE),
    ],
)
def test_a_line_that_cannot_be_meant_is_named_with_its_number_and_the_others_are_read(line: str, why: str) -> None:
    sheet = read_sheet(f"BEANS;1\n{line}\nCUP;2")

    assert [(bad.line, bad.text, bad.why) for bad in sheet.bad] == [(2, line, why)]
    assert [(row.line, row.sku) for row in sheet.rows] == [(1, "BEANS"), (3, "CUP")]


def test_as_many_lines_as_allowed_are_read_and_one_more_is_refused() -> None:
    assert len(read_sheet("CUP 1\n" * MOST_ROWS).rows) == MOST_ROWS
    with pytest.raises(SheetRefused, match="up to 10,000 lines"):
        read_sheet("CUP 1\n" * (MOST_ROWS + 1))


@pytest.mark.parametrize("text", ["", "  \n \n"])
def test_an_empty_list_is_refused(text: str) -> None:
    with pytest.raises(SheetRefused, match="at least one article number"):
        read_sheet(text)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_files_of_all_usual_encodings_are_read(encoding: str) -> None:
    assert asked(text_of("KÄSE;2\n".encode(encoding))) == [(1, "KÄSE", 2)]


@pytest.mark.parametrize("content", [b"PK\x03\x04rest", b"\x00\x01\x02\x00", b"\xff\xfeA", b"abc\x00def" * 3])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(SheetRefused, match="not a text file"):
        text_of(content)
