"""The rules of carts, by name."""

from core.carts.rules.changes import Change, Seen, change_since, unit_minor_in
from core.carts.rules.options import is_choice_offered, selection_of
from core.carts.rules.quantities import MOST_LINES, joined_quantity, require_quantity
from core.carts.rules.sheet import MOST_ROWS, AskedRow, BadRow, Sheet, read_sheet, text_of

__all__ = [
    "MOST_LINES",
    "MOST_ROWS",
    "AskedRow",
    "BadRow",
    "Change",
    "Seen",
    "Sheet",
    "change_since",
    "is_choice_offered",
    "joined_quantity",
    "read_sheet",
    "require_quantity",
    "selection_of",
    "text_of",
    "unit_minor_in",
]
