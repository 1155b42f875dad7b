"""What changed in a cart since somebody looked."""

from dataclasses import dataclass

from core.kernel.i18n import DEFAULT_LOCALE
from core.pricing.rules import LineKey, PriceBook, fill
from core.pricing.rules.bundles import problem_of_choice
from core.pricing.rules.values import row_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a customer saw of an article: a piece cost so much on a list when buying so many, so many were there.

    `unit_minor` counts as the list counts; `free` is None for what needs no stock, or when nobody said.
    """

    list_code: str
    unit_minor: int
    quantity: int
    free: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is not any more as the customer saw it. `left` pieces are there at once where there were enough."""

    was_minor: int | None = None
    now_minor: int | None = None
    left: int | None = None


def unit_minor_in(book: PriceBook, key: LineKey, quantity: int) -> int | None:
    """What one of so many pieces costs now, first period included, as the list counts; None without a price."""
    row = row_for(book.prices.get(key.variant_id, ()), quantity)
    if row is None:
        return None
    if not key.selection:
        return row.amount_minor + row.recurring_minor
    bundle = book.articles[key.variant_id]
    if problem_of_choice(book, bundle, key.selection, row, DEFAULT_LOCALE) is not None:
        return None
    filled = fill(book, bundle, key.selection, row)
    return filled.amount_minor + filled.recurring_minor


def change_since(seen: Seen | None, key: LineKey, quantity: int, book: PriceBook, free: int | None) -> Change | None:
    """What changed of a line since it was seen; None when nothing did, or nobody knows.

    The price is compared for the quantity that it was seen for: a tier that is reached meanwhile is no new price.
    """
    if seen is None or seen.list_code != book.list_code:
        return None
    now = unit_minor_in(book, key, seen.quantity)
    has_new_price = now is not None and now != seen.unit_minor
    was_enough = seen.free is not None and seen.free >= quantity
    left = free if was_enough and free is not None and free < quantity else None
    if not has_new_price and left is None:
        return None
    if not has_new_price:
        return Change(left=left)
    return Change(was_minor=seen.unit_minor, now_minor=now, left=left)
