"""A field for money as people write it in the language of the page."""

import re
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal
from wtforms import StringField

from core.kernel.i18n import N_
from core.web.filters import REGIONS
from core.web.locale import current_locale

SHAPE = re.compile(r"-?[0-9.,\u2019]+")
LARGEST, CENT = Decimal("1000000000"), Decimal("0.01")


class AmountField(StringField):
    """Money: 1,234.50 in English, 1.234,50 in German, with or without the sign of the currency. At most two decimals.

    `data` is what was typed; `minor` is the amount in minor units, None while the field is empty or wrong.
    """

    minor: int | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed and keep it as it is."""
        super().process_formdata(valuelist)
        typed = (self.data or "").strip()
        if typed:
            self.minor = minor_of(typed)

    def process_data(self, value: Any) -> None:
        """Show an amount that is given in minor units."""
        if isinstance(value, int):
            self.minor, value = value, written(value)
        super().process_data(value)


def minor_of(typed: str) -> int:
    """An amount as it was typed, in minor units. Raises ValueError with the sentence for the person."""
    text = typed.replace("€", "").replace("\u00a0", "").replace(" ", "")
    value = _decimal(text) if SHAPE.fullmatch(text) else None
    if value is None or abs(value) >= LARGEST or value != value.quantize(CENT):
        raise ValueError(N_("Please enter an amount such as 1,234.50."))
    return int(value.scaleb(2))


def _decimal(text: str) -> Decimal | None:
    try:
        return parse_decimal(text, locale=REGIONS[current_locale()], strict=True)
    except NumberFormatError:
        return None


def written(minor: int) -> str:
    """An amount in minor units as people type it in the language of the page."""
    text = f"{Decimal(minor).scaleb(-2):.2f}"
    return text.replace(".", ",") if current_locale() == "de" else text
