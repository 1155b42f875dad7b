"""The fingerprint of all that a version says: it differs as soon as anything that is agreed differs."""

import hashlib
import json
from decimal import Decimal
from typing import Any

from core.quotes.rules.shapes import Line, Offer, Version

AGREED = (
    "discount_percent", "discount_minor", "deposit_percent", "delivery_method", "fee_minor", "terms_days",
    "valid_until", "opening", "closing", "has_own_text", "holds_stock", "net_minor", "tax_minor", "gross_minor",
    "fingerprint", "contract_version", "effective_on", "term_months",
)  # fmt: skip
COTERM = ("coterm_id", "bound_until")
OF_LINES = (
    "origin_id", "position", "section", "variant_id", "selection", "sku", "name", "kind", "quantity", "min_quantity",
    "max_quantity", "role", "group", "is_chosen", "listed_unit_minor", "listed_recurring_minor", "unit_minor",
    "recurring_minor", "breaks", "promotion_minor", "discount_percent", "discount_minor", "is_free", "note",
)  # fmt: skip


def hash_of(quote: Offer, version: Version) -> str:
    """SHA-256 over everything that is agreed, line by line."""
    head = [str(quote.id), str(quote.customer_id), quote.currency, quote.price_mode.value, quote.country]
    content: list[Any] = [head, _values(version, AGREED), [_values(line, OF_LINES) for line in version.lines]]
    later = [version.in_calls and "in_calls", version.time_zone]
    content += [[word] for word in later if word]  # beside the others: what was settled before these keeps its hash
    if version.coterm_id is not None:
        content.append(_values(version, COTERM))
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def _values(row: Version | Line, names: tuple[str, ...]) -> list[Any]:
    return [_plain(getattr(row, name)) for name in names]


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value if value is None or isinstance(value, bool | int | str) else str(value)
