"""Prices from a file: a CSV with one row per article and tier, taken as a whole or not at all."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from uuid import UUID

from sqlalchemy.orm import Session

from core.catalog.queries import variant_ids_by_sku
from core.kernel.delimited import whole_table
from core.pricing.errors import PricesUnreadable
from core.pricing.operations.prices import PriceInput, set_prices

COLUMNS = ("sku", "min_quantity", "amount", "recurring")
MOST_SHOWN = 8
CENT, MOST = Decimal("0.01"), Decimal(10_000_000)


def import_prices(session: Session, content: bytes, *, list_code: str, valid_from: datetime | None = None) -> int:
    """Set the prices of a file with the columns sku, min_quantity, amount, recurring.

    Amounts have a decimal point. Returns how many were set. Raises FileRefused, PricesUnreadable with the first rows
    that are wrong, and what `set_prices` raises; nothing is changed then.
    """
    rows = whole_table(content, needed=("sku", "amount"))
    known = variant_ids_by_sku(session, {row.cells["sku"].strip() for row in rows})
    wrong, prices, seen = [], [], set()
    for row in rows:
        price = _price(row.cells, known)
        if price is None or (price.variant_id, price.min_quantity) in seen:
            wrong.append(row.number)
        else:
            seen.add((price.variant_id, price.min_quantity))
            prices.append(price)
    if wrong:
        raise PricesUnreadable(rows=named_rows(wrong))
    set_prices(session, prices, list_code=list_code, valid_from=valid_from)
    return len(prices)


def _price(row: Mapping[str, str], known: Mapping[str, UUID]) -> PriceInput | None:
    variant_id = known.get(row["sku"].strip())
    pieces = row.get("min_quantity", "").strip() or "1"
    amount, recurring = minor_of(row["amount"]), minor_of(row.get("recurring", ""))
    if variant_id is None or amount is None or recurring is None:
        return None
    if not pieces.isascii() or not pieces.isdigit() or not 1 <= int(pieces) <= 99_999:
        return None
    return PriceInput(variant_id=variant_id, amount_minor=amount, recurring_minor=recurring, min_quantity=int(pieces))


def minor_of(typed: str) -> int | None:
    """An amount with a decimal point in cents; None for what cannot be meant, nothing for an empty cell."""
    try:
        value = Decimal(typed.strip() or "0")
    except InvalidOperation:
        return None
    if not value.is_finite() or not 0 <= value <= MOST or value != value.quantize(CENT):
        return None
    return int(value.scaleb(2))


def named_rows(wrong: list[int]) -> str:
    """The first numbers of rows, for a sentence."""
    shown = ", ".join(str(number) for number in wrong[:MOST_SHOWN])
    return f"{shown} …" if len(wrong) > MOST_SHOWN else shown
