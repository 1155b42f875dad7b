"""What a change of many products says of each of them, read from what a person typed."""

from typing import Any, Final

from core.assortment.errors import ValueDoesNotFit
from core.catalog.states import TaxClass

PRICES: Final = frozenset({"retail", "business"})
"""Changes that move the prices of the list of this name by a percent."""


def said_of(what: str, value: str) -> dict[str, Any]:
    """The fields that a change sets, for `change_products`. Raises ValueDoesNotFit."""
    if what in ("publish", "withdraw"):
        return {"is_published": what == "publish"}
    if what == "shelf" and value:
        return {"add_shelf": value}
    if what == "brand" and len(value) <= 120:
        return {"brand": value}
    if what == "tax_class" and value in set(TaxClass):
        return {"tax_class": TaxClass(value)}
    if what == "delivery_days" and 0 <= whole_of(value) <= 365:
        return {"delivery_days": whole_of(value)}
    raise ValueDoesNotFit


def whole_of(value: str) -> int:
    """A whole number as people type it, a percent sign behind it or not. Raises ValueDoesNotFit."""
    number = value.removesuffix("%").strip().replace("\u2212", "-")
    if not number.lstrip("+-").isascii() or not number.lstrip("+-").isdigit() or len(number) > 6:
        raise ValueDoesNotFit
    try:
        return int(number)
    except ValueError as wrong:
        raise ValueDoesNotFit from wrong
