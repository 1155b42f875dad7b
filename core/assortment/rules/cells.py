"""Cells of a row as values: texts, whole numbers, yes or no, money. What cannot be meant is refused with its column."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Final, TypeVar

from core.assortment.errors import CellRefused
from core.assortment.states import PriceUnit
from core.kernel.i18n import N_
from core.pricing.rounding import round_half_up

Choice = TypeVar("Choice", bound=StrEnum)
LARGEST_PRICE: Final = 10_000_000_00
_YES: Final = frozenset({"true", "yes", "ja", "1"})
_NO: Final = frozenset({"false", "no", "nein", "0"})
_ALLOWED_CONTROLS: Final = frozenset("\n\r\t")


def text_in(cells: Mapping[str, str], column: str, *, longest: int, may_cut: bool = False) -> str | None:
    """The words of a cell, cut at a word if they may be; None when the file has no such column."""
    cell = cells.get(column)
    if cell is None:
        return None
    text = cell.strip()
    if len(text) > longest and may_cut:
        text = text[: longest - 1].rsplit(" ", 1)[0][: longest - 1] + "…"
    if len(text) > longest:
        raise CellRefused(
            column, N_("has %(length)s characters, at most %(most)s fit. Please shorten it."),
            length=len(text), most=longest,
        )  # fmt: skip
    if not text.isprintable() and any(ord(sign) < 32 and sign not in _ALLOWED_CONTROLS for sign in text):
        raise CellRefused(column, N_("holds characters that cannot be shown. Please type it anew."))
    return text


def whole_number_in(cells: Mapping[str, str], column: str, *, least: int, most: int) -> int | None:
    """The whole number of a cell; None when it is empty."""
    text = (cells.get(column) or "").strip()
    if not text:
        return None
    number = int(text) if text.lstrip("-").isascii() and text.lstrip("-").isdigit() and len(text) < 12 else None
    if number is None or not least <= number <= most:
        raise CellRefused(
            column, N_("must be a whole number from %(least)s to %(most)s, and is “%(found)s”."),
            least=least, most=most, found=shortened(text),
        )  # fmt: skip
    return number


def truth_in(cells: Mapping[str, str], column: str) -> bool | None:
    """Yes or no; None when the cell is empty."""
    text = (cells.get(column) or "").strip().lower()
    if not text:
        return None
    if text not in _YES | _NO:
        raise CellRefused(column, N_("must be yes or no, and is “%(found)s”."), found=shortened(text))
    return text in _YES


def choice_in(cells: Mapping[str, str], column: str, values: type[Choice]) -> Choice | None:
    """One of the values of an enumeration; None when the cell is empty."""
    text = (cells.get(column) or "").strip().lower()
    if not text:
        return None
    if text not in set(values):
        raise CellRefused(
            column, N_("must be one of %(values)s, and is “%(found)s”."),
            values=", ".join(values), found=shortened(text),
        )  # fmt: skip
    return values(text)


def price_in(cells: Mapping[str, str], column: str, *, unit: PriceUnit, factor: Decimal) -> int | None:
    """An amount in cents; None when the cell is empty."""
    text = (cells.get(column) or "").strip()
    if not text:
        return None
    amount = _decimal(text)
    if amount is None or not 0 <= amount < LARGEST_PRICE:
        raise CellRefused(column, N_("must be an amount such as 12.50, and is “%(found)s”."), found=shortened(text))
    minor = round_half_up(amount * factor * (1 if unit is PriceUnit.MINOR else 100))
    if minor >= LARGEST_PRICE:
        raise CellRefused(column, N_("is more than any article costs: “%(found)s”."), found=shortened(text))
    return minor


def shortened(text: str) -> str:
    """What somebody wrote, short enough to be said again."""
    return text if len(text) <= 40 else f"{text[:39]}…"


def _decimal(text: str) -> Decimal | None:
    """An amount with a point or a comma before its cents; None for everything else, also for 1.234,50."""
    plain = text.replace(",", ".")
    if len(plain) > 20 or plain.count(".") > 1 or not plain.replace(".", "").isdigit() or not plain.isascii():
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None
